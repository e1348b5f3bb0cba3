"""The forms of people, roles, mandates and invitations."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Commitment
from lifecycle.selectors.institutions import query_living
from lifecycle.services.people import REASON_MAX_LENGTH
from lifecycle.vocabulary import MembershipBody, Side
from lifecycle.vocabulary.roles import GRANTED_ROLES, PROJECT_LEAD
from lifecycle.web.choices import ask_first
from lifecycle.web.fields import DayField, LanguageField
from workflow.models import Institution, Subject
from workflow.roles import Held, Role, get_role

if TYPE_CHECKING:
    _InstitutionChoice = forms.ModelChoiceField[Institution]
else:
    # Not generic while it runs.
    _InstitutionChoice = forms.ModelChoiceField


def list_role_choices() -> list[tuple[str, str]]:
    """Return the roles that can be given, in the order of the published table."""
    return [(role.code, str(role.label)) for role in GRANTED_ROLES]


class InstitutionField(_InstitutionChoice):
    """One of the institutions that can be given a role, by its name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(query_living(), **kwargs)


class RoleForm(forms.Form):
    """A role to give."""

    role = forms.ChoiceField(label=_("Role"), choices=lambda: ask_first(list_role_choices()))
    institution = InstitutionField(
        label=_("On the institution"),
        required=False,
        help_text=_("For owners, focal points, project leads and superiors."),
    )
    commitment = forms.ModelChoiceField(
        Commitment.objects.order_by("plan", "number"),
        label=_("On one commitment"),
        required=False,
        help_text=_("For a project lead of one commitment only."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=REASON_MAX_LENGTH, required=False)

    @property
    def chosen_role(self) -> Role:
        """Return the role that was chosen."""
        return get_role(self.cleaned_data["role"])

    @property
    def target(self) -> Institution | Subject | None:
        """Return what the role is to be held on."""
        if self.chosen_role.held is Held.GROUP:
            return None
        if self.chosen_role.code == PROJECT_LEAD.code and self.cleaned_data["commitment"]:
            commitment: Commitment = self.cleaned_data["commitment"]
            return commitment
        institution: Institution | None = self.cleaned_data["institution"]
        return institution


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=REASON_MAX_LENGTH, required=False)


class CloseForm(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(label=_("Reason"), max_length=REASON_MAX_LENGTH)


class MembershipForm(forms.Form):
    """A mandate to begin."""

    body = forms.ChoiceField(label=_("Body"), choices=ask_first(MembershipBody.choices))
    institution = InstitutionField(label=_("Institution"), required=False)
    side = forms.ChoiceField(
        label=_("Side"),
        choices=[("", _("That of the institution")), *Side.choices],
        required=False,
    )
    starts_on = DayField(label=_("From"), required=False, help_text=_("Today when empty."))
    ends_on = DayField(
        label=_("To"), required=False, help_text=_("Until further notice when empty.")
    )


class InvitationForm(forms.Form):
    """Who is invited, and what they will hold."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("The person can change it when they accept."),
    )
    language = LanguageField(help_text=_("The message is written in this language."))
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=list_role_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    institution = InstitutionField(
        label=_("Institution"),
        required=False,
        help_text=_("On which owners, focal points, project leads and superiors hold their role."),
    )
    body = forms.ChoiceField(
        label=_("Mandate"),
        choices=[("", _("None")), *MembershipBody.choices],
        required=False,
        help_text=_("It begins when the person accepts."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an invitation to nothing."""
        cleaned = super().clean() or {}
        if not cleaned.get("roles") and not cleaned.get("body"):
            self.add_error("roles", _("Choose at least one role or a mandate."))
        return cleaned


class ProfileForm(forms.Form):
    """How somebody is called, and the language they read."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    language = LanguageField(help_text=_("Of the pages and of the messages you receive."))


class DelegationForm(forms.Form):
    """Who acts for somebody, and when."""

    delegate = forms.EmailField(
        label=_("E-mail address of the person who will act for you"),
        help_text=_("They need an account here, and keep their own rights."),
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"), help_text=_("The last day counts."))
    reason = forms.CharField(label=_("Reason"), max_length=REASON_MAX_LENGTH, required=False)
