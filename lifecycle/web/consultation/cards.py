"""What other pages tell of consultations: which are open now, and what a plan has had."""

from dataclasses import dataclass

from django.http import HttpRequest

from lifecycle.models import ActionPlan, Consultation
from lifecycle.selectors.consultations import list_readable
from lifecycle.selectors.plan_versions import list_versions
from lifecycle.services.contributions import is_receiving
from lifecycle.vocabulary import ConsultationState
from lifecycle.web.consultation.words import describe_days, describe_state
from lifecycle.web.rights import read_grants
from lifecycle.web.versions.rights import is_team, reads_drafts


@dataclass(frozen=True)
class ConsultationCard:
    """A consultation in a few words."""

    consultation: Consultation
    days: str
    kind: str
    state: str
    is_receiving: bool


@dataclass(frozen=True)
class DraftPanel:
    """What the page of a plan tells of its versions and consultations."""

    consultations: list[ConsultationCard]
    has_versions: bool
    may_write: bool


def list_open(request: HttpRequest) -> list[ConsultationCard]:
    """Return the consultations to which everybody can contribute now, in one statement."""
    rows = list_readable(read_grants(request)).filter(state=ConsultationState.OPEN.value)
    return [_make_card(each) for each in rows if is_receiving(each)]


def describe_draft(request: HttpRequest, plan: ActionPlan) -> DraftPanel:
    """Return what the page of a plan tells, in two statements."""
    rows = list_readable(read_grants(request)).filter(plan=plan.pk)
    versions = list_versions(plan.pk, frozen_only=not reads_drafts(request))
    return DraftPanel([_make_card(each) for each in rows], versions.exists(), is_team(request))


def _make_card(row: Consultation) -> ConsultationCard:
    badge = describe_state(row)
    return ConsultationCard(
        row, describe_days(row), badge["kind"], badge["words"], is_receiving(row)
    )
