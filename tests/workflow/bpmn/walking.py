"""A process of ours in the hands of another engine, which knows nothing of ours."""

from collections import deque
from collections.abc import Iterator, Mapping

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator
from SpiffWorkflow.bpmn.specs.mixins import EndEventMixin

from workflow.machine import StateMachine
from workflow.machine.bpmn import export_bpmn
from workflow.machine.bpmn.graph import VARIABLE

#: The births and transitions to take, one after the other.
Road = tuple[str, ...]


def parse(text: str) -> BpmnParser:
    """Read a document, after it was found valid against the schemas of the OMG.

    Raises:
        ValidationException: it is not.
    """
    parser = BpmnParser(validator=BpmnValidator())
    parser.add_bpmn_str(text.encode())
    return parser


class Walk:
    """One run of the process of a machine."""

    def __init__(self, machine: type[StateMachine], *, begins_by: str) -> None:
        self._run = BpmnWorkflow(parse(export_bpmn(machine)).get_spec(machine.kind))
        self._run.task_tree.data[VARIABLE] = begins_by
        self._run.do_engine_steps()

    def take(self, transition: str) -> None:
        """Complete the task that waits by this transition; an empty one leaves it for good."""
        (task,) = self._run.get_tasks(state=TaskState.READY)
        task.data[VARIABLE] = transition
        task.run()
        self._run.do_engine_steps()

    @property
    def is_over(self) -> bool:
        """Return whether the process has ended."""
        return bool(self._run.is_completed())

    @property
    def position(self) -> str:
        """Return the task that waits, or the end that was reached."""
        ready = self._run.get_tasks(state=TaskState.READY)
        if ready:
            (task,) = ready
            return str(task.task_spec.bpmn_id)
        ended = self._run.get_tasks(state=TaskState.COMPLETED, spec_class=EndEventMixin)
        return str(ended[-1].task_spec.bpmn_id)


def find_roads(machine: type[StateMachine]) -> Mapping[str, Road]:
    """Return the shortest road of births and transitions to each state, as it is declared."""
    roads: dict[str, Road] = {}
    births = machine.births.values()
    queue = deque[tuple[str, Road]](
        (each.target.name, (each.name,)) for each in births if each.target is not None
    )
    while queue:
        state, road = queue.popleft()
        if state not in roads:
            roads[state] = road
            queue.extend((to, (*road, name)) for name, to in _list_ways(machine, state))
    return roads


def _list_ways(machine: type[StateMachine], state: str) -> Iterator[tuple[str, str]]:
    for transition in machine.transitions.values():
        if state in transition.source_names:
            yield transition.name, transition.target_name(state)
