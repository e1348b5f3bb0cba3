"""The ranking of a plan's proposals by what their assessors gave; as a table and as a file."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lifecycle.models import ActionPlan
from lifecycle.selectors.assessment import Assessed, list_assessed, list_hidden
from lifecycle.selectors.ranking import Ranked, read_ranking
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.prioritization.percent import format_percent, round_percent
from lifecycle.web.prioritization.readers import check_reader
from lifecycle.web.prioritization.spreadsheet import Cell, defuse
from lifecycle.web.rights import read_grants
from lifecycle.web.work.addresses import change_query
from workflow.machine.registry import get_machine
from workflow.permissions.grants import Grants


@dataclass(frozen=True)
class RankedRow:
    """A proposal in the ranking. `is_hidden`: the reader has still to give their own points."""

    proposal: Assessed
    ranked: Ranked
    state: str
    is_hidden: bool

    @property
    def percent(self) -> str:
        """Return the weighted percentage in words."""
        return "" if self.is_hidden else format_percent(self.ranked.percent)

    @property
    def spread(self) -> str:
        """Return the distance between the highest and the lowest assessor, in words."""
        several = self.ranked.scored > 1 and not self.is_hidden
        return format_percent(self.ranked.spread if several else None)

    @property
    def rank(self) -> int | None:
        """Return the rank, None while it is unknown or hidden."""
        return None if self.is_hidden else self.ranked.rank

    @property
    def is_decided(self) -> bool:
        """Return whether it has left the assessment."""
        return self.proposal.state != ProposalState.IN_ASSESSMENT


Key = Callable[[RankedRow], Any]
#: By the name in the address: the heading, and what the rows are sorted by.
COLUMNS: dict[str, tuple[str | Promise, Key]] = {
    "rank": (gettext_lazy("Rank"), lambda row: (row.rank is None, row.rank)),
    "proposal": (gettext_lazy("Proposal"), lambda row: row.proposal.reference),
    "percent": (
        gettext_lazy("Weighted percentage"),
        lambda row: (row.is_hidden, -(row.ranked.percent or 0)),
    ),
    "spread": (gettext_lazy("Spread"), lambda row: (row.is_hidden, -row.ranked.spread)),
    "scores": (gettext_lazy("Scores"), lambda row: -row.ranked.scored),
    "state": (gettext_lazy("State"), lambda row: row.state),
}


@require_safe
@answer_refusals()
def show_ranking(request: HttpRequest, code: str) -> HttpResponse:
    """Show the ranking of a plan, sorted by the column the address names."""
    person, grants = require_person(request), read_grants(request)
    check_reader(grants)
    plan = get_plan(code)
    rows = read_rows(plan, person.pk)
    sort = request.GET.get("sort", "")
    sort = sort if sort in COLUMNS else "rank"
    if request.GET.get("format") == "csv":
        return _answer_csv(plan, rows)
    shown = {
        "plan": plan,
        "rows": sorted(rows, key=COLUMNS[sort][1]),
        "columns": [
            {"words": words, "url": change_query(request, sort=name), "is_on": name == sort}
            for name, (words, _key) in COLUMNS.items()
        ],
        "may_decide": _may_decide(grants) and any(not row.is_decided for row in rows),
        "csv_url": change_query(request, format="csv"),
    }
    return render(request, "lifecycle/prioritization/ranking.html", shown)


def get_plan(code: str) -> ActionPlan:
    """Return the plan of this code.

    Raises:
        Http404: there is none.
    """
    plan = ActionPlan.objects.filter(code=code).first()
    if plan is None:
        raise Http404
    return plan


def read_rows(plan: ActionPlan, person_id: int) -> list[RankedRow]:
    """Return every assessed proposal of the plan in the order of the ranking."""
    assessed = {each.id: each for each in list_assessed(plan.pk)}
    hidden = list_hidden(person_id)
    states = get_machine("proposal").states
    return [
        RankedRow(
            proposal=assessed[ranked.proposal_id],
            ranked=ranked,
            state=str(states[assessed[ranked.proposal_id].state].label),
            is_hidden=ranked.proposal_id in hidden,
        )
        for ranked in read_ranking(assessed)
    ]


def _may_decide(grants: Grants) -> bool:
    return grants.has_group(MINISTRY_LEAD.code)


def _answer_csv(plan: ActionPlan, rows: Sequence[RankedRow]) -> HttpResponse:
    """Return the ranking as a file that a spreadsheet opens without running anything in it."""
    written = StringIO()
    sheet = csv.writer(written)
    sheet.writerow(
        [
            _("Rank"),
            _("Reference"),
            _("Title"),
            _("State"),
            _("Weighted percentage"),
            _("Spread"),
            _("Scores"),
            _("Missing scores"),
            _("Abstentions"),
        ]
    )
    for row in rows:
        sheet.writerow([defuse(cell) for cell in _list_cells(row)])
    # The mark in front tells spreadsheets that the file is UTF-8; Arabic titles depend on it.
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ranking-{plan.code}.csv"'
    return answer


def _list_cells(row: RankedRow) -> list[Cell]:
    ranked = row.ranked
    is_known = not row.is_hidden and ranked.percent is not None
    return [
        row.rank or "",
        row.proposal.reference,
        row.proposal.title,
        row.state,
        round_percent(ranked.percent) if is_known and ranked.percent is not None else "",
        round_percent(ranked.spread) if is_known else "",
        ranked.scored,
        ranked.missing,
        ranked.abstained,
    ]
