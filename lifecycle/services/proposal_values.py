"""What a proposal says, checked field by field before anything is written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, Proposal, Theme
from lifecycle.models.proposal import TEXT_MAX_LENGTH, TITLE_MAX_LENGTH
from lifecycle.services.texts import make_field
from lifecycle.vocabulary import AuthorVisibility, Channel, ContentLanguage
from workflow.clock import current_clock
from workflow.exceptions import InputError
from workflow.models import Institution

NAME_MAX_LENGTH = 200
#: How what the ministry writes down for somebody else arrived.
RECORDED_CHANNELS = [each for each in Channel.choices if each[0] != Channel.WEB]


class DraftValues(forms.Form):
    """What an author writes. A draft may be incomplete; what is there must be right."""

    language = forms.ChoiceField(choices=ContentLanguage.choices)
    title = make_field(max_length=TITLE_MAX_LENGTH)
    problem = make_field(max_length=TEXT_MAX_LENGTH)
    solution = make_field(max_length=TEXT_MAX_LENGTH)
    theme = forms.ModelChoiceField(Theme.objects.none(), required=False)
    association = forms.ModelChoiceField(
        Institution.objects.filter(dissolved_on__isnull=True), required=False
    )
    association_name = make_field(max_length=NAME_MAX_LENGTH)
    visibility = forms.ChoiceField(choices=AuthorVisibility.choices)

    def __init__(self, plan: ActionPlan, values: Mapping[str, Any]) -> None:
        """Check `values` against the themes of `plan`."""
        super().__init__(values)
        themes = self.fields["theme"]
        if isinstance(themes, forms.ModelChoiceField):
            themes.queryset = Theme.objects.filter(plan=plan)

    def clean(self) -> dict[str, Any]:
        """Refuse an association that is to be shown and has no name.

        Raises:
            ValidationError: the association is not named.
        """
        clean = super().clean() or {}
        shows_association = clean.get("visibility") == AuthorVisibility.ASSOCIATION
        if shows_association and not (clean.get("association") or clean.get("association_name")):
            self.add_error("association_name", _("Name the association that is shown as author."))
        return clean


class ComposedValues(DraftValues):
    """What the ministry makes of several ideas: complete."""

    def __init__(self, plan: ActionPlan, values: Mapping[str, Any]) -> None:
        """Ask for what an author is asked for when they submit."""
        super().__init__(plan, values)
        for name in ("title", "problem", "solution", "theme"):
            self.fields[name].required = True


class RecordedValues(ComposedValues):
    """What the ministry writes down for somebody: with how and when it arrived."""

    channel = forms.ChoiceField(choices=RECORDED_CHANNELS)
    channel_reference = make_field(max_length=NAME_MAX_LENGTH)
    received_on = forms.DateField()

    def clean_received_on(self) -> date:
        """Refuse a day that has not come.

        Raises:
            ValidationError: it is in the future.
        """
        received_on: date = self.cleaned_data["received_on"]
        if received_on > current_clock().today():
            raise forms.ValidationError(_("It cannot have been received after today."))
        return received_on


#: What is meant by silence.
DRAFT_DEFAULTS: Mapping[str, Any] = {
    "language": ContentLanguage.FRENCH.value,
    "visibility": AuthorVisibility.ANONYMOUS.value,
}


def clean_draft(plan: ActionPlan, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the checked values of a new draft, by column.

    Raises:
        InputError: some are wrong, or not asked for; all of them are named.
    """
    return _clean(DraftValues, plan, {**DRAFT_DEFAULTS, **values}, asked=values)


def clean_edit(proposal: Proposal, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `values` change of the proposal, by column; what they leave out stays.

    Raises:
        InputError: some are wrong, or not asked for; all of them are named.
    """
    present = {name: getattr(proposal, name) for name in DraftValues.base_fields}
    clean = _clean(DraftValues, proposal.plan, {**present, **values}, asked=values)
    return {name: value for name, value in clean.items() if value != present[name]}


def clean_composed(plan: ActionPlan, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the checked values of a dossier composed of several ideas.

    Raises:
        InputError: some are missing, wrong, or not asked for; all of them are named.
    """
    return _clean(ComposedValues, plan, {**DRAFT_DEFAULTS, **values}, asked=values)


def clean_recorded(plan: ActionPlan, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the checked values of what the ministry records, received today unless said.

    Raises:
        InputError: some are missing, wrong, or not asked for; all of them are named.
    """
    defaults = {**DRAFT_DEFAULTS, "received_on": current_clock().today()}
    return _clean(RecordedValues, plan, {**defaults, **values}, asked=values)


def _clean(
    form: type[DraftValues],
    plan: ActionPlan,
    values: Mapping[str, Any],
    *,
    asked: Mapping[str, Any],
) -> dict[str, Any]:
    errors = {
        name: [_("“%(name)s” is not asked for here.") % {"name": str(name)[:50]}]
        for name in asked
        if name not in form.base_fields
    }
    checked = form(plan, {name: _as_posted(value) for name, value in values.items()})
    errors |= {name: [str(each) for each in found] for name, found in checked.errors.items()}
    if errors:
        raise InputError(errors)
    return dict(checked.cleaned_data)


def _as_posted(value: object) -> object:
    """Return a row as its key, as a page or an API client names it."""
    return value.pk if isinstance(value, Model) else value
