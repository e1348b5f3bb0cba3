"""The page of a proposal: where it stands, why, what the reader can do, and what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors import comments
from lifecycle.selectors.attachments import may_read
from lifecycle.selectors.blocking import ROAD
from lifecycle.selectors.dossier import Dossier, load_dossier
from lifecycle.selectors.moves import is_grave, sort_moves
from lifecycle.services.candidates import CARRIED_STATES, SEARCH_STATES
from lifecycle.services.proposals import WRITABLE_STATES
from lifecycle.vocabulary import (
    LIVE_STATES,
    AttachmentPurpose,
    Channel,
    ProposalState,
    RefusalCode,
)
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.access import answer_refusals
from lifecycle.web.proposals.asking import Asker, read_asker
from lifecycle.web.proposals.kin import list_ties
from lifecycle.web.proposals.reasons import ReasonLine, describe_reason
from lifecycle.web.proposals.road import list_road_links
from lifecycle.web.proposals.standing import describe_deadline, describe_state, list_steps
from lifecycle.web.proposals.waits import list_waits
from lifecycle.web.proposals.why import find_why
from workflow.engine import TransitionExplanation
from workflow.machine.rights import holds, must_record_paper
from workflow.machine.states import Parked, State, Waiting


@dataclass(frozen=True)
class MoveLine:
    """A transition as the dossier draws it; without `url` it cannot be fired now."""

    words: str
    help: str
    is_grave: bool
    is_possible: bool
    is_way_on: bool
    url: str
    reasons: list[ReasonLine]


def find_dossier(pk: int, **_others: object) -> str:
    """Return the address of the page of a proposal: where a refused reader goes on."""
    return reverse("proposal", args=[pk])


def find_transition(pk: int, name: str, asker: Asker) -> str:
    """Return the address of a transition, asked for in the same name."""
    return reverse("proposal_transition", args=[pk, name]) + asker.query


@require_safe
@answer_refusals()
def show_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the dossier as this reader may read it."""
    asker = read_asker(request)
    dossier = load_dossier(
        pk, actor=asker.person, grants=asker.own_grants, on_behalf_of=asker.principal
    )
    return render(request, "lifecycle/proposals/dossier.html", describe_dossier(dossier, asker))


def describe_dossier(dossier: Dossier, asker: Asker) -> dict[str, Any]:
    """Return what the template of the dossier draws, every value in words."""
    proposal, explanation, reader = dossier.proposal, dossier.explanation, dossier.reader
    waits = list_waits(explanation, reader, today=dossier.today)
    moves = sort_moves(explanation, reader)
    ordered = _with_way_on_first([*moves.possible, *moves.refused], explanation.state)
    theirs = _list_moves(ordered, dossier, asker)
    return {
        "dossier": dossier,
        "asker": asker,
        "proposal": proposal,
        "crumbs": list_crumbs(proposal.reference or _("Draft")),
        "badge": describe_state(explanation.state),
        "deadline": describe_deadline([each.due_on for each in waits], today=dossier.today),
        "steps": list_steps(proposal),
        "why": find_why(dossier, waits),
        "waits": waits,
        "carried_by": find_carrier(explanation.case.machine.states[explanation.state]),
        "moves": theirs,
        "way_on": next((each for each in theirs if each.is_possible and each.is_way_on), None),
        "others": _list_moves(moves.others, dossier, asker),
        "decision": describe_decision(dossier),
        "road": list_road_links(dossier),
        # Once one of them leads the dossier, the page of the porters tells of the others.
        "shows_candidates": dossier.candidates and proposal.state not in CARRIED_STATES,
        "ties": list_ties(dossier.kinship),
        "channel": Channel(proposal.channel).label,
        "files": [(each, AttachmentPurpose(each.purpose).label) for each in dossier.attachments],
        "reads_dialogue": reader.is_author or reader.is_staff,
        **_list_permissions(dossier),
    }


