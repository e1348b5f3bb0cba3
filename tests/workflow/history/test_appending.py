"""Events that are written together are those that would be written one by one."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.workflow.toy.making import Office, make_parcel, make_van
from workflow.engine.reading import read_rows
from workflow.history.append import Entry, append_each
from workflow.history.verification import verify
from workflow.models import Announcement, Event, EventKind, Via

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
