"""Each rule of a declaration is broken once; the checks say that and nothing else."""

from types import SimpleNamespace

import pytest
from django.core.checks import Error

from tests.workflow.checks.tiny import list_faults, make_tiny
from tests.workflow.toy.machines import ParcelMachine
from tests.workflow.toy.roles import CLERK, MASTER, SENDER
from workflow.checks.declarations import check_machine, check_machines
from workflow.deadlines import working_days
from workflow.machine import (
    Birth,
    End,
    Exit,
    Facts,
    Follows,
    Guard,
    Parked,
    Rows,
    Text,
    Transition,
    Wait,
    Waiting,
)
from workflow.machine.registry import list_machines
from workflow.models import RoundKind
from workflow.roles import Automatic, Role

pytestmark = pytest.mark.once


@pytest.fixture
def tiny() -> SimpleNamespace:
    return make_tiny()


def test_every_machine_of_the_installation_is_sound() -> None:
    assert "proposal" in {machine.kind for machine in list_machines()}
    assert check_machines() == []


def test_a_fault_is_an_error_with_its_machine_and_a_hint(tiny: SimpleNamespace) -> None:
    class Parcels(ParcelMachine):
        island = Parked("Island")

    (message,) = check_machine(Parcels)

    assert isinstance(message, Error)
    assert message.msg == "toy_parcel: no birth leads to the state island"
    assert message.hint == "Declare a transition or a birth that leads there."


def test_the_small_machine_is_sound(tiny: SimpleNamespace) -> None:
    assert list_faults(tiny) == []


# ---- The road.


def test_a_machine_without_births_is_found(tiny: SimpleNamespace) -> None:
    del tiny.create

    assert set(list_faults(tiny)) == {"workflow.E020", "workflow.E021"}


def test_a_state_that_nothing_leads_to_is_found(tiny: SimpleNamespace) -> None:
    tiny.island = Parked("Island")

    assert list_faults(tiny) == ["workflow.E021"]


def test_a_load_reaches_nothing(tiny: SimpleNamespace) -> None:
    tiny.island = Parked("Island")
    tiny.load = Birth(None, into=[tiny.island], label="Load", by=Automatic.SYSTEM)

    assert list_faults(tiny) == ["workflow.E021"]


def test_a_state_that_leads_nowhere_is_found(tiny: SimpleNamespace) -> None:
    tiny.trap = Waiting("Trap", carried_by="Nothing moves it.")
    tiny.fall = Birth(tiny.trap, label="Fall", by=CLERK)

    assert list_faults(tiny) == ["workflow.E022"]


def test_states_that_lead_only_to_one_another_are_found(tiny: SimpleNamespace) -> None:
    tiny.ping = Waiting("Ping", exits=[Exit.FORWARD], carried_by="It turns.")
    tiny.pong = Waiting("Pong", exits=[Exit.BACK], carried_by="It turns.")
    tiny.serve = Birth(tiny.ping, label="Serve", by=CLERK)
    tiny.there = Transition(tiny.ping >> tiny.pong, label="There", by=CLERK)
    tiny.back = Transition(tiny.pong >> tiny.ping, label="Back", by=CLERK)

    assert list_faults(tiny) == ["workflow.E022", "workflow.E022"]


def test_a_promised_exit_that_is_missing_is_found(tiny: SimpleNamespace) -> None:
    tiny.first.exits = frozenset({Exit.FORWARD, Exit.REFUSE})

    assert list_faults(tiny) == ["workflow.E023"]


def test_an_exit_that_was_not_promised_is_found(tiny: SimpleNamespace) -> None:
    tiny.skip = Transition(tiny.first >> tiny.aside, label="Skip", by=CLERK)

    assert list_faults(tiny) == ["workflow.E023"]


def test_a_way_out_of_an_end_is_found(tiny: SimpleNamespace) -> None:
    tiny.revive = Transition(tiny.last >> tiny.first, label="Revive", by=MASTER)

    assert list_faults(tiny) == ["workflow.E024"]


def test_a_state_of_another_machine_is_found(tiny: SimpleNamespace) -> None:
    tiny.emigrate = Transition(tiny.first >> End("Abroad"), label="Emigrate", by=CLERK)

    assert list_faults(tiny) == ["workflow.E025"]


def test_a_birth_into_another_machine_is_found(tiny: SimpleNamespace) -> None:
    tiny.arrive = Birth(End("Abroad"), label="Arrive", by=CLERK)

    assert list_faults(tiny) == ["workflow.E025"]


def test_two_ways_that_look_the_same_are_found(tiny: SimpleNamespace) -> None:
    tiny.again = Transition(tiny.first >> tiny.second, label="Advance", by=CLERK)

    assert list_faults(tiny) == ["workflow.E030"]


# ---- Names.


