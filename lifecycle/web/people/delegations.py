"""Delegating: somebody lets another act for them, and takes it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lifecycle.services import delegations as services
from lifecycle.services.accounts import find_account
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.accounts.fresh_password import require_fresh_password
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from lifecycle.web.people.forms import DelegationForm
from workflow.exceptions import InputError
from workflow.models import Delegation, User


def _back(*_args: object, **_kwargs: object) -> str:
    return reverse("profile")


@answer_refusals(_back)
def give_delegation(request: HttpRequest) -> HttpResponse:
    """Ask who acts for the reader, from when to when."""
    actor = require_person(request)
    form = DelegationForm(find_posted(request))
    posted = request.method == "POST" and form.is_valid()
    if posted:
        # Who acts for them decides in their place, without their password.
        require_fresh_password(request, actor)
    if posted and run_or_complain(form, lambda: _give(form, actor)) is not None:
        messages.success(request, _("The delegation is recorded; every act will name you both."))
        return HttpResponseRedirect(reverse("profile"))
    shown = {"form": form, "back_url": reverse("profile")}
    status = find_status(form)
    return render(request, "lifecycle/people/delegate.html", shown, status=status)


@require_POST
@answer_refusals(_back)
def revoke_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation now."""
    services.revoke(pk, actor=require_person(request))
    messages.success(request, _("The delegation is ended."))
    return HttpResponseRedirect(reverse("profile"))


def _give(form: DelegationForm, actor: User) -> Delegation:
    given = form.cleaned_data
    delegate = find_account(given["delegate"])
    if delegate is None:
        raise InputError({"delegate": [_("Nobody here has this address.")]})
    return services.create(
        actor=actor,
        delegate=delegate,
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        reason=given["reason"],
    )
