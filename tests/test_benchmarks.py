"""What the engine is measured against writes the same rows as the engine."""

import json
import os
import subprocess
import sys
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.db.models import Model
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from benchmarks import baseline, growth
from benchmarks.__main__ import _find_reference
from benchmarks.baseline import ADMIT, RECALL, Written
from benchmarks.baseline_many import admit_many
from benchmarks.copies import copy_proposal
from benchmarks.making import load_signed, make_plan, submit_proposals
from benchmarks.picture import draw_growth
from lifecycle.models import Proposal
from lifecycle.vocabulary import ProposalState
from tests.databases import Clone
from tests.factories import proposal_in
from workflow.engine import fire, fire_many
from workflow.history.verification import verify
from workflow.models import Announcement, Event, EventBody, Subject, User, WorkItem

#: Computed from the subject itself, or from the calendar, which the measure does without.
COMPUTED = {"id", "subject", "event", "opened_by", "closed_by", "hash", "prev_hash", "body_digest"}
DAYS = {"due_on", "next_rung", "next_rung_on"}
INSTANTS = {"recorded_at", "opened_at", "closed_at", "available_at", "entered_at"}


@pytest.mark.django_db
@pytest.mark.parametrize("written", [ADMIT, RECALL], ids=lambda written: written.name)
def test_the_rows_written_by_hand_are_those_that_the_engine_writes(
    amina: User, driss: User, written: Written
) -> None:
    by_hand, through_door = _MAKERS[written](driss)
    row = Subject.objects.values("id", "version", "head_hash").get(pk=by_hand)

    baseline.get_writer(written)(baseline.make_values(written, row, amina))
    fire(through_door, written.name, actor=amina, inputs=written.content)

    assert _list_rows(by_hand, written.name) == _list_rows(through_door, written.name)
    moved = Proposal.objects.filter(published_at__isnull=False).values_list("state", "version")
    assert list(moved) == [(written.target, row["version"] + 1)] * 2


@pytest.mark.django_db
def test_many_rows_written_by_hand_are_those_that_the_engine_writes(
    amina: User, driss: User
) -> None:
    (original,) = submit_proposals(make_plan("MA-9"), driss, 1)
    by_hand, through_door = copy_proposal(original, 2), copy_proposal(original, 3)

    admit_many(by_hand, amina)
    results = fire_many(through_door, ADMIT.name, actor=amina)

    assert [result.error for result in results] == [None] * 3
    written = [_list_rows(each, ADMIT.name) for each in (*by_hand, *through_door)]
    assert written == written[:1] * 5
    assert Proposal.objects.filter(state=ADMIT.target, published_at__isnull=False).count() == 5


@pytest.mark.django_db
def test_the_histories_written_by_hand_are_chains_like_those_of_the_engine(
    amina: User, driss: User
) -> None:
    ids = submit_proposals(make_plan("MA-9"), driss, 3)

    admit_many(ids, amina)

    assert Event.objects.filter(name=ADMIT.name).count() == 3
    assert len(set(EventBody.objects.values_list("salt", flat=True))) == EventBody.objects.count()
    assert not verify().findings


@pytest.mark.django_db
def test_admitting_many_costs_as_many_statements_as_admitting_few(amina: User, driss: User) -> None:
    (original,) = submit_proposals(make_plan("MA-9"), driss, 1)
    counts = []
    for size in (2, 100):
        copies = copy_proposal(original, size)
        with CaptureQueriesContext(connection) as captured:
            fire_many(copies, ADMIT.name, actor=amina)
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert counts[0] <= 24


@pytest.mark.django_db
def test_what_is_not_there_to_be_admitted_is_not_written_by_hand(amina: User, driss: User) -> None:
    (original,) = submit_proposals(make_plan("MA-9"), driss, 1)

    with pytest.raises(LookupError):
        admit_many([original, original + 1000], amina)

    assert not Event.objects.filter(name=ADMIT.name).exists()


@pytest.mark.django_db
def test_copies_have_all_the_rows_of_their_original_and_refer_to_their_own(driss: User) -> None:
    (original,) = submit_proposals(make_plan("MA-9"), driss, 1)

    copies = copy_proposal(original, 2)
    later = copy_proposal(original, 1)

    assert len({original, *copies, *later}) == 4
    assert [_describe_life(each) for each in (*copies, *later)] == [_describe_life(original)] * 3
    for each in copies:
        assert set(_list_subjects_of_references(each)) == {each}
    assert submit_proposals(Proposal.objects.get(pk=original).plan, driss, 1)


@pytest.mark.usefixtures("known_calendar")
def test_growth_is_measured_of_each_size(driss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "SIZES", (20, 40))
    monkeypatch.setattr(growth, "REPEATS", 2)
    monkeypatch.setattr(growth, "WARM_UP", 1)

    figures = growth.run(60)

    assert [figure.size for figure in figures] == [20] * 4 + [40] * 4 + [60] * 4
    # The transitions that were measured came on top, each with an event and an item.
    assert Event.objects.count() == WorkItem.objects.count() == 60 + 3
    statements = [{each.statements for each in figures[start::4]} for start in range(4)]
    assert [len(each) for each in statements] == [1] * 4