@pytest.mark.parametrize("name", ["first", "advance", "create", "signed", "round"])
def test_what_bears_no_label_is_found(tiny: SimpleNamespace, name: str) -> None:
    getattr(tiny, name).label = " "

    assert list_faults(tiny) == ["workflow.E029"]


def test_an_input_without_a_label_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.inputs = (Text("why", ""),)

    assert list_faults(tiny) == ["workflow.E029"]


def test_names_longer_than_their_columns_are_found(tiny: SimpleNamespace) -> None:
    tiny.kind = "k" * 41
    tiny.version = "v" * 21
    setattr(tiny, "s" * 41, Parked("Long"))
    setattr(tiny, "t" * 52, Transition(tiny.second >> vars(tiny)["s" * 41], label="Go", by=CLERK))

    assert list_faults(tiny) == ["workflow.E045"] * 4


# ---- Rights.


def test_a_transition_of_nobody_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.roles = ()

    assert list_faults(tiny) == ["workflow.E028"]


def test_a_birth_of_nobody_is_found(tiny: SimpleNamespace) -> None:
    tiny.create.roles = ()

    assert list_faults(tiny) == ["workflow.E028"]


def test_a_transition_that_separation_of_duties_leaves_to_nobody_is_found(
    tiny: SimpleNamespace,
) -> None:
    tiny.advance.not_by = (CLERK,)

    assert list_faults(tiny) == ["workflow.E028"]


def test_who_only_records_is_somebody(tiny: SimpleNamespace) -> None:
    tiny.advance.roles, tiny.advance.recorded_by = (), (CLERK,)

    assert list_faults(tiny) == []


def test_a_role_nobody_registered_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.roles = (CLERK, Role("stranger", "stranger"))

    assert list_faults(tiny) == ["workflow.E031"]


def test_a_second_person_for_what_no_person_fires_is_found(tiny: SimpleNamespace) -> None:
    tiny.passing.second_person = True

    assert list_faults(tiny) == ["workflow.E032"]


def test_what_the_clock_never_fires_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.roles, tiny.advance.automatic = (), Automatic.SYSTEM

    assert list_faults(tiny) == ["workflow.E033"]


# ---- Waits.


def test_a_state_in_which_nobody_acts_is_found(tiny: SimpleNamespace) -> None:
    tiny.first.waits = ()

    assert list_faults(tiny) == ["workflow.E026"]


def test_a_state_that_is_carried_needs_nobody(tiny: SimpleNamespace) -> None:
    tiny.first.waits, tiny.first.carried_by = (), "Another moves it."

    assert list_faults(tiny) == []


def test_a_wait_without_a_term_is_found(tiny: SimpleNamespace) -> None:
    tiny.first.waits = (Wait(CLERK, term=None),)

    assert list_faults(tiny) == ["workflow.E027"]


@pytest.mark.parametrize("ladder", ["", "no-such-ladder"])
def test_a_wait_without_a_ladder_that_exists_is_found(tiny: SimpleNamespace, ladder: str) -> None:
    tiny.first.ladder = ladder

    assert list_faults(tiny) == ["workflow.E034"]


def test_a_round_without_a_ladder_that_exists_is_found(tiny: SimpleNamespace) -> None:
    tiny.round.ladder = ""

    assert list_faults(tiny) == ["workflow.E034"]


@pytest.mark.parametrize("ladder", ["no-such-ladder", "standard"])
def test_a_ladder_for_what_is_undated_exists_and_counts_from_no_day_of_its_own(
    tiny: SimpleNamespace, ladder: str
) -> None:
    tiny.first.undated_ladder = "undated"
    assert list_faults(tiny) == []

    tiny.first.undated_ladder = ladder

    assert list_faults(tiny) == ["workflow.E034"]


def test_two_waits_that_would_be_one_work_item_are_found(tiny: SimpleNamespace) -> None:
    tiny.first.waits = (*tiny.first.waits, Wait(CLERK, term=working_days(9)))

    assert list_faults(tiny) == ["workflow.E035"]


# ---- Guards.


def test_a_guard_without_a_repair_is_found(tiny: SimpleNamespace) -> None:
    tiny.signed.fix = ""

    assert list_faults(tiny) == ["workflow.E036"]


def test_a_guard_that_nobody_lifts_is_found(tiny: SimpleNamespace) -> None:
    tiny.signed.lifted_by = ()

    assert list_faults(tiny) == ["workflow.E037"]


def test_a_guard_that_holds_nothing_back_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.guards = ()

    assert list_faults(tiny) == ["workflow.E038"]


def test_a_guard_that_the_machine_does_not_declare_is_found(tiny: SimpleNamespace) -> None:
    loose = Guard[Facts]("Loose", check=lambda _facts: None, fix="Tie it.", lifted_by=SENDER)
    tiny.advance.guards = (*tiny.advance.guards, loose)

    assert list_faults(tiny) == ["workflow.E039"]


