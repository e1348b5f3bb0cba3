"""The government council as an act on the plan: what it needs, whom it carries, what it writes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from lifecycle.models import ActionPlan, Council, CouncilLine, PlanVersionLine
from lifecycle.phases.plan_consultation import name_member
from lifecycle.selectors.council_file_facts import CouncilFileFacts, FileLine
from lifecycle.vocabulary import SETTLED_STATES, LineOutcome, PlanState, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.engine.rescheduling import reschedule
from workflow.machine import Guard, Missing, Move, PlannedMove, Text
from workflow.models import Subject

#: A plan that was adopted may still bring what the council returned before it again.
_OPEN_PLANS = frozenset({PlanState.CO_CREATION.value, PlanState.IN_IMPLEMENTATION.value})
#: The transition that moves a line of each outcome.
OUTCOME_TRANSITIONS: Mapping[str, str] = {
    LineOutcome.ADOPTED.value: "adopt",
    LineOutcome.RETURNED.value: "return_from_council",
    LineOutcome.REMOVED.value: "remove",
}


def leaves_something(facts: CouncilFileFacts) -> bool:
    """Return whether its outcome adopts the plan, which leaves something for a later one."""
    return bool(facts.adopted and facts.is_in_co_creation and facts.left_behind)


#: Why everything that the plan leaves behind waits for a later one.
REASON_LEFT = Text(
    "reason",
    gettext_lazy("Reason for what is left for a later plan"),
    public=True,
    required=False,
    required_when=leaves_something,
    missing=gettext_lazy("Say why what the council has not before it waits for a later plan."),
    help=gettext_lazy(
        "Everything the council has not before it is deferred when the plan is adopted. Its "
        "authors read this reason."
    ),
)


def _name_lines(lines: Sequence[FileLine]) -> Missing | None:
    if not lines:
        return None
    return Missing(len(lines), {"lines": _(", ").join(name_member(each.member) for each in lines)})


def _list_unsigned(facts: CouncilFileFacts) -> Missing | None:
    """Return the lines that are not signed, or that none is left."""
    if not facts.included:
        return Missing(fix=_("No line goes before the council: put at least one back."))
    signed = ProposalState.SIGNED.value
    return _name_lines([each for each in facts.included if each.member.state != signed])


def _list_other_texts(facts: CouncilFileFacts) -> Missing | None:
    return _name_lines([each for each in facts.included if each.has_other_text])


def _list_fallen(facts: CouncilFileFacts) -> Missing | None:
    return _name_lines([each for each in facts.included if facts.count_unsigned(each)])


def _list_undecided(facts: CouncilFileFacts) -> Missing | None:
    return _name_lines([each for each in facts.included if not each.outcome])


def _find_none_adopted(facts: CouncilFileFacts) -> Missing | None:
    """Return that no line is adopted; only once each has its outcome is that a return."""
    if facts.adopted:
        return None
    is_open = _list_undecided(facts) is not None
    return Missing(fix=_("No line is adopted yet.")) if is_open else Missing()


def _misses_adoption(facts: CouncilFileFacts) -> Missing | None:
    """Return that no line is adopted although taking note of the plan adopts it."""
    return _find_none_adopted(facts) if facts.noted_adopts else None


def _list_adopted_in_vain(facts: CouncilFileFacts) -> Missing | None:
    return None if facts.noted_adopts else _name_lines(facts.adopted)


class Needs:
    """What a council needs to be begun, submitted, presented, and for its outcome."""

    plan_open = Guard[CouncilFileFacts](
        gettext_lazy("The plan is being made or carried out"),
        check=lambda facts: facts.plan_state not in _OPEN_PLANS,
        fix=gettext_lazy("The plan is over: nothing more is put before the council."),
        lifted_by=MINISTRY_LEAD,
    )
    no_other_file = Guard[CouncilFileFacts](
        gettext_lazy("No other file of the plan is on its way"),
        check=lambda facts: facts.others_running,
        fix=gettext_lazy(
            "Another file of this plan is on its way to the council: finish it or give it up first."
        ),
        lifted_by=MINISTRY_LEAD,
    )
    file_frozen = Guard[CouncilFileFacts](
        gettext_lazy("The file is frozen"),
        check=lambda facts: not (facts.is_frozen and facts.version_is_frozen),
        fix=gettext_lazy("Freeze the file: its documents and the texts as they were signed."),
        lifted_by=MINISTRY_TEAM,
    )
    lines_signed = Guard[CouncilFileFacts](
        gettext_lazy("Every line is signed"),
        check=_list_unsigned,
        fix=ngettext_lazy(
            "%(count)d line is not signed: %(lines)s. Leave it out with a reason, or wait for it.",
            "%(count)d lines are not signed: %(lines)s. Leave them out with a reason, or wait.",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )
    texts_as_frozen = Guard[CouncilFileFacts](
        gettext_lazy("Every text is the one of the frozen version"),
        check=_list_other_texts,
        fix=ngettext_lazy(
            "The text of %(count)d line changed after the version was frozen: %(lines)s. Begin a "
            "file on a new version, or leave it out with a reason.",
            "The texts of %(count)d lines changed after the version was frozen: %(lines)s. Begin "
            "a file on a new version, or leave them out with a reason.",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )
    signatures_stand = Guard[CouncilFileFacts](
        gettext_lazy("Every signature is on the present text"),
        check=_list_fallen,
        fix=ngettext_lazy(
            "A signature is missing on %(count)d line: %(lines)s. Ask its parties to sign it.",
            "Signatures are missing on %(count)d lines: %(lines)s. Ask their parties to sign them.",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )
    answers_published = Guard[CouncilFileFacts](
        gettext_lazy("The answers to the consultation are published"),
        check=lambda facts: facts.unpublished,
        fix=ngettext_lazy(
            "%(count)d consultation has no published answers yet.",
            "%(count)d consultations have no published answers yet.",
            "count",
        ),
        lifted_by=MINISTRY_LEAD,
    )
    agenda_kept = Guard[CouncilFileFacts](
        gettext_lazy("The agenda of the council is on file"),
        check=lambda facts: not facts.has_agenda,
        fix=gettext_lazy(
            "Add the agenda on which the plan stands; after a postponement, the new agenda."
        ),
        lifted_by=MINISTRY_TEAM,
    )
    day_come = Guard[CouncilFileFacts](
        gettext_lazy("The day of the council has come"),
        check=lambda facts: facts.meets_on is None or facts.meets_on > facts.today,
        fix=gettext_lazy("Wait for the day on which the council meets."),
        lifted_by=MINISTRY_LEAD,
    )
    decision_kept = Guard[CouncilFileFacts](
        gettext_lazy("The decision of the council is on file"),
        check=lambda facts: not facts.has_decision,
        fix=gettext_lazy("Add the document of the council's decision."),
        lifted_by=MINISTRY_TEAM,
    )
    every_outcome = Guard[CouncilFileFacts](
        gettext_lazy("Every line has its outcome"),
        check=_list_undecided,
        fix=ngettext_lazy(
            "Say what the council decided on %(count)d line: %(lines)s.",
            "Say what the council decided on %(count)d lines: %(lines)s.",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )
    something_adopted = Guard[CouncilFileFacts](
        gettext_lazy("At least one line is adopted"),
        check=lambda facts: _find_none_adopted(facts),
        fix=gettext_lazy("No line is adopted: record that the council returned the plan."),
        lifted_by=MINISTRY_LEAD,
    )
    nothing_adopted = Guard[CouncilFileFacts](
        gettext_lazy("No line is adopted"),
        check=lambda facts: _name_lines(facts.adopted),
        fix=ngettext_lazy(
            "%(count)d line is adopted: %(lines)s. Record that the council adopted the plan.",
            "%(count)d lines are adopted: %(lines)s. Record that the council adopted the plan.",
            "count",
        ),
        lifted_by=MINISTRY_LEAD,
    )
    noted_adopts_something = Guard[CouncilFileFacts](
        gettext_lazy("Taking note adopts at least one line"),
        check=_misses_adoption,
        fix=gettext_lazy(
            "Taking note adopts this plan, and no line is adopted: record that it was returned."
        ),
        lifted_by=MINISTRY_LEAD,
    )
    noted_adopts_nothing = Guard[CouncilFileFacts](
        gettext_lazy("Taking note adopts no line of this plan"),
        check=_list_adopted_in_vain,
        fix=ngettext_lazy(
            "Taking note does not adopt this plan, and %(count)d line is adopted: %(lines)s.",
            "Taking note does not adopt this plan, and %(count)d lines are adopted: %(lines)s.",
            "count",
        ),
        lifted_by=MINISTRY_LEAD,
    )


# ---- Whom it carries.


def present_lines(facts: CouncilFileFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the way of every line to the council; one that is not signed stops the act."""
    return [PlannedMove(each.member.proposal_id, "present") for each in facts.included]


