"""The sweep: many items of which some are due, beside the statements that write the same rows."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.copies import tidy
from benchmarks.measure import Figure
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import DatabaseClock
from workflow.models import Announcement, Escalation, Event, Subject, User, WorkItem
from workflow.sweep import sweep

#: How many of the items are due, unless it is said.
DUE = 10_000
REPEATS, IDLE_REPEATS = 5, 50
#: Items of one subject: as many announcements refer to it.
ITEMS_OF_A_SUBJECT = 100

_FILL = """
    WITH RECURSIVE series(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n + 1 < %s)
    INSERT INTO workflow_workitem (
        subject_id, kind, role, desk, matter, ends_with_state, opened_at, opened_by_id, anchor_on,
        due_on, ladder_id, generation, pause_reason, is_extended, next_rung, next_rung_on
    )
    SELECT %s + n / %s, 'submitted', %s, %s, n, true, %s, %s, %s, %s, 'standard', 1, '', false,
        'R1', CASE WHEN n < %s THEN %s ELSE %s END
    FROM series
"""

#: What a sweep writes when every due item has one due rung. One statement where one can do it.
_BY_HAND = {
    "postgresql": [
        """
        WITH due AS MATERIALIZED (
            SELECT item.*, nextval('workflow_escalation_id_seq') AS escalation_id
            FROM (
                SELECT id, subject_id, generation, next_rung, due_on FROM workflow_workitem
                WHERE closed_at IS NULL AND paused_at IS NULL AND next_rung_on <= %(today)s
                FOR NO KEY UPDATE SKIP LOCKED
            ) item
        ), fired AS (
            INSERT INTO workflow_escalation
                (id, work_item_id, generation, rung, standing, fired_at, sent_via)
            SELECT escalation_id, id, generation, next_rung, 'spoken', %(now)s, '' FROM due
            ON CONFLICT DO NOTHING
        ), told AS (
            INSERT INTO workflow_announcement
                (subject_id, escalation_id, topic, delivery_class, available_at)
            SELECT subject_id, escalation_id, 'work_item.escalated', 'must_arrive', %(now)s
            FROM due
        )
        UPDATE workflow_workitem SET next_rung = 'R2', next_rung_on = (
            SELECT later.day FROM workflow_workingday today
            JOIN workflow_workingday later ON later.ordinal = today.ordinal + 5
            WHERE today.day <= due.due_on ORDER BY today.day DESC LIMIT 1
        )
        FROM due WHERE workflow_workitem.id = due.id
        """
    ],
    "sqlite": [
        """
        INSERT INTO workflow_escalation
            (work_item_id, generation, rung, standing, fired_at, sent_via)
        SELECT id, generation, next_rung, 'spoken', %(now)s, '' FROM workflow_workitem
        WHERE closed_at IS NULL AND paused_at IS NULL AND next_rung_on <= %(today)s
        ON CONFLICT DO NOTHING
        """,
        """
        INSERT INTO workflow_announcement
            (subject_id, escalation_id, topic, delivery_class, available_at)
        SELECT item.subject_id, fired.id, 'work_item.escalated', 'must_arrive', %(now)s
        FROM workflow_workitem item JOIN workflow_escalation fired ON fired.work_item_id = item.id
            AND fired.generation = item.generation AND fired.rung = item.next_rung
        WHERE closed_at IS NULL AND paused_at IS NULL AND next_rung_on <= %(today)s
        """,
        """
        UPDATE workflow_workitem SET next_rung = 'R2', next_rung_on = (
            SELECT later.day FROM workflow_workingday today
            JOIN workflow_workingday later ON later.ordinal = today.ordinal + 5
            WHERE today.day <= due_on ORDER BY today.day DESC LIMIT 1
        )
        WHERE closed_at IS NULL AND paused_at IS NULL AND next_rung_on <= %(today)s
        """,
    ],
}


def run(count: int, due: int = DUE) -> list[Figure]:
    """Return the figures of sweeping `count` items of which `due` are due, and of an idle sweep."""
    due = min(due, count)
    _fill(count, due)
    statements = {}
    for work in (_sweep_by_hand, sweep):
        statements[work] = _count_statements(work)
        _begin_again()
    by_hand, ours = [], []
    # One after the other, so that whatever else the machine does falls on both.
    for _repeat in range(REPEATS):
        by_hand.append(_time(_sweep_by_hand))
        _begin_again()
        ours.append(_time(sweep))
        _begin_again()
    sweep()
    idle = [_time(sweep) for _repeat in range(IDLE_REPEATS)]
    return [
        _make_figure("rows written by hand", by_hand, due, statements[_sweep_by_hand]),
        _make_figure("the sweep", ours, due, statements[sweep]),
        _make_figure("an idle sweep", idle, 1, _count_statements(sweep)),
    ]


def _sweep_by_hand() -> None:
    now = DatabaseClock().now()
    given = {
        "now": connection.ops.adapt_datetimefield_value(now),
        "today": connection.ops.adapt_datefield_value(_find_today()),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _BY_HAND[connection.vendor]:
            cursor.execute(statement, given)


def _time(work: Callable[[], object]) -> float:
    """Return how long the work took, in seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _count_statements(work: Callable[[], object]) -> int:
    # Apart from the timing: to keep statements costs time, the more the longer they are.
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def _make_figure(name: str, timed: list[float], pieces: int, statements: int) -> Figure:
    elapsed = median(timed)
    return Figure(
        name=name,
        count=len(timed),
        rate_per_second=round(pieces / elapsed, 1),
        median_ms=round(elapsed * 1000, 3),
        statements=statements,
    )


def _find_today() -> Any:  # noqa: ANN401  # a day
    return DatabaseClock().today()


def _fill(count: int, due: int) -> None:
    """Write the items as rows, without their histories: only sweeping is measured here."""
    now, today = timezone.now(), _find_today()
    subjects = Subject.objects.bulk_create(
        Subject(kind="proposal", state="submitted", reference=f"P-{number}", entered_at=now)
        for number in range(count // ITEMS_OF_A_SUBJECT + 1)
    )
    opening = Event.objects.create(
        subject=subjects[0],
        seq=1,
        kind="birth",
        name="load",
        target="submitted",
        actor=User.objects.create_user("sweeper@example.org"),
        via="code",
        recorded_at=now,
        machine_version="bench",
        body_digest="",
        hash="",
    )
    days = [
        connection.ops.adapt_datefield_value(day) for day in (today, today.replace(today.year + 1))
    ]
    values: list[Any] = [
        count,
        subjects[0].pk,
        ITEMS_OF_A_SUBJECT,
        MINISTRY_TEAM.code,
        MINISTRY_TEAM.code,
    ]
    values += [connection.ops.adapt_datetimefield_value(now), opening.pk, days[0], days[0]]
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [*values, due, *days])
    tidy()


def _begin_again() -> None:
    """Forget what was swept, so that the same rows are due again."""
    today = _find_today()
    fired = Escalation.objects.values("work_item")
    WorkItem.objects.filter(pk__in=fired).update(next_rung="R1", next_rung_on=today)
    Announcement.objects.all().delete()
    Escalation.objects.all().delete()
    tidy()
