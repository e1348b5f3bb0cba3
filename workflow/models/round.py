"""Rounds: the one shape in which several people decide on one thing."""

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from workflow.models.institution import Institution
from workflow.models.subject import Subject


class RoundKind(StrEnum):
    """What the end of a round does."""

    #: Its settlement fires a transition.
    DECIDING = "deciding"
    #: It gathers opinions or scores and fires nothing.
    COLLECTING = "collecting"
    #: A second person confirms, or not, what a first one proposed.
    COUNTERSIGN = "countersign"
    #: A second person confirms, or not, what a first one recorded from paper for a seat.
    RECORD = "record"


class Verdict(StrEnum):
    """What a seat said."""

    #: Agrees; a score counts as given.
    APPROVE = "approve"
    #: Does not agree; a comment says why.
    OBJECT = "object"
    #: Takes no part, for the reason given.
    ABSTAIN = "abstain"
    #: Said nothing in time: the clock says so, nobody does.
    LAPSE = "lapse"


class RoundOutcome(StrEnum):
    """How a round ended; empty while it is open."""

    PASSED = "passed"
    RETURNED = "returned"
    #: Everybody has given what was asked.
    COLLECTED = "collected"
    #: Its subject moved on before the end.
    CANCELLED = "cancelled"


class RoundRun(Process):  # type: ignore[misc]  # viewflow is published without types
    """How far the procedure of a deciding round has come: viewflow's row, and its tasks."""

    class Meta:
        proxy = True
        # viewflow adds it to whatever its flows run on; nobody is ever given it.
        default_permissions = ("manage",)


class Round(models.Model):
    """One run of a declared round on a subject, on the content frozen at its opening."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="rounds")
    #: What decides runs on viewflow; what collects or confirms has no procedure (ADR 0012).
    run = models.OneToOneField(
        RoundRun, models.PROTECT, null=True, blank=True, related_name="round", editable=False
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    #: What the round is about, frozen: the hash of the text, or the transition and its inputs.
    content_hash = models.CharField(max_length=64, blank=True)
    proposed_transition = models.CharField(max_length=60, blank=True)
    proposed_inputs = models.TextField(blank=True)
    #: The seat whose answer on paper was recorded, and waits to be confirmed.
    proposed_seat = models.ForeignKey(
        "workflow.Seat", models.PROTECT, null=True, blank=True, related_name="records"
    )
    subject_version = models.PositiveIntegerField()
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject", "name"], condition=Q(outcome=""), name="round_open_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in RoundKind]), name="round_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *[str(outcome) for outcome in RoundOutcome]]),
                name="round_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.name}"


class Seat(models.Model):
    """A place in a round: of a person, of an institution, or open to a whole desk."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="seats")
    rank = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(_("role"), max_length=40)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="seats"
    )
    #: The text this seat decides on, frozen when the round opened.
    content_hash = models.CharField(max_length=64, blank=True)
    #: How many times it was asked: once, and once more each time it is invited again.
    asking = models.PositiveSmallIntegerField(default=1)
    #: The earlier approval of the very same text, which counts here: the seat is not asked again.
    carried_from = models.ForeignKey(
        "workflow.Decision", models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    #: The seat in the same round of the institution that took over its holder: it speaks for both.
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined"
    )

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering: ClassVar[list[str]] = ["round_id", "rank", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["round", "person"],
                condition=Q(person__isnull=False),
                name="seat_once_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.rank}"


class Decision(models.Model):
    """What a seat decided, bound to the content it read.

    The bound hash is what makes a decision current: when the text changes, it falls by computation.
    A seat has one that counts: `COUNTING`. One given before the seat was invited again counts no
    more. Nobody decided what lapsed.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="decisions")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="decisions"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    verdict = models.CharField(_("verdict"), max_length=20)
    comment = models.TextField(_("comment"), blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    #: Which asking of the seat it answers; the last one counts.
    asking = models.PositiveSmallIntegerField(default=1)
    event = models.OneToOneField("workflow.Event", models.PROTECT, related_name="decision")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar[list[str]] = ["decided_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["seat", "asking"], name="decision_one_vote_a_seat"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False) | Q(verdict=str(Verdict.LAPSE)),
                name="decision_is_somebodys_unless_it_lapsed",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=[str(verdict) for verdict in Verdict]),
                name="decision_verdict_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.verdict}"


#: The filter of the decisions that count: one a seat at most.
COUNTING = Q(asking=F("seat__asking"))
#: The filter of the seats that have a vote: one each, so none that another speaks for.
VOTING = Q(joined_to=None)
