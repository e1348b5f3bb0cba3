"""Which plans can have a new convention, and which dossiers it can annex."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from lifecycle.models import ActionPlan, Convention, ConventionAnnex, Proposal
from lifecycle.vocabulary import ConventionState, PlanState, ProposalState

#: Its text is settled, or being settled while the convention is a draft.
ANNEXABLE_STATES = (ProposalState.FINALIZATION.value, ProposalState.SIGNATURE.value)

#: It binds: what its plan still needs is added by an amendment.
_BINDING_STATES = (ConventionState.IN_FORCE.value, ConventionState.AMENDING.value)


def list_conventionable() -> QuerySet[ActionPlan]:
    """Return the plans whose convention can be begun.

    A line that the council returned may still be signed while its plan is carried out: it needs
    another convention when the one before has ended.
    """
    binding = Convention.objects.filter(plan=OuterRef("pk"), state__in=_BINDING_STATES)
    carried_out = Q(state=PlanState.IN_IMPLEMENTATION.value) & ~Exists(binding)
    return ActionPlan.objects.filter(Q(state=PlanState.CO_CREATION.value) | carried_out)


def list_annexable(plan_id: int, *, convention_id: int | None = None) -> QuerySet[Proposal]:
    """Return the dossiers of a plan that a draft can annex, those it annexes already included."""
    standing = ConventionAnnex.objects.filter(
        proposal=OuterRef("pk"), removed_at__isnull=True, left_on__isnull=True
    )
    own = Q(Exists(standing.filter(convention=convention_id)))
    free = Q(state__in=ANNEXABLE_STATES) & ~Exists(standing)
    return Proposal.objects.filter(free | own, plan=plan_id).order_by("plan_number", "reference")