# ---- Inputs.


def test_two_inputs_of_one_name_are_found(tiny: SimpleNamespace) -> None:
    tiny.put_aside.inputs = (*tiny.put_aside.inputs, Text("reason", "Once more"))

    assert list_faults(tiny) == ["workflow.E040"]


def test_two_columns_of_one_name_are_found(tiny: SimpleNamespace) -> None:
    columns = [Text("thing", "Thing"), Text("thing", "Other thing")]
    tiny.put_aside.inputs = (Rows("rows", "Rows", columns=columns),)

    assert list_faults(tiny) == ["workflow.E040"]


def test_an_input_named_as_one_of_a_paper_act_is_found(tiny: SimpleNamespace) -> None:
    tiny.put_aside.recorded_by = (CLERK,)
    tiny.put_aside.inputs = (Text("paper_number", "Number"),)

    assert list_faults(tiny) == ["workflow.E040"]


def test_an_input_with_an_unusable_name_is_found(tiny: SimpleNamespace) -> None:
    tiny.put_aside.inputs = (Text("the reason", "Reason"),)

    assert list_faults(tiny) == ["workflow.E041"]


def test_what_is_asked_of_the_clock_is_found(tiny: SimpleNamespace) -> None:
    tiny.put_aside.after_due = True

    assert list_faults(tiny) == ["workflow.E042"]


# ---- Rounds and acts.


def test_a_deciding_round_that_cannot_return_is_found(tiny: SimpleNamespace) -> None:
    tiny.round.returned = None

    assert list_faults(tiny) == ["workflow.E043", "workflow.E044"]


def test_a_deciding_round_that_fires_out_of_another_state_is_found(tiny: SimpleNamespace) -> None:
    tiny.passing.arrow = tiny.first >> tiny.last
    tiny.first.exits = frozenset({Exit.FORWARD})
    tiny.second.exits = frozenset({Exit.BACK, Exit.REFUSE})

    assert list_faults(tiny) == ["workflow.E043"]


def test_the_end_of_a_round_that_could_be_refused_is_found(tiny: SimpleNamespace) -> None:
    tiny.passing.guards = (tiny.signed,)
    tiny.returning.inputs = (Text("letter", "Letter"), Text("comment", "Comment"))

    assert list_faults(tiny) == ["workflow.E049", "workflow.E049"]


def test_the_end_of_a_round_may_ask_for_what_the_objectors_said(tiny: SimpleNamespace) -> None:
    tiny.returning.inputs = (Text("comment", "Comment"), Text("note", "Note", required=False))

    assert list_faults(tiny) == []


def test_a_collecting_round_that_fires_is_found(tiny: SimpleNamespace) -> None:
    tiny.round.kind = RoundKind.COLLECTING

    assert list_faults(tiny) == ["workflow.E043"]


def test_a_transition_that_waits_for_a_round_in_vain_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.roles, tiny.advance.automatic = (), Automatic.ROUND

    assert list_faults(tiny) == ["workflow.E044"]


def follow(tiny: SimpleNamespace, *follows: Follows) -> None:
    tiny.advance.roles, tiny.advance.automatic = (), Automatic.ACT
    tiny.advance.follows = follows


def test_a_line_that_follows_an_act_is_sound(tiny: SimpleNamespace) -> None:
    follow(tiny, Follows("toy_van", "depart", "aboard"))

    assert list_faults(tiny) == []


@pytest.mark.parametrize(("act", "transition"), [("toy_ship", "sail"), ("toy_van", "sail")])
def test_a_line_that_follows_what_does_not_exist_is_found(
    tiny: SimpleNamespace, act: str, transition: str
) -> None:
    follow(tiny, Follows(act, transition, "aboard"))

    assert list_faults(tiny) == ["workflow.E046"]


def test_a_line_may_follow_an_act_that_is_announced(tiny: SimpleNamespace) -> None:
    tiny.acts_to_come = ["toy_ship"]
    follow(tiny, Follows("toy_ship", "sail", "aboard"))

    assert list_faults(tiny) == []


def test_a_line_that_a_person_could_fire_is_found(tiny: SimpleNamespace) -> None:
    tiny.advance.follows = (Follows("toy_van", "depart", "aboard"),)

    assert list_faults(tiny) == ["workflow.E046"]


def test_a_line_that_follows_no_act_is_found(tiny: SimpleNamespace) -> None:
    follow(tiny)

    assert list_faults(tiny) == ["workflow.E047"]


def test_an_act_that_moves_a_line_two_ways_is_found(tiny: SimpleNamespace) -> None:
    aboard = Follows("toy_van", "depart", "aboard")
    follow(tiny, aboard)
    tiny.other = Transition(
        tiny.first >> tiny.second, label="Other", by=Automatic.ACT, follows=[aboard]
    )

    assert list_faults(tiny) == ["workflow.E048"]
