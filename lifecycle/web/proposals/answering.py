"""The second person: confirm or decline what somebody else proposed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.pending import Pending, list_pending
from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.selectors.readers import make_reader
from lifecycle.web.access import answer_refusals
from lifecycle.web.accounts.fresh_password import require_fresh_password
from lifecycle.web.form_errors import take_errors
from lifecycle.web.forms import find_posted
from lifecycle.web.proposals.asking import Signatory, require_asker
from lifecycle.web.proposals.dossier import find_dossier
from workflow import engine
from workflow.clock import current_clock
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Via


class DeclineForm(forms.Form):
    """Why somebody does not confirm."""

    comment = forms.CharField(
        label=gettext_lazy("Why you do not confirm it"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def confirm(request: HttpRequest, pk: int, round_id: int) -> HttpResponse:
    """Show what was proposed on GET; confirm it on POST."""
    asker = require_asker(request)
    pending = _get_pending(pk, round_id, asker)
    if request.method != "POST":
        return _show(request, "confirm", pk, pending, asker)
    require_fresh_password(request, asker.person)
    engine.confirm(round_id, actor=asker.person, on_behalf_of=asker.principal, via=Via.WEB)
    messages.success(request, _("Confirmed: %(transition)s.") % {"transition": pending.words})
    return redirect(find_dossier(pk) + asker.query)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def decline(request: HttpRequest, pk: int, round_id: int) -> HttpResponse:
    """Ask why on GET; decline on POST."""
    asker = require_asker(request)
    pending = _get_pending(pk, round_id, asker)
    form = DeclineForm(find_posted(request))
    if request.method != "POST":
        return _show(request, "decline", pk, pending, asker, form=form)
    try:
        engine.decline(
            round_id,
            actor=asker.person,
            comment=request.POST.get("comment", ""),
            on_behalf_of=asker.principal,
            via=Via.WEB,
        )
    except InputError as error:
        take_errors(form, error.errors)
        return _show(request, "decline", pk, pending, asker, form=form, status=422)
    messages.success(request, _("Not confirmed: %(transition)s.") % {"transition": pending.words})
    return redirect(find_dossier(pk) + asker.query)


def _get_pending(pk: int, round_id: int, asker: Signatory) -> Pending:
    """Return what waits under this number.

    Raises:
        SubjectNotFoundError: there is no such proposal, or they may not see it (404).
        TransitionRefusedError: nothing waits any more for an answer of theirs (409).
    """
    explanation = explain_proposal(
        pk, actor=asker.person, grants=asker.own_grants, on_behalf_of=asker.principal
    )
    reader = make_reader(explanation.case, asker.grants)
    waiting = list_pending(explanation, reader, today=current_clock().today())
    for each in waiting:
        if each.round_id == round_id:
            return each
    raise TransitionRefusedError(_("Nothing waits here for your confirmation any more."))


def _show(
    request: HttpRequest,
    name: str,
    pk: int,
    pending: Pending,
    asker: Signatory,
    *,
    form: DeclineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown: dict[str, Any] = {
        "each": pending,
        "proposal": get_proposal(pk),
        "form": form,
        "asker": asker,
        "back_url": find_dossier(pk) + asker.query,
    }
    return render(request, f"lifecycle/proposals/{name}.html", shown, status=status)
