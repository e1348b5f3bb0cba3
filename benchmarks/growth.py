"""Growth: what one piece of work costs while work items and events become a thousand times more."""

from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.db.models import Model

from benchmarks.copies import copy_proposal, tidy
from benchmarks.making import make_people, make_plan, submit_proposals
from benchmarks.measure import Figure, measure
from lifecycle.selectors.dossier import load_dossier
from lifecycle.selectors.inbox import Filters, read_inbox
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.models import Event, User, WorkItem
from workflow.permissions.grants import Grants, load_grants
from workflow.sweep import sweep

#: Work items, and as many events; those above what is asked for are left out.
SIZES = (1_000, 10_000, 100_000, 1_000_000)
#: What a submitted proposal has of each: it was written, then submitted.
OF_A_PROPOSAL = 2
#: Every tenth open item lies on the desk that is read; the others belong to other people.
SHARE = 10
REPEATS, WARM_UP = 25, 5


def run(count: int) -> list[Figure]:
    """Return the figures of each size up to `count` work items, and of `count` itself."""
    official, author = make_people()
    (original,) = submit_proposals(make_plan("ORIGINAL"), author, 1)
    sizes = sorted({size for size in SIZES if size < count} | {count})
    return [figure for size in sizes for figure in _measure(original, size, official)]


def _measure(original: int, size: int, official: User) -> list[Figure]:
    today, grants = current_clock().today(), load_grants(official)
    missing = (size - Event.objects.count()) // OF_A_PROPOSAL
    copies = copy_proposal(original, missing, replaced=_spread(today))
    tidy()
    # What was moved at the size before is counted once; then there is nothing to do.
    sweep()
    moved, read = copies[: REPEATS + WARM_UP], copies[-REPEATS - WARM_UP :]
    works = {
        "a transition": (lambda key: fire(key, "admit", actor=official, grants=grants), moved),
        "a page of the inbox": (lambda _n: read_inbox(grants, Filters(), today=today), read),
        "a dossier with its history": (lambda key: _load(key, official, grants), read),
        "an idle sweep": (lambda _n: sweep(), read),
    }
    return [
        measure(name, work, items, warm_up=WARM_UP, compared_with=name, size=size)
        for name, (work, items) in works.items()
    ]


def _load(proposal: int, official: User, grants: Grants) -> None:
    explained = load_dossier(proposal, actor=official, grants=grants).explanation
    # Read when they are looked at, as the page does.
    if not (explained.transitions and explained.waiting):
        raise LookupError(proposal)


def _spread(today: date) -> Mapping[type[Model], Mapping[str, str]]:
    """Return what tells copies of a work item apart: most desks are others', due days differ.

    Their next rung is counted, and a year away.
    """
    due_on = (
        "due_on + CAST(n % 400 - 200 AS integer)"
        if connection.vendor == "postgresql"
        else "date(due_on, (n % 400 - 200) || ' days')"
    )
    others = f"closed_at IS NULL AND n % {SHARE} <> 0"
    later = f"CAST('{today.replace(year=today.year + 1, day=1)}' AS date)"
    if connection.vendor == "sqlite":
        later = f"'{today.replace(year=today.year + 1, day=1)}'"
    return {
        WorkItem: {
            "desk": f"CASE WHEN {others} THEN 'person:' || (n % 97 + 1000) ELSE desk END",
            "due_on": due_on,
            "next_rung": "CASE WHEN closed_at IS NULL THEN 'R1' ELSE next_rung END",
            "next_rung_on": f"CASE WHEN closed_at IS NULL THEN {later} END",
        }
    }
