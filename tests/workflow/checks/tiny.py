"""A sound declaration of a few lines, of which a test changes one thing."""

from types import SimpleNamespace
from typing import Any

from tests.workflow.toy.roles import CLERK, MASTER, SENDER
from workflow.checks.declarations import check_machine
from workflow.deadlines import working_days
from workflow.machine import (
    Birth,
    DeclaredRound,
    End,
    Exit,
    Facts,
    Guard,
    Parked,
    StateMachine,
    Text,
    Transition,
    Wait,
    Waiting,
)
from workflow.models import RoundKind
from workflow.roles import Automatic


def make_tiny() -> SimpleNamespace:
    """Return the attributes of a sound machine, each of which a test may change or delete."""
    return SimpleNamespace(**_declare())


def list_faults(tiny: SimpleNamespace) -> list[str]:
    """Return the ids of what the checks find in the machine with these attributes."""
    machine = type("TinyMachine", (StateMachine,), dict(vars(tiny)))
    return [str(message.id) for message in check_machine(machine)]


def _declare() -> dict[str, Any]:
    wait = Wait(CLERK, term=working_days(3))
    first = Waiting("First", exits=[Exit.FORWARD], waits=[wait], ladder="standard")
    second = Waiting("Second", exits=[Exit.BACK, Exit.FORWARD, Exit.REFUSE])
    aside = Parked("Aside")
    last = End("Last")
    signed = Guard[Facts]("Signed", check=lambda _facts: None, fix="Sign.", lifted_by=SENDER)
    passing = Transition(second >> last, label="Pass", by=Automatic.ROUND)
    returning = Transition(second >> first, label="Return", by=Automatic.ROUND)
    return {
        "kind": "tiny",
        "model": "toy.Parcel",
        "version": "1",
        "first": first,
        "second": second,
        "aside": aside,
        "last": last,
        "signed": signed,
        "create": Birth(first, label="Create", by=SENDER),
        "advance": Transition(first >> second, label="Advance", by=CLERK, needs=[signed]),
        "passing": passing,
        "returning": returning,
        "put_aside": Transition(
            second >> aside, label="Put aside", by=MASTER, takes=[Text("reason", "Reason")]
        ),
        "round": DeclaredRound(
            second,
            label="Round",
            kind=RoundKind.DECIDING,
            seats=lambda _facts, _inputs: [],
            term=working_days(2),
            ladder="standard",
            passed=passing,
            returned=returning,
        ),
    }
