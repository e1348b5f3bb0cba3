"""The public form: everybody says what they think of a line or of the plan, without an account."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import get_adapter
from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lifecycle.models import Consultation
from lifecycle.models.consultation import CONTRIBUTION_MAX_LENGTH
from lifecycle.selectors.consultations import list_lines
from lifecycle.services import contributions
from lifecycle.services.contribution_limits import TooManyContributionsError, count_from
from lifecycle.services.contributions import NAME_MAX_LENGTH, is_receiving
from lifecycle.vocabulary import ContentLanguage
from lifecycle.web.access import answer_refusals, find_person
from lifecycle.web.consultation.finding import (
    find_url,
    get_consultation_or_404,
    list_crumbs,
)
from lifecycle.web.consultation.words import describe_days
from lifecycle.web.fields import LANGUAGE_CHOICES
from lifecycle.web.forms import add_input_errors, find_posted
from workflow.exceptions import InputError, TransitionRefusedError

#: What is posted twice within this time, as by a double click, is kept once.
KEY_KEPT_SECONDS = 3_600
KEY_MAX_LENGTH = 40
#: What is chosen when no line is meant.
WHOLE_PLAN = "plan"
#: A field that people do not see and programs fill in.
TRAP = "website"


class ContributionForm(forms.Form):
    """What somebody says of a line or of the whole plan."""

    about = forms.ChoiceField(label=gettext_lazy("Your contribution is about"))
    text = forms.CharField(
        label=gettext_lazy("Your contribution"),
        max_length=CONTRIBUTION_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("At most 10,000 characters. It is read before it is published."),
        error_messages={"required": gettext_lazy("Write your contribution.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("It is written in"),
        choices=[each for each in LANGUAGE_CHOICES if each[0] in ContentLanguage.values],
    )
    name = forms.CharField(
        label=gettext_lazy("Your name or your association"),
        max_length=NAME_MAX_LENGTH,
        required=False,
    )
    shows_name = forms.BooleanField(
        label=gettext_lazy("Show this name with my contribution"), required=False
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        required=False,
        help_text=gettext_lazy("Only to send you the answer. It is shown to nobody."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_MAX_LENGTH, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse what a program filled in: people do not see the trap."""
        cleaned = super().clean() or {}
        if self.data.get(TRAP):
            self.add_error(
                None, _("A program filled in this form. Load the page again and write yourself.")
            )
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_url)
def contribute(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form on GET; keep the contribution on POST and show its receipt."""
    consultation = get_consultation_or_404(request, pk)
    if request.method != "POST":
        _check_receiving(consultation)
        return _show(request, consultation, _make_form(request, consultation))
    form = _make_form(request, consultation)
    try:
        _check_receiving(consultation)
        if form.is_valid():
            return HttpResponseRedirect(_receive(request, consultation, form))
    except TransitionRefusedError as error:
        # It closed while they wrote: what they wrote is theirs to copy.
        form.add_error(None, str(error))
        return _show(request, consultation, form, status=409)
    except TooManyContributionsError as error:
        add_input_errors(form, error)
        return _show(request, consultation, form, status=429)
    except InputError as error:
        add_input_errors(form, error)
    return _show(request, consultation, form, status=422)


def _check_receiving(consultation: Consultation) -> None:
    """Do nothing while everybody can contribute.

    Raises:
        TransitionRefusedError: it is not open (409).
    """
    if not is_receiving(consultation):
        raise TransitionRefusedError(
            _("This consultation receives no contributions now. %(days)s")
            % {"days": describe_days(consultation)}
        )


def _receive(request: HttpRequest, consultation: Consultation, form: ContributionForm) -> str:
    """Keep the contribution, once, and return the address of its receipt."""
    given = form.cleaned_data
    kept_as = f"contribution:{given['key']}" if given["key"] else ""
    token = cache.get(kept_as) if kept_as else None
    if token is None:
        count_from(get_adapter().get_client_ip(request))
        token = contributions.contribute(
            consultation,
            text=given["text"],
            language=given["language"],
            proposal=None if given["about"] == WHOLE_PLAN else int(given["about"]),
            person=find_person(request),
            name=given["name"],
            email=given["email"],
            shows_name=given["shows_name"],
        ).receipt_token
        if kept_as:
            cache.set(kept_as, token, timeout=KEY_KEPT_SECONDS)
    return f"{reverse('contribution_follow', args=[token])}?new=1"


def _make_form(request: HttpRequest, consultation: Consultation) -> ContributionForm:
    lines = [each for each in list_lines(consultation) if not each.left_out_because]
    asked = request.GET.get("line", "")
    chosen = [
        each.read.proposal.pk for each in lines if str(each.read.proposal.plan_number) == asked
    ]
    form = ContributionForm(
        find_posted(request),
        initial={
            "about": chosen[0] if chosen else WHOLE_PLAN,
            "language": (get_language() or "fr")[:2],
            "key": uuid4().hex,
        },
    )
    form.fields["about"].choices = [  # type: ignore[attr-defined]  # a field of choices
        (WHOLE_PLAN, _("The whole plan")),
        *[(str(each.read.proposal.pk), each.read.name) for each in lines],
    ]
    return form


def _show(
    request: HttpRequest, consultation: Consultation, form: ContributionForm, *, status: int = 200
) -> HttpResponse:
    shown = {
        "consultation": consultation,
        "days": describe_days(consultation),
        "form": form,
        "back_url": find_url(consultation.pk),
        "crumbs": list_crumbs(consultation, _("Contribute")),
    }
    return render(request, "lifecycle/consultation/contribute.html", shown, status=status)
