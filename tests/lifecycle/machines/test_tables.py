"""The published tables of plans, stages, commitments and activities: the machines say the same."""

import pytest

from lifecycle.vocabulary import (
    ActivityState,
    CommitmentState,
    ConventionState,
    PlanState,
    ReplanningState,
    StageState,
)
from workflow.machine import End, Parked
from workflow.machine.registry import get_machine

pytestmark = pytest.mark.once

#: From, transition, to (= stays), who, guards; a minus stands before who must be somebody else.
TABLES = {
    "plan": """
co_creation | enter_implementation | in_implementation | act |
co_creation | abandon | abandoned | ministry_lead | not_at_council
co_creation | shift | = | ministry_lead |
in_implementation | extend_end | = | ministry_lead |
in_implementation | amend | = | ministry_lead |
in_implementation | open_midterm | midterm_review | ministry_lead | four_years
midterm_review | close_midterm | in_implementation | ministry_lead |
in_implementation | end | ended | system | end_reached
ended | self_assess | self_assessed | ministry_lead |
self_assessed | archive | archived | ministry_lead |
""",
    "plan_stage": """
not_started | open | open | ministry_lead clock \
| in_co_creation signed_and_answered answers_published
not_started | skip | skipped | ministry_lead |
open | close | closed | ministry_lead | gate counts_reconciled plan_adopted
not_started open | move_window | = | ministry_lead | in_co_creation
closed skipped | reopen | open | ministry_lead | in_co_creation
""",
    "commitment": """
not_started | start | in_progress | project_lead clock | activity_begun
in_progress | declare_complete | declared | owner | no_open_activity
declared | confirm_complete | completed | ministry_team -porter_member \
| evidence_kept nothing_cancelled
declared | confirm_with_cancellations | completed_with_cancellations \
| ministry_team -porter_member | evidence_kept something_cancelled
declared | contest | in_progress | ministry_team -porter_member |
declared | committee_confirms | completed | paper:ministry_team | evidence_kept nothing_cancelled
declared | committee_confirms_with_cancellations | completed_with_cancellations \
| paper:ministry_team | evidence_kept something_cancelled
declared | committee_contests | in_progress | paper:ministry_team |
not_started in_progress | suspend | suspended | ministry_lead |
suspended | resume | in_progress | ministry_lead |
not_started in_progress suspended | withdraw | withdrawn | ministry_lead |
not_started in_progress suspended | carry_over | carried_over | ministry_lead |
in_progress declared suspended | close_partial | partially_completed | ministry_lead | plan_ended
not_started | close_not_started | not_started_at_end | ministry_lead | plan_ended
not_started in_progress suspended | replace_porter | = | ministry_lead |
not_started in_progress suspended | amend | = | ministry_lead |
not_started in_progress suspended | replace_lead | = | owner |
not_started in_progress declared suspended | replan | = | cascade |
not_started in_progress declared suspended | keep_date | = | cascade |
completed completed_with_cancellations partially_completed | reopen | in_progress \
| ministry_lead | plan_not_archived
""",
    "activity": """
planned | start | in_progress | project_lead focal_point | carried_out
in_progress | test | in_test | project_lead focal_point | carried_out
in_test | fail_test | in_progress | project_lead focal_point | carried_out
planned in_progress in_test | report_done | reported_done | project_lead focal_point | carried_out
reported_done | verify | verified | ministry_team -reporter -porter_member |
reported_done | send_back | in_progress | ministry_team -reporter -porter_member |
reported_done | committee_verifies | verified | paper:ministry_team -reporter |
reported_done | committee_sends_back | in_progress | paper:ministry_team -reporter |
planned in_progress in_test | cancel | cancelled | ministry_team -porter_member |
planned in_progress in_test | committee_cancels | cancelled | paper:ministry_team |
verified cancelled | reopen | in_progress | ministry_lead | carried_out
planned in_progress in_test reported_done | replan | = | cascade |
planned in_progress in_test reported_done | keep_date | = | cascade |
""",
    "convention": """
draft | agree_text | text_agreed | ministry_team | parties_named dossier_annexed text_written
text_agreed | reopen_text | draft | ministry_team |
text_agreed | open_signing | signing | ministry_lead | parties_named lines_settled
signing | complete | in_force | round |
signing | complete_partial | in_force | ministry_lead | partial_allowed line_complete
signing | change_text | draft | ministry_team |
draft text_agreed signing | abandon | abandoned | ministry_lead | nothing_signed
in_force | start_amendment | amending | ministry_team |
amending | complete_amendment | in_force | round |
amending | drop_amendment | in_force | ministry_lead |
in_force amending | terminate | terminated | ministry_lead |
in_force amending | expire | expired | system | plan_over
""",
    "replanning": """
asked | forward | submitted | owner after_due |
asked | hold_back | withdrawn | owner |
asked submitted escalated | withdraw | withdrawn | asker |
submitted | accept | accepted | ministry_team -asker -porter_member \
| target_goes_on inside_the_plan second_slip_at_most
submitted | refuse | refused | ministry_team -asker -porter_member |
submitted | escalate | escalated | ministry_team |
submitted | escalate_unanswered | escalated | system after_due |
escalated | accept_beyond | accepted | round |
escalated | refuse_beyond | refused | round |
escalated | settle_accept | accepted | ministry_lead -asker -porter_member \
| committee_is_late target_goes_on
escalated | settle_refuse | refused | ministry_lead -asker -porter_member | committee_is_late
submitted escalated | committee_accepts | accepted | paper:ministry_team -asker | target_goes_on
submitted escalated | committee_refuses | refused | paper:ministry_team -asker |
""",
}
ROWS = [
    (kind, [cell.strip() for cell in line.split("|")])
    for kind, table in TABLES.items()
    for line in table.strip().splitlines()
]
STATES = {
    "convention": ConventionState,
    "plan": PlanState,
    "plan_stage": StageState,
    "commitment": CommitmentState,
    "activity": ActivityState,
    "replanning": ReplanningState,
}
#: Where each kind comes to be, and by whom, besides a load.
BIRTHS = {
    "convention": {"create": ("draft", "ministry_team")},
    "plan": {"create": ("co_creation", "ministry_lead")},
    "plan_stage": {"create": ("not_started", "ministry_lead")},
    "commitment": {"adopt": ("not_started", "cascade")},
    "activity": {"adopt": ("planned", "cascade")},
    "replanning": {
        "ask": ("asked", "focal_point"),
        "bulk": ("submitted", "ministry_team"),
    },
}
#: What is set aside and can come back; what has ended.
SETTLED = {
    "convention": ("", "abandoned terminated expired"),
    "plan": ("", "archived abandoned"),
    "plan_stage": ("closed skipped", ""),
    "commitment": (
        "completed completed_with_cancellations partially_completed",
        "not_started_at_end withdrawn carried_over",
    ),
    "activity": ("verified cancelled", ""),
    "replanning": ("", "accepted refused withdrawn"),
}


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=lambda each: str(each))
def test_each_row_of_the_table_is_declared(kind: str, row: list[str]) -> None:
    sources, name, target, who, guards = row

    declared = get_machine(kind).get_transition(name)

    said = "=" if declared.arrow.target is None else declared.arrow.target.name
    people = [role.code for role in declared.roles]
    people += [f"-{role.code}" for role in declared.not_by]
    people += [f"paper:{role.code}" for role in declared.recorded_by]
    people += [str(declared.automatic)] if declared.automatic else []
    people += ["clock"] if declared.on_due else []
    people += ["after_due"] if declared.after_due and kind == "replanning" else []
    assert declared.source_names == set(sources.split())
    assert said == target
    assert set(people) == set(who.split())
    assert {guard.name for guard in declared.guards} == set(guards.split())


