"""What an adoption writes: who carries the commitment, what it was born of, what was promised."""

from django.utils.translation import gettext as _

from lifecycle.models import Commitment, CommitmentPorter, Indicator, PeriodRecord
from lifecycle.models.period import make_period_columns
from lifecycle.models.sheet_content import PlannedActivity
from lifecycle.selectors.porter_facts import PorterFacts
from lifecycle.vocabulary import PeriodRole
from lifecycle.vocabulary.roles import PROJECT_LEAD
from workflow.machine import Move
from workflow.models import Subject, User
from workflow.periods import Period
from workflow.permissions import grant


def write_porters(move: Move) -> None:
    """Let those who carried the dossier carry the commitment, the lead first."""
    porters: PorterFacts = move.inputs["porters"]
    CommitmentPorter.objects.bulk_create(
        CommitmentPorter(
            commitment_id=move.subject_id, institution_id=each, leads=each == porters.lead_id
        )
        for each in (*porters.leading_ids, *sorted(porters.partner_ids))
    )


def write_origin(move: Move) -> None:
    """Say which dossier it was, and which ideas that one carried."""
    Commitment.objects.get(pk=move.subject_id).born_of.set(move.inputs["born_of"])


def hand_to_project_leads(move: Move) -> None:
    """Let those who ran the dossier run the commitment."""
    porters: PorterFacts = move.inputs["porters"]
    commitment = Subject.objects.get(pk=move.subject_id)
    for person in User.objects.filter(pk__in=porters.project_lead_ids).order_by("pk"):
        grant(
            PROJECT_LEAD,
            person,
            on=commitment,
            by=move.actor,
            reason=_("Adopted by the government council"),
        )


def write_promise(move: Move) -> None:
    """Write the period that the sheet promised, at first and now, and what is measured."""
    planned: PlannedActivity = move.inputs["planned"]
    if planned.period is not None:
        _write_periods(move, planned.period)
    if planned.indicator_fr or planned.indicator_ar:
        Indicator.objects.create(
            commitment_id=move.facts.subject.parent_id,
            activity_id=move.subject_id,
            name_fr=planned.indicator_fr,
            name_ar=planned.indicator_ar,
        )


def _write_periods(move: Move, period: Period) -> None:
    columns = make_period_columns(period)
    PeriodRecord.objects.bulk_create(
        PeriodRecord(
            subject_id=move.subject_id,
            role=role.value,
            recorded_by=move.actor,
            recorded_on=move.today,
            **columns,
        )
        for role in (PeriodRole.BASELINE, PeriodRole.CURRENT)
    )
