"""The same step on SpiffWorkflow: its state is one text, read and written at each step."""

from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from benchmarks.peers.models import Ticket, TicketProcess
from benchmarks.peers.tickets import create_tickets, enqueue, log_move, open_tasks
from workflow.models import User

_BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="tickets"
    targetNamespace="ticket">
  <process id="ticket" isExecutable="true">
    <startEvent id="start"/>
    <userTask id="admit"/>
    <userTask id="assess"/>
    <endEvent id="end"/>
    <sequenceFlow id="to_admit" sourceRef="start" targetRef="admit"/>
    <sequenceFlow id="to_assess" sourceRef="admit" targetRef="assess"/>
    <sequenceFlow id="to_end" sourceRef="assess" targetRef="end"/>
  </process>
</definitions>
"""


def make_processes(count: int, *, actor: User, now: datetime) -> list[int]:
    """Start processes of tickets that `actor` alone may admit; return the ids of their rows."""
    parser = BpmnParser()
    parser.add_bpmn_str(_BPMN.encode())
    process = BpmnWorkflow(parser.get_spec("ticket"))
    process.do_engine_steps()
    text = _get_serializer().serialize_json(process)
    tickets = create_tickets(count, actor=actor, now=now)
    open_tasks(tickets, now=now)
    rows = TicketProcess._default_manager.bulk_create(
        TicketProcess(ticket=ticket, text=text) for ticket in tickets
    )
    return [row.pk for row in rows]


def admit_by_process(process_id: int, *, actor: User, now: datetime) -> None:
    """Admit the ticket of a process: read its text, complete its task, write it again.

    Raises:
        PermissionError: `actor` may not.
    """
    with transaction.atomic():
        rows = TicketProcess._default_manager.select_for_update(of=("self",))
        row = rows.select_related("ticket").get(pk=process_id)
        if not actor.has_perm("peers.admit_ticket", row.ticket):
            raise PermissionError(process_id)
        process = _get_serializer().deserialize_json(row.text)
        (task,) = process.get_tasks(state=TaskState.READY)
        task.run()
        process.do_engine_steps()
        row.text = _get_serializer().serialize_json(process)
        row.save(update_fields=["text"])
        Ticket._default_manager.filter(pk=row.ticket.pk).update(entered_at=now, published_at=now)
        log_move(row.ticket, actor=actor, now=now)
        enqueue(row.ticket, now=now)


def count_admitted() -> int:
    """Return how many tickets wait for their assessment."""
    texts = TicketProcess._default_manager.values_list("text", flat=True)
    return sum(_find_waiting(text) == "assess" for text in texts.iterator())


def _find_waiting(text: str) -> str:
    (task,) = _get_serializer().deserialize_json(text).get_tasks(state=TaskState.READY)
    return str(task.task_spec.bpmn_id)


@cache
def _get_serializer() -> Any:  # noqa: ANN401 - SpiffWorkflow has no types.
    return BpmnWorkflowSerializer()
