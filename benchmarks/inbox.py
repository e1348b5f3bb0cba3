"""The inbox: one page of many open items, beside the one statement that reads the same rows."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from benchmarks.copies import tidy
from benchmarks.measure import Figure, measure
from lifecycle.selectors.inbox import Filters, read_inbox
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.models import Event, Subject, User, WorkItem
from workflow.permissions import grant
from workflow.permissions.grants import load_grants

#: Every tenth item lies on the desk that is read; the others belong to other people.
SHARE = 10
REPEATS = 200
_PAGE = """
    SELECT item.id, item.kind, item.due_on, subject.reference, subject.state
    FROM workflow_workitem item JOIN workflow_subject subject ON subject.id = item.subject_id
    WHERE item.desk = %s AND item.closed_at IS NULL
    ORDER BY item.due_on, item.id LIMIT 25
"""


def run(count: int) -> list[Figure]:
    """Return the figures of one page of `count` open items."""
    official = User.objects.create_user("reader@example.org")
    grant(MINISTRY_TEAM, official)
    _fill(count, official)
    grants, today = load_grants(official), current_clock().today()
    return [
        measure("one statement by hand", lambda _n: _read_by_hand(), range(REPEATS)),
        measure(
            "the inbox, with its counts",
            lambda _n: read_inbox(grants, Filters(), today=today),
            range(REPEATS),
        ),
    ]


def _read_by_hand() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, [MINISTRY_TEAM.code])
        return list(cursor.fetchall())


def _fill(count: int, official: User) -> None:
    """Write the items as rows, without their histories: only reading is measured here."""
    now, today = timezone.now(), current_clock().today()
    subjects = Subject.objects.bulk_create(
        (
            Subject(kind="proposal", state="submitted", reference=f"P-{number}", entered_at=now)
            for number in range(count)
        ),
        batch_size=5_000,
    )
    opening = Event.objects.create(
        subject=subjects[0],
        seq=1,
        kind="birth",
        name="load",
        target="submitted",
        actor=official,
        via="code",
        recorded_at=now,
        machine_version="bench",
        body_digest="",
        hash="",
    )
    WorkItem.objects.bulk_create(
        (
            WorkItem(
                subject=subject,
                kind="submitted",
                role=MINISTRY_TEAM.code,
                desk=MINISTRY_TEAM.code if number % SHARE == 0 else f"person:{number % 97 + 1000}",
                opened_at=now,
                opened_by=opening,
                anchor_on=today,
                due_on=today + timedelta(days=number % 400 - 200),
            )
            for number, subject in enumerate(subjects)
        ),
        batch_size=5_000,
    )
    tidy()
