"""The consultation as an act on the plan: what it needs, whom it carries, what its days write."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from lifecycle.models import ActionPlan, Consultation
from lifecycle.selectors.consultation_facts import Member, PlanConsultationFacts
from lifecycle.selectors.plan_versions import format_number
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.engine.rescheduling import reschedule
from workflow.holidays import load_calendar
from workflow.machine import Guard, Missing, Move, PlannedMove
from workflow.models import Subject

#: In civil days, the first and the last one included.
SHORTEST_DAYS = 15


def count_days(opens_on: date, closes_on: date) -> int:
    """Return how many days it lasts, the first and the last one included."""
    return (closes_on - opens_on).days + 1


def name_member(member: Member) -> str:
    """Return what a line is called in a sentence."""
    return format_number(member.number) or member.reference or str(member.proposal_id)


def _lacks_days(facts: PlanConsultationFacts) -> bool:
    return facts.opens_on is None or facts.closes_on is None or facts.opens_on < facts.today


def _find_short(facts: PlanConsultationFacts) -> Missing | None:
    if facts.opens_on is None or facts.closes_on is None:
        return None
    days = count_days(facts.opens_on, facts.closes_on)
    if days >= SHORTEST_DAYS:
        return None
    return Missing(params={"days": days, "shortest": SHORTEST_DAYS})


def _list_unready(facts: PlanConsultationFacts) -> Missing | None:
    """Return the lines that cannot open, or that none is left."""
    unready = [each for each in facts.included if each.state != ProposalState.READY.value]
    if not facts.included:
        return Missing(fix=_("No line takes part: let at least one take part."))
    if not unready:
        return None
    return Missing(len(unready), {"lines": _(", ").join(map(name_member, unready))})


def _find_left(facts: PlanConsultationFacts) -> Missing | None:
    left = facts.left_unanswered
    names = _(", ").join(left)
    return Missing(sum(left.values()), {"references": names}) if left else None


def _is_past(facts: PlanConsultationFacts) -> bool:
    return facts.closes_on is None or facts.closes_on < facts.today


class Needs:
    """What a consultation needs to be announced, opened, extended, settled."""

    in_co_creation = Guard[PlanConsultationFacts](
        gettext_lazy("The plan is still being made"),
        check=lambda facts: not facts.is_in_co_creation,
        fix=gettext_lazy("The plan has been adopted or given up: it is consulted on no more."),
        lifted_by=MINISTRY_LEAD,
    )
    version_frozen = Guard[PlanConsultationFacts](
        gettext_lazy("The version of the plan is frozen"),
        check=lambda facts: not facts.version_is_frozen,
        fix=gettext_lazy("Freeze the version of the plan that is consulted on."),
        lifted_by=MINISTRY_TEAM,
    )
    lines_ready = Guard[PlanConsultationFacts](
        gettext_lazy("Every line that takes part is ready"),
        check=_list_unready,
        fix=ngettext_lazy(
            "%(count)d line is not ready: %(lines)s. Leave it out with a reason, or wait for it.",
            "%(count)d lines are not ready: %(lines)s. Leave them out with a reason, or wait.",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )
    days_set = Guard[PlanConsultationFacts](
        gettext_lazy("Its days are set and still to come"),
        check=_lacks_days,
        fix=gettext_lazy("Set the days on which it opens and closes; the first is not past."),
        lifted_by=MINISTRY_TEAM,
    )
    lasts_long_enough = Guard[PlanConsultationFacts](
        gettext_lazy("It lasts fifteen days or more"),
        check=_find_short,
        fix=gettext_lazy(
            "It would last %(days)d days and must last %(shortest)d: move a day, or waive this "
            "publicly."
        ),
        lifted_by=(MINISTRY_TEAM, MINISTRY_LEAD),
        waivable=True,
    )
    notice_published = Guard[PlanConsultationFacts](
        gettext_lazy("Its notice is published"),
        check=lambda facts: not facts.is_announced,
        fix=gettext_lazy("Publish the notice, in French and in Arabic, with these days."),
        lifted_by=MINISTRY_TEAM,
    )
    before_closing = Guard[PlanConsultationFacts](
        gettext_lazy("Its last day has not passed"),
        check=_is_past,
        fix=gettext_lazy("Its last day has passed: it can no longer be extended."),
        lifted_by=MINISTRY_LEAD,
    )
    all_answered = Guard[PlanConsultationFacts](
        gettext_lazy("Every contribution is answered"),
        check=lambda facts: facts.unanswered,
        fix=ngettext_lazy(
            "Answer %(count)d contribution.", "Answer %(count)d contributions.", "count"
        ),
        lifted_by=MINISTRY_TEAM,
    )
    left_answered = Guard[PlanConsultationFacts](
        gettext_lazy("What a cancelled consultation received on the whole plan is answered"),
        check=_find_left,
        fix=ngettext_lazy(
            "Answer %(count)d contribution on the whole plan, received before this was cancelled: "
            "%(references)s.",
            "Answer %(count)d contributions on the whole plan, received before this was cancelled: "
            "%(references)s.",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )


# ---- Whom it carries.


def open_lines(facts: PlanConsultationFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the opening of every line that takes part; one that cannot open stops the act."""
    return [PlannedMove(each.proposal_id, "open_consultation") for each in facts.included]


def close_lines(facts: PlanConsultationFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the closing of every line that is still consulted on.

    One that left meanwhile, dropped or deferred for a public reason, does not hold back the rest.
    """
    return _carry(facts, "close_consultation")


def cancel_lines(facts: PlanConsultationFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the way back of every line that is consulted on."""
    return _carry(facts, "cancel_consultation")


def _carry(facts: PlanConsultationFacts, transition: str) -> list[PlannedMove]:
    consulted = ProposalState.IN_CONSULTATION.value
    return [
        PlannedMove(each.proposal_id, transition)
        for each in facts.included
        if each.state == consulted
    ]


# ---- What is given with a transition, and what that writes.


def check_working_day(field: str, day: date | None) -> Mapping[str, Sequence[str]]:
    """Return what is wrong with a day on which the clock opens or closes: it must be worked."""
    if day is None or load_calendar().is_working_day(day):
        return {}
    message = _("%(day)s is not worked: choose a working day, on which somebody can help.")
    return {field: [message % {"day": date_format(day, "DATE_FORMAT")}]}


def check_extension(
    facts: PlanConsultationFacts, inputs: Mapping[str, Any]
) -> Mapping[str, Sequence[str]]:
    """Return what is wrong with a new last day: it comes after the present one, and is worked."""
    day = inputs["closes_on"]
    if facts.closes_on is not None and day <= facts.closes_on:
        message = _("It closes on %(day)s already: choose a later day.")
        return {"closes_on": [message % {"day": date_format(facts.closes_on, "DATE_FORMAT")}]}
    return check_working_day("closes_on", day)


def give_reference(move: Move) -> None:
    """Give the next reference of the plan's consultations."""
    plan_id = move.facts.subject.parent_id or 0
    # Whoever prepares the next one waits for this row.
    ActionPlan.objects.select_for_update(no_key=True).get(pk=plan_id)
    number = Consultation.objects.filter(plan=plan_id).count()
    Subject.objects.filter(pk=move.subject_id).update(reference=f"C-{number}")


def move_closing(move: Move) -> None:
    """Write the new last day; what is due moves along."""
    consultation = Consultation.objects.get(pk=move.subject_id)
    consultation.closes_on = move.inputs["closes_on"]
    consultation.save(update_fields=["closes_on"])
    reschedule({move.subject_id}, today=move.today)
