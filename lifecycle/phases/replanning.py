"""Replanning: what holds a new date back, who decides on it, and what it moves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, ngettext_lazy

from lifecycle.models import Activity, Attachment, PeriodRecord, Replanning, make_period_columns
from lifecycle.selectors.replanning_facts import ReplanningFacts, is_past
from lifecycle.selectors.replanning_pauses import make_pause_reason
from lifecycle.selectors.replanning_slips import SLIPS_OF_THE_MINISTRY, read_slip_counts
from lifecycle.vocabulary import PeriodRole
from lifecycle.vocabulary.roles import COMMITTEE, MINISTRY_LEAD, MINISTRY_TEAM
from workflow.deadlines import working_days
from workflow.engine.errands import open_errand
from workflow.engine.rescheduling import reschedule
from workflow.machine import (
    Facts,
    Guard,
    Missing,
    Move,
    Moving,
    PlannedMove,
    Reference,
    SeatPlan,
    writing,
)
from workflow.models import Verdict, WorkItem
from workflow.rounds.settlement import Rule

#: The errand of the ministry lead when a date went beyond what the ministry accepts by itself.
AFTER_SLIPS = "keep_amend_or_withdraw"
AFTER_SLIPS_TERM = working_days(10)


# ---- Guards.


def _find_past_plan(facts: ReplanningFacts) -> Missing | None:
    if not facts.is_past_plan:
        return None
    return Missing(1, {"day": _say(facts.plan_ends_on), "latest": _say(facts.latest)})


def _find_time_left(facts: ReplanningFacts) -> Missing | None:
    due_on = facts.committee_due_on
    if due_on is not None and due_on < facts.today:
        return None
    return Missing(1, {"day": _say(due_on)})


def _say(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day is not None else "…"


class Needs:
    """What the ministry needs to accept a new date by itself."""

    target_goes_on = Guard[ReplanningFacts](
        gettext_lazy("What it is about is not over"),
        check=lambda facts: not facts.goes_on,
        fix=gettext_lazy(
            "It is done, cancelled or ended: refuse the new date, or reopen it first."
        ),
        lifted_by=(MINISTRY_TEAM, MINISTRY_LEAD),
    )
    inside_the_plan = Guard[ReplanningFacts](
        gettext_lazy("The new date lies inside the plan"),
        check=_find_past_plan,
        fix=gettext_lazy(
            "It would end on %(latest)s, after the plan, which ends on %(day)s: send it to the "
            "committee."
        ),
        lifted_by=(MINISTRY_TEAM, COMMITTEE),
    )
    second_slip_at_most = Guard[ReplanningFacts](
        gettext_lazy("It is the second slip at most"),
        check=lambda facts: facts.slips.slips if facts.is_slip_too_many else None,
        fix=ngettext_lazy(
            "Its date has slipped %(count)d time already: send it to the committee.",
            "Its date has slipped %(count)d times already: send it to the committee.",
            "count",
        ),
        lifted_by=(MINISTRY_TEAM, COMMITTEE),
    )
    committee_is_late = Guard[ReplanningFacts](
        gettext_lazy("The committee has not decided in time"),
        check=_find_time_left,
        fix=gettext_lazy("The committee decides until %(day)s."),
        lifted_by=COMMITTEE,
    )


# ---- The round.


def _is_decided(verdicts: Sequence[Verdict]) -> bool:
    approvals, objections = verdicts.count(Verdict.APPROVE), verdicts.count(Verdict.OBJECT)
    return 2 * (approvals + objections) > len(verdicts) and approvals > objections


#: More than half of the seats say yes or no, and more of them say yes.
HALF_AND_MORE = Rule("more than half of the committee", _is_decided)


def plan_committee(facts: ReplanningFacts, inputs: Mapping[str, Any]) -> list[SeatPlan]:
    """Return one seat for each member with a mandate; those of an institution concerned abstain."""
    return [SeatPlan(COMMITTEE, person_id=key) for key in facts.seated]


def exclude_concerned(facts: ReplanningFacts) -> frozenset[int]:
    """Return who speaks for no seat, not even standing in: who is concerned, and who asked."""
    return facts.concerned


def list_minutes(facts: Facts | None) -> QuerySet[Attachment]:
    """Return the files kept with the request, among which are the minutes that decided it."""
    if facts is None:
        return Attachment.objects.none()
    return Attachment.objects.filter(subject=facts.subject.id).order_by("-uploaded_at", "-pk")


def list_replannings(facts: Facts | None) -> QuerySet[Replanning]:
    """Return the requests about the subject that moves along with one of them."""
    if facts is None:
        return Replanning.objects.none()
    return Replanning.objects.filter(target=facts.subject.id)


#: What is given to whatever moves along: the request that moves it.
REPLANNED = (
    Reference("replanning", gettext_lazy("Request for a new date"), among=list_replannings),
)


# ---- What moves along.


def move_date(facts: ReplanningFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the new date of what it is about; what is over has none."""
    return _follow(facts, "replan")


