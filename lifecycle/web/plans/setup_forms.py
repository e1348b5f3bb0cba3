"""The forms a plan is set up with. Each carries the version of the plan that was read."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lifecycle.models import ActionPlan, Criterion, PlanStage, Theme
from lifecycle.phases.plan_stages import describe_late_opening, may_open_on
from lifecycle.selectors.period_words import format_days
from lifecycle.services.plan_lists import DESCRIPTION_MAX_LENGTH
from lifecycle.services.plan_setup import (
    CODE_MAX_LENGTH,
    LABEL_MAX_LENGTH,
    NOTE_MAX_LENGTH,
    TITLE_MAX_LENGTH,
    PlanWords,
)
from lifecycle.services.plan_stages import (
    WORDS_MAX_LENGTH,
    AmbiguousWindowError,
    Window,
    read_window,
)
from lifecycle.vocabulary import ReplanningCause, StageCode
from lifecycle.web.choices import ask_first
from lifecycle.web.fields import DayField
from lifecycle.web.forms import ReadForm, add_input_errors
from workflow.clock import current_clock
from workflow.exceptions import InputError


class PlanForm(ReadForm):
    """What is said of a plan."""

    title_fr = forms.CharField(label=_("Title in French"), max_length=TITLE_MAX_LENGTH)
    title_ar = forms.CharField(
        label=_("Title in Arabic"), max_length=TITLE_MAX_LENGTH, required=False
    )
    title_en = forms.CharField(
        label=_("Title in English"), max_length=TITLE_MAX_LENGTH, required=False
    )
    previous = forms.ModelChoiceField(
        ActionPlan.objects.order_by("code"), label=_("Follows the plan"), required=False
    )
    accepts_attachments = forms.BooleanField(
        label=_("Authors may attach files to what they submit"), required=False
    )
    noted_adopts = forms.BooleanField(
        label=_("The plan is adopted when the council takes note of it"), required=False
    )
    note_fr = forms.CharField(
        label=_("Note in French"),
        widget=forms.Textarea,
        max_length=NOTE_MAX_LENGTH,
        required=False,
    )
    note_ar = forms.CharField(
        label=_("Note in Arabic"),
        widget=forms.Textarea,
        max_length=NOTE_MAX_LENGTH,
        required=False,
    )
    note_en = forms.CharField(
        label=_("Note in English"),
        widget=forms.Textarea,
        max_length=NOTE_MAX_LENGTH,
        required=False,
    )

    @property
    def words(self) -> PlanWords:
        """Return what was written, as the service takes it."""
        return PlanWords(
            titles=self.in_languages("title"),
            notes=self.in_languages("note"),
            previous=self.cleaned_data["previous"],
            accepts_attachments=self.cleaned_data["accepts_attachments"],
            noted_adopts=self.cleaned_data["noted_adopts"],
        )


class NewPlanForm(PlanForm):
    """A plan to start."""

    code = forms.CharField(
        label=_("Code"),
        max_length=CODE_MAX_LENGTH,
        help_text=_("Such as MA-3. It stays for ever: years slip, the code does not."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(label=_("Last day"), required=False)
    field_order = ["code", "title_fr", "title_ar", "title_en", "starts_on", "ends_on", "previous"]


class LabelForm(ReadForm):
    """How the plan is called from a day on."""

    label = forms.CharField(
        label=_("New name"), max_length=LABEL_MAX_LENGTH, help_text=_("Such as 2021-2023.")
    )
    since = DayField(label=_("From"))
    because_fr = forms.CharField(
        label=_("Because, in French"), max_length=TITLE_MAX_LENGTH, required=False
    )
    because_ar = forms.CharField(
        label=_("Because, in Arabic"), max_length=TITLE_MAX_LENGTH, required=False
    )
    because_en = forms.CharField(
        label=_("Because, in English"), max_length=TITLE_MAX_LENGTH, required=False
    )


class WindowForm(ReadForm):
    """A window in words. When they read more than one way, the readings are offered."""

    words = forms.CharField(
        label=_("Window"),
        max_length=WORDS_MAX_LENGTH,
        help_text=_("In words, with the year: “October 2026”, “1 to 15 November 2026”."),
    )
    reading = forms.ChoiceField(
        label=_("Which of these is meant?"), widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: The window that was read; None until the form is valid.
        self.window: Window | None = None
        posted = str(self.data.get("reading", ""))
        self.fields["reading"].choices = [(posted, posted)] if posted else []  # type: ignore[attr-defined]
        self.fields["reading"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Read the words together with the other fields, so that everything is told at once."""
        cleaned = super().clean() or {}
        if cleaned.get("words"):
            try:
                self.window = read_window(
                    cleaned["words"], language=get_language(), meant=self._find_meant()
                )
            except InputError as error:
                if isinstance(error, AmbiguousWindowError):
                    self.offer(error.readings)
                add_input_errors(self, error)
        return cleaned

    def get_window(self) -> Window:
        """Return the window of a valid form."""
        assert self.window is not None  # noqa: S101  # `clean` has read it, or the form is invalid.
        return self.window

    def _find_meant(self) -> tuple[date, date] | None:
        first, _slash, last = str(self.cleaned_data.get("reading", "")).partition("/")
        try:
            return date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            return None

    def offer(self, readings: list[tuple[date, date]]) -> None:
        """Ask which of these readings is meant."""
        choices = [
            (f"{first.isoformat()}/{last.isoformat()}", format_days(first, last))
            for first, last in readings
        ]
        field = self.fields["reading"]
        field.choices = choices  # type: ignore[attr-defined]
        field.widget = forms.RadioSelect(choices=choices)