def test_the_picture_of_growth_is_the_same_for_the_same_figures() -> None:
    results = [_grow("sqlite", 0.4), _grow("postgresql", 4.0)]

    picture = draw_growth(results)

    drawn = ElementTree.fromstring(picture)  # noqa: S314  # it was written just now
    words = " ".join(drawn.itertext())
    assert picture == draw_growth(results)
    assert {each.tag.rpartition("}")[2] for each in drawn.iter()}.isdisjoint({"script", "style"})
    for told in ("a sweep &", "7 to 9 statements", "SQLite", "PostgreSQL", "1,000,000", "40 ms"):
        assert told in words
    assert len(drawn.findall(".//{*}polyline")) == 2


def test_there_is_no_picture_of_nothing() -> None:
    with pytest.raises(ValueError, match="measure it first"):
        draw_growth([])


def test_a_share_is_of_the_first_of_the_same_size() -> None:
    figures: list[dict[str, Any]] = [
        {"name": name, "size": size, "median_ms": time, "compared_with": ""}
        for size in (10, 100)
        for name, time in (("by hand", size * 2.0), ("all on", size * 4.0))
    ]

    shares = [_find_reference(each, figures) / each["median_ms"] for each in figures]

    assert shares == [1, 0.5, 1, 0.5]


def test_what_grows_is_compared_with_itself_at_the_least() -> None:
    figures: list[dict[str, Any]] = [
        {"name": "a page", "size": size, "median_ms": time, "compared_with": "a page"}
        for size, time in ((10, 1.0), (100, 2.0))
    ]

    assert [_find_reference(each, figures) for each in figures] == [1, 1]


#: What the worker does on a database whose tables exist.
_MOVE_TWO = """
import django
from benchmarks import worker
django.setup()
worker.make_peers()
worker.show("transition", 2)
"""


def test_every_peer_moves_what_it_is_given(cloned_database: Clone) -> None:
    """In a process of its own: peers have tables that no site has."""
    environment = {
        **os.environ,
        "DATABASE_URL": cloned_database.url,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }

    done = subprocess.run(
        [sys.executable, "-c", _MOVE_TWO],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )

    figures = {each["name"]: each["count"] for each in json.loads(done.stdout)}
    assert {"django-fsm-2 + log + guardian", "viewflow", "SpiffWorkflow"} < figures.keys()
    assert set(figures.values()) == {2}


def _grow(database: str, first: float) -> dict[str, Any]:
    figures: list[dict[str, Any]] = [
        {"name": "a sweep & more", "size": size, "median_ms": first * size / 1_000, "statements": n}
        for size, n in ((1_000, 7), (10_000, 9), (1_000_000, 7))
    ]
    return {"work": "growth", "database": database, "figures": figures}


def _submit_two(author: User) -> list[int]:
    return [proposal_in(ProposalState.SUBMITTED, author=author).pk for _number in range(2)]


def _load_two(_author: User) -> list[int]:
    return load_signed(make_plan("MA-9"), 2)


_MAKERS = {ADMIT: _submit_two, RECALL: _load_two}


def _list_rows(subject_id: int, name: str) -> list[list[dict[str, Any]]]:
    event = Event.objects.get(subject=subject_id, name=name)
    items = WorkItem.objects.filter(subject=subject_id).order_by("pk")
    return [
        [_describe(each) for each in rows]
        for rows in (
            [event],
            items,
            items.filter(opened_by=event),
            items.filter(closed_by=event),
            Announcement.objects.filter(event=event),
        )
    ] + [[{"json": each.json} for each in EventBody.objects.filter(event=event)]]


def _describe(row: Model) -> dict[str, Any]:
    told = model_to_dict(row)
    left_out = COMPUTED | DAYS | INSTANTS
    return {name: value for name, value in told.items() if name not in left_out}


def _describe_life(subject_id: int) -> list[list[dict[str, Any]]]:
    own = {"reference", "receipt_token", "subject_ptr"}
    events = Event.objects.filter(subject=subject_id).order_by("seq")
    rows: list[list[Any]] = [
        [Proposal.objects.get(pk=subject_id)],
        [*events],
        [*WorkItem.objects.filter(subject=subject_id).order_by("pk")],
        [*EventBody.objects.filter(event__in=events).order_by("event")],
    ]
    left_out = own | {"id", "subject", "event", "opened_by", "closed_by"}
    return [
        [
            {name: value for name, value in model_to_dict(row).items() if name not in left_out}
            for row in each
        ]
        for each in rows
    ]


def _list_subjects_of_references(subject_id: int) -> list[int]:
    items = WorkItem.objects.filter(subject=subject_id).select_related("opened_by", "closed_by")
    events = [event for item in items for event in (item.opened_by, item.closed_by) if event]
    return [event.subject_id for event in events]
