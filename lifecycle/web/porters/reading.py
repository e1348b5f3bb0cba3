"""The page of the porters of a dossier: who carries it, who was asked, and what can be done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors.candidates import CandidateRead, read_candidates
from lifecycle.selectors.dossier_porters import read_dossier_porters
from lifecycle.selectors.moves import is_grave
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.selectors.readers import Reader, make_reader
from lifecycle.services.candidates import SETTABLE_STATES
from lifecycle.services.porters import PARTNER_STATES
from lifecycle.vocabulary import CandidateStatus
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.access import answer_refusals
from lifecycle.web.porters.words import CandidateLine, describe_candidate
from lifecycle.web.proposals.asking import Asker, read_asker
from lifecycle.web.proposals.dossier import find_dossier, find_transition, list_crumbs
from lifecycle.web.proposals.reasons import ReasonLine, describe_reason
from lifecycle.web.proposals.standing import describe_state
from workflow.clock import current_clock
from workflow.engine import Explanation, TransitionExplanation

#: The transitions of a dossier that are about its porters, in the order of the road.
ABOUT_PORTERS = (
    "seek_porter",
    "seek_again",
    "decline_unported",
    "name_lead",
    "withdraw_porter",
)


@dataclass(frozen=True)
class PorterMove:
    """A transition that is the reader's to take; `reasons` say why it is not possible yet."""

    words: str
    help: str
    is_grave: bool
    url: str
    reasons: list[ReasonLine]


@require_safe
@answer_refusals(find_dossier)
def show_porters(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who carries the dossier, and to those who hold a role who else was asked."""
    asker = read_asker(request)
    explanation = explain_proposal(
        pk, actor=asker.person, grants=asker.own_grants, on_behalf_of=asker.principal
    )
    reader, proposal = make_reader(explanation.case, asker.grants), get_proposal(pk)
    facts = cast("ProposalFacts", explanation.case.facts)
    candidates = read_candidates(facts) if reader.is_staff else []
    shown: dict[str, Any] = {
        "proposal": proposal,
        "asker": asker,
        "reader": reader,
        "badge": describe_state(explanation.state),
        "porters": read_dossier_porters(pk, facts.porters),
        "is_dissolved": facts.porters.lead_is_dissolved,
        "candidates": _list_candidates(candidates),
        "are_asked_together": _are_asked_together(candidates),
        "moves": _list_moves(explanation, reader, asker),
        "crumbs": list_crumbs(proposal.reference or _("Draft"), _("Porters"), proposal_id=pk),
        **_list_permissions(explanation, reader, candidates),
    }
    return render(request, "lifecycle/porters/porters.html", shown)


def _list_candidates(candidates: Sequence[CandidateRead]) -> list[CandidateLine]:
    today = current_clock().today()
    return [describe_candidate(each, today=today) for each in candidates]


def _are_asked_together(candidates: Sequence[CandidateRead]) -> bool:
    """Return whether more than one is asked now, none of them after the others."""
    return sum(each.status is CandidateStatus.ASKED for each in candidates) > 1


def _list_moves(explanation: Explanation, reader: Reader, asker: Asker) -> list[PorterMove]:
    if not reader.grants.is_authenticated:
        return []
    found = (explanation.find(name) for name in ABOUT_PORTERS)
    return [
        _describe_move(each, explanation.subject_id, reader, asker) for each in _keep_theirs(found)
    ]


def _keep_theirs(
    found: Iterable[TransitionExplanation | None],
) -> Iterable[TransitionExplanation]:
    for each in found:
        if each is not None and each.leaves_here and each.is_theirs:
            yield each


def _describe_move(
    explained: TransitionExplanation, pk: int, reader: Reader, asker: Asker
) -> PorterMove:
    return PorterMove(
        words=str(explained.transition.label),
        help=str(explained.transition.help),
        is_grave=is_grave(explained) or explained.transition.name == "withdraw_porter",
        url=find_transition(pk, explained.transition.name, asker),
        reasons=[describe_reason(reason, reader) for reason in explained.reasons],
    )


def _list_permissions(
    explanation: Explanation, reader: Reader, candidates: Sequence[CandidateRead]
) -> dict[str, bool]:
    """Return which writes that are no transition the reader is offered; the services decide."""
    is_team = reader.grants.has_group(MINISTRY_TEAM.code)
    somebody_waits = any(each.status is CandidateStatus.NEXT for each in candidates)
    return {
        "may_ask_all": is_team and somebody_waits,
        "may_rank": is_team and explanation.state in SETTABLE_STATES,
        "may_change": is_team and explanation.state in PARTNER_STATES,
    }
