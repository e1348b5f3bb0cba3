"""Verify the history: every hash, every sequence, every body, and the head of every subject."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from workflow.history.chain import EventRecord, compute_body_digest, compute_hash
from workflow.models import Event, EventBody, EventKind, Subject

#: Rows fetched at a time, so that a long history is read in constant memory.
CHUNK = 2_000

#: The number and the hash of the last event of a subject.
Head: TypeAlias = tuple[int, str]


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written."""

    subject_id: int
    seq: int
    problem: str


@dataclass(frozen=True)
class Audit:
    """The result of a verification: the head of every subject, and what is wrong."""

    events: int
    heads: Mapping[int, Head]
    findings: tuple[Finding, ...]

    @property
    def heads_digest(self) -> str:
        """Return one digest that stands for the head of every subject at once."""
        return compute_heads_digest(self.heads.items())


def verify(report: Callable[[int], None] | None = None) -> Audit:
    """Check every Event of the installation and return what is wrong.

    `report` is called with the number of events checked so far.
    """
    findings: list[Finding] = []
    heads: dict[int, Head] = {}
    count = 0
    erased = _read_erasures()
    for event, body in _read_events():
        count += 1
        findings += _check_event(event, heads.get(event.subject_id))
        findings += _check_body(event, body, erased=(event.subject_id, event.seq) in erased)
        heads[event.subject_id] = (event.seq, event.hash)
        if report is not None and count % CHUNK == 0:
            report(count)
    findings += _check_subjects(heads)
    return Audit(count, heads, tuple(findings))


def compute_heads_digest(heads: Iterable[tuple[int, Head]]) -> str:
    """Return one digest over (subject, sequence, hash) of every head, in order of subject."""
    digest = hashlib.sha256()
    for subject_id, (seq, hash_) in sorted(heads):
        digest.update(f"{subject_id}:{seq}:{hash_}\n".encode())
    return digest.hexdigest()


def _read_events() -> Iterator[tuple[Event, EventBody | None]]:
    rows = Event.objects.select_related("body").order_by("subject_id", "seq")
    for event in rows.iterator(chunk_size=CHUNK):
        yield event, getattr(event, "body", None)


def _read_erasures() -> set[tuple[int, int]]:
    rows = Event.objects.filter(kind=str(EventKind.ERASURE)).values_list("subject_id", "name")
    return {(subject_id, int(name.removeprefix("seq:"))) for subject_id, name in rows}


def _check_event(event: Event, before: Head | None) -> list[Finding]:
    expected_seq, expected_prev = (before[0] + 1, before[1]) if before else (1, "")
    problems = []
    if event.seq != expected_seq:
        problems.append(f"number {event.seq} follows {expected_seq - 1}: an event is missing")
    if event.prev_hash != expected_prev:
        problems.append("does not continue the chain of the event before it")
    if compute_hash(_as_record(event)) != event.hash:
        problems.append("was changed after it was written: its hash does not match")
    return [Finding(event.subject_id, event.seq, problem) for problem in problems]


def _check_body(event: Event, body: EventBody | None, *, erased: bool) -> list[Finding]:
    if body is None:
        problem = "" if erased else "its body is gone and no erasure says why"
    elif compute_body_digest(body.salt, body.json) != event.body_digest:
        problem = "its body was changed after it was written"
    else:
        problem = ""
    return [Finding(event.subject_id, event.seq, problem)] if problem else []


def _check_subjects(heads: dict[int, Head]) -> list[Finding]:
    findings = []
    rows = Subject.objects.values_list("pk", "version", "head_hash").order_by("pk")
    for subject_id, version, head_hash in rows.iterator(chunk_size=CHUNK):
        if heads.get(subject_id, (0, "")) != (version, head_hash):
            problem = "the head of the subject is not its last event"
            findings.append(Finding(subject_id, version, problem))
    return findings


def _as_record(event: Event) -> EventRecord:
    names = EventRecord.__dataclass_fields__
    return EventRecord(**{name: getattr(event, name) for name in names})
