"""The form with which the lead decides on many proposals: a choice and a reason for each."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lifecycle.models import ActionPlan, Attachment
from lifecycle.selectors.together import Chosen
from lifecycle.web.prioritization.ranking import RankedRow
from lifecycle.web.prioritization.scoring import ErrorTaking
from lifecycle.web.transitions import NUMBER_MAX_LENGTH, Files
from lifecycle.web.work.minutes import list_minutes
from workflow.machine.inputs import TEXT_MAX_LENGTH
from workflow.machine.registry import get_machine

#: The transitions that end an assessment, in the order in which they are offered.
VERDICTS = ("retain", "decline", "defer")


class MinutesForm(ErrorTaking):
    """The minutes that carry the decisions: those the plan has, or a file added now."""

    minutes = forms.ModelChoiceField(
        label=gettext_lazy("Minutes of the workshop"),
        queryset=Attachment.objects.none(),
        help_text=gettext_lazy("Every decision made here refers to them."),
        error_messages={
            "required": gettext_lazy("Choose the minutes of the workshop that decided.")
        },
    )
    minutes_upload = forms.FileField(label=gettext_lazy("Or add the file now"), required=False)

    def __init__(
        self, plan: ActionPlan, data: QueryDict | None = None, files: Files | None = None
    ) -> None:
        super().__init__(data, files)
        field = self.fields["minutes"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = list_minutes(plan.pk)
            field.initial = field.queryset.first()

    def keep(self, minutes: Attachment) -> None:
        """Choose the minutes that came with the form, now that they are kept with the plan."""
        # Not unpacked: a QueryDict gives its lists away, not the values a form reads.
        self.data = {**dict(self.data.items()), "minutes": str(minutes.pk)}


class DecisionForm(ErrorTaking):
    """What is decided on one proposal, and the reason everybody will read."""

    verdict = forms.ChoiceField(label=gettext_lazy("Decision"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Published reason"),
        required=False,
        max_length=TEXT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, row: RankedRow, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=f"p{row.proposal.id}")
        self.row = row
        field = self.fields["verdict"]
        if isinstance(field, forms.ChoiceField):
            field.choices = _list_verdicts()

    @property
    def verdict_name(self) -> str:
        """Return the transition that is asked for, empty when nothing is decided yet."""
        posted = str(self.data.get(self.add_prefix("verdict"), ""))
        return posted if posted in VERDICTS else ""

    @property
    def reason_words(self) -> str:
        """Return the reason as it was typed."""
        return str(self.data.get(self.add_prefix("reason"), "")).strip()

    @property
    def read_version(self) -> int | None:
        """Return the version that was previewed, None when the form came back without it."""
        posted = str(self.data.get(self.add_prefix("expect"), ""))
        return int(posted) if posted.isdecimal() and len(posted) <= NUMBER_MAX_LENGTH else None

    def check(self, chosen: Chosen) -> None:
        """Note what is wrong with the reason; documents are checked once for all."""
        transition = get_machine("proposal").transitions[self.verdict_name]
        for declared in transition.inputs:
            if declared.name != "reason":
                continue
            try:
                declared.clean(self.reason_words, chosen.case.facts)
            except ValidationError as error:
                self.take_errors({"reason": error.messages})


def make_forms(rows: Iterable[RankedRow], data: QueryDict | None = None) -> list[DecisionForm]:
    """Return one form for each proposal that waits for a decision, in the order of the ranking.

    What was decided just now stays, so that a form that is sent twice shows the same results.
    """
    forms_ = [DecisionForm(row, data) for row in rows]
    return [form for form in forms_ if form.verdict_name or not form.row.is_decided]


def list_decided(forms_: Sequence[DecisionForm]) -> list[DecisionForm]:
    """Return the forms in which something is decided."""
    return [form for form in forms_ if form.verdict_name]


def make_inputs(form: DecisionForm, minutes: Attachment | None) -> dict[str, Any]:
    """Return what the engine is given for one of them."""
    return {"minutes": minutes.pk if minutes is not None else "", "reason": form.reason_words}


def _list_verdicts() -> list[tuple[str, Any]]:
    transitions = get_machine("proposal").transitions
    undecided = ("", pgettext_lazy("decision", "Not yet"))
    return [undecided, *((name, transitions[name].label) for name in VERDICTS)]


def say_nothing_decided() -> str:
    """Return what is said when no decision was chosen."""
    return _("Choose a decision for at least one proposal.")
