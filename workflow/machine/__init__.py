"""Machines: how a procedure is declared, checked, drawn and compiled to django-fsm."""

from workflow.machine.ahead import FactGroup
from workflow.machine.declaration import StateMachine
from workflow.machine.facts import Facts, SubjectRow
from workflow.machine.guards import Guard, Missing, Shortfall
from workflow.machine.inputs import (
    Choice,
    Day,
    Document,
    Flag,
    Input,
    Person,
    Reference,
    Rows,
    Text,
)
from workflow.machine.moves import (
    Move,
    Moving,
    PlannedBirth,
    PlannedMove,
    UpdateEffect,
    updating,
    writing,
)
from workflow.machine.registry import bind, get_machine, list_machines
from workflow.machine.states import Arrow, End, Exit, Parked, State, Wait, Waiting, stays_in
from workflow.machine.transitions import Birth, DeclaredRound, Follows, SeatPlan, Transition

__all__ = [
    "Arrow",
    "Birth",
    "Choice",
    "Day",
    "DeclaredRound",
    "Document",
    "End",
    "Exit",
    "FactGroup",
    "Facts",
    "Flag",
    "Follows",
    "Guard",
    "Input",
    "Missing",
    "Move",
    "Moving",
    "Parked",
    "Person",
    "PlannedBirth",
    "PlannedMove",
    "Reference",
    "Rows",
    "SeatPlan",
    "Shortfall",
    "State",
    "StateMachine",
    "SubjectRow",
    "Text",
    "Transition",
    "UpdateEffect",
    "Wait",
    "Waiting",
    "bind",
    "get_machine",
    "list_machines",
    "stays_in",
    "updating",
    "writing",
]
