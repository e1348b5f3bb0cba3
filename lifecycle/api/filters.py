"""What a list of proposals can be narrowed by."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from lifecycle.models import Proposal
from lifecycle.selectors.proposal_lines import in_phase, late_on
from lifecycle.vocabulary import PROPOSAL_PHASES, ContentLanguage, ProposalState
from workflow.clock import current_clock


class ProposalFilters(filters.FilterSet):  # type: ignore[misc]  # published without types
    """Plan and theme by their code; state, phase and language by theirs; late or not."""

    plan = filters.CharFilter(field_name="plan__code", help_text="Code of a plan.")
    theme = filters.CharFilter(field_name="theme__code", help_text="Code of a theme.")
    state = filters.ChoiceFilter(choices=[(each.value, each.value) for each in ProposalState])
    phase = filters.ChoiceFilter(
        choices=[(each.value, each.label) for each in PROPOSAL_PHASES], method="keep_phase"
    )
    language = filters.ChoiceFilter(choices=ContentLanguage.choices)
    late = filters.BooleanFilter(
        method="keep_late", help_text="Something about it should have been done before today."
    )

    class Meta:
        model = Proposal
        fields = ("plan", "theme", "state", "phase", "language", "late")

    def keep_phase(self, rows: QuerySet[Proposal], _name: str, phase: str) -> QuerySet[Proposal]:
        """Keep the proposals that show this phase."""
        return rows.filter(in_phase(phase))

    def keep_late(self, rows: QuerySet[Proposal], _name: str, late: Any) -> QuerySet[Proposal]:
        """Keep what is late today, or what is not."""
        return rows.filter(late_on(current_clock().today(), is_late=bool(late)))