def list_crumbs(*words: str, proposal_id: int | None = None) -> list[dict[str, str]]:
    """Return the way here: the list, the proposal when it is not the page itself, the page."""
    crumbs = [{"words": _("Proposals"), "url": reverse("proposal_list")}]
    for number, each in enumerate(words):
        is_page = number == len(words) - 1
        url = "" if is_page or proposal_id is None else reverse("proposal", args=[proposal_id])
        crumbs.append({"words": each, "url": url})
    return crumbs


def find_carrier(state: State) -> str:
    """Return what moves the proposal on when nobody waits for it by themselves, or nothing."""
    return str(state.carried_by) if isinstance(state, Waiting) else ""


def describe_decision(dossier: Dossier) -> dict[str, Any] | None:
    """Return the last decision as everybody reads it; its minutes, for those who may open them."""
    proposal, case = dossier.proposal, dossier.explanation.case
    if proposal.decided_on is None and not proposal.decided_reason:
        return None
    minutes = proposal.decided_by_minutes
    is_readable = minutes is not None and may_read(minutes.purpose, case, dossier.reader.grants)
    code = proposal.refusal_code
    # On the road a decision has retained it; off the road its state is the decision.
    is_aside = isinstance(case.machine.states[proposal.state], Parked)
    decided = proposal.state if is_aside else ProposalState.PRIORITIZED.value
    return {
        "words": case.machine.states[decided].label,
        "ground": RefusalCode(code).label if code else "",
        "reason": proposal.decided_reason,
        "decided_on": proposal.decided_on,
        "redirected_to": proposal.redirected_to,
        "redirect_reference": proposal.redirect_reference,
        "minutes": minutes if is_readable else None,
    }


def _with_way_on_first(
    explained: Iterable[TransitionExplanation], state: str
) -> list[TransitionExplanation]:
    """Return first what takes the proposal on its road, possible or not yet, then all the rest."""
    road = ROAD.get(state, ())
    return sorted(explained, key=lambda each: each.transition.name not in road)


def _list_moves(
    explained: Iterable[TransitionExplanation], dossier: Dossier, asker: Asker
) -> list[MoveLine]:
    return [
        MoveLine(
            words=str(each.transition.label),
            help=_describe_help(each, dossier),
            is_grave=is_grave(each),
            is_possible=each.is_allowed,
            is_way_on=each.transition.name in ROAD.get(dossier.explanation.state, ()),
            url=find_transition(dossier.proposal.pk, each.transition.name, asker),
            reasons=[describe_reason(reason, dossier.reader) for reason in each.reasons],
        )
        for each in explained
    ]


def _describe_help(explained: TransitionExplanation, dossier: Dossier) -> str:
    """Return what the transition is, and that somebody else's act on paper is recorded by it."""
    grants, facts = dossier.reader.grants, dossier.explanation.case.facts
    if must_record_paper(explained.transition, grants, facts):
        return _("You record what was done on paper; a second person confirms it.")
    return str(explained.transition.help)


def _list_permissions(dossier: Dossier) -> dict[str, bool]:
    """Return which writes that are no transition the reader is offered; the services decide."""
    case, grants, state = dossier.explanation.case, dossier.reader.grants, dossier.proposal.state
    is_written = state in WRITABLE_STATES
    is_team = grants.has_group(MINISTRY_TEAM.code)
    return {
        "may_edit": dossier.reader.is_author and is_written,
        "may_remove": dossier.reader.is_author and state == ProposalState.DRAFT,
        "may_attach": dossier.reader.is_ministry
        or (dossier.reader.is_author and is_written and dossier.proposal.plan.accepts_attachments),
        "may_comment": comments.has_say(case, grants),
        "may_moderate": any(holds(role, grants, case.facts) for role in comments.MODERATORS),
        "may_suspect": is_team and state in LIVE_STATES,
        "may_rank": is_team and state in SEARCH_STATES,
        "may_link": is_team and state in {ProposalState.PRIORITIZED, ProposalState.TAKEN_UP},
    }
