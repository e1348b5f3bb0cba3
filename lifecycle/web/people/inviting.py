"""Inviting: the ministry lead offers an account by mail, takes the offer back, sends it again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from lifecycle.models import Invitation
from lifecycle.services.invitation_mail import send_invitation
from lifecycle.services.invitations import invite, renew, take_back_invitation
from lifecycle.web.access import answer_refusals
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from lifecycle.web.people.forms import InvitationForm
from lifecycle.web.people.invitation_words import list_rights
from lifecycle.web.people.reading import list_crumbs
from lifecycle.web.people.rights import require_lead_reader
from workflow.models import User
from workflow.roles import get_role


def _back(*_args: object, **_kwargs: object) -> str:
    return reverse("people")


@answer_refusals(_back)
def invite_somebody(request: HttpRequest) -> HttpResponse:
    """Ask who is invited to what, and send the link."""
    actor = require_lead_reader(request)
    form = InvitationForm(find_posted(request))
    if request.method == "POST" and form.is_valid():
        made = run_or_complain(form, lambda: _invite(form, actor))
        if made is not None:
            _send(request, *made)
            return HttpResponseRedirect(reverse("people"))
    shown = {"form": form, "back_url": reverse("people"), "crumbs": list_crumbs(_("Invite"))}
    status = find_status(form)
    return render(request, "lifecycle/people/invite.html", shown, status=status)


@require_POST
@answer_refusals(_back)
def renew_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Send another link; the one before stops working."""
    actor = require_lead_reader(request)
    _send(request, *renew(pk, actor=actor))
    return HttpResponseRedirect(reverse("people"))


@require_POST
@answer_refusals(_back)
def revoke_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link useless."""
    actor = require_lead_reader(request)
    take_back_invitation(pk, actor=actor)
    messages.success(request, _("The invitation is taken back; its link no longer works."))
    return HttpResponseRedirect(reverse("people"))


def _invite(form: InvitationForm, actor: User) -> tuple[Invitation, str]:
    given = form.cleaned_data
    return invite(
        given["email"],
        roles=[get_role(code) for code in given["roles"]],
        actor=actor,
        institution=given["institution"],
        body=given["body"],
        name=given["name"],
        language=given["language"],
    )


def _send(request: HttpRequest, invitation: Invitation, word: str) -> None:
    with override(invitation.language):
        rights = list_rights(invitation)
    path = reverse("invitation", args=[word])
    said = {"email": invitation.email}
    if send_invitation(invitation, path=path, rights=rights):
        messages.success(
            request,
            _("The invitation is on its way to %(email)s. Its link works for 7 days, once.") % said,
        )
    else:
        messages.warning(
            request,
            _("The mail server did not take the message to %(email)s. Send it again later.") % said,
        )
