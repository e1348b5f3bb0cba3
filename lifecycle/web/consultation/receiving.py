"""The link of a receipt: whoever has it reads what became of the contribution."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors.contributions import are_answers_told, find_by_token
from lifecycle.vocabulary import ConsultationState
from lifecycle.web.access import answer_refusals
from lifecycle.web.consultation.words import describe_contribution, describe_state
from lifecycle.web.secrecy import keep_secret
from workflow.exceptions import SubjectNotFoundError


@require_safe
@answer_refusals()
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Show the contribution of a secret link, whether it is published, and its answer."""
    found = find_by_token(token)
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    told = are_answers_told(found.consultation)
    shown = {
        "consultation": found.consultation,
        "badge": describe_state(found.consultation),
        "entry": describe_contribution(found, tells_answer=told),
        "is_cancelled": found.consultation.state == ConsultationState.CANCELLED.value,
        "is_new": request.GET.get("new") == "1",
        "follow_url": request.build_absolute_uri(reverse("contribution_follow", args=[token])),
    }
    return keep_secret(render(request, "lifecycle/consultation/follow.html", shown))
