"""Check what every bound machine declares."""

from typing import Any

from django.core.checks import CheckMessage

from workflow.checks.guards import inspect_guards
from workflow.checks.inputs import inspect_inputs
from workflow.checks.names import inspect_names
from workflow.checks.rights import inspect_rights
from workflow.checks.rounds import inspect_acts, inspect_rounds
from workflow.checks.rules import Inspection
from workflow.checks.structure import inspect_structure
from workflow.checks.waits import inspect_waits
from workflow.machine.declaration import StateMachine
from workflow.machine.registry import list_machines

INSPECTIONS: tuple[Inspection, ...] = (
    inspect_names,
    inspect_structure,
    inspect_rights,
    inspect_waits,
    inspect_guards,
    inspect_inputs,
    inspect_rounds,
    inspect_acts,
)


def check_machines(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start when a machine declares what cannot work."""
    return [message for machine in list_machines() for message in check_machine(machine)]


def check_machine(machine: type[StateMachine]) -> list[CheckMessage]:
    """Return everything that is wrong with one declaration."""
    return [message for inspect in INSPECTIONS for message in inspect(machine)]
