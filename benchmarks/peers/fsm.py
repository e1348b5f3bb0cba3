"""The usual way, timed: get, check the permission, fire, save, log, enqueue, in one transaction."""

from datetime import datetime

from django.db import transaction
from django_fsm import has_transition_perm

from benchmarks.peers.models import Ticket
from benchmarks.peers.tickets import create_tickets, enqueue, log_move, open_tasks
from workflow.models import User


def make_tickets(count: int, *, actor: User, now: datetime) -> list[int]:
    """Create tickets that `actor` alone may admit, each with its open task; return their ids."""
    tickets = create_tickets(count, actor=actor, now=now)
    open_tasks(tickets, now=now)
    return [ticket.pk for ticket in tickets]


def admit_ticket(ticket_id: int, *, actor: User, now: datetime) -> None:
    """Admit one ticket with all that goes with it.

    Raises:
        PermissionError: `actor` may not.
    """
    with transaction.atomic():
        ticket = Ticket._default_manager.select_for_update().get(pk=ticket_id)
        if not has_transition_perm(ticket.admit, actor):
            raise PermissionError(ticket_id)
        ticket.admit()
        ticket.entered_at = now
        ticket.published_at = now
        ticket.save()
        log_move(ticket, actor=actor, now=now)
        enqueue(ticket, now=now)
