"""The one flow that every deciding round runs on. Its nodes are stored by name: never rename one.

`tests/golden/round_flow.txt` holds those names.
"""

from typing import Any

from viewflow.this_object import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Flow
from viewflow.workflow.nodes.end import End, EndActivation
from viewflow.workflow.nodes.start import StartHandle

from workflow.models import RoundRun
from workflow.rounds.locking import subject_first
from workflow.rounds.nodes import FanOut, Gate, Human, LeavingErrors, Step
from workflow.rounds.procedure import Procedure


class LastActivation(LeavingErrors, EndActivation):
    """Ends the run; an error takes all with it."""


class RoundFlow(Flow):
    """A round of decisions

    Seats are asked at once or one after the other until what they said settles the round.
    """

    process_class = RoundRun
    lock_impl = staticmethod(subject_first)

    start = StartHandle(this.open_round).Next(this.ask)
    ask = FanOut().Each(this.seat)
    seat = Human().Next(this.gate)
    gate = Gate(continue_on_condition=this.settled).Next(this.conclude)
    conclude = Step(this.hand_over).Next(this.end)
    end = End(activation_class=LastActivation)

    def open_round(self, activation: Activation, procedure: Procedure) -> Any:
        """Give the run its procedure."""
        activation.process.procedure = procedure
        return activation.process

    def settled(self, activation: Activation, _active_tasks: Any) -> bool:
        """Return whether what the seats said so far settles the round."""
        return bool(activation.process.procedure.is_settled())

    def hand_over(self, activation: Activation) -> None:
        """Let the engine end the round."""
        activation.process.procedure.conclude()
