"""Append an Event: the only place where the head of a subject's chain moves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, QuerySet
from django.db.models.base import ModelState

from workflow.exceptions import StaleSubjectError
from workflow.history.chain import (
    HASH_VERSION,
    Body,
    EventRecord,
    SharedRecord,
    compute_hash,
    format_canonical,
    seal_body,
    seal_text,
)
from workflow.known_calendar import StaleCalendarError
from workflow.machine.facts import SubjectRow
from workflow.models import (
    Announcement,
    CalendarEdition,
    Event,
    EventBody,
    EventKind,
    Subject,
    User,
    Via,
)
from workflow.prepared import (
    Change,
    Row,
    Update,
    change_and_insert,
    change_each,
    insert_columns,
    insert_rows,
    prepared_update,
    take_keys,
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is to be written in the history of one subject."""

    kind: EventKind
    name: str
    target: str
    machine_version: str
    actor: User | None
    via: Via
    now: datetime
    on_behalf_of: User | None = None
    confirmed_by: User | None = None
    cause: Event | None = None
    round_id: int | None = None
    occurred_on: date | None = None
    content: Mapping[str, Any] = field(default_factory=dict)


def append(
    row: SubjectRow,
    entry: Entry,
    *,
    topic: str = "",
    also: Iterable[Change | Row] = (),
    edition: str = "",
    is_last: bool = False,
) -> Event:
    """Move the subject to `entry.target` and write the Event that says so, with its body.

    The subject's row is updated by compare-and-set on its version, so of two writers who read the
    same version one wins and the other writes nothing at all. With a `topic` it is announced.
    `also` is written with it, as `change_and_insert` does the others; what refers to an Event then
    refers to this one. With an `edition` of the calendar, by which something of that was counted,
    it must stand. With what `is_last` nothing is left to be done in the transaction: it may end.

    Raises:
        StaleSubjectError: nothing was updated: somebody else got there first.
        StaleCalendarError: nothing was updated: another edition counts now.
    """
    body = seal_body(entry.content)
    record = _record(row, entry, body.digest)
    digest = compute_hash(record)
    event = {**vars(record), "hash_version": HASH_VERSION, "hash": digest}
    parts = [Row(EventBody, {"salt": body.salt, "json": body.text}, refers_by="event_id")]
    if topic:
        announced = {"subject_id": row.id, "topic": topic, "available_at": entry.now}
        parts.append(Row(Announcement, announced, refers_by="event_id"))
    head = Change(_replace_head, _compute_head(row, entry, digest))
    if edition:
        head = Change(_replace_head_while_it_counts, {**head.given, "edition": edition})
    key = change_and_insert(head, Row(Event, event), *parts, *also, is_last=is_last)
    if key is None:
        if edition and not CalendarEdition.objects.filter(edition=edition).exists():
            raise StaleCalendarError
        raise _make_stale(row)
    return _make_event({**event, "id": key})


def append_each(pairs: Sequence[tuple[SubjectRow, Entry]], *, topic: str) -> list[Event]:
    """Do what `append` does for each of these subjects, none of them twice, in a few statements.

    The Events come in the same order. Needs a transaction, which must end when it raises.

    Raises:
        StaleSubjectError: somebody else got to one of them first.
    """
    sealed = _seal_each(pairs)
    heads = [
        _compute_head(row, entry, event["hash"])
        for (row, entry), (event, _body) in zip(pairs, sealed, strict=True)
    ]
    if change_each(_replace_head, heads) != len(heads):
        # Which one it was does not matter: nothing of all this is kept.
        raise _make_stale(pairs[0][0])
    keys = take_keys(Event, len(pairs))
    for key, (event, _body) in zip(keys, sealed, strict=True):
        event["id"] = key
    events, bodies = zip(*sealed, strict=True)
    insert_rows(Event, events)
    insert_columns(
        EventBody,
        {
            "event_id": keys,
            "salt": [body.salt for body in bodies],
            "json": [body.text for body in bodies],
        },
    )
    insert_columns(
        Announcement,
        {
            "subject_id": [row.id for row, _entry in pairs],
            "event_id": keys,
            "topic": [topic] * len(pairs),
            "available_at": [entry.now for _row, entry in pairs],
        },
    )
    return [_make_event(event) for event in events]


