"""The tables of the peers: a ticket, its log, its desk and its outbox, and a process of its own."""

from typing import Any

from django.conf import settings
from django.db import models
from django_fsm import FSMField, transition


def _may_admit(ticket: models.Model, user: Any) -> bool:  # noqa: ANN401 - anybody may ask.
    return bool(user.has_perm("peers.admit_ticket", ticket))


class Ticket(models.Model):
    """A dossier with as many columns as it takes to be moved and found."""

    state = FSMField(default="submitted", protected=True)
    title = models.CharField(max_length=300)
    entered_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        permissions = (("admit_ticket", "May admit a ticket"),)

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source="submitted", target="admissible", permission=_may_admit)
    def admit(self) -> None:
        """Move on; the caller saves and logs."""


class TicketProcess(models.Model):
    """The whole state of an engine that knows no tables, as one text."""

    ticket = models.OneToOneField(Ticket, models.CASCADE)
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.ticket)


class TicketLog(models.Model):
    """One line of history, as the usual log packages write it."""

    ticket = models.ForeignKey(Ticket, models.CASCADE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source} {self.target}"


class TicketTask(models.Model):
    """Work that waits for somebody."""

    ticket = models.ForeignKey(Ticket, models.CASCADE)
    desk = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.desk


class TicketNotice(models.Model):
    """Something to tell, written in the same transaction."""

    ticket = models.ForeignKey(Ticket, models.CASCADE)
    topic = models.CharField(max_length=120)
    available_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.topic
