"""The form of a seat: what its holder says, on the text they read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.selectors.institutions import query_living
from lifecycle.selectors.round_choices import Answer, Choice
from lifecycle.selectors.seat_heirs import query_heirs
from lifecycle.services.rounds import COMMENT_MAX_LENGTH
from lifecycle.web.form_errors import take_errors
from lifecycle.web.rounds.phrases import Phrases
from lifecycle.web.transitions import KEY_MAX_LENGTH, NUMBER_MAX_LENGTH
from workflow.exceptions import InputError
from workflow.models import Institution, Seat

_HASH = re.compile(r"[0-9a-f]{64}|")


class KeyedForm(forms.Form):
    """A form that changes nothing when it comes twice, and that a service checks."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_MAX_LENGTH)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, initial={"key": uuid4().hex, **(initial or {})}, prefix=prefix)

    def offer(self, seat: Seat) -> None:
        """Offer what depends on the seat it is about; most forms have nothing of that."""

    def read(self, name: str) -> str:
        """Return what was posted under this name, empty when nothing was."""
        return str(self.data.get(self.add_prefix(name), ""))

    def read_key(self) -> str:
        """Return the key of this form.

        Raises:
            InputError: the form came back without it.
        """
        key = self.read("key")
        # PostgreSQL stores no null character.
        if not 0 < len(key) <= KEY_MAX_LENGTH or "\0" in key:
            raise InputError({"": [_("This form is incomplete. Load the page again.")]})
        return key

    def take_errors(self, errors: Mapping[str, Iterable[str]]) -> None:
        """Show what a service refused, each near the field it is about."""
        take_errors(self, errors)


class DecisionForm(KeyedForm):
    """What is said from a seat. The hash of the text that was read goes with it."""

    comment = forms.CharField(
        label=gettext_lazy("Remark or reason"),
        help_text=gettext_lazy("Those who work on this file read it with your decision."),
        max_length=COMMENT_MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        phrases: Phrases,
        content_hash: str,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"text": content_hash})
        self.phrases = phrases
        self.offered = {str(each.answer) for each in choices}
        self.fields["choice"] = forms.ChoiceField(
            label=gettext_lazy("What you say"),
            choices=[(str(each.answer), each.label) for each in choices],
            widget=forms.RadioSelect,
        )
        self.order_fields(["choice", "comment"])

    def read_answer(self) -> Answer:
        """Return what was chosen.

        Raises:
            InputError: nothing was, or something that is not offered; or its words do not fit.
        """
        posted = self.read("choice")
        if posted not in self.offered:
            raise InputError({"choice": [_("Choose one of these.")]})
        answer = Answer(posted)
        self.phrases.check_words(answer, self.read("comment"))
        return answer

    def read_text(self) -> str:
        """Return the hash of the text that was read; empty when the round is about none.

        Raises:
            InputError: the form came back without it.
        """
        posted = self.read("text")
        if "text" not in self.data or _HASH.fullmatch(posted) is None:
            raise InputError({"": [_("This form is incomplete. Load the page again.")]})
        return posted

    def renew(self, content_hash: str) -> None:
        """Keep what was typed, for the text that is shown with it from now on."""
        posted = {name: self.data.get(name, "") for name in self.data}
        self.data = {**posted, "text": content_hash, "key": uuid4().hex}


class ReasonForm(KeyedForm):
    """Why the ministry does something about a seat."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Whoever holds the seat reads it."),
        max_length=COMMENT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class TransferForm(ReasonForm):
    """Who takes the seat, and why."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["institution"] = forms.ModelChoiceField(
            label=gettext_lazy("Institution that takes the seat"), queryset=query_living().none()
        )
        self.order_fields(["institution", "reason"])

    def offer(self, seat: Seat) -> None:
        """Let those alone be chosen who may take this seat, or say that nobody can."""
        field = cast("forms.ModelChoiceField[Institution]", self.fields["institution"])
        field.queryset = query_heirs(seat)
        if not field.queryset.exists():
            field.help_text = _(
                "No institution can take this seat: record first which one succeeds its holder."
            )

    def find_institution(self) -> Institution | None:
        """Return the institution that was chosen, None when none was."""
        posted = self.read("institution")
        is_number = posted.isdecimal() and len(posted) <= NUMBER_MAX_LENGTH
        return query_living().filter(pk=int(posted)).first() if is_number else None
