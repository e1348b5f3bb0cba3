"""The hash chain, as pure functions over plain values."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

#: The chain is verified with the rules of the version its Event was written under.
HASH_VERSION = 1

#: Made once: of two texts in an Event, neither is worth an encoder of its own.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
#: How that encoder writes a text.
_quote = json.encoder.encode_basestring


class Body(NamedTuple):
    """What an Event carries: the exact text that is stored, its salt, and the digest of both."""

    salt: str
    text: str
    digest: str


@dataclass(frozen=True)
class EventRecord:
    """The columns of an Event that its hash covers, in this order."""

    subject_id: int
    seq: int
    kind: str
    name: str
    source: str
    target: str
    actor_id: int | None
    on_behalf_of_id: int | None
    confirmed_by_id: int | None
    via: str
    cause_id: int | None
    round_id: int | None
    occurred_on: date | None
    recorded_at: datetime
    machine_version: str
    body_digest: str
    prev_hash: str


def seal_body(content: Mapping[str, Any]) -> Body:
    """Return `content` as canonical JSON under a fresh salt, so that equal reasons do not show."""
    return seal_text(format_canonical(content))


def seal_text(text: str) -> Body:
    """Return what is canonical JSON already under a fresh salt."""
    salt = secrets.token_hex(16)
    return Body(salt=salt, text=text, digest=compute_body_digest(salt, text))


def compute_body_digest(salt: str, text: str) -> str:
    """Return the SHA-256 of a body, in hexadecimal."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def compute_hash(record: EventRecord) -> str:
    """Return the SHA-256 of an Event over its columns and the hash of the one before it."""
    return SharedRecord(record).compute_hash(
        record.subject_id, record.seq, record.body_digest, record.prev_hash
    )


class SharedRecord:
    """What Events that are written together share, as it stands in the text that is hashed.

    That text is the canonical JSON of the columns, in the order of `EventRecord`.
    """

    __slots__ = ("_text",)

    def __init__(self, record: EventRecord) -> None:
        """Share what `record` has, but for its subject, number, body and predecessor."""
        self._text = format_canonical(_list_shared(record))[1:-1]

    def compute_hash(self, subject_id: int, seq: int, body_digest: str, prev_hash: str) -> str:
        """Return what `compute_hash` returns of such a record with these columns."""
        text = (
            f"[{HASH_VERSION},{subject_id},{seq},{self._text},"
            f"{_quote(body_digest)},{_quote(prev_hash)}]"
        )
        return hashlib.sha256(text.encode()).hexdigest()


def _list_shared(record: EventRecord) -> list[Any]:
    return [
        record.kind,
        record.name,
        record.source,
        record.target,
        record.actor_id,
        record.on_behalf_of_id,
        record.confirmed_by_id,
        record.via,
        record.cause_id,
        record.round_id,
        record.occurred_on.isoformat() if record.occurred_on else None,
        format_instant(record.recorded_at),
        record.machine_version,
    ]


def format_instant(instant: datetime) -> str:
    """Return an aware UTC instant the one way it is hashed, microseconds always written."""
    return f"{instant.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def format_canonical(value: Any) -> str:
    """Return JSON with sorted keys and no spaces: equal values give equal text."""
    return _ENCODER.encode(value)
