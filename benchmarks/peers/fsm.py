"""The usual way, timed: get, check the permission, fire, save, log, enqueue, in one transaction."""

from datetime import datetime

from django.db import transaction
from django_fsm import has_transition_perm
from guardian.shortcuts import assign_perm

from benchmarks.peers.models import Ticket, TicketLog, TicketNotice, TicketTask
from workflow.models import User


def make_tickets(count: int, *, actor: User, now: datetime) -> list[int]:
    """Create tickets that `actor` alone may admit, each with its open task; return their ids."""
    tickets = Ticket._default_manager.bulk_create(
        Ticket(title=f"Ticket {number}", entered_at=now) for number in range(count)
    )
    TicketTask._default_manager.bulk_create(
        TicketTask(ticket=ticket, desk="ministry_team", opened_at=now) for ticket in tickets
    )
    for ticket in tickets:
        assign_perm("peers.admit_ticket", actor, ticket)
    return [ticket.pk for ticket in tickets]


def admit_ticket(ticket_id: int, *, actor: User, now: datetime) -> None:
    """Admit one ticket with all that goes with it."""
    with transaction.atomic():
        ticket = Ticket._default_manager.select_for_update().get(pk=ticket_id)
        if not has_transition_perm(ticket.admit, actor):
            raise PermissionError(ticket_id)
        ticket.admit()
        ticket.entered_at = now
        ticket.published_at = now
        ticket.save()
        TicketLog._default_manager.create(
            ticket=ticket, by=actor, source="submitted", target="admissible", at=now
        )
        TicketTask._default_manager.filter(ticket=ticket, closed_at=None).update(closed_at=now)
        TicketTask._default_manager.create(ticket=ticket, desk="ministry_team", opened_at=now)
        TicketNotice._default_manager.create(
            ticket=ticket, topic="ticket.admitted", available_at=now
        )
