"""The form of an assessor: points for each criterion, or why they take no part."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from lifecycle.models import Criterion
from lifecycle.services.assessments import REMARK_MAX_LENGTH

#: Up to so many points each is a choice of its own; beyond, a number is typed.
CHOICES_AT_MOST = 10
PREFIX = "points_"


class ErrorTaking(forms.Form):
    """A form that shows near its fields what a service said of them."""

    def take_errors(self, errors: Mapping[str, Iterable[str]]) -> None:
        """Show these errors, in place of the form's own where both have one; the others on top."""
        self.full_clean()
        for name, messages in errors.items():
            field = name if name in self.fields else None
            if field is not None:
                self.errors.pop(field, None)
            self.add_error(field, list(messages))


class ScoreForm(ErrorTaking):
    """Points from 0 to the highest of each criterion, and a remark. The service checks them."""

    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("The ministry reads it with your points."),
        max_length=REMARK_MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, criteria: Sequence[Criterion], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"{PREFIX}{criterion.pk}"] = _make_field(criterion)
        self.order_fields([*(f"{PREFIX}{each.pk}" for each in criteria), "remark"])

    def read_points(self) -> dict[int, int]:
        """Return the whole numbers that were posted, by criterion; anything else is left out."""
        posted = {each.pk: str(self.data.get(f"{PREFIX}{each.pk}", "")) for each in self.criteria}
        return {
            key: int(text)
            for key, text in posted.items()
            if text.isascii() and text.isdigit() and len(text) <= 6
        }

    def read_remark(self) -> str:
        """Return the remark as it was posted."""
        return str(self.data.get("remark", ""))


class ReasonForm(ErrorTaking):
    """Why an assessor abstains, or must not score."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REMARK_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def read_reason(self) -> str:
        """Return the reason as it was posted."""
        return str(self.data.get(self.add_prefix("reason"), ""))


def _make_field(criterion: Criterion) -> forms.Field:
    words = ngettext(
        "From 0 to %(max)d; it counts %(count)d time.",
        "From 0 to %(max)d; it counts %(count)d times.",
        criterion.weight,
    )
    counting = words % {"max": criterion.max_points, "count": criterion.weight}
    help_text = " ".join(part for part in (criterion.description, counting) if part)
    if criterion.max_points > CHOICES_AT_MOST:
        return forms.IntegerField(
            label=criterion.name,
            help_text=help_text,
            min_value=0,
            max_value=criterion.max_points,
        )
    choices = [(str(points), str(points)) for points in range(criterion.max_points + 1)]
    widget = forms.RadioSelect(attrs={"class": "points"})
    return forms.ChoiceField(
        label=criterion.name, help_text=help_text, choices=choices, widget=widget
    )
