"""Events that are written together are those that would be written one by one."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.workflow.toy.making import Office, make_parcel, make_van
from workflow.engine.reading import read_rows
from workflow.exceptions import StaleSubjectError
from workflow.history.append import Entry, append, append_each
from workflow.history.verification import verify
from workflow.models import Announcement, CalendarEdition, Event, EventKind, Via
from workflow.prepared import Row

pytestmark = pytest.mark.django_db


def make_entry(office: Office, kind: EventKind, name: str, target: str, **values: Any) -> Entry:
    """Return what Anna lets be written, now, of any number of parcels."""
    return Entry(
        kind=kind,
        name=name,
        target=target,
        machine_version="1",
        actor=office.anna,
        via=Via.CODE,
        now=timezone.now(),
        **values,
    )


def test_each_has_its_own_state_content_and_chain(office: Office) -> None:
    van = make_van(office)
    states = ("posted", "draft", "posted", "posted")
    rows = read_rows([make_parcel(office, van, state).pk for state in states])
    common = make_entry(office, EventKind.FACT, "weighed", "posted", content={"weight": 1})
    # 1 and True are equal, and not written alike.
    own = replace(common, content={"weight": True})
    entries = [common, replace(common, target="draft"), own, common]

    with transaction.atomic():
        events = append_each(list(zip(rows, entries, strict=True)), topic="parcel.weighed")

    written = Event.objects.filter(name="weighed").order_by("pk")
    assert [(e.pk, e.seq, e.source, e.target, e.hash, e.prev_hash) for e in events] == [
        (e.pk, e.seq, e.source, e.target, e.hash, e.prev_hash) for e in written
    ]
    assert [e.source for e in written] == [e.target for e in written] == list(states)
    assert [json.loads(e.body.json)["weight"] for e in written] == [1, 1, True, 1]
    assert [e.body.json for e in written][2] == '{"weight":true}'
    told = Announcement.objects.filter(topic="parcel.weighed").order_by("event")
    assert [(e.event_id, e.subject_id) for e in told] == [(e.pk, e.subject_id) for e in written]
    assert not verify().findings


def test_one_entry_is_written_of_each_from_where_it_stands(office: Office) -> None:
    van = make_van(office)
    rows = read_rows([make_parcel(office, van, state).pk for state in ("posted", "draft")])
    entry = make_entry(office, EventKind.TRANSITION, "lose", "lapsed")

    with transaction.atomic():
        append_each([(row, entry) for row in rows], topic="parcel.lose")
        written = Event.objects.filter(name="lose").order_by("pk")
        assert [(e.source, e.target) for e in written] == [
            ("posted", "lapsed"),
            ("draft", "lapsed"),
        ]
        assert not verify().findings
        # Nobody closed what the parcels waited for.
        transaction.set_rollback(True)


@pytest.mark.parametrize("is_counted", [False, True], ids=["uncounted", "counted"])
def test_who_read_before_another_wrote_writes_nothing_at_all(
    office: Office, is_counted: bool
) -> None:
    parcel = make_parcel(office, make_van(office))
    (read,) = read_rows([parcel.pk])
    entry = make_entry(office, EventKind.FACT, "weighed", read.state)
    append(read, entry)
    (now,) = read_rows([parcel.pk])
    edition = CalendarEdition.objects.get().edition if is_counted else ""
    told = {"subject_id": parcel.pk, "topic": "parcel.told", "available_at": entry.now}

    with pytest.raises(StaleSubjectError) as refused:
        append(read, entry, also=[Row(Announcement, told)], topic="parcel.lost", edition=edition)

    assert (refused.value.expected, refused.value.version) == (read.version, now.version)
    assert read_rows([parcel.pk]) == [now]
    assert Event.objects.filter(subject=parcel, name="weighed").count() == 1
    assert not Announcement.objects.filter(topic__in=["parcel.told", "parcel.lost"]).exists()
