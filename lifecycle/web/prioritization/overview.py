"""The first page of the assessment: the reader's seats, and for the ministry every open round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lifecycle.models import ActionPlan
from lifecycle.selectors.assessment import (
    RoundLine,
    SeatLine,
    SeatStatus,
    list_rounds,
    list_seats,
)
from lifecycle.vocabulary import PlanState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.prioritization.readers import READERS
from lifecycle.web.rights import read_grants
from lifecycle.web.work.badges import Badge, describe_due
from workflow.clock import current_clock
from workflow.permissions.grants import Grants

_STATUSES: dict[SeatStatus, tuple[str, str | Promise]] = {
    SeatStatus.SCORED: ("done", _("Scored")),
    SeatStatus.ABSTAINED: ("quiet", _("Abstained")),
    SeatStatus.CLOSED: ("quiet", _("Closed without your points")),
}


@dataclass(frozen=True)
class SeatRow:
    """A seat with its badge."""

    seat: SeatLine
    badge: Badge

    @property
    def is_open(self) -> bool:
        """Return whether its assessor is waited for."""
        return self.seat.status is SeatStatus.OPEN


@dataclass(frozen=True)
class RoundRow:
    """A round with its badge."""

    round: RoundLine
    badge: Badge


@dataclass(frozen=True)
class PlanRounds:
    """The rounds of one plan."""

    plan: ActionPlan
    rounds: Sequence[RoundRow]

    @property
    def ready(self) -> int:
        """Return how many rounds wait for a decision, every assessor having said something."""
        return sum(row.round.is_over for row in self.rounds)


@require_safe
@answer_refusals()
def show_assessment(request: HttpRequest) -> HttpResponse:
    """Show what the reader has to score, and how far the rounds of each plan have come."""
    person, grants, today = require_person(request), read_grants(request), current_clock().today()
    seats = [_make_row(seat, today) for seat in list_seats(person.pk)]
    shown = {
        "open_seats": [row for row in seats if row.is_open],
        "done_seats": [row for row in seats if not row.is_open],
        "follows_rounds": grants.has_group(*READERS),
        "plans": _list_plans(grants, today),
        "may_remind": grants.has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code),
    }
    return render(request, "lifecycle/prioritization/assessment.html", shown)


def _list_plans(grants: Grants, today: date) -> list[PlanRounds]:
    if not grants.has_group(*READERS):
        return []
    plans = ActionPlan.objects.filter(state=PlanState.CO_CREATION).order_by("-pk")
    return [
        PlanRounds(plan, [_make_round_row(each, today) for each in list_rounds(plan.pk)])
        for plan in plans
    ]


def _make_row(seat: SeatLine, today: date) -> SeatRow:
    if seat.status is SeatStatus.OPEN:
        return SeatRow(seat, describe_due(seat.due_on, today=today))
    kind, words = _STATUSES[seat.status]
    return SeatRow(seat, Badge(kind, str(words)))


def _make_round_row(line: RoundLine, today: date) -> RoundRow:
    if line.is_over:
        return RoundRow(line, Badge("done", str(_("All have answered"))))
    return RoundRow(line, describe_due(line.due_on, today=today))