def keep_date(facts: ReplanningFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan that its date stays, and what was due runs again."""
    return _follow(facts, "keep_date")


def _follow(facts: ReplanningFacts, name: str) -> Iterable[PlannedMove]:
    if facts.goes_on:
        yield PlannedMove(facts.target_id, name, {"replanning": facts.subject.id})


# ---- Effects on a request.


def note_silence(move: Move) -> None:
    """Keep that nobody sent it on but the clock."""
    if move.actor is None:
        Replanning.objects.filter(pk=move.subject_id).update(forwarded_in_silence=True)


@writing(Replanning)
def close_request(moving: Moving) -> Mapping[str, Any]:
    """Let another new date be asked for."""
    return {"is_open": False, "decided_on": moving.today}


# ---- Effects on what it is about.


def write_new_period(move: Move) -> None:
    """Let the period asked for count from now on; the one promised at first never moves.

    What was due is counted anew, and so is what the commitment itself waits for.
    """
    request: Replanning = move.inputs["replanning"]
    slips = read_slip_counts([move.subject_id]).get(move.subject_id)
    asked = PeriodRecord.objects.get(subject=request.pk, role=PeriodRole.CURRENT.value)
    slip_days = slips.slip_to(asked.latest) if slips is not None else None
    _write_period(move, request, asked, slip_days)
    _run_again(move.subject_id, request)
    reschedule(
        [move.subject_id, request.commitment_id], today=move.today, renewed=[move.subject_id]
    )
    count = slips.count_with(asked.latest) if slips is not None else 0
    is_late_slip = (slip_days or 0) > 0 and count > SLIPS_OF_THE_MINISTRY
    ends_on = request.commitment.plan.ends_on
    if is_late_slip or (asked.latest is not None and is_past(asked.latest, ends_on)):
        open_errand(
            move.event,
            AFTER_SLIPS,
            role=MINISTRY_LEAD,
            today=move.today,
            term=AFTER_SLIPS_TERM,
            ladder="standard",
        )


def settle_slips(move: Move) -> None:
    """Close what the lead had to decide about slips: the commitment is amended, or over.

    Its activities slip with it: what is asked about them is done by the same act.
    """
    steps = Activity.objects.filter(commitment=move.subject_id).values_list("pk", flat=True)
    about = [move.subject_id, *steps]
    WorkItem.objects.filter(subject__in=about, kind=AFTER_SLIPS, closed_at__isnull=True).update(
        closed_at=move.event.recorded_at, closed_by=move.event
    )


def leave_period(move: Move) -> None:
    """Let what was due run again by the date that stays."""
    _run_again(move.subject_id, move.inputs["replanning"])


def _write_period(
    move: Move, request: Replanning, asked: PeriodRecord, slip_days: int | None
) -> None:
    periods = PeriodRecord.objects.filter(subject=move.subject_id)
    current = periods.filter(role=PeriodRole.CURRENT.value).first()
    if current is not None:
        current.role = PeriodRole.SUPERSEDED.value
        current.save(update_fields=["role"])
    replaced = current or periods.filter(role=PeriodRole.BASELINE.value).first()
    PeriodRecord.objects.create(
        subject_id=move.subject_id,
        role=PeriodRole.CURRENT.value,
        cause=request.cause,
        reason=request.reason,
        recorded_by=move.actor,
        recorded_on=move.today,
        **make_period_columns(asked.period),
    )
    Replanning.objects.filter(pk=request.pk).update(replaces=replaced, slip_days=slip_days)


def _run_again(target_id: int, request: Replanning) -> None:
    """Resume what the request paused; what the ministry paused for a reason of its own stays so."""
    asked = PeriodRecord.objects.get(subject=request.pk, role=PeriodRole.CURRENT.value)
    WorkItem.objects.filter(
        subject=target_id,
        closed_at__isnull=True,
        paused_at__isnull=False,
        pause_reason=make_pause_reason(asked.words, request.reason),
    ).update(paused_at=None, pause_reason="")