def _seal_each(pairs: Iterable[tuple[SubjectRow, Entry]]) -> list[tuple[dict[str, Any], Body]]:
    """Return the values of each Event, its key left out, and its body.

    Most subjects stand in the same state and share an entry: what follows from both is made once.
    """
    known: dict[tuple[int, str, bool], _Alike] = {}
    sealed = []
    for row, entry in pairs:
        kind = id(entry), row.state, row.version == 0
        alike = known.get(kind)
        if alike is None:
            alike = known[kind] = _Alike(row, entry)
        body = seal_text(alike.text)
        seq = row.version + 1
        event = {
            **alike.values,
            "subject_id": row.id,
            "seq": seq,
            "body_digest": body.digest,
            "prev_hash": row.head_hash,
            "hash": alike.record.compute_hash(row.id, seq, body.digest, row.head_hash),
        }
        sealed.append((event, body))
    return sealed


class _Alike:
    """What is written alike of all subjects that stand in one state and share an entry."""

    def __init__(self, row: SubjectRow, entry: Entry) -> None:
        record = _record(row, entry, "")
        self.text = format_canonical(entry.content)
        self.record = SharedRecord(record)
        self.values = {**vars(record), "hash_version": HASH_VERSION}


def _make_event(values: Mapping[str, Any]) -> Event:
    """Return an Event as it was written, all of its columns given."""
    event = Event.__new__(Event)
    event._state = ModelState()
    event._state.adding, event._state.db = False, "default"
    vars(event).update(values)
    return event


def advance(row: SubjectRow, event: Event) -> SubjectRow:
    """Return `row` as the database holds it once `event` is written."""
    moved = event.source != event.target
    return SubjectRow(
        id=row.id,
        kind=row.kind,
        reference=row.reference,
        parent_id=row.parent_id,
        state=event.target,
        version=event.seq,
        head_hash=event.hash,
        entered_at=event.recorded_at if moved else row.entered_at,
    )


def _make_stale(row: SubjectRow) -> StaleSubjectError:
    current = Subject.objects.filter(pk=row.id).values_list("version", flat=True).first()
    return StaleSubjectError(
        row.reference or str(row.id), expected=row.version, version=current or 0
    )


def _record(row: SubjectRow, entry: Entry, body_digest: str) -> EventRecord:
    born = entry.kind in {EventKind.BIRTH, EventKind.LOAD} and row.version == 0
    return EventRecord(
        subject_id=row.id,
        seq=row.version + 1,
        kind=str(entry.kind),
        name=entry.name,
        source="" if born else row.state,
        target=entry.target,
        actor_id=entry.actor.pk if entry.actor else None,
        on_behalf_of_id=entry.on_behalf_of.pk if entry.on_behalf_of else None,
        confirmed_by_id=entry.confirmed_by.pk if entry.confirmed_by else None,
        via=str(entry.via),
        cause_id=entry.cause.pk if entry.cause else None,
        round_id=entry.round_id,
        occurred_on=entry.occurred_on,
        recorded_at=entry.now.astimezone(UTC),
        machine_version=entry.machine_version,
        body_digest=body_digest,
        prev_hash=row.head_hash,
    )


def _compute_head(row: SubjectRow, entry: Entry, digest: str) -> Mapping[str, Any]:
    return {
        "pk": row.id,
        "read_version": row.version,
        "read_state": row.state,
        "version": row.version + 1,
        "head_hash": digest,
        "state": entry.target,
        "entered_at": row.entered_at if entry.target == row.state else entry.now,
    }


@prepared_update
def _replace_head(pk: int, read_version: int, read_state: str, **head: Any) -> Update:
    return _find_as_read(pk, read_version, read_state), head


@prepared_update
def _replace_head_while_it_counts(
    pk: int, read_version: int, read_state: str, edition: str, **head: Any
) -> Update:
    rows = _find_as_read(pk, read_version, read_state)
    return rows.filter(Exists(CalendarEdition.objects.filter(edition=edition))), head


def _find_as_read(pk: int, version: int, state: str) -> QuerySet[Subject]:
    return Subject.objects.filter(pk=pk, version=version, state=state)
