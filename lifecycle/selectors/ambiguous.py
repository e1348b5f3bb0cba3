"""Periods of a plan whose words read more than one way, until somebody says which is meant."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lifecycle.models import ActionPlan, NextStep, PeriodRecord
from lifecycle.vocabulary import PeriodRole
from workflow.models import Subject

#: What a period is of, as the address of its settlement says it.
STEP = "step"
RECORD = "period"


@dataclass(frozen=True)
class Ambiguous:
    """A period to settle. `version` is that of its subject as it was read."""

    of: str
    pk: int
    about: str
    words: str
    readings: tuple[tuple[date, date], ...]
    version: int


def list_ambiguous(plan: ActionPlan) -> list[Ambiguous]:
    """Return what is to be settled of a plan, its next steps first."""
    steps = plan.next_steps.filter(ambiguous=True).order_by("rank")
    return [*(_of_step(each, plan) for each in steps), *map(_of_record, _list_records(plan))]


def find_ambiguous(plan: ActionPlan, of: str, pk: int) -> NextStep | PeriodRecord | None:
    """Return the period of the plan that is called so, settled or not, or None."""
    if of == STEP:
        return plan.next_steps.filter(pk=pk).first()
    return PeriodRecord.objects.filter(_belongs_to(plan), pk=pk).first()


def _belongs_to(plan: ActionPlan) -> Q:
    return Q(subject__parent=plan.pk) | Q(subject__parent__parent=plan.pk)


def _list_records(plan: ActionPlan) -> list[PeriodRecord]:
    current = PeriodRecord.objects.filter(
        _belongs_to(plan), role=PeriodRole.CURRENT.value, ambiguous=True
    )
    return list(
        current.select_related(
            "subject__planstage", "subject__as_commitment", "subject__activity"
        ).order_by("subject_id")
    )


def _of_step(step: NextStep, plan: ActionPlan) -> Ambiguous:
    return Ambiguous(STEP, step.pk, str(step), step.words, step.period.readings, plan.version)


def _of_record(record: PeriodRecord) -> Ambiguous:
    subject = record.subject
    return Ambiguous(
        of=RECORD,
        pk=record.pk,
        about=str(_find_own(subject)),
        words=record.words,
        readings=record.period.readings,
        version=subject.version,
    )


def _find_own(subject: Subject) -> Subject:
    """Return the subject as what it is in the domain."""
    for name in ("planstage", "as_commitment", "activity"):
        own: Subject | None = getattr(subject, name, None)
        if own is not None:
            return own
    return subject
