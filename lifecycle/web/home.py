"""The first page: the inbox of those who work, the public home of everybody else."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lifecycle.models import PlanStage
from lifecycle.selectors.plans import list_plans
from lifecycle.services.identity import is_setup_open
from lifecycle.vocabulary import PROPOSAL_PHASES, Phase, PlanState
from lifecycle.web.consultation.cards import list_open
from lifecycle.web.navigation import find_url
from lifecycle.web.plans.cards import make_plan_card
from lifecycle.web.rights import list_role_codes, read_grants
from workflow.clock import current_clock

#: Plans that are over stand in the list of plans only.
_CURRENT = {PlanState.CO_CREATION, PlanState.IN_IMPLEMENTATION, PlanState.MIDTERM_REVIEW}

#: What happens in each phase, in one sentence for the public.
_PHASE_WORDS = {
    Phase.SUBMISSION: _("You write your idea; the ministry checks whether it can be admitted."),
    Phase.PRIORITIZATION: _("Assessors score it, and the result is published with its reasons."),
    Phase.PORTER_IDENTIFICATION: _("An institution agrees to carry it."),
    Phase.SHEET_DRAFTING: _("Its porters write what will be done, by when, and how it is checked."),
    Phase.CONSULTATION: _("Everybody can comment on the text, and each comment is answered."),
    Phase.CONVENTION_SIGNATURE: _("The porters sign."),
    Phase.GOVERNMENT_ADOPTION: _("The government adopts it: it is a commitment, with its dates."),
}


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Take those who work to their inbox, and show everybody else where the plans stand."""
    if list_role_codes(read_grants(request)) and (inbox := find_url("inbox")):
        return HttpResponseRedirect(inbox)
    if is_setup_open():
        return HttpResponseRedirect(reverse("setup"))
    today = current_clock().today()
    plans = [
        make_plan_card(each, today=today) for each in list_plans() if each.plan.state in _CURRENT
    ]
    return render(
        request,
        "lifecycle/home.html",
        {
            "plans": plans,
            "collecting": [
                {"plan": card.plan, "closes": _format_closing(card.collection)}
                for card in plans
                if card.collection
            ],
            "phases": [
                {"words": phase.label, "sentence": _PHASE_WORDS[phase]} for phase in PROPOSAL_PHASES
            ],
            "proposal_url": find_url("proposal_new"),
            "open_consultations": list_open(request),
        },
    )


def _format_closing(collection: PlanStage) -> str:
    return date_format(collection.closes_on, "DATE_FORMAT") if collection.closes_on else ""


@require_safe
def show_accessibility(request: HttpRequest) -> HttpResponse:
    """Say what was done so that everybody can use the site, and what to do when it fails."""
    return render(request, "lifecycle/accessibility.html")
