"""The rows that many admissions write, written by hand at once: set-based, whatever their number.

One data-modifying statement on PostgreSQL, ten in one transaction on SQLite. Nothing is decided
here, but the chain of each history goes on: a row without its own salt and hash would not be the
same row, and no audit would let it pass. PostgreSQL hashes by itself; SQLite, which cannot, calls
Python for each of the two digests of a row.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.baseline import ADMIT, Written
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.history.chain import HASH_VERSION, format_canonical, format_instant
from workflow.models import User

_MACHINE = "2026.1"
#: Of an act that asks for nothing, as canonical JSON.
_BODY = "{}"
_EVENT_COLUMNS = """id, subject_id, seq, kind, name, source, target, actor_id, via, recorded_at,
    machine_version, hash_version, body_digest, prev_hash, hash"""
_EVENT_VALUES = f"""event_id, id, version, 'transition', %(name)s, %(source)s, %(target)s,
    %(actor)s, 'code', %(now)s, '{_MACHINE}', {HASH_VERSION}, digest, prev_hash, hash"""
_ITEM_COLUMNS = """subject_id, kind, role, desk, ends_with_state, opened_at, opened_by_id,
    anchor_on, due_on, ladder_id, generation, next_rung, pause_reason, is_extended"""
_ITEM_VALUES = """id, %(target)s, %(desk)s, %(desk)s, true, %(now)s, event_id, {today}, {due},
    'standard', 1, '', '', false"""
_NOTICE_COLUMNS = "subject_id, event_id, topic, delivery_class, available_at"
_NOTICE_VALUES = "id, event_id, %(topic)s, 'must_arrive', %(now)s"

_ITEM_OF_POSTGRESQL = _ITEM_VALUES.format(today="%(today)s::date", due="%(due)s::date")
_SHA256 = "encode(sha256(convert_to({text}, 'UTF8')), 'hex')"
_DIGEST_OF_POSTGRESQL = _SHA256.format(text=f"concat(salt, chr(10), '{_BODY}')")
_HASH_OF_POSTGRESQL = _SHA256.format(
    text=f"""concat('[{HASH_VERSION},', id, ',', version, ',', %(shared)s::text, ',"', digest,
        '","', prev_hash, '"]')"""
)
_POSTGRESQL = f"""
WITH salted AS MATERIALIZED (SELECT id, version + 1 AS version, head_hash AS prev_hash,
        replace(gen_random_uuid()::text, '-', '') AS salt FROM workflow_subject
        WHERE id = ANY(%(ids)s) AND state = %(source)s),
    digested AS (SELECT *, {_DIGEST_OF_POSTGRESQL} AS digest FROM salted),
    hashed AS (SELECT *, {_HASH_OF_POSTGRESQL} AS hash FROM digested),
    moved AS (UPDATE workflow_subject subject SET state = %(target)s, version = hashed.version,
        head_hash = hashed.hash, entered_at = %(now)s FROM hashed
        WHERE subject.id = hashed.id AND subject.version = hashed.version - 1
        RETURNING hashed.*, nextval(pg_get_serial_sequence('workflow_event', 'id')) AS event_id),
    written AS (INSERT INTO workflow_event ({_EVENT_COLUMNS}) SELECT {_EVENT_VALUES} FROM moved),
    bodied AS (INSERT INTO workflow_eventbody (event_id, salt, json)
        SELECT event_id, salt, '{_BODY}' FROM moved),
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

_ITEM_OF_SQLITE = _ITEM_VALUES.format(today="%(today)s", due="%(due)s")
_LAST = "(SELECT seq FROM sqlite_sequence WHERE name = 'workflow_event')"
_FORGET = "DROP TABLE IF EXISTS temp.moved"
_PREPARE = """CREATE TEMP TABLE moved (id INTEGER PRIMARY KEY, event_id INTEGER, version INTEGER,
    prev_hash TEXT, salt TEXT, digest TEXT, hash TEXT)"""
#: Salts are random: each is made once, and not wherever it is named.
_HASH = f"""INSERT INTO temp.moved
    WITH salted AS MATERIALIZED (SELECT id, version + 1 AS version, head_hash AS prev_hash,
            lower(hex(randomblob(16))) AS salt FROM workflow_subject
            WHERE id IN (SELECT value FROM json_each(%(ids)s)) AND state = %(source)s),
        digested AS MATERIALIZED (SELECT *, sha256(salt || char(10) || '{_BODY}') AS digest
            FROM salted)
    SELECT id, {_LAST} + row_number() OVER (), version, prev_hash, salt, digest,
        sha256('[{HASH_VERSION},' || id || ',' || version || ',' || %(shared)s || ',"' || digest
            || '","' || prev_hash || '"]') FROM digested"""
_SQLITE = (
    """UPDATE workflow_subject SET state = %(target)s, version = moved.version,
        head_hash = moved.hash, entered_at = %(now)s
        FROM temp.moved WHERE workflow_subject.id = moved.id""",
    f"INSERT INTO workflow_event ({_EVENT_COLUMNS}) SELECT {_EVENT_VALUES} FROM temp.moved",
    f"""INSERT INTO workflow_eventbody (event_id, salt, json)
        SELECT event_id, salt, '{_BODY}' FROM temp.moved""",
    """UPDATE workflow_workitem SET closed_at = %(now)s, closed_by_id = moved.event_id
        FROM temp.moved WHERE subject_id = moved.id AND closed_at IS NULL""",
    f"INSERT INTO workflow_workitem ({_ITEM_COLUMNS}) SELECT {_ITEM_OF_SQLITE} FROM temp.moved",
    f"""INSERT INTO workflow_announcement ({_NOTICE_COLUMNS})
        SELECT {_NOTICE_VALUES} FROM temp.moved""",
    """UPDATE lifecycle_proposal SET published_at = %(now)s
        WHERE subject_ptr_id IN (SELECT id FROM temp.moved)""",
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
    now, today = timezone.now(), current_clock().today()
    return {
        "source": written.source,
        "target": written.target,
        "name": written.name,
        "topic": f"proposal.{written.name}",
        "actor": official.pk,
        "desk": MINISTRY_TEAM.code,
        "now": connection.ops.adapt_datetimefield_value(now),
        "today": connection.ops.adapt_datefield_value(today),
        "due": connection.ops.adapt_datefield_value(today + timedelta(days=14)),
        # What is hashed of each event, between its number and the digest of its body.
        "shared": format_canonical(
            [
                *("transition", written.name, written.source, written.target, official.pk),
                *(None, None, "code", None, None, None, format_instant(now), _MACHINE),
            ]
        )[1:-1],
    }


def _write_postgresql(ids: Sequence[int], values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL, {**values, "ids": list(ids)})
        return int(cursor.fetchone()[0])


def _write_sqlite(ids: Sequence[int], values: dict[str, Any]) -> int:
    given = {**values, "ids": json.dumps(list(ids))}
    cast("Any", connection).connection.create_function("sha256", 1, _hash, deterministic=True)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
        cursor.execute(_PREPARE)
        cursor.execute(_HASH, given)
        moved = int(cursor.rowcount)
        for statement in _SQLITE:
            cursor.execute(statement, given)
        return moved


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
