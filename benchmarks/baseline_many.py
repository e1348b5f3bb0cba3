"""The rows that many admissions write, written by hand at once: set-based, whatever their number.

One data-modifying statement on PostgreSQL, seven in one transaction on SQLite. Nothing is decided
here and no hash is computed: each copies what its subject has.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.baseline import ADMIT, Written
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.models import User

_MOVE = """UPDATE workflow_subject SET state = %(target)s, version = version + 1,
    head_hash = head_hash, entered_at = %(now)s WHERE id {those} AND state = %(source)s"""
_EVENT_COLUMNS = """subject_id, seq, kind, name, source, target, actor_id, via, recorded_at,
    machine_version, hash_version, body_digest, prev_hash, hash"""
_EVENT_VALUES = """moved.id, version, 'transition', %(name)s, %(source)s, %(target)s, %(actor)s,
    'code', %(now)s, '2026.1', 1, head_hash, head_hash, head_hash"""
_ITEM_COLUMNS = """subject_id, kind, role, desk, ends_with_state, opened_at, opened_by_id,
    anchor_on, due_on, ladder_id, generation, next_rung, pause_reason, is_extended"""
_ITEM_VALUES = """moved.id, %(target)s, %(desk)s, %(desk)s, true, %(now)s, event_id, {today}, {due},
    'standard', 1, '', '', false"""
_NOTICE_COLUMNS = "subject_id, event_id, topic, delivery_class, available_at"
_NOTICE_VALUES = "moved.id, event_id, %(topic)s, 'must_arrive', %(now)s"

_ITEM_OF_POSTGRESQL = _ITEM_VALUES.format(today="%(today)s::date", due="%(due)s::date")
_POSTGRESQL = f"""
WITH moved AS ({_MOVE.format(those="= ANY(%(ids)s)")} RETURNING id, version, head_hash,
        nextval(pg_get_serial_sequence('workflow_event', 'id')) AS event_id),
    written AS (INSERT INTO workflow_event (id, {_EVENT_COLUMNS})
        SELECT event_id, {_EVENT_VALUES} FROM moved),
    bodied AS (INSERT INTO workflow_eventbody (event_id, salt, json)
        SELECT event_id, substr(head_hash, 1, 32), '{{}}' FROM moved),
    closed AS (UPDATE workflow_workitem SET closed_at = %(now)s, closed_by_id = moved.event_id
        FROM moved WHERE subject_id = moved.id AND closed_at IS NULL),
    opened AS (INSERT INTO workflow_workitem ({_ITEM_COLUMNS})
        SELECT {_ITEM_OF_POSTGRESQL} FROM moved),
    told AS (INSERT INTO workflow_announcement ({_NOTICE_COLUMNS})
        SELECT {_NOTICE_VALUES} FROM moved),
    published AS (UPDATE lifecycle_proposal SET published_at = %(now)s
        FROM moved WHERE subject_ptr_id = moved.id)
SELECT count(*) FROM moved
"""

_THOSE = "IN (SELECT value FROM json_each(%(ids)s))"
_MOVED = f"""FROM (
    SELECT subject.id, version, head_hash, event.id AS event_id FROM workflow_subject subject
    LEFT JOIN workflow_event event ON event.subject_id = subject.id AND event.seq = version
    WHERE subject.id {_THOSE}) moved"""
_ITEM_OF_SQLITE = _ITEM_VALUES.format(today="%(today)s", due="%(due)s")
_SQLITE = (
    _MOVE.format(those=_THOSE),
    f"INSERT INTO workflow_event ({_EVENT_COLUMNS}) SELECT {_EVENT_VALUES} {_MOVED}",
    f"""INSERT INTO workflow_eventbody (event_id, salt, json)
        SELECT event_id, substr(head_hash, 1, 32), '{{}}' {_MOVED}""",
    f"""UPDATE workflow_workitem SET closed_at = %(now)s, closed_by_id = moved.event_id
        {_MOVED} WHERE subject_id = moved.id AND closed_at IS NULL""",
    f"INSERT INTO workflow_workitem ({_ITEM_COLUMNS}) SELECT {_ITEM_OF_SQLITE} {_MOVED}",
    f"INSERT INTO workflow_announcement ({_NOTICE_COLUMNS}) SELECT {_NOTICE_VALUES} {_MOVED}",
    f"UPDATE lifecycle_proposal SET published_at = %(now)s WHERE subject_ptr_id {_THOSE}",
)


def admit_many(ids: Sequence[int], official: User) -> None:
    """Write the rows of the admission of each of these proposals, in one transaction.

    Raises:
        LookupError: one was not there to be admitted; nothing is written.
    """
    write = _write_postgresql if connection.vendor == "postgresql" else _write_sqlite
    values = _make_values(ADMIT, official)
    with transaction.atomic():
        if write(ids, values) != len(ids):
            message = f"not all of {len(ids)} could be admitted"
            raise LookupError(message)


def _make_values(written: Written, official: User) -> dict[str, Any]:
    today = current_clock().today()
    return {
        "source": written.source,
        "target": written.target,
        "name": written.name,
        "topic": f"proposal.{written.name}",
        "actor": official.pk,
        "desk": MINISTRY_TEAM.code,
        "now": connection.ops.adapt_datetimefield_value(timezone.now()),
        "today": connection.ops.adapt_datefield_value(today),
        "due": connection.ops.adapt_datefield_value(today + timedelta(days=14)),
    }


def _write_postgresql(ids: Sequence[int], values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL, {**values, "ids": list(ids)})
        return int(cursor.fetchone()[0])


def _write_sqlite(ids: Sequence[int], values: dict[str, Any]) -> int:
    given = {**values, "ids": json.dumps(list(ids))}
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE[0], given)
        moved = int(cursor.rowcount)
        for statement in _SQLITE[1:]:
            cursor.execute(statement, given)
        return moved
