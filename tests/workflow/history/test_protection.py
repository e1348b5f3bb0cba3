"""History is append-only in the database itself: no code path, no shell changes it (G9)."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.workflow.toy.making import Office, inspect_all, make_parcel
from tests.workflow.toy.models import Parcel, Van
from tests.workflow.toy.roles import MASTER
from workflow.clock import current_clock
from workflow.engine import decide
from workflow.engine.reading import load_case
from workflow.history.append import Entry
from workflow.history.erasure import erase_body, name_erasure
from workflow.history.verification import verify
from workflow.models import (
    Decision,
    Event,
    EventBody,
    EventKind,
    RightRecord,
    Seat,
    Subject,
    Verdict,
    Via,
)
from workflow.permissions import grant
from workflow.triggers import sqlite
from workflow.triggers.installation import install, list_missing

TABLES = [Event, EventBody, Decision, RightRecord]
POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture
def story(office: Office, van: Van) -> Parcel:
    """Return a parcel that left a line in each table of the history."""
    parcel = make_parcel(office, van, "inspected")
    inspect_all(parcel.pk)
    grant(MASTER, office.ben, by=office.dora)
    return parcel


def refuse(statement: str) -> None:
    # Foreign keys that are still to be checked would refuse a TRUNCATE before any trigger.
    connection.check_constraints()
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match=r"append-only|never|a body goes only"),
        transaction.atomic(),
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("model", TABLES)
def test_a_line_is_never_changed(story: Parcel, model: type[Event]) -> None:
    key = model._meta.pk.column
    refuse(f"UPDATE {model._meta.db_table} SET {key} = {key}")


@pytest.mark.parametrize("model", TABLES)
def test_a_line_is_never_deleted(story: Parcel, model: type[Event]) -> None:
    refuse(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.parametrize("model", TABLES)
def test_a_line_is_never_deleted_by_the_orm_either(story: Parcel, model: type[Event]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all()._raw_delete("default")


@pytest.mark.parametrize("model", TABLES)
def test_a_table_is_never_emptied(story: Parcel, model: type[Event]) -> None:
    """SQLite has no TRUNCATE: its way to empty a table is a DELETE without a condition."""
    table = model._meta.db_table
    refuse(f"TRUNCATE {table} CASCADE" if POSTGRESQL else f"DELETE FROM {table}")


@pytest.mark.parametrize("model", TABLES)
def test_a_line_is_never_replaced(story: Parcel, model: type[Event]) -> None:
    """PostgreSQL's way to replace a line is an upsert, SQLite's an INSERT OR REPLACE."""
    table, key = model._meta.db_table, model._meta.pk.column
    if POSTGRESQL:
        refuse(
            f"INSERT INTO {table} SELECT * FROM {table} "
            f"ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}"
        )
        return
    refuse(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_a_subject_with_a_history_is_never_replaced(story: Parcel) -> None:
    columns = "id, kind, reference, parent_id, state, version, head_hash, entered_at"
    values = columns.replace("state", "'delivered'").replace("version", "version + 1")
    if POSTGRESQL:
        refuse(f"DELETE FROM workflow_subject WHERE id = {story.pk}")
        return
    refuse(
        f"INSERT OR REPLACE INTO workflow_subject ({columns}) "
        f"SELECT {values} FROM workflow_subject WHERE id = {story.pk}"
    )


def test_every_trigger_is_there_and_installing_again_changes_nothing(db: None) -> None:
    assert list_missing() == []

    install()

    assert list_missing() == []


# ---- The one thing that may go: a body, by an erasure that names it.


def erase(parcel: Parcel, event: Event, name: str | None = None) -> Event:
    clock = current_clock()
    case = load_case(parcel.pk, today=clock.today())
    entry = Entry(
        kind=EventKind.ERASURE,
        name=name or name_erasure(event),
        target=case.row.state,
        machine_version=case.machine.version,
        actor=None,
        via=Via.COMMAND,
        now=clock.now(),
    )
    return erase_body(case.row, event, entry)


def test_a_body_is_erased_and_the_chain_stays_valid(story: Parcel) -> None:
    event = Event.objects.get(subject=story, seq=3)

    erasure = erase(story, event)

    assert not EventBody.objects.filter(event=event).exists()
    assert EventBody.objects.filter(event=erasure).exists()
    assert Event.objects.get(pk=event.pk).hash == event.hash
    assert verify().findings == ()


def test_an_erasure_names_what_it_erases(story: Parcel) -> None:
    event = Event.objects.get(subject=story, seq=3)

    with pytest.raises(ValueError, match="seq:3"):
        erase(story, event, "seq:2")

    assert EventBody.objects.filter(event=event).exists()


def test_an_erasure_erases_nothing_else(story: Parcel) -> None:
    erase(story, Event.objects.get(subject=story, seq=3))
    other = Event.objects.get(subject=story, seq=2)

    refuse(f"DELETE FROM workflow_eventbody WHERE event_id = {other.pk}")


def test_a_subject_without_a_history_may_go(db: None) -> None:
    subject = Subject(kind="toy_parcel", state="draft", entered_at=current_clock().now())
    subject.save()

    subject.delete()

    assert not Subject.objects.exists()


# ---- What somebody wrote beside it can be forgotten.


def test_the_reason_of_a_right_goes_and_is_never_rewritten(story: Parcel, office: Office) -> None:
    grant(MASTER, office.boris, by=office.dora, reason="After Rita left")
    kept = RightRecord.objects.get(reason="After Rita left")

    refuse(f"UPDATE workflow_rightrecord SET reason = 'Other' WHERE id = {kept.pk}")
    refuse(
        f"UPDATE workflow_rightrecord SET reason = '', person_id = {office.ben.pk} "
        f"WHERE id = {kept.pk}"
    )
    RightRecord.objects.filter(pk=kept.pk).update(reason="")

    refuse(f"UPDATE workflow_rightrecord SET reason = 'Other' WHERE id = {kept.pk}")


def test_a_comment_goes_with_the_body_of_its_decision_and_nothing_else_does(
    office: Office, van: Van
) -> None:
    parcel = make_parcel(office, van, "inspected")
    seat = Seat.objects.filter(round__subject=parcel, round__outcome="").exclude(person=None)[0]
    assert seat.person is not None
    decide(seat, actor=seat.person, verdict=Verdict.APPROVE, comment="Rita packed it")
    decision = Decision.objects.get(seat=seat)

    emptied = f"UPDATE workflow_decision SET comment = '' WHERE id = {decision.pk}"
    refuse(emptied)
    case = load_case(parcel.pk, today=current_clock().today(), lock=True)
    erase_body(
        case.row,
        decision.event,
        Entry(
            kind=EventKind.ERASURE,
            name=name_erasure(decision.event),
            target=case.row.state,
            machine_version=case.machine.version,
            actor=office.dora,
            now=current_clock().now(),
            via=Via.CODE,
        ),
    )
    refuse(f"UPDATE workflow_decision SET comment = 'Other' WHERE id = {decision.pk}")
    refuse(
        f"UPDATE workflow_decision SET comment = '', verdict = 'object' WHERE id = {decision.pk}"
    )
    with connection.cursor() as cursor:
        cursor.execute(emptied)

    assert verify().findings == ()
    decision.refresh_from_db()
    assert decision.comment == ""


def test_every_column_of_what_can_be_emptied_is_protected() -> None:
    for model, words, columns in (
        (Decision, "comment", sqlite._DECISION),
        (RightRecord, "reason", sqlite._RIGHT),
    ):
        assert {each.column for each in model._meta.fields} == {words, *columns}
