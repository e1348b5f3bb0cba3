"""Lists of proposals: one's own, and those everybody may read."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from lifecycle.models import ActionPlan, Proposal, Theme
from lifecycle.selectors.proposal_lines import in_phase
from lifecycle.vocabulary import ContentLanguage, Phase

PAGE_SIZE = 20
#: A longer number is that of no theme.
NUMBER_MAX_LENGTH = 9


@dataclass(frozen=True)
class Filters:
    """What is shown; an empty value shows all. `theme` is the number of one, as text."""

    plan: str = ""
    theme: str = ""
    phase: str = ""
    language: str = ""
    words: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether everything is shown."""
        return not any(vars(self).values())


def query_published(filters: Filters) -> QuerySet[Proposal]:
    """Return the proposals everybody may read, the latest first."""
    published = Proposal.objects.filter(published_at__isnull=False)
    return _arrange(published.filter(_as_condition(filters))).order_by("-published_at", "-pk")


def query_own(person_id: int, filters: Filters) -> QuerySet[Proposal]:
    """Return the proposals whose author the person is, the latest first."""
    own = Proposal.objects.filter(authors__person=person_id)
    return _arrange(own.filter(_as_condition(filters))).order_by("-pk")


def list_themes() -> list[Theme]:
    """Return the themes of every plan that has proposals, plan by plan; one statement."""
    with_proposals = Proposal.objects.filter(published_at__isnull=False).values("plan")
    themes = Theme.objects.filter(plan__in=with_proposals).select_related("plan")
    return list(themes.order_by("-plan_id", "rank", "code"))


def list_plans_with_proposals() -> list[ActionPlan]:
    """Return the plans everybody can read a proposal of, the latest first; one statement."""
    with_proposals = Proposal.objects.filter(published_at__isnull=False).values("plan")
    return list(ActionPlan.objects.filter(pk__in=with_proposals).order_by("-pk"))


def _as_condition(filters: Filters) -> Q:
    """Return the filter; a value nobody offers finds nothing rather than everything."""
    condition = Q()
    if filters.plan:
        condition &= Q(plan__code=filters.plan)
    if filters.theme:
        known = filters.theme.isdecimal() and len(filters.theme) <= NUMBER_MAX_LENGTH
        condition &= Q(theme=int(filters.theme)) if known else Q(pk__in=[])
    if filters.phase:
        condition &= in_phase(filters.phase) if filters.phase in Phase.values else Q(pk__in=[])
    if filters.language:
        known = filters.language in ContentLanguage.values
        condition &= Q(language=filters.language) if known else Q(pk__in=[])
    if filters.words:
        condition &= Q(title__icontains=filters.words) | Q(reference__iexact=filters.words)
    return condition


def _arrange(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return proposals.select_related("plan", "theme", "association").prefetch_related(
        "authors__person", "association__names"
    )
