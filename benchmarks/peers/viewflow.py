"""The same step on viewflow: a flow whose two tasks are its desk and, once done, its log."""

from datetime import datetime
from typing import Any

from viewflow.this_object import this
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.nodes import End, StartHandle, View

from benchmarks.peers.models import Ticket
from benchmarks.peers.tickets import create_tickets, enqueue
from workflow.models import User

PERMISSION = "peers.admit_ticket"


def _get_ticket(process: Any) -> Any:  # noqa: ANN401 - viewflow has no types.
    return process.artifact


def _show(_request: object) -> None:
    """Stand for the page of a task, which nobody opens here."""


class TicketFlow(Flow):  # type: ignore[misc]  # viewflow is published without types
    """A ticket is admitted, then assessed."""

    lock_impl = SelectForUpdateLock(nowait=False)

    start = StartHandle(this.begin).Next(this.admit)
    admit = View(_show).Permission(PERMISSION, obj=_get_ticket).Next(this.assess)
    assess = View(_show).Permission(PERMISSION, obj=_get_ticket).Next(this.end)
    end = End()

    def begin(self, activation: Any, ticket: Ticket) -> Any:  # noqa: ANN401 - viewflow has no types.
        """Let the process be about its ticket."""
        activation.process.artifact = ticket
        return activation.process


def start_flows(count: int, *, actor: User, now: datetime) -> list[int]:
    """Start flows of tickets that `actor` alone may admit; return the ids of their open tasks."""
    for ticket in create_tickets(count, actor=actor, now=now):
        TicketFlow.start.run(ticket=ticket)
    open_tasks = TicketFlow.task_class.objects.filter(flow_task=TicketFlow.admit)
    return list(open_tasks.order_by("pk").values_list("pk", flat=True))


def admit_by_task(task_id: int, *, actor: User, now: datetime) -> None:
    """Admit the ticket of a task: assign, start and complete it, which opens the next one.

    Raises:
        PermissionError: `actor` may not.
    """
    task = TicketFlow.task_class.objects.get(pk=task_id)
    with task.activation() as activation:
        if not activation.assign.has_perm(actor):
            raise PermissionError(task_id)
        activation.assign(actor)
        activation.start(None)
        activation.execute()
        ticket = activation.process.artifact
        Ticket._default_manager.filter(pk=ticket.pk).update(entered_at=now, published_at=now)
        enqueue(ticket, now=now)


def count_admitted() -> int:
    """Return how many tickets wait for their assessment."""
    return int(TicketFlow.task_class.objects.filter(flow_task=TicketFlow.assess).count())
