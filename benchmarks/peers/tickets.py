"""Tickets: the dossier that every peer moves, and what goes with a move whoever makes it."""

from collections.abc import Sequence
from datetime import datetime

from guardian.shortcuts import assign_perm

from benchmarks.peers.models import Ticket, TicketLog, TicketNotice, TicketTask
from workflow.models import User

#: On whose desk a ticket lies before it is admitted and afterwards.
DESK = "ministry_team"


def create_tickets(count: int, *, actor: User, now: datetime) -> Sequence[Ticket]:
    """Create tickets that `actor` alone may admit."""
    tickets = Ticket._default_manager.bulk_create(
        Ticket(title=f"Ticket {number}", entered_at=now) for number in range(count)
    )
    for ticket in tickets:
        assign_perm("peers.admit_ticket", actor, ticket)
    return tickets


def open_tasks(tickets: Sequence[Ticket], *, now: datetime) -> None:
    """Put each ticket on its desk."""
    TicketTask._default_manager.bulk_create(
        TicketTask(ticket=ticket, desk=DESK, opened_at=now) for ticket in tickets
    )


def log_move(ticket: Ticket, *, actor: User, now: datetime) -> None:
    """Write who admitted the ticket, and put it on the next desk."""
    TicketLog._default_manager.create(
        ticket=ticket, by=actor, source="submitted", target="admissible", at=now
    )
    TicketTask._default_manager.filter(ticket=ticket, closed_at=None).update(closed_at=now)
    TicketTask._default_manager.create(ticket=ticket, desk=DESK, opened_at=now)


def enqueue(ticket: Ticket, *, now: datetime) -> None:
    """Write that somebody is to be told."""
    TicketNotice._default_manager.create(ticket=ticket, topic="ticket.admitted", available_at=now)
