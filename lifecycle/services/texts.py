"""What people write, checked: bounded, and without what no database stores."""

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from workflow.exceptions import InputError
from workflow.words import VisibleField


def clean_text(
    raw: object,
    *,
    field: str,
    max_length: int,
    missing: str | None = None,
) -> str:
    """Return the words as they are read, without blanks around them and with plain line breaks.

    `missing` is what is said when there are none; None lets them be empty.

    Raises:
        InputError: they are missing, too long, or hold a null character.
    """
    words = make_field(max_length=max_length, missing=missing)
    try:
        return str(words.clean(raw))
    except ValidationError as error:
        raise InputError({field: list(error.messages)}) from error


class Words(VisibleField):
    """Words of several lines: a browser's line breaks and a file's count the same."""

    def to_python(self, value: object) -> str:
        """Return the words with plain line breaks."""
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        """Refuse half a character, which JSON can carry and no database stores.

        Raises:
            ValidationError: there is one.
        """
        super().validate(value)
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ValidationError(_("These words hold a character that cannot be stored."))


def make_field(*, max_length: int, missing: str | None = None) -> Words:
    """Return the field that checks words; None in `missing` lets them be empty."""
    if missing is None:
        return Words(max_length=max_length, required=False)
    return Words(max_length=max_length, error_messages={"required": str(missing)})


def clean_code(raw: object, *, field: str, choices: type[TextChoices]) -> str:
    """Return `raw` when it is one of the codes of a closed list.

    Raises:
        InputError: it is none; the message names those that exist.
    """
    if raw in choices.values:
        return str(raw)
    raise InputError(
        {
            field: [
                _("“%(value)s” is not possible here; these are: %(codes)s.")
                % {"value": str(raw)[:50], "codes": ", ".join(choices.values)}
            ]
        }
    )
