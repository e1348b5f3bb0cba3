"""Periods as rows: fuzzy dates of stages, commitments and activities, with what replaced them."""

import json
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lifecycle.models.constraints import known
from lifecycle.models.plan import ActionPlan
from lifecycle.models.wording import pick_language
from lifecycle.vocabulary import PeriodRole, ReplanningCause
from workflow.models import Subject
from workflow.periods import Period, PeriodKind, PeriodPrecision, Rate, find_language


class PeriodColumns(models.Model):
    """The columns a `Period` is kept in. Days are civil days; no `latest` means undated."""

    words = models.CharField(_("in words"), max_length=300, blank=True)
    words_language = models.CharField(_("language of the words"), max_length=2, blank=True)
    kind = models.CharField(_("kind"), max_length=30)
    precision = models.CharField(_("precision"), max_length=20, blank=True)
    earliest = models.DateField(_("first day"), null=True, blank=True)
    latest = models.DateField(_("last day"), null=True, blank=True)
    awaited = models.CharField(_("depends on"), max_length=250, blank=True)
    at = models.TimeField(_("hour"), null=True, blank=True)
    rate_count = models.PositiveIntegerField(null=True, blank=True)
    rate_unit = models.CharField(max_length=60, blank=True)
    rate_per = models.CharField(max_length=20, blank=True)
    ambiguous = models.BooleanField(_("reads more than one way"), default=False)
    #: JSON text: the readings of ambiguous words, each as [first day, last day].
    readings = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        """Return the period these columns hold."""
        rate = Rate(self.rate_count, self.rate_unit, self.rate_per) if self.rate_count else None
        return Period(
            words=self.words,
            kind=PeriodKind(self.kind),
            precision=PeriodPrecision(self.precision),
            earliest=self.earliest,
            latest=self.latest,
            awaited=self.awaited,
            at=self.at,
            rate=rate,
            ambiguous=self.ambiguous,
            readings=tuple(
                (date.fromisoformat(first), date.fromisoformat(last))
                for first, last in json.loads(self.readings or "[]")
            ),
            language=self.words_language,
        )


def make_period_columns(period: Period) -> dict[str, Any]:
    """Return `period` as the values of `PeriodColumns`."""
    rate = period.rate
    readings = [[first.isoformat(), last.isoformat()] for first, last in period.readings]
    return {
        "words": period.words,
        "words_language": period.language or find_language(period.words),
        "kind": period.kind.value,
        "precision": period.precision.value,
        "earliest": period.earliest,
        "latest": period.latest,
        "awaited": period.awaited,
        "at": period.at,
        "rate_count": rate.count if rate else None,
        "rate_unit": rate.unit if rate else "",
        "rate_per": rate.per if rate else "",
        "ambiguous": period.ambiguous,
        "readings": json.dumps(readings) if readings else "",
    }


def _period_constraints(prefix: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(kind__in=[kind.value for kind in PeriodKind]),
            name=f"{prefix}_kind_is_known",
        ),
        models.CheckConstraint(
            condition=Q(earliest__isnull=True)
            | Q(latest__isnull=True)
            | Q(latest__gte=F("earliest")),
            name=f"{prefix}_ends_after_it_starts",
        ),
    ]


class PeriodRecord(PeriodColumns):
    """A period of a subject: the baseline, the current one, or one that was replaced."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="periods")
    role = models.CharField(_("role"), max_length=20)
    cause = models.CharField(_("cause"), max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_on = models.DateField(_("recorded on"))

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering: ClassVar[list[str]] = ["subject_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *_period_constraints("period"),
            known("role", PeriodRole, "period_role_is_known"),
            known("cause", ReplanningCause, "period_cause_is_known", blank=True),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(role=PeriodRole.BASELINE.value),
                name="period_one_baseline",
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(role=PeriodRole.CURRENT.value),
                name="period_one_current",
            ),
        ]

    def __str__(self) -> str:
        return self.words or self.kind


class NextStep(PeriodColumns):
    """Something to do for a plan that minutes announced, with its period."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="next_steps")
    rank = models.PositiveSmallIntegerField(_("order"), default=0)
    what_fr = models.CharField(_("what, in French"), max_length=300, blank=True)
    what_ar = models.CharField(_("what, in Arabic"), max_length=300, blank=True)
    what_en = models.CharField(_("what, in English"), max_length=300, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        ordering: ClassVar[list[str]] = ["plan_id", "rank"]
        constraints: ClassVar[list[models.BaseConstraint]] = [*_period_constraints("next_step")]

    def __str__(self) -> str:
        return pick_language(self, "what")
