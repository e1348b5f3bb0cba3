"""What is chosen first: as the plain condition, and without putting whole tables together."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.selectors.chosen_rows import choose_rows
from lifecycle.selectors.inbox import PAGE_SIZE, Filters, read_inbox
from tests.factories import make_plan
from tests.lifecycle.many import make_many
from workflow.models import User, WorkItem
from workflow.permissions import load_grants

TODAY = date(2026, 3, 2)
MANY = 400


def test_it_chooses_what_the_plain_condition_does(amina: User) -> None:
    make_many(make_plan(), 7, due_on=TODAY, every=timedelta(days=1))
    keys = WorkItem.objects.filter(due_on__gt=TODAY).values("pk")
    both = keys.union(WorkItem.objects.filter(due_on=TODAY).values("pk"), all=True)

    for chosen in (keys, keys[:3], both):
        found = choose_rows(WorkItem, chosen).order_by("pk")
        assert list(found) == list(WorkItem.objects.filter(pk__in=chosen).order_by("pk"))
        assert found.exists()


def test_a_page_of_the_inbox_reads_no_more_items_than_it_shows(amina: User) -> None:
    _counting, page = _read_among_many(amina)

    whole = _list_read_whole if connection.vendor == "sqlite" else _list_read_by_hundreds
    assert whole(page) == []


def test_the_inbox_counts_its_items_without_those_of_others(amina: User) -> None:
    counting, _page = _read_among_many(amina)

    if connection.vendor == "sqlite":
        # What is counted bears the name of the table.
        assert _list_read_whole(counting) == ["SCAN workflow_workitem"]
    else:
        assert _list_read_by_hundreds(counting) == []


def _read_among_many(person: User) -> list[str]:
    """Return the statements that read an inbox beside the many items of others."""
    make_many(make_plan(), MANY, due_on=TODAY, every=timedelta(days=1), desk="ministry_lead")
    make_many(make_plan("OURS"), 3 * PAGE_SIZE, due_on=TODAY, every=timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as captured:
        read_inbox(load_grants(person), Filters(), today=TODAY)
    return [each["sql"] for each in captured][-2:]


def _list_read_whole(sql: str) -> list[str]:
    """Return the steps in which SQLite goes through a table of items or subjects."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [str(row[-1]) for row in cursor.fetchall()]
    assert any(step.startswith("SEARCH workflow_workitem") for step in steps)
    return [step for step in steps if re.match("SCAN workflow_(workitem|subject)", step)]


def _list_read_by_hundreds(sql: str) -> list[int]:
    """Return of how many rows PostgreSQL took hold in a step, where they were far too many."""
    with connection.cursor() as cursor:
        # Of so few rows whole tables are put together faster; of many, one by one. A bitmap counts
        # the rows of tests before this one, which were taken back.
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        (found,) = cursor.fetchone()
    (plan,) = json.loads(found) if isinstance(found, str) else found
    rows = [int(node["Actual Rows"]) for node in _list_nodes(plan["Plan"])]
    return [count for count in rows if count >= MANY // 4]


def _list_nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for each in node.get("Plans", ()):
        yield from _list_nodes(each)
