"""The words and marks of candidate porters, as the page and the dossier draw them."""

from dataclasses import dataclass
from datetime import date, datetime

from lifecycle.selectors.candidates import CandidateRead
from lifecycle.vocabulary import CandidateStatus
from lifecycle.web.work.badges import Badge, describe_due

#: The kind of badge of each status, and its own icon, if any.
_BADGES: dict[CandidateStatus, tuple[str, str]] = {
    CandidateStatus.TO_BE_ASKED: ("quiet", ""),
    CandidateStatus.NEXT: ("quiet", ""),
    CandidateStatus.ASKED: ("waiting", ""),
    CandidateStatus.ACCEPTED: ("ok", ""),
    CandidateStatus.DECLINED: ("quiet", "x"),
    CandidateStatus.SILENT: ("quiet", "clock"),
    CandidateStatus.WITHDREW: ("quiet", "arrow-back-up"),
    CandidateStatus.DISSOLVED: ("quiet", "archive"),
}


@dataclass(frozen=True)
class CandidateLine:
    """A candidate as a list draws it.

    `due` is until when its answer is awaited, in the round `round_id`.
    """

    name: str
    reason: str
    badge: Badge
    answer: str
    answered_at: datetime | None
    due: Badge | None
    round_id: int | None


def describe_candidate(read: CandidateRead, *, today: date) -> CandidateLine:
    """Return a candidate with what became of asking it, in words."""
    kind, icon = _BADGES[read.status]
    is_asked = read.status is CandidateStatus.ASKED
    return CandidateLine(
        name=str(read.institution),
        reason=read.reason,
        badge=Badge(kind, str(read.status.label), icon),
        answer=read.answer,
        answered_at=read.answered_at,
        due=describe_due(read.due_on, today=today) if is_asked else None,
        round_id=read.round_id if is_asked else None,
    )
