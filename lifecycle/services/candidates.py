"""Candidate porters: the institutions that will be asked to carry a proposal, in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import CandidatePorter, Proposal
from lifecycle.selectors.proposal_surroundings import ACCEPTANCE
from lifecycle.services.access import access, check_access
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.engine import ask_at_once, record_fact
from workflow.engine.opening import list_unasked
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Event, Institution, Round, User, Via

REASON_MAX_LENGTH = 2_000
CANDIDATES_MAX = 10
#: Before somebody is asked, and again when nobody accepted.
SEARCH_STATES = frozenset(
    {
        ProposalState.ADMISSIBLE.value,
        ProposalState.IN_ASSESSMENT.value,
        ProposalState.PRIORITIZED.value,
        ProposalState.UNPORTED.value,
    }
)
#: While an institution carries it: who would be asked next if that one withdrew.
CARRIED_STATES = frozenset(
    {
        ProposalState.LEAD_NAMING.value,
        ProposalState.SHEET_DRAFTING.value,
        ProposalState.SHEET_APPROVAL.value,
        ProposalState.READY.value,
        ProposalState.IN_CONSULTATION.value,
        ProposalState.FINALIZATION.value,
        ProposalState.SIGNATURE.value,
        ProposalState.SIGNED.value,
    }
)
SETTABLE_STATES = SEARCH_STATES | CARRIED_STATES


@dataclass(frozen=True)
class Candidate:
    """An institution that may carry the proposal, and why."""

    institution_id: int
    reason: str = ""


def set_candidates(
    proposal: Proposal | int,
    *,
    candidates: Sequence[Candidate],
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> list[CandidatePorter]:
    """Replace the candidates by these, the first to be asked first.

    Raises:
        SubjectNotFoundError: there is no such proposal, or they may not see it (404).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionForbiddenError: only the ministry team does this (403).
        TransitionRefusedError: candidates are already asked, or not yet looked for (409).
        InputError: an institution is named twice, unknown or dissolved (422).
    """
    with transaction.atomic():
        entered = access(proposal, actor=actor, roles=[MINISTRY_TEAM], expect=expect)
        proposal_id = entered.case.row.id
        _check_state(entered.case.row.state)
        checked = _check(candidates)
        CandidatePorter.objects.filter(proposal=proposal_id).delete()
        rows = CandidatePorter.objects.bulk_create(
            CandidatePorter(
                proposal_id=proposal_id,
                institution_id=each.institution_id,
                rank=rank,
                reason=each.reason,
            )
            for rank, each in enumerate(checked, start=1)
        )
        record_fact(
            proposal_id,
            "candidates.set",
            actor=actor,
            content={"institutions": [each.institution_id for each in checked]},
            via=via,
        )
    return rows


def check_settable(proposal_id: int, *, actor: User) -> None:
    """Do nothing when the team may choose the candidates now.

    Raises:
        SubjectNotFoundError, TransitionForbiddenError, TransitionRefusedError: as `set_candidates`
            does.
    """
    check_access(proposal_id, actor=actor, roles=[MINISTRY_TEAM])
    state = Proposal.objects.values_list("state", flat=True).get(pk=proposal_id)
    _check_state(state)


def _check_state(state: str) -> None:
    if state not in SETTABLE_STATES:
        raise TransitionRefusedError(
            _("Candidates are chosen from admission on, but not while they are being asked.")
        )


def ask_all(
    proposal: Proposal | int,
    *,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Ask every candidate now, without waiting for those before; the first who accepts leads.

    Raises:
        SubjectNotFoundError: there is no such proposal, or they may not see it (404).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionForbiddenError: only the ministry team does this (403).
        TransitionRefusedError: nobody is being asked, or everybody is (409).
    """
    with transaction.atomic():
        entered = access(proposal, actor=actor, roles=[MINISTRY_TEAM], expect=expect)
        opened = _get_asking(entered.case.row.id)
        return ask_at_once(opened.pk, actor=actor, by=MINISTRY_TEAM, via=via)


def check_askable(proposal_id: int, *, actor: User) -> None:
    """Do nothing while a candidate waits for its turn.

    Raises:
        SubjectNotFoundError, TransitionForbiddenError, TransitionRefusedError: as `ask_all` does.
    """
    check_access(proposal_id, actor=actor, roles=[MINISTRY_TEAM])
    if not list_unasked(_get_asking(proposal_id)):
        raise TransitionRefusedError(_("Everybody in this round has been asked."))


def _get_asking(proposal_id: int) -> Round:
    opened = Round.objects.filter(subject=proposal_id, name=ACCEPTANCE, outcome="").first()
    if opened is None:
        raise TransitionRefusedError(_("No candidate is being asked now."))
    return opened


def _check(candidates: Sequence[Candidate]) -> list[Candidate]:
    keys = [each.institution_id for each in candidates]
    problems = []
    if len(keys) > CANDIDATES_MAX:
        problems.append(_("Name at most %(count)d institutions.") % {"count": CANDIDATES_MAX})
    if len(set(keys)) < len(keys):
        problems.append(_("An institution is named twice."))
    living = Institution.objects.filter(pk__in=keys, dissolved_on__isnull=True)
    if len(living) < len(set(keys)):
        problems.append(_("An institution does not exist, or not any more."))
    if problems:
        raise InputError({"candidates": problems})
    return [
        Candidate(
            each.institution_id,
            clean_text(each.reason, field="candidates", max_length=REASON_MAX_LENGTH),
        )
        for each in candidates
    ]
