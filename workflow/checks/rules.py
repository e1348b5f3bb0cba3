"""The rules a declaration obeys: one id, one hint each, and the messages they make."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from django.core.checks import CheckMessage, Error

from workflow.machine.declaration import StateMachine


@dataclass(frozen=True)
class Rule:
    """One thing that must be true of every machine; `hint` says what to do when it is not."""

    id: str
    hint: str

    def broken_by(self, machine: type[StateMachine], fault: str) -> CheckMessage:
        """Return the message that says where the rule is broken."""
        return Error(f"{machine.kind}: {fault}", hint=self.hint, obj=machine, id=self.id)


#: Looks at one machine and yields what is wrong with it.
Inspection: TypeAlias = Callable[[type[StateMachine]], Iterable[CheckMessage]]
