"""Commitments and plans as their cards draw them: every value already in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.models import ActionPlan, PlanStage
from lifecycle.selectors.commitments import CommitmentRead
from lifecycle.selectors.period_words import describe_period
from lifecycle.selectors.plans import PlanSummary, find_open_collection
from lifecycle.vocabulary.situations import Situation
from lifecycle.web.plans.words import (
    BADGES,
    BAR_KINDS,
    PLAN_KINDS,
    describe_plan_state,
    format_percent,
)


@dataclass(frozen=True)
class Badge:
    """A situation as colour, icon and words."""

    kind: str
    icon: str
    words: str


@dataclass(frozen=True)
class PlanCard:
    """One plan in a list of plans."""

    plan: ActionPlan
    kind: str
    state: str
    label: str
    commitments: int
    mean: str
    collection: PlanStage | None


@dataclass(frozen=True)
class CommitmentCard:
    """One commitment in the grid of its plan."""

    url: str
    number: int
    ogp_number: str
    theme: str
    title: str
    badge: Badge
    bar_kind: str
    declared: int
    declared_words: str
    computed_words: str
    porters: Sequence[str]
    period_words: str
    activities_words: str
    is_stuck: bool


def make_badge(situation: Situation, *, days_late: int = 0) -> Badge:
    """Return the badge of a situation; what is late says by how many days."""
    kind, icon = BADGES[situation]
    if not days_late:
        return Badge(kind, icon, str(situation.label))
    words = ngettext("%(count)d day late", "%(count)d days late", days_late)
    return Badge(kind, icon, words % {"count": days_late})


def make_plan_card(summary: PlanSummary, *, today: date) -> PlanCard:
    """Return the card of a plan."""
    plan = summary.plan
    return PlanCard(
        plan=plan,
        kind=PLAN_KINDS[plan.state],
        state=describe_plan_state(plan.state),
        label=get_label(plan),
        commitments=summary.commitments,
        mean=format_percent(summary.mean_progress),
        collection=find_open_collection(plan, today=today),
    )


def get_label(plan: ActionPlan) -> str:
    """Return how the plan is called now, besides its code and title; reads the prefetch."""
    labels = list(plan.labels.all())
    return labels[-1].label if labels else ""


def make_card(read: CommitmentRead, *, plan: ActionPlan) -> CommitmentCard:
    """Return the card of a commitment."""
    commitment, badge = read.commitment, make_badge(read.situation)
    return CommitmentCard(
        url=reverse("commitment", args=[plan.code, commitment.number]),
        number=commitment.number,
        ogp_number=commitment.ogp_number,
        theme=str(commitment.theme or ""),
        title=commitment.title,
        badge=badge,
        bar_kind=badge.kind if badge.kind in BAR_KINDS else "",
        declared=commitment.declared_progress,
        declared_words=format_percent(commitment.declared_progress),
        computed_words=format_percent(read.computed_progress),
        porters=[str(porter) for porter in read.porters],
        period_words=describe_period(read.next_period),
        activities_words=_count_activities(read),
        is_stuck=commitment.no_progress_since_last_meeting,
    )


def _count_activities(read: CommitmentRead) -> str:
    if not read.lines:
        return ""
    if any(line.situation == Situation.RESIDUAL for line in read.lines) and not read.counted:
        return str(Situation.RESIDUAL.label)
    if not read.counted:
        return _("Every activity was cancelled")
    return ngettext(
        "%(done)d of %(count)d activity verified",
        "%(done)d of %(count)d activities verified",
        read.counted,
    ) % {"done": read.verified, "count": read.counted}