def take_lines_back(facts: CouncilFileFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the way back of every line the council has before it."""
    return [PlannedMove(each.member.proposal_id, "take_off_agenda") for each in facts.included]


def decide_lines(facts: CouncilFileFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan what the council decided: the plan when it is adopted, and each line by its outcome."""
    if facts.adopted and facts.is_in_co_creation:
        yield PlannedMove(facts.plan_id, "enter_implementation")
    for each in facts.included:
        given = {"reason": each.reason} if each.outcome != LineOutcome.ADOPTED else {}
        yield PlannedMove(each.member.proposal_id, OUTCOME_TRANSITIONS[each.outcome], given)


# ---- What is given with a transition, and what that writes.


def give_reference(move: Move) -> None:
    """Give the next reference of the plan's council files."""
    plan_id = move.facts.subject.parent_id or 0
    # Whoever begins the next one waits for this row.
    ActionPlan.objects.select_for_update(no_key=True).get(pk=plan_id)
    number = Council.objects.filter(plan=plan_id).count()
    Subject.objects.filter(pk=move.subject_id).update(reference=f"G-{number}")


def copy_lines(move: Move) -> None:
    """Give the new file the lines of the version it is about, but for those that are settled."""
    council = Council.objects.get(pk=move.subject_id)
    lines = PlanVersionLine.objects.filter(version=council.plan_version_id).order_by("rank")
    lines = lines.exclude(proposal__state__in=[str(state) for state in SETTLED_STATES])
    CouncilLine.objects.bulk_create(
        CouncilLine(council=council, proposal_id=proposal_id)
        for proposal_id in lines.values_list("proposal_id", flat=True)
    )


def check_council_day(
    facts: CouncilFileFacts, inputs: Mapping[str, Any]
) -> Mapping[str, Sequence[str]]:
    """Return what is wrong with the day of the council: it comes after the file was frozen."""
    day: date = inputs["meets_on"]
    if facts.frozen_on is None or day >= facts.frozen_on:
        return {}
    message = _("The file was frozen on %(day)s: the council meets on that day or later.")
    return {"meets_on": [message % {"day": date_format(facts.frozen_on, "DATE_FORMAT")}]}


def keep_council_day(move: Move) -> None:
    """Keep the day on which the council meets; what is due by it moves along."""
    _set_day(move, meets_on=move.inputs["meets_on"])


def forget_agenda(move: Move) -> None:
    """Forget the day and the agenda: the council postponed it, so both will be new."""
    _set_day(move, meets_on=None, agenda_document=None)


def _set_day(move: Move, **columns: object) -> None:
    Council.objects.filter(pk=move.subject_id).update(**columns)
    lines = CouncilLine.objects.filter(council=move.subject_id, left_out_because="")
    reschedule({move.subject_id, *lines.values_list("proposal", flat=True)}, today=move.today)
