"""Plans and their stages: the gates, and what moving their days writes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from lifecycle.models import ActionPlan, Attachment, PlanLabel, PlanStage
from lifecycle.selectors.plan_facts import PlanFacts, add_years
from lifecycle.selectors.stage_facts import StageFacts
from lifecycle.vocabulary import PlanState, ProposalState, StageCode, StageState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.engine.rescheduling import reschedule
from workflow.machine import Facts, Guard, Missing, Move, PlannedMove, get_machine
from workflow.models import Subject

#: The proposals a stage exists for: it closes once none is left in these states.
GATES: Mapping[str, frozenset[ProposalState]] = {
    StageCode.COLLECTION: frozenset(
        {ProposalState.SUBMITTED, ProposalState.NEEDS_DETAILS, ProposalState.MERGE_PROPOSED}
    ),
    StageCode.PRIORITIZATION: frozenset(
        {ProposalState.ADMISSIBLE, ProposalState.IN_ASSESSMENT, ProposalState.PRIORITIZED}
    ),
    StageCode.DRAFTING: frozenset(
        {
            ProposalState.PORTER_SEARCH,
            ProposalState.UNPORTED,
            ProposalState.LEAD_NAMING,
            ProposalState.SHEET_DRAFTING,
            ProposalState.SHEET_APPROVAL,
        }
    ),
    StageCode.CONSULTATION: frozenset({ProposalState.IN_CONSULTATION}),
    StageCode.FINALIZATION: frozenset({ProposalState.FINALIZATION}),
    StageCode.SIGNATURE: frozenset({ProposalState.SIGNATURE}),
    StageCode.COUNCIL: frozenset({ProposalState.SIGNED, ProposalState.AT_COUNCIL}),
}
#: What the council must not find: an unanswered consultation, a missing signature.
BEFORE_COUNCIL = frozenset(
    {ProposalState.IN_CONSULTATION, ProposalState.FINALIZATION, ProposalState.SIGNATURE}
)
#: The stages that come with the council or after it: an adopted plan still goes through them.
AFTER_COUNCIL = frozenset({StageCode.COUNCIL, StageCode.TRANSMISSION, StageCode.PUBLICATION})
#: What is sent to the partnership and published is the plan the government adopted.
ADOPTED_FIRST = frozenset({StageCode.TRANSMISSION, StageCode.PUBLICATION})
MIDTERM_YEARS = 4

# ---- Guards of a stage.


def _count_left(facts: StageFacts) -> int:
    return _count_in(facts, GATES.get(facts.code, frozenset()))


def _count_unsigned(facts: StageFacts) -> int:
    return _count_in(facts, BEFORE_COUNCIL) if facts.code == StageCode.COUNCIL else 0


def _count_unpublished(facts: StageFacts) -> int:
    return facts.unpublished if facts.code == StageCode.COUNCIL else 0


def _has_stopped_moving(facts: StageFacts) -> bool:
    is_carried_out = facts.plan_state == PlanState.IN_IMPLEMENTATION
    return not (facts.is_in_co_creation or (is_carried_out and facts.code in AFTER_COUNCIL))


def _awaits_adoption(facts: StageFacts) -> bool:
    return facts.code in ADOPTED_FIRST and facts.is_in_co_creation


def _find_gap(facts: StageFacts) -> Missing | None:
    """Return what the counts by outcome and the last reference that was given differ by."""
    gap = abs(facts.last_reference - facts.received)
    if facts.code != StageCode.COLLECTION or not gap:
        return None
    return Missing(gap, {"received": facts.received, "last": facts.last_reference})


def _count_in(facts: StageFacts, states: Iterable[ProposalState]) -> int:
    return sum(facts.proposals.get(state.value, 0) for state in states)


in_co_creation = Guard[StageFacts](
    gettext_lazy("The plan is still being made"),
    check=_has_stopped_moving,
    fix=gettext_lazy("The plan has been adopted or given up: its stages no longer move."),
    lifted_by=MINISTRY_LEAD,
)
gate = Guard[StageFacts](
    gettext_lazy("Every proposal has passed the stage"),
    check=_count_left,
    fix=ngettext_lazy(
        "%(count)d proposal still waits in this stage: move it on first.",
        "%(count)d proposals still wait in this stage: move them on first.",
        "count",
    ),
    lifted_by=MINISTRY_TEAM,
)
signed_and_answered = Guard[StageFacts](
    gettext_lazy("Before the council, everything is signed and answered"),
    check=_count_unsigned,
    fix=ngettext_lazy(
        "%(count)d proposal is still unsigned or in consultation.",
        "%(count)d proposals are still unsigned or in consultation.",
        "count",
    ),
    lifted_by=MINISTRY_TEAM,
)

answers_published = Guard[StageFacts](
    gettext_lazy("Before the council, every contribution has its published answer"),
    check=_count_unpublished,
    fix=ngettext_lazy(
        "%(count)d consultation has no published answers yet.",
        "%(count)d consultations have no published answers yet.",
        "count",
    ),
    lifted_by=MINISTRY_LEAD,
)
counts_reconciled = Guard[StageFacts](
    gettext_lazy("The counts by outcome add up to the last proposal"),
    check=_find_gap,
    fix=ngettext_lazy(
        "%(received)d proposals are counted and the last reference is number %(last)d: find the "
        "one that is missing.",
        "%(received)d proposals are counted and the last reference is number %(last)d: find the "
        "%(count)d that are missing.",
        "count",
    ),
    lifted_by=MINISTRY_TEAM,
)
plan_adopted = Guard[StageFacts](
    gettext_lazy("The government has adopted the plan"),
    check=_awaits_adoption,
    fix=gettext_lazy(
        "Record what the council decided: only an adopted plan is sent and published."
    ),
    lifted_by=MINISTRY_LEAD,
)

# ---- Guards of a plan.


def _is_too_short(facts: PlanFacts) -> int | None:
    last = add_years(facts.starts_on, MIDTERM_YEARS)
    # The last day of a plan of four years is the day before its fourth birthday.
    is_long = last is not None and facts.ends_on is not None and (last - facts.ends_on).days <= 1
    return None if is_long else 1


four_years = Guard[PlanFacts](
    gettext_lazy("The plan lasts four years"),
    check=_is_too_short,
    fix=gettext_lazy("Only a plan of four years has a review half-way."),
    lifted_by=MINISTRY_LEAD,
)
end_reached = Guard[PlanFacts](
    gettext_lazy("Its end date has passed"),
    check=lambda facts: None if facts.ends_on and facts.ends_on < facts.today else 1,
    fix=gettext_lazy("The end date of the plan has not passed."),
    lifted_by=MINISTRY_LEAD,
)
not_at_council = Guard[PlanFacts](
    gettext_lazy("Nothing is before the council"),
    check=lambda facts: facts.at_council,
    fix=ngettext_lazy(
        "%(count)d proposal is before the council: take the file off its agenda first.",
        "%(count)d proposals are before the council: take the file off its agenda first.",
        "count",
    ),
    lifted_by=MINISTRY_LEAD,
)

# ---- What is given with a transition.


def list_documents(facts: Facts | None) -> QuerySet[Attachment]:
    """Return the files kept with the subject, among which a document is chosen."""
    if facts is None:
        return Attachment.objects.none()
    return Attachment.objects.filter(subject=facts.subject.id)


def check_window(facts: StageFacts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return what is wrong with a new window: its end must come after its start.

    A stage that is open has started: its window cannot start in the future.
    """
    opens_on = inputs["opens_on"] or facts.opens_on
    problems: dict[str, list[str]] = {}
    if opens_on and inputs["closes_on"] < opens_on:
        message = _("The window would close on %(closes_on)s, before it opens on %(opens_on)s.")
        days = {
            "closes_on": date_format(inputs["closes_on"], "DATE_FORMAT"),
            "opens_on": date_format(opens_on, "DATE_FORMAT"),
        }
        problems["closes_on"] = [message % days]
    moved_to: date | None = inputs["opens_on"]
    if moved_to and not may_open_on(facts.subject.state, moved_to, today=facts.today):
        problems["opens_on"] = [describe_late_opening(moved_to)]
    return problems


