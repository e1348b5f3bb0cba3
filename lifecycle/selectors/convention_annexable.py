"""Which dossiers a convention can annex."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from lifecycle.models import ConventionAnnex, Proposal
from lifecycle.vocabulary import ProposalState

#: Its text is settled, or being settled while the convention is a draft.
ANNEXABLE_STATES = (ProposalState.FINALIZATION.value, ProposalState.SIGNATURE.value)


def list_annexable(plan_id: int, *, convention_id: int | None = None) -> QuerySet[Proposal]:
    """Return the dossiers of a plan that a draft can annex, those it annexes already included."""
    standing = ConventionAnnex.objects.filter(
        proposal=OuterRef("pk"), removed_at__isnull=True, left_on__isnull=True
    )
    own = Q(Exists(standing.filter(convention=convention_id)))
    free = Q(state__in=ANNEXABLE_STATES) & ~Exists(standing)
    return Proposal.objects.filter(free | own, plan=plan_id).order_by("plan_number", "reference")
