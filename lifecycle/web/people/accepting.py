"""Accepting an invitation: the link shows, a post decides; what no longer works says why."""

from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lifecycle.models import Invitation
from lifecycle.services.invitations import (
    InvitationFate,
    accept_as_known,
    accept_as_new,
    describe_fate,
    find_fate,
    find_owner,
    get_invitation,
)
from lifecycle.web.access import answer_refusals, find_person
from lifecycle.web.fields import LanguageField, NewPasswordForm
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from lifecycle.web.language import keep_language
from lifecycle.web.people.invitation_words import list_rights

_BACKEND = "django.contrib.auth.backends.ModelBackend"


class AcceptForm(NewPasswordForm):
    """A name, a language and a password for the new account."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = LanguageField()
    field_order = ["name", "language", "password1", "password2"]


@never_cache
@sensitive_post_parameters("password1", "password2")
@answer_refusals()
def accept_invitation(request: HttpRequest, word: str) -> HttpResponse:
    """Show what an invitation offers, and open the account when it is accepted."""
    invitation = get_invitation(word)
    fate = find_fate(invitation)
    if fate is not InvitationFate.OPEN:
        return _show(request, invitation, status=410, problem=describe_fate(fate))
    owner = find_owner(invitation)
    if owner is None:
        return _open_account(request, invitation, word)
    person = find_person(request)
    if person is None or person.pk != owner.pk:
        return _show(request, invitation, must_sign_in=True)
    if request.method == "POST":
        accept_as_known(word, actor=person)
        return HttpResponseRedirect("/")
    return _show(request, invitation, may_accept=True)


def _open_account(request: HttpRequest, invitation: Invitation, word: str) -> HttpResponse:
    started = {"name": invitation.name, "language": invitation.language}
    form = AcceptForm(find_posted(request), initial=started)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = run_or_complain(
            form,
            lambda: accept_as_new(
                word,
                name=given["name"],
                language=given["language"],
                password=given["password1"],
            ),
        )
        if person is not None:
            login(request, person, backend=_BACKEND)
            response = HttpResponseRedirect("/")
            keep_language(response, person.language)
            return response
    return _show(request, invitation, form=form, status=find_status(form))


def _show(
    request: HttpRequest, invitation: Invitation, *, status: int = 200, **shown: object
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "rights": list_rights(invitation),
        "title": _("You are invited"),
        "next": request.path,
        **shown,
    }
    return render(request, "lifecycle/people/accept.html", context, status=status)
