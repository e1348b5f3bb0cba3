"""The published table of the procedure, written anew: the machine says the same, nothing else."""

import pytest

from lifecycle.machines.proposal import ProposalMachine
from lifecycle.machines.proposal.births import EVERY_STATE
from lifecycle.vocabulary import PROPOSAL_PHASES, ProposalState
from workflow.machine import End, Parked, Waiting

pytestmark = pytest.mark.once

#: From, transition, to, who; a line that ends with a backslash goes on in the next.
TABLE = """
draft | submit | submitted | author
draft | lapse | lapsed | system
submitted | request_details | needs_details | ministry_team
submitted | admit | admissible | ministry_team
needs_details | give_details | submitted | author
needs_details | close_unanswered | inadmissible | system
submitted needs_details | refuse | inadmissible | ministry_team
submitted admissible in_assessment | merge | merge_proposed | ministry_team
merge_proposed | object | submitted | author
merge_proposed | confirm_merge | merged | author
admissible in_assessment prioritized | split | split | ministry_team
admissible | start_assessment | in_assessment | ministry_team
in_assessment | retain | prioritized | ministry_lead
in_assessment | decline | not_retained | ministry_lead
in_assessment | defer | deferred | ministry_lead
submitted in_assessment | redirect | redirected | ministry_lead
prioritized | seek_porter | porter_search | ministry_team
prioritized | take_up | taken_up | ministry_team
taken_up | fulfil | fulfilled | cascade
taken_up | release | prioritized | cascade
taken_up | release_late | deferred | cascade
porter_search | confirm_porter | lead_naming | round
porter_search | no_porter | unported | round
unported | seek_again | porter_search | ministry_team
unported | decline_unported | not_retained | ministry_lead
lead_naming | name_lead | sheet_drafting | owner
lead_naming sheet_drafting sheet_approval ready in_consultation finalization signature signed \
| withdraw_porter | porter_search | owner ministry_lead
sheet_drafting | submit_sheet | sheet_approval | project_lead
sheet_approval | approve_sheet | ready | round
sheet_approval | return_sheet | sheet_drafting | round
ready | reopen_sheet | sheet_drafting | ministry_team
ready | rejoin | finalization | ministry_lead
ready | open_consultation | in_consultation | act
in_consultation | close_consultation | finalization | act
in_consultation | cancel_consultation | ready | act
finalization | finalize | signature | ministry_team
finalization | keep_signatures | signed | ministry_team
finalization | rework | sheet_drafting | ministry_team
signature | complete_signature | signed | cascade
signature | refuse_signature | finalization | cascade
signature signed | recall | finalization | ministry_team
signed | present | at_council | act
at_council | adopt | adopted | act
at_council | return_from_council | finalization | act
at_council | remove | dropped | act
at_council | take_off_agenda | signed | act
draft submitted needs_details merge_proposed admissible in_assessment \
| withdraw | withdrawn | author
prioritized porter_search unported lead_naming sheet_drafting sheet_approval ready finalization \
| defer_dossier | deferred | ministry_lead
prioritized porter_search unported lead_naming sheet_drafting sheet_approval ready \
in_consultation finalization signature signed | drop | dropped | ministry_lead
submitted needs_details merge_proposed admissible in_assessment prioritized porter_search unported \
lead_naming sheet_drafting sheet_approval ready in_consultation finalization signature signed \
| leave_behind | deferred | act
inadmissible redirected withdrawn | reopen_intake | submitted | ministry_lead
merged not_retained deferred | reopen_assessment | admissible | ministry_lead
dropped | reopen_dossier | prioritized | ministry_lead
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]

#: Birth, to, who.
BIRTHS = {
    "create": ("draft", "author"),
    "record_for": ("submitted", "ministry_team"),
    "split_child": ("admissible", "system"),
    "carry_in": ("admissible", "system"),
    "compose": ("prioritized", "ministry_team"),
}
PHASES = {
    "submission": "draft submitted needs_details merge_proposed",
    "prioritization": "admissible in_assessment prioritized taken_up",
    "porter_identification": "porter_search unported lead_naming",
    "sheet_drafting": "sheet_drafting sheet_approval ready",
    "consultation": "in_consultation finalization",
    "convention_signature": "signature signed",
    "government_adoption": "at_council",
}
PARKED = "inadmissible redirected withdrawn merged not_retained deferred dropped"
ENDED = "adopted lapsed split fulfilled"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_each_row_of_the_table_is_declared(row: list[str]) -> None:
    sources, name, target, who = row

    declared = ProposalMachine.get_transition(name)

    assert declared.source_names == set(sources.split())
    assert declared.arrow.target is not None
    assert declared.arrow.target.name == target
    holders = {role.code for role in declared.roles} or {str(declared.automatic)}
    assert holders == set(who.split())


def test_nothing_is_declared_that_the_table_does_not_say() -> None:
    assert set(ProposalMachine.transitions) == {name for _sources, name, _target, _who in ROWS}


@pytest.mark.parametrize("name", BIRTHS)
def test_each_birth_of_the_table_is_declared(name: str) -> None:
    target, who = BIRTHS[name]

    birth = ProposalMachine.births[name]

    assert birth.target_names == {target}
    assert ({role.code for role in birth.roles} or {str(birth.automatic)}) == {who}


def test_an_existing_proposal_can_be_loaded_into_every_state() -> None:
    assert set(ProposalMachine.births) == {*BIRTHS, "load"}
    assert ProposalMachine.births["load"].target_names == {state.name for state in EVERY_STATE}


def test_the_states_are_those_of_the_vocabulary() -> None:
    assert set(ProposalMachine.states) == set(ProposalState.values)


@pytest.mark.parametrize("phase", PROPOSAL_PHASES)
def test_a_phase_holds_the_states_of_the_published_list(phase: str) -> None:
    states = ProposalMachine.states.items()

    held = {name for name, state in states if isinstance(state, Waiting) and state.phase == phase}

    assert held == set(PHASES[phase].split())


def test_what_is_set_aside_and_what_has_ended_are_told_apart() -> None:
    states = ProposalMachine.states.items()

    parked = {name for name, state in states if isinstance(state, Parked)}
    ended = {name for name, state in states if isinstance(state, End)}

    assert parked == set(PARKED.split())
    assert ended == set(ENDED.split())


def test_every_state_is_reached_from_a_birth() -> None:
    reached = {name for birth in BIRTHS for name in ProposalMachine.births[birth].target_names}

    waiting = list(reached)
    while waiting:
        source = waiting.pop()
        targets = {each.target_name(source) for each in ProposalMachine.list_exits(source)}
        waiting += targets - reached
        reached |= targets

    assert reached == set(ProposalMachine.states)


@pytest.mark.parametrize("name", sorted({*PARKED.split(), *ENDED.split()} - {"lapsed"}))
def test_what_leaves_the_road_is_left_by_declared_ways_only(name: str) -> None:
    back = {each.name for each in ProposalMachine.list_exits(name)}

    assert back <= {"reopen_intake", "reopen_assessment", "reopen_dossier"}
    assert bool(back) is (name in PARKED.split())


@pytest.mark.parametrize(
    "name",
    [
        "lapse",
        "close_unanswered",
        "confirm_merge",
    ],
)
def test_the_clock_fires_only_what_is_overdue(name: str) -> None:
    assert ProposalMachine.get_transition(name).after_due


def test_separation_of_duties_is_declared_where_the_table_asks_for_it() -> None:
    admit = ProposalMachine.get_transition("admit")
    refuse = ProposalMachine.get_transition("refuse")

    assert [role.code for role in admit.not_by] == ["author"]
    assert refuse.second_person
    assert refuse.second_person_term is not None
    assert str(refuse.second_person_term.describe()) == "3 working days"


def test_only_the_guards_of_the_list_can_be_waived() -> None:
    waivable = {name for name, guard in ProposalMachine.guards.items() if guard.waivable}

    assert waivable == {"scored", "lint_clean", "promise_consulted", "all_parties_signed"}
