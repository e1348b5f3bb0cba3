"""What the machine of an activity knows of it, in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from lifecycle.models import Activity, Attachment, Commitment
from lifecycle.selectors.activities import Planning, find_calendar, read_plannings
from lifecycle.selectors.porters import Porters, read_porters
from lifecycle.selectors.replanning_pauses import read_pauses
from lifecycle.selectors.standing import find_due_on
from lifecycle.vocabulary import AttachmentPurpose, CommitmentState
from lifecycle.vocabulary.roles import REPORTER
from workflow.deadlines import compute_undated_since
from workflow.machine import Facts, SubjectRow
from workflow.models import Event

#: While its commitment is there, an activity can move.
_MOVING = frozenset({CommitmentState.NOT_STARTED, CommitmentState.IN_PROGRESS})
_NO_PERIOD: Mapping[str, date | None] = {"period_due": None, "undated_since": None}


@dataclass(frozen=True, kw_only=True)
class ActivityFacts(Facts):
    """An activity, the state of its commitment, and the evidence kept for it."""

    commitment_state: str = ""
    is_residual: bool = False
    evidence: int = 0

    @property
    def is_carried_out(self) -> bool:
        """Return whether its commitment moves, or it goes on although that one is complete."""
        return self.is_residual or self.commitment_state in _MOVING


def load_activity_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, ActivityFacts]:
    """Return the facts of each activity by id; of one not born yet, those of its commitment."""
    ids = [row.id for row in rows]
    commitments = {row.parent_id for row in rows if row.parent_id is not None}
    states = dict(Commitment.objects.filter(pk__in=commitments).values_list("pk", "state"))
    residual = set(
        Activity.objects.filter(pk__in=ids, residual_after_completion=True).values_list(
            "pk", flat=True
        )
    )
    porters = read_porters(commitments, on=today)
    reporters = _read_reporters(ids)
    evidence = dict(
        Attachment.objects.filter(subject__in=ids, purpose=AttachmentPurpose.EVIDENCE.value)
        .values_list("subject")
        .annotate(Count("pk"))
    )
    milestones = _find_milestones(ids, today=today)
    pauses = read_pauses(ids)
    facts = {}
    for row in rows:
        carried_by = porters.get(row.parent_id or 0, Porters())
        facts[row.id] = ActivityFacts(
            subject=row,
            today=today,
            institutions=carried_by.institutions,
            people={**carried_by.people, REPORTER.code: reporters.get(row.id, frozenset())},
            milestones=milestones.get(row.id, _NO_PERIOD),
            commitment_state=states.get(row.parent_id or 0, ""),
            is_residual=row.id in residual,
            escalates=row.id not in residual,
            pauses={"period_due": pauses[row.id]} if row.id in pauses else {},
            evidence=evidence.get(row.id, 0),
        )
    return facts


def _read_reporters(ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return who last said that each activity was done, and for whom they said it."""
    rows = (
        Event.objects.filter(subject__in=ids, name="report_done")
        .order_by("subject", "seq")
        .values_list("subject", "actor", "on_behalf_of")
    )
    return {subject: frozenset({actor, principal} - {None}) for subject, actor, principal in rows}


def _find_milestones(ids: Sequence[int], *, today: date) -> dict[int, dict[str, date | None]]:
    """Return the due day of each period, and since when one that has none is undated."""
    plannings = read_plannings(ids)
    calendar = find_calendar(plannings.values(), on=today)
    return {
        key: {
            "period_due": find_due_on(planning.current, calendar),
            "undated_since": _find_undated_since(planning),
        }
        for key, planning in plannings.items()
    }


def _find_undated_since(planning: Planning) -> date | None:
    period, recorded_on = planning.current, planning.recorded_on
    if period is None or recorded_on is None or period.latest is not None:
        return None
    return compute_undated_since(recorded_on, period.earliest)
