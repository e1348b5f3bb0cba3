"""The rows a transition writes, written by hand: the fastest that the same rows can be written.

One data-modifying statement on PostgreSQL, the same rows as single statements in one transaction on
SQLite. Nothing is decided here and no hash is computed: the values are given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.history.chain import format_canonical
from workflow.models import User


@dataclass(frozen=True)
class Written:
    """A transition of proposals as the rows it writes: from where to where, and what goes with it.

    Either puts the proposal on the desk of the ministry's team, for some days.
    """

    name: str
    source: str
    target: str
    publishes: bool = False
    content: Mapping[str, str] = field(default_factory=dict, hash=False)


#: With facts: suspected duplicates, the author, the days of the plan.
ADMIT = Written("admit", "submitted", "admissible", publishes=True)
#: With pure guards: role, source state and input; nothing around the proposal is looked at.
RECALL = Written("recall", "signed", "finalization", content={"reason": "Un mot à changer."})

_MOVE = """UPDATE workflow_subject SET state = %(target)s, version = version + 1,
    head_hash = %(hash)s, entered_at = %(now)s
    WHERE id = %(subject)s AND state = %(source)s AND version = %(version)s"""
_EVENT_COLUMNS = """subject_id, seq, kind, name, source, target, actor_id, via, recorded_at,
    machine_version, hash_version, body_digest, prev_hash, hash"""
_EVENT_VALUES = """%(subject)s, %(version)s + 1, 'transition', %(name)s, %(source)s, %(target)s,
    %(actor)s, 'code', %(now)s, %(machine)s, 1, %(digest)s, %(hash)s, %(hash)s"""
_ITEM_COLUMNS = """subject_id, kind, role, desk, ends_with_state, opened_at, opened_by_id,
    anchor_on, due_on, ladder_id, generation, next_rung, pause_reason, is_extended"""
_ITEM_VALUES = """%(target)s, %(desk)s, %(desk)s, true, %(now)s, {event}, %(today)s, %(due)s,
    'standard', 1, '', '', false"""
_NOTICE_COLUMNS = "subject_id, event_id, topic, delivery_class, available_at"
_NOTICE_VALUES = "%(topic)s, 'must_arrive', %(now)s"

_POSTGRESQL = f"""
WITH moved AS ({_MOVE}
        RETURNING id, nextval(pg_get_serial_sequence('workflow_event', 'id')) AS event_id),
    written AS (INSERT INTO workflow_event (id, {_EVENT_COLUMNS})
        SELECT event_id, {_EVENT_VALUES} FROM moved),
    bodied AS (INSERT INTO workflow_eventbody (event_id, salt, json)
        SELECT event_id, %(salt)s, %(body)s FROM moved),
    closed AS (UPDATE workflow_workitem SET closed_at = %(now)s, closed_by_id = moved.event_id
        FROM moved WHERE subject_id = moved.id AND closed_at IS NULL),
    opened AS (INSERT INTO workflow_workitem ({_ITEM_COLUMNS})
        SELECT id, {_ITEM_VALUES.format(event="event_id")} FROM moved),
    told AS (INSERT INTO workflow_announcement ({_NOTICE_COLUMNS})
        SELECT id, event_id, {_NOTICE_VALUES} FROM moved)
    {{also}}
SELECT count(*) FROM moved
"""
_PUBLISH = "UPDATE lifecycle_proposal SET published_at = %(now)s"
_ALSO_PUBLISH = f", published AS ({_PUBLISH} FROM moved WHERE subject_ptr_id = moved.id)"
_LAST = "(SELECT max(id) FROM workflow_event WHERE subject_id = %(subject)s)"
_SQLITE = (
    _MOVE,
    f"INSERT INTO workflow_event ({_EVENT_COLUMNS}) VALUES ({_EVENT_VALUES})",
    f"INSERT INTO workflow_eventbody (event_id, salt, json) VALUES ({_LAST}, %(salt)s, %(body)s)",
    f"""UPDATE workflow_workitem SET closed_at = %(now)s, closed_by_id = {_LAST}
        WHERE subject_id = %(subject)s AND closed_at IS NULL""",
    f"""INSERT INTO workflow_workitem ({_ITEM_COLUMNS})
        VALUES (%(subject)s, {_ITEM_VALUES.format(event=_LAST)})""",
    f"""INSERT INTO workflow_announcement ({_NOTICE_COLUMNS})
        VALUES (%(subject)s, {_LAST}, {_NOTICE_VALUES})""",
)
_SQLITE_PUBLISH = f"{_PUBLISH} WHERE subject_ptr_id = %(subject)s"


def make_values(written: Written, row: Mapping[str, Any], official: User) -> dict[str, Any]:
    """Return what one move writes of a subject that was read, less what is computed."""
    today = current_clock().today()
    return {
        "subject": row["id"],
        "version": row["version"],
        "hash": row["head_hash"],
        "digest": row["head_hash"],
        "salt": row["head_hash"][:32],
        "body": format_canonical(dict(written.content)),
        "source": written.source,
        "target": written.target,
        "name": written.name,
        "topic": f"proposal.{written.name}",
        "actor": official.pk,
        "machine": "2026.1",
        "desk": MINISTRY_TEAM.code,
        "now": timezone.now(),
        "today": today,
        "due": today + timedelta(days=14),
    }


def get_writer(written: Written) -> Callable[[Mapping[str, Any]], None]:
    """Return the function that writes the rows of one move on the database in use."""
    if connection.vendor == "postgresql":
        statement = _POSTGRESQL.format(also=_ALSO_PUBLISH if written.publishes else "")
        return lambda values: _write_postgresql(statement, values)
    statements = (*_SQLITE, _SQLITE_PUBLISH) if written.publishes else _SQLITE
    return lambda values: _write_sqlite(statements, values)


def _write_postgresql(statement: str, values: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(values))
        if cursor.fetchone()[0] != 1:
            raise LookupError(values["subject"])


def _write_sqlite(statements: Sequence[str], values: Mapping[str, Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statements[0], dict(values))
        if cursor.rowcount != 1:
            raise LookupError(values["subject"])
        for statement in statements[1:]:
            cursor.execute(statement, dict(values))