def may_open_on(state: str, opens_on: date, *, today: date) -> bool:
    """Return whether the window of a stage in `state` may start on this day."""
    return state != StageState.OPEN or opens_on <= today


def describe_late_opening(opens_on: date) -> str:
    """Return why an open stage cannot be moved to start on a day that has not come."""
    return _(
        "The stage is open already, so its window cannot start on %(opens_on)s, which has not "
        "come yet. Let the window start today or before."
    ) % {"opens_on": date_format(opens_on, "DATE_FORMAT")}


def is_collection(facts: StageFacts) -> bool:
    """Return whether it is the collection, which closes on its synthesis report."""
    return facts.code == StageCode.COLLECTION


def check_plan_days(facts: PlanFacts, inputs: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Return what is wrong with the new days of a plan."""
    starts_on = inputs.get("starts_on") or facts.starts_on
    if starts_on and inputs["ends_on"] < starts_on:
        message = _("The plan would end on %(ends_on)s, before it starts on %(starts_on)s.")
        return {"ends_on": [message % {"ends_on": inputs["ends_on"], "starts_on": starts_on}]}
    return {}


# ---- Effects.


def move_window(move: Move) -> None:
    """Write the window that counts from now on; the baseline stays, and what is due moves along."""
    stage = PlanStage.objects.get(pk=move.subject_id)
    stage.opens_on = move.inputs["opens_on"] or stage.opens_on
    stage.closes_on = move.inputs["closes_on"]
    stage.window_words = move.inputs["words"]
    stage.save(update_fields=["opens_on", "closes_on", "window_words"])
    waiting = Subject.objects.filter(parent=stage.plan_id, work_items__closed_at__isnull=True)
    reschedule({move.subject_id, *waiting.values_list("pk", flat=True)}, today=move.today)


def move_plan_days(move: Move) -> None:
    """Write the days of the plan that count from now on; the first end promised stays."""
    plan = ActionPlan.objects.get(pk=move.subject_id)
    plan.baseline_ends_on = plan.baseline_ends_on or plan.ends_on
    plan.starts_on = move.inputs.get("starts_on") or plan.starts_on
    plan.ends_on = move.inputs["ends_on"]
    plan.end_moved_by = move.inputs["document"]
    plan.save(update_fields=["baseline_ends_on", "starts_on", "ends_on", "end_moved_by"])
    if move.inputs.get("label"):
        PlanLabel.objects.update_or_create(
            plan=plan,
            since=move.today,
            defaults={
                "label": move.inputs["label"],
                "because_fr": move.inputs["reason"][:300],
            },
        )
    reschedule({move.subject_id}, today=move.today)


def leave_proposals_behind(facts: PlanFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan what becomes of the proposals of a plan that is adopted without them, or given up.

    Each is deferred, for the reason given with the act; what the council has before it goes its own
    way, and a draft lapses by itself.
    """
    leave_behind = get_machine("proposal").get_transition("leave_behind")
    members = Subject.objects.filter(
        parent=facts.subject.id, kind="proposal", state__in=leave_behind.source_names
    )
    return [
        PlannedMove(pk, leave_behind.name)
        for pk in members.order_by("pk").values_list("pk", flat=True)
    ]