class StageForm(WindowForm):
    """A stage to add."""

    code = forms.ChoiceField(label=_("Stage"), choices=ask_first(StageCode.choices))
    field_order = ["code", "words", "reading"]


class MoveForm(WindowForm):
    """A window to move, and why."""

    cause = forms.ChoiceField(label=_("Cause"), choices=ask_first(ReplanningCause.choices))
    reason = forms.CharField(
        label=_("Public reason"), widget=forms.Textarea, max_length=NOTE_MAX_LENGTH
    )

    def __init__(self, *args: Any, stage: PlanStage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage = stage

    def clean(self) -> dict[str, Any]:
        """Refuse at once that a stage which is open starts in the future."""
        cleaned = super().clean()
        if self.window is not None:
            opens_on, today = self.window.opens_on, current_clock().today()
            if not may_open_on(self.stage.state, opens_on, today=today):
                self.add_error("words", describe_late_opening(opens_on))
        return cleaned


class NamedForm(ReadForm):
    """Something of a plan that has a code and a name."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=50,
        help_text=_("Short letters without accents."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    name_fr = forms.CharField(label=_("Name in French"), max_length=200)
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    rank = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=999, required=False
    )


class ThemeForm(NamedForm):
    """A theme."""


_DESCRIPTION: dict[str, Any] = {
    "required": False,
    "max_length": DESCRIPTION_MAX_LENGTH,
    "widget": forms.Textarea(attrs={"rows": 3}),
}


class CriterionForm(NamedForm):
    """A criterion, with what it weighs and its highest score."""

    description_fr = forms.CharField(
        label=_("What assessors look at, in French"),
        help_text=_("They read it where they score: what earns few points, what earns many."),
        **_DESCRIPTION,
    )
    description_ar = forms.CharField(label=_("What assessors look at, in Arabic"), **_DESCRIPTION)
    description_en = forms.CharField(label=_("What assessors look at, in English"), **_DESCRIPTION)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100)
    max_points = forms.IntegerField(label=_("Highest score"), min_value=1, max_value=100)


def start_from(row: Theme | Criterion | None) -> dict[str, Any]:
    """Return what a form starts with: the values of a row, or those of a new one."""
    if row is None:
        return {"weight": 1, "max_points": 5}
    return {name: getattr(row, name) for name in CriterionForm.base_fields if hasattr(row, name)}
