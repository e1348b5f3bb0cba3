"""The form of any transition, generated from its declared inputs; the engine checks what comes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.web.choices import name_choices
from lifecycle.web.form_errors import take_errors
from lifecycle.web.rows import draw_rows
from workflow.exceptions import InputError
from workflow.machine.facts import Facts
from workflow.machine.inputs import Document, Input, Rows

if TYPE_CHECKING:
    Files: TypeAlias = MultiValueDict[str, UploadedFile[Any]]
else:
    # Not generic while it runs.
    Files = MultiValueDict

#: Beside each document that can be chosen, a file can be added; its field bears this suffix.
UPLOAD_SUFFIX = "_upload"
KEY_MAX_LENGTH = 100
NUMBER_MAX_LENGTH = 9


class TransitionForm(forms.Form):
    """What a transition asks for, with the version that was read and the key of the request.

    It checks nothing before the engine does: `read_inputs` gives the engine what was posted, and
    `take_errors` shows near each field what the engine said.
    """

    expect = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_MAX_LENGTH)

    def __init__(
        self,
        declared: Sequence[Input],
        facts: Facts,
        *,
        version: int,
        data: QueryDict | None = None,
        files: "Files | None" = None,
    ) -> None:
        super().__init__(data, files, initial={"expect": version, "key": uuid4().hex})
        self.posted = data if data is not None else QueryDict()
        self.declared = tuple(declared)
        for each in self.declared:
            field = each.form_field(facts)
            name_choices(field)
            draw_rows(field, facts, each.name, data)
            self.fields[each.name] = field
            if isinstance(each, Document):
                self.fields[each.name + UPLOAD_SUFFIX] = forms.FileField(
                    label=gettext_lazy("Or add the file now"), required=False
                )

    @property
    def documents(self) -> list[Document]:
        """Return the inputs that are documents."""
        return [each for each in self.declared if isinstance(each, Document)]

    @property
    def asks(self) -> bool:
        """Return whether there is anything to fill in."""
        return bool(self.declared)

    @property
    def has_rows(self) -> bool:
        """Return whether it asks for rows, which take their words from somewhere else."""
        return any(isinstance(each, Rows) for each in self.declared)

    def read_expect(self) -> int:
        """Return the version of the subject that was read.

        Raises:
            InputError: the form came back without it.
        """
        return read_expect(self.data)

    def read_key(self) -> str:
        """Return the key that makes a second posting of this form harmless.

        Raises:
            InputError: the form came back without it.
        """
        return read_key(self.data)

    def read_inputs(self) -> dict[str, Any]:
        """Return what was posted for each declared input, as the engine takes it."""
        return {
            each.name: self.fields[each.name].widget.value_from_datadict(
                self.data, self.files, self.add_prefix(each.name)
            )
            for each in self.declared
        }

    def list_uploads(self) -> list[tuple[Document, "UploadedFile[Any]"]]:
        """Return the files that came with the form, each with the document it is meant for."""
        found = [(each, self.files.get(each.name + UPLOAD_SUFFIX)) for each in self.documents]
        return [(each, upload) for each, upload in found if upload]

    def find_expect(self) -> int:
        """Return the version that was read, 0 when the form came back without it."""
        return _find_expect(self.data)

    def keep(self, **values: object) -> None:
        """Put `values` in place of what was posted, so that the form shows them from now on."""
        posted = self.posted.copy()
        for name, value in values.items():
            posted[name] = str(value)
        self.data = self.posted = posted

    def renew(self, version: int) -> None:
        """Make the form one that can be sent again, on the version that is shown with it."""
        self.keep(expect=version, key=uuid4().hex)

    def take_errors(self, errors: Mapping[str, Iterable[str]]) -> None:
        """Show the errors of the engine, each near the field it is about."""
        take_errors(self, errors)


def read_expect(posted: Mapping[str, Any]) -> int:
    """Return the version of the subject that was read, of what any form of a transition posts.

    Raises:
        InputError: the form came back without it.
    """
    if not _find_expect(posted):
        raise InputError({"": [_("This form is incomplete. Load the page again.")]})
    return _find_expect(posted)


def read_key(posted: Mapping[str, Any]) -> str:
    """Return the key that makes a second posting harmless, of any form of a transition.

    Raises:
        InputError: the form came back without it.
    """
    key = str(posted.get("key", ""))
    # PostgreSQL stores no null character.
    if not 0 < len(key) <= KEY_MAX_LENGTH or "\0" in key:
        raise InputError({"": [_("This form is incomplete. Load the page again.")]})
    return key


def _find_expect(posted: Mapping[str, Any]) -> int:
    expect = str(posted.get("expect", ""))
    return int(expect) if expect.isdecimal() and len(expect) <= NUMBER_MAX_LENGTH else 0
