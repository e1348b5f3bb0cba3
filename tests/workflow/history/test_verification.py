"""Whatever an administrator of the database changes behind the triggers is found (G9)."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.workflow.toy.making import Office, make_parcel, make_van
from tests.workflow.toy.models import Parcel
from workflow.engine import fire, fire_many
from workflow.history.anchoring import (
    UnreadableAnchorError,
    compare_anchor,
    read_anchor,
    write_anchor,
)
from workflow.history.chain import EventRecord, compute_hash
from workflow.history.verification import verify
from workflow.models import Event, EventBody, Subject
from workflow.triggers.installation import drop_all

pytestmark = pytest.mark.tampers

#: So many histories are tampered with at once, so many times in each of the four ways: two hundred
#: tampers of each. So many others are left as they are.
TAMPERED, TIMES, UNTOUCHED = 50, 4, 5

Tamper = Callable[[Random, Parcel], None]


@pytest.fixture
def history(office: Office) -> list[Parcel]:
    """Return a few parcels with a history, whose triggers somebody dropped."""
    van = make_van(office)
    states = ("draft", "posted", "inspected", "loaded", "returned")
    parcels = [make_parcel(office, van, state) for state in states]
    for parcel in parcels[:2]:
        fire(parcel, "rename", actor=office.anna, inputs={"title": "Vase"})
    drop_all()
    return parcels


@pytest.fixture
def histories(office: Office) -> list[Parcel]:
    """Return many parcels, each with one to three events, whose triggers somebody dropped."""
    van = make_van(office)
    parcels = [make_parcel(office, van) for _number in range(TAMPERED + UNTOUCHED)]
    ids = [parcel.pk for parcel in parcels]
    fire_many(ids[::2], "rename", actor=office.anna, inputs={"title": "Vase"})
    fire_many(ids[::3], "post", actor=office.anna)
    drop_all()
    return parcels


def execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def pick(random: Random, parcel: Parcel) -> Event:
    return random.choice(list(Event.objects.filter(subject=parcel).order_by("pk")))


def change_a_column(random: Random, parcel: Parcel) -> None:
    event = pick(random, parcel)
    column, value = random.choice(
        [
            ("name", f"{event.name}x"),
            ("target", "delivered" if event.target != "delivered" else "draft"),
            ("source", f"{event.source}x"),
            ("kind", "fact" if event.kind != "fact" else "grant"),
            ("via", "web"),
            ("machine_version", "2"),
            ("actor_id", None if event.actor_id else 1),
            ("seq", event.seq + 1_000),
            ("body_digest", "0" * 64),
            ("prev_hash", "f" * 64),
            ("hash", "0" * 64),
            ("recorded_at", "2020-01-01 00:00:00+00:00"),
            ("occurred_on", "2020-01-01"),
        ]
    )
    execute(f"UPDATE workflow_event SET {column} = %s WHERE id = %s", value, event.pk)


def delete_an_event(random: Random, parcel: Parcel) -> None:
    event = pick(random, parcel)
    execute("DELETE FROM workflow_eventbody WHERE event_id = %s", event.pk)
    execute("DELETE FROM workflow_event WHERE id = %s", event.pk)


def change_a_body(random: Random, parcel: Parcel) -> None:
    event = pick(random, parcel)
    column, value = random.choice([("json", '{"reason":"forged"}'), ("salt", "0" * 32)])
    if random.random() < 0.3:
        execute("DELETE FROM workflow_eventbody WHERE event_id = %s", event.pk)
    else:
        execute(f"UPDATE workflow_eventbody SET {column} = %s WHERE event_id = %s", value, event.pk)


def forge_an_event(random: Random, parcel: Parcel) -> None:
    """Change an event and give it the hash it should then have."""
    event = pick(random, parcel)
    names = EventRecord.__dataclass_fields__
    record = EventRecord(**{name: getattr(event, name) for name in names})
    forged = replace(record, name=f"{event.name}x")
    execute(
        "UPDATE workflow_event SET name = %s, hash = %s WHERE id = %s",
        forged.name,
        compute_hash(forged),
        event.pk,
    )


def test_two_hundred_tampers_of_each_kind_are_all_found(histories: list[Parcel]) -> None:
    tampers: list[Tamper] = [change_a_column, delete_an_event, change_a_body, forge_an_event]
    tampered = {parcel.pk for parcel in histories[:TAMPERED]}

    for kind, time in product(tampers, range(TIMES)):
        with transaction.atomic():
            for number, parcel in enumerate(histories[:TAMPERED]):
                kind(Random(number + TAMPERED * time), parcel)  # noqa: S311  # the same every time
            # Each is in a history of its own, so none is found because of another.
            assert {each.subject_id for each in verify().findings} == tampered, kind.__name__
            transaction.set_rollback(True)

    assert verify().findings == ()


def test_a_finding_says_where_and_what(history: list[Parcel]) -> None:
    event = Event.objects.get(subject=history[1], seq=2)
    execute("UPDATE workflow_event SET name = 'other' WHERE id = %s", event.pk)

    (finding,) = verify().findings

    assert (finding.subject_id, finding.seq) == (history[1].pk, 2)
    assert "its hash does not match" in finding.problem


def test_progress_is_told_now_and_then(history: list[Parcel]) -> None:
    told: list[int] = []

    audit = verify(told.append)

    assert told == []
    assert audit.events == Event.objects.count()
    assert len(audit.heads) == Subject.objects.count()


# ---- With an anchor kept elsewhere.


def cut_the_end(parcel: Parcel) -> None:
    """Remove the last event and make the subject look as it was before it."""
    last = Event.objects.filter(subject=parcel).order_by("-seq")[0]
    before = Event.objects.get(subject=parcel, seq=last.seq - 1)
    for table, column in (("announcement", "event_id"), ("eventbody", "event_id"), ("event", "id")):
        execute(f"DELETE FROM workflow_{table} WHERE {column} = %s", last.pk)
    execute(
        "UPDATE workflow_subject SET version = %s, head_hash = %s, state = %s WHERE id = %s",
        before.seq,
        before.hash,
        before.target,
        parcel.pk,
    )


def rewrite_the_chain(parcel: Parcel) -> None:
    """Change the first event and compute every hash after it anew, the head included."""
    previous = ""
    for event in Event.objects.filter(subject=parcel).order_by("seq"):
        names = EventRecord.__dataclass_fields__
        record = EventRecord(**{name: getattr(event, name) for name in names})
        record = replace(record, prev_hash=previous, via="mail" if event.seq == 1 else record.via)
        previous = compute_hash(record)
        execute(
            "UPDATE workflow_event SET prev_hash = %s, via = %s, hash = %s WHERE id = %s",
            record.prev_hash,
            record.via,
            previous,
            event.pk,
        )
    execute("UPDATE workflow_subject SET head_hash = %s WHERE id = %s", previous, parcel.pk)


@pytest.mark.parametrize(
    ("attack", "said"), [(cut_the_end, "is missing"), (rewrite_the_chain, "written anew")]
)
def test_what_only_an_anchor_can_tell_is_found_with_one(
    history: list[Parcel], tmp_path: Path, attack: Callable[[Parcel], None], said: str
) -> None:
    anchor = tmp_path / "anchor.json"
    write_anchor(anchor, verify().heads)

    attack(history[1])

    assert verify().findings == ()
    (finding,) = compare_anchor(read_anchor(anchor))
    assert finding.subject_id == history[1].pk
    assert said in finding.problem


def test_history_that_went_on_is_no_finding(
    office: Office, history: list[Parcel], tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor.json"
    write_anchor(anchor, verify().heads)

    fire(history[1], "withdraw", actor=office.anna)
    make_parcel(office, make_van(office))

    assert compare_anchor(read_anchor(anchor)) == []


@pytest.mark.parametrize(
    "content", ["", "[]", '{"heads": {}}', '{"heads": {"1": 2}, "digest": ""}']
)
def test_a_file_that_is_no_anchor_is_refused(tmp_path: Path, content: str) -> None:
    anchor = tmp_path / "anchor.json"
    anchor.write_text(content)

    with pytest.raises(UnreadableAnchorError, match="no anchor"):
        read_anchor(anchor)


def test_an_anchor_that_was_changed_is_refused(history: list[Parcel], tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    write_anchor(anchor, verify().heads)
    content = json.loads(anchor.read_text())
    content["heads"].popitem()
    anchor.write_text(json.dumps(content))

    with pytest.raises(UnreadableAnchorError, match="was changed"):
        read_anchor(anchor)


# ---- The command.


def test_the_command_writes_the_anchor_then_compares_with_it(
    history: list[Parcel], tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor.json"
    first, second = StringIO(), StringIO()

    call_command("verify_audit", "--anchor", str(anchor), stdout=first)
    written = anchor.read_text()
    cut_the_end(history[0])
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_audit", "--anchor", str(anchor), stdout=second)

    assert "0 findings" in first.getvalue()
    assert verify().heads_digest not in first.getvalue()
    assert "the end of a chain is missing" in second.getvalue()
    # What is wrong must not become what is compared with.
    assert anchor.read_text() == written


def test_the_command_answers_programs(history: list[Parcel]) -> None:
    said = StringIO()

    call_command("verify_audit", "--json", stdout=said)

    content = json.loads(said.getvalue())
    assert content["findings"] == []
    assert content["events"] == Event.objects.count()
    assert content["heads_digest"] == verify().heads_digest


def test_the_command_fails_on_a_forged_body(history: list[Parcel]) -> None:
    execute("UPDATE workflow_eventbody SET json = '{}' WHERE event_id = %s", _any_body().pk)
    said = StringIO()

    with pytest.raises(SystemExit, match="1"):
        call_command("verify_audit", "--json", stdout=said)

    assert len(json.loads(said.getvalue())["findings"]) == 1


def test_the_command_tells_bad_usage_apart(history: list[Parcel], tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    anchor.write_text("rubbish")

    with pytest.raises(CommandError) as refused:
        call_command("verify_audit", "--anchor", str(anchor))

    assert refused.value.returncode == 2


def test_the_command_says_that_an_anchor_cannot_be_written(
    history: list[Parcel], tmp_path: Path
) -> None:
    anchor, said = tmp_path / "nowhere" / "anchor.json", StringIO()

    with pytest.raises(CommandError, match="was not written") as refused:
        call_command("verify_audit", "--anchor", str(anchor), stdout=said)

    assert refused.value.returncode == 2
    assert "0 findings" in said.getvalue()


def _any_body() -> EventBody:
    return EventBody.objects.exclude(json="{}").order_by("pk")[0]
