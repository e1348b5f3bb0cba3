"""What is hashed of an Event never changes: the histories of yesterday are checked tomorrow."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from workflow.history.chain import EventRecord, SharedRecord, compute_hash

RECORD = EventRecord(
    subject_id=7,
    seq=3,
    kind="transition",
    name="refuse",
    source="submitted",
    target="inadmissible",
    actor_id=4,
    on_behalf_of_id=None,
    confirmed_by_id=12,
    via="web",
    cause_id=None,
    round_id=5,
    occurred_on=date(2020, 7, 1),
    recorded_at=datetime(2020, 7, 15, 9, 30, 0, 5, tzinfo=UTC),
    machine_version='2026.1 "é"',
    body_digest="a" * 64,
    prev_hash="",
)


def test_the_hash_of_an_event_is_what_it_was() -> None:
    assert (
        compute_hash(RECORD) == "e9edac4f9affb01bc8247c936ed57ab49044cdd9ec83fac9d36bad77a101046c"
    )


@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        replace(RECORD, subject_id=10**12, seq=1, prev_hash="b" * 64, occurred_on=None),
        # Whatever somebody puts into a column is written as JSON, and stays in its place.
        replace(RECORD, prev_hash='x","y', body_digest="é\n\\", name='"],['),
        replace(RECORD, prev_hash='y"', body_digest='x","', source="\u2028"),
    ],
)
def test_it_is_that_of_the_canonical_text_of_its_columns(record: EventRecord) -> None:
    columns = [
        value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for value in vars(record).values()
    ]
    text = json.dumps([1, *columns], separators=(",", ":"), ensure_ascii=False)

    assert compute_hash(record) == hashlib.sha256(text.encode()).hexdigest()


def test_what_events_share_is_written_once_and_hashed_alike() -> None:
    shared = SharedRecord(RECORD)
    other = replace(RECORD, subject_id=8, seq=9, body_digest="c" * 64, prev_hash="d" * 64)

    for each in (RECORD, other):
        hashed = shared.compute_hash(each.subject_id, each.seq, each.body_digest, each.prev_hash)
        assert hashed == compute_hash(each)