@pytest.mark.parametrize("kind", TABLES)
def test_nothing_is_declared_that_the_table_does_not_say(kind: str) -> None:
    told = {row[1] for each, row in ROWS if each == kind}

    assert set(get_machine(kind).transitions) == told


@pytest.mark.parametrize("kind", TABLES)
def test_the_states_are_those_of_the_vocabulary(kind: str) -> None:
    assert set(get_machine(kind).states) == set(STATES[kind].values)


@pytest.mark.parametrize("kind", TABLES)
def test_each_birth_is_declared_and_a_load_leads_everywhere(kind: str) -> None:
    births = dict(get_machine(kind).births)

    load = births.pop("load")

    assert load.target_names == set(STATES[kind].values)
    assert {
        name: (next(iter(birth.target_names)), _name_bearer(birth))
        for name, birth in births.items()
    } == BIRTHS[kind]


def _name_bearer(birth: object) -> str:
    roles = getattr(birth, "roles", ())
    return str(roles[0].code if roles else getattr(birth, "automatic", ""))


@pytest.mark.parametrize("kind", TABLES)
def test_what_is_set_aside_and_what_has_ended_are_told_apart(kind: str) -> None:
    states = get_machine(kind).states.items()

    parked = {name for name, state in states if isinstance(state, Parked)}
    ended = {name for name, state in states if isinstance(state, End)}

    assert (parked, ended) == tuple(set(names.split()) for names in SETTLED[kind])
