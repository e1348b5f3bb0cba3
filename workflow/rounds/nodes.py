"""The four kinds of nodes that a round is made of, on viewflow's: FanOut, Human, Gate and Step.

Their hooks tell the procedure of the run what to open and close; errors leave with the transaction,
because viewflow's own guard would keep the local variables of a frame in the database.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from viewflow.this_object import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Node
from viewflow.workflow.nodes import mixins
from viewflow.workflow.nodes.func import Function, FunctionActivation
from viewflow.workflow.nodes.join import Join, JoinActivation
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from workflow.models import Seat


class LeavingErrors:
    """An activation whose errors take the transaction with them."""

    def exception_guard(self) -> Any:
        """Let errors leave."""
        return transaction.atomic()


class FanOutActivation(LeavingErrors, Activation):
    """Asks the first seats."""

    @Activation.status.super()
    def activate(self) -> None:
        """Know which seats are asked."""
        self.seats = self.process.procedure.first_seats(self.process)

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        """Ask them, each by a task whose token begins like those of the others."""
        return iter(self.flow_task.ask_seats(self, self.seats, asked_before=0))


class FanOut(Node):
    """One task for each seat that is asked; those asked later join them."""

    activation_class = FanOutActivation
    task_type = "PARALLEL_GATEWAY"
    bpmn_element = "parallelGateway"

    def __init__(self) -> None:
        super().__init__()
        self._each: Any = None

    def Each(self, node: Any) -> "FanOut":  # noqa: N802  # viewflow's own spelling
        """Name the node of the tasks."""
        self._each = node
        return self

    def ask_seats(
        self, activation: Activation, seats: Sequence[Seat], *, asked_before: int
    ) -> list["HumanActivation"]:
        """Create one task a seat, in two statements, and put it on the desk of the seat."""
        prefix = Token(f"{activation.task.token}/{activation.task.pk}_")
        tasks = [
            self.flow_class.task_class(
                process=activation.process,
                flow_task=self._each,
                flow_task_type=self._each.task_type,
                token=Token(f"{prefix}{asked_before + number}"),
            )
            for number, _seat in enumerate(seats, start=1)
        ]
        task_class = self.flow_class.task_class
        task_class.objects.bulk_create(tasks)
        links = task_class.previous.through
        links.objects.bulk_create(
            links(from_task_id=task.pk, to_task_id=activation.task.pk) for task in tasks
        )
        activation.process.procedure.open_items(list(zip(seats, tasks, strict=True)))
        return [self._each.activation_class(task) for task in tasks]

    def ask_more(self, process: Any, seats: Sequence[Seat]) -> None:
        """Ask seats that were not asked when the round opened, or are asked again."""
        tasks = self.flow_class.task_class.objects.filter(process=process)
        task = tasks.get(flow_task=self)
        task.process = process
        asked_before = tasks.filter(flow_task=self._each).count()
        self.ask_seats(self.activation_class(task), seats, asked_before=asked_before)

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._each = this.resolve(instance, self._each)

    def _outgoing(self) -> Iterator[Edge]:
        yield Edge(src=self, dst=self._each, edge_class="next")


class HumanActivation(LeavingErrors, mixins.NextNodeActivationMixin, Activation):
    """A seat is asked, and speaks."""

    @Activation.status.super()
    def activate(self) -> None:
        """Wait for the person."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.STARTED)
    def start(self) -> None:
        """Be in somebody's hands, which is never stored: else it would be done once created."""
        self.task.started = timezone.now()

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """Take what was asked from its desk."""
        super().complete.original()
        self.process.procedure.close_item(self.task)

    def speak(self) -> None:
        """Have spoken, and let the round go on: the next seat is asked, or the gate is tried."""
        self.start()
        self.complete()
        seats = self.process.procedure.next_seats()
        if seats:
            self.flow_class.ask.ask_more(self.process, seats)
        self.activate_next()

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.CANCELED)
    def cancel(self) -> None:
        """Ask no longer."""
        self.task.finished = timezone.now()
        self.task.save(update_fields=["status", "finished"])
        self.process.procedure.close_item(self.task)


class Human(mixins.NextNodeMixin, Node):
    """What one seat has to decide."""

    activation_class = HumanActivation
    task_type = "HUMAN"
    bpmn_element = "userTask"


class GateActivation(LeavingErrors, JoinActivation):
    """Opens once the ballots settle the round, however many seats are still asked."""

    @classmethod
    def create(
        cls,
        flow_task: Any,
        prev_activation: Activation,
        token: Any,
        data: Any = None,
        seed: Any = None,
    ) -> "GateActivation":
        """Return the one gate of the run, on the very instance of the run that is being written."""
        task_class = flow_task.flow_class.task_class
        process = prev_activation.process
        waiting = task_class.objects.filter(process=process, status=STATUS.STARTED)
        task = waiting.filter(flow_task=flow_task).first()
        if task is None:
            task = task_class(flow_task=flow_task, token=token.get_base_split_token())
            task.process = process
            task.save()
        task.process = process
        task.previous.add(prev_activation.task)
        return cls(task)

    def is_done(self) -> bool:
        """Return whether the round is settled; how many tasks are left says nothing about that."""
        return bool(self.flow_task.is_settled(self))

    def cancel_active_tasks(self, active_tasks: Any) -> None:
        """Ask nobody any longer, on the very instance of the run that is being written."""
        for task in active_tasks:
            task.process = self.process
            task.flow_task.activation_class(task).cancel()


class Gate(Join):
    """Waits until the round is settled; then asks nobody any longer."""

    activation_class = GateActivation

    def is_settled(self, activation: Activation) -> bool:
        """Return what the flow says of it."""
        return bool(self._continue_on_condition(activation, None))


class StepActivation(LeavingErrors, FunctionActivation):
    """Does one thing at once."""


class Step(Function):
    """One thing done by the program."""

    activation_class = StepActivation
