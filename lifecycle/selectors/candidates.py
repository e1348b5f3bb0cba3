"""The candidate porters of a dossier in their order, and what became of asking each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lifecycle.models import CandidatePorter
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.proposal_surroundings import ACCEPTANCE
from lifecycle.vocabulary import CandidateStatus
from workflow.models import COUNTING, Decision, Institution, RoundOutcome, Seat, Verdict, WorkItem

_BY_VERDICT = {
    str(Verdict.APPROVE): CandidateStatus.ACCEPTED,
    str(Verdict.OBJECT): CandidateStatus.DECLINED,
    str(Verdict.ABSTAIN): CandidateStatus.DECLINED,
    str(Verdict.LAPSE): CandidateStatus.SILENT,
}


@dataclass(frozen=True)
class CandidateRead:
    """A candidate with its latest answer. `round_id` is the open round in which it has a seat."""

    institution: Institution
    rank: int
    reason: str
    status: CandidateStatus
    answer: str = ""
    answered_at: datetime | None = None
    due_on: date | None = None
    seat_id: int | None = None
    round_id: int | None = None


def read_candidates(facts: ProposalFacts) -> list[CandidateRead]:
    """Return the candidates of a dossier, the first asked first; the statements never grow."""
    proposal_id = facts.subject.id
    rows = list(
        CandidatePorter.objects.filter(proposal=proposal_id)
        .select_related("institution")
        .prefetch_related("institution__names")
        .order_by("rank")
    )
    items = _read_open_items(proposal_id)
    seats = _read_latest_seats(proposal_id)
    verdicts = _read_verdicts(seats.values())
    return [_read(row, facts, seats.get(row.institution_id), verdicts, items) for row in rows]


def _read(
    row: CandidatePorter,
    facts: ProposalFacts,
    seat: Seat | None,
    verdicts: Mapping[int, Decision],
    items: Mapping[int | None, date | None],
) -> CandidateRead:
    decision = verdicts.get(seat.pk) if seat is not None else None
    is_open = seat is not None and not seat.round.outcome
    return CandidateRead(
        institution=row.institution,
        rank=row.rank,
        reason=row.reason,
        status=_find_status(row, facts, seat, decision, items),
        answer=decision.comment if decision is not None else "",
        answered_at=decision.decided_at if decision is not None else None,
        due_on=items.get(seat.pk) if seat is not None else None,
        seat_id=seat.pk if seat is not None and is_open else None,
        round_id=seat.round_id if seat is not None and is_open else None,
    )


def _find_status(
    row: CandidatePorter,
    facts: ProposalFacts,
    seat: Seat | None,
    decision: Decision | None,
    items: Mapping[int | None, date | None],
) -> CandidateStatus:
    if row.institution_id in facts.porters.withdrawn_ids - facts.porters.leading_ids:
        return CandidateStatus.WITHDREW
    was_cut_off = seat is not None and seat.round.outcome == RoundOutcome.CANCELLED
    if decision is not None and not was_cut_off:
        return _BY_VERDICT[decision.verdict]
    if row.institution_id in facts.dissolved:
        return CandidateStatus.DISSOLVED
    if seat is None or seat.round.outcome:
        return CandidateStatus.TO_BE_ASKED
    return CandidateStatus.ASKED if seat.pk in items else CandidateStatus.NEXT


def _read_latest_seats(proposal_id: int) -> dict[int | None, Seat]:
    """Return the latest seat of each institution in the rounds of candidates."""
    seats = Seat.objects.filter(round__subject=proposal_id, round__name=ACCEPTANCE)
    return {each.institution_id: each for each in seats.select_related("round").order_by("pk")}


def _read_verdicts(seats: Iterable[Seat]) -> dict[int, Decision]:
    """Return the decision of each seat that counts."""
    rows = Decision.objects.filter(COUNTING, seat__in=[each.pk for each in seats])
    return {each.seat_id: each for each in rows.order_by("pk")}


def _read_open_items(proposal_id: int) -> dict[int | None, date | None]:
    items = WorkItem.objects.filter(subject=proposal_id, seat__isnull=False, closed_at__isnull=True)
    return dict(items.values_list("seat_id", "due_on"))
