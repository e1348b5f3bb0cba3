"""The history of a subject in words: what happened, who did it, when, and the reasons given."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lifecycle.selectors.given import Detail, GivenInputs
from lifecycle.selectors.happenings import (
    FACTS_FOR_AUTHORS,
    PROPOSED,
    Happening,
    describe_happening,
    list_told,
)
from lifecycle.selectors.readers import Reader
from workflow.engine.reading import Case
from workflow.machine.inputs import Input
from workflow.machine.rights import name_roles
from workflow.models import Event, EventKind, User, Waiver
from workflow.paper import list_paper_inputs

#: What everybody may read once they see the subject: where it went, and what was waived for it.
PUBLIC_KINDS = (EventKind.BIRTH, EventKind.LOAD, EventKind.TRANSITION, EventKind.WAIVER)


@dataclass(frozen=True)
class HistoryEntry:
    """One line of a history. `seq` is its number in the chain; `occurred_on` that of a paper act.

    `state` is where the subject went, empty when it stayed. `people` says who acted, for whom, and
    who confirmed it.
    """

    seq: int
    words: str
    icon: str
    kind: str
    state: str
    people: tuple[str, ...]
    details: tuple[Detail, ...]
    recorded_at: datetime
    occurred_on: date | None
    is_erased: bool


def query_events(case: Case, reader: Reader) -> QuerySet[Event]:
    """Return the events this reader may know of, the latest first, ready to be described."""
    events = (
        Event.objects.filter(subject=case.row.id)
        .select_related("actor", "on_behalf_of", "confirmed_by", "body")
        .order_by("-seq")
    )
    if reader.is_staff:
        return events
    told = Q(kind__in=[str(kind) for kind in PUBLIC_KINDS])
    if reader.is_author:
        # What an author did, and what became of their idea; not what officials still weigh.
        told |= Q(actor=reader.grants.person_id) | Q(name__in=FACTS_FOR_AUTHORS)
    return events.filter(told)


def describe_events(
    events: Iterable[Event], case: Case, reader: Reader, *, today: date
) -> list[HistoryEntry]:
    """Return `events` in words, with at most three statements for the rows their inputs name."""
    rows = list(events)
    contents = {event.pk: _read_body(event) for event in rows}
    declared = {event.pk: _list_declared(event, case, reader) for event in rows}
    given = GivenInputs.load(
        ((declared[key], contents[key] or {}) for key in contents), case, reader, today=today
    )
    waived = _read_waivers(rows)
    return [
        _describe(
            event,
            case,
            reader,
            details=(
                *given.describe(declared[event.pk], contents[event.pk] or {}),
                *waived.get(event.pk, ()),
            ),
            is_erased=contents[event.pk] is None,
        )
        for event in rows
    ]


def list_since(case: Case, reader: Reader, *, seq: int, today: date) -> list[HistoryEntry]:
    """Return what this reader may know of what happened after number `seq`, the latest first."""
    return describe_events(
        query_events(case, reader).filter(seq__gt=seq), case, reader, today=today
    )


def _describe(
    event: Event, case: Case, reader: Reader, *, details: tuple[Detail, ...], is_erased: bool
) -> HistoryEntry:
    happening = describe_happening(event, case.machine)
    moved = event.source != event.target and event.target in case.machine.states
    return HistoryEntry(
        seq=event.seq,
        words=happening.words,
        icon=happening.icon,
        kind=happening.kind,
        state=str(case.machine.states[event.target].label) if moved else "",
        people=tuple(_list_people(event, happening, reader)),
        details=details,
        recorded_at=event.recorded_at,
        occurred_on=event.occurred_on,
        is_erased=is_erased,
    )


def _list_people(event: Event, happening: Happening, reader: Reader) -> Iterable[str]:
    role = name_roles(happening.roles) if happening.roles else _("a person in charge")
    if event.actor is None:
        yield _("done by the clock") if event.kind != EventKind.LOAD else _("read from a file")
        return
    yield _name(event.actor, reader, role)
    if event.on_behalf_of is not None:
        yield _("for %(person)s") % {"person": _name(event.on_behalf_of, reader, role)}
    if event.confirmed_by is not None:
        name = _name(event.confirmed_by, reader, _("a second person"))
        yield _("confirmed by %(person)s") % {"person": name}


def _name(person: User, reader: Reader, role: str) -> str:
    return reader.name(person, otherwise=role)


def _list_declared(event: Event, case: Case, reader: Reader) -> tuple[Input, ...]:
    """Return the inputs of the event's transition or birth whose values this reader may read."""
    machine = case.machine
    name = event.name.removesuffix(PROPOSED)
    if name in machine.transitions:
        inputs = (*machine.transitions[name].inputs, *list_paper_inputs(machine))
    elif name in machine.births and event.kind in {EventKind.BIRTH, EventKind.LOAD}:
        inputs = machine.births[name].inputs
    elif event.kind == EventKind.FACT:
        inputs = list_told(event, machine)
    else:
        return ()
    is_theirs = reader.is_ministry or event.actor_id == reader.grants.person_id
    # What is only proposed is public for nobody yet.
    is_done = not event.name.endswith(PROPOSED)
    return tuple(each for each in inputs if is_theirs or (each.public and is_done))


def _read_body(event: Event) -> Mapping[str, Any] | None:
    """Return what was given with the event, or None once it has been erased."""
    body = getattr(event, "body", None)
    if body is None:
        return None
    content: Mapping[str, Any] = json.loads(body.json)
    return content


def _read_waivers(events: Iterable[Event]) -> dict[int, tuple[Detail, ...]]:
    keys = [event.pk for event in events if event.kind == EventKind.WAIVER]
    rows = Waiver.objects.filter(event__in=keys) if keys else ()
    label = _("Public reason")
    return {row.event_id: (Detail(label, row.reason),) for row in rows}
