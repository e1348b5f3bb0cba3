"""What goes to PostgreSQL together: the same rows, and transactions as any other."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet
from psycopg import IsolationLevel

from tests.databases import Clone
from tests.messages import wait_for_somebody_waiting, watch_traffic
from tests.races import PATIENCE_SECONDS, run_at_once
from tests.workflow.toy.making import make_user
from workflow.models import User
from workflow.prepared import Change, Row, change_and_insert, prepared, prepared_update
from workflow.prepared.cursors import fetch_last, fetch_together
from workflow.prepared.updates import Update

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no journeys to spare"
)

LOCK = "SELECT id FROM workflow_user WHERE id = %s FOR NO KEY UPDATE"
ECHO = "SELECT CAST(%s AS text), CAST(%s AS text)"


@prepared
def lock(person: int) -> QuerySet[User, tuple[int, str]]:
    return User.objects.filter(pk=person).select_for_update().values_list("pk", "display_name")


@prepared
def count_namesakes(name: str) -> QuerySet[User, int]:
    return User.objects.filter(display_name=name).order_by("pk").values_list("pk", flat=True)


@prepared_update
def rename(person: int, name: str) -> Update:
    return User.objects.filter(pk=person), {"display_name": name}


@pytest.fixture
def person(cloned_database: Clone) -> User:
    """Return somebody who is in the database, whatever a transaction does."""
    return make_user("Amina")


def read_name(person: User) -> str:
    return str(User.objects.values_list("display_name", flat=True).get(pk=person.pk))


def rename_and_add(person: User, email: str = "new@example.org") -> int | None:
    """Rename, and add somebody with it, as what ends a transaction."""
    added = Row(User, {"email": email, "display_name": "New", "password": ""})
    change = Change(rename, {"person": person.pk, "name": "Bilal"})
    return change_and_insert(change, added, is_last=True)


def test_a_transaction_begins_with_its_first_lock(person: User) -> None:
    with watch_traffic() as traffic, transaction.atomic():
        lock(person.pk)

    assert traffic.statements == ["BEGIN", "SELECT 1", "COMMIT"]
    assert traffic.waits == 2


def test_what_comes_along_is_what_would_be_read_by_itself(person: User) -> None:
    User.objects.create_user("other@example.org", display_name="Amina")
    by_itself = count_namesakes("Amina")

    with watch_traffic() as traffic, transaction.atomic():
        rows, along = lock.ask(person.pk).fetch_along([count_namesakes.ask("Amina")])

    assert (rows, along) == ([(person.pk, "Amina")], [by_itself])
    assert traffic.statements == ["BEGIN", "SELECT 1", "SELECT 2", "COMMIT"]
    assert traffic.waits == 2


def test_inside_a_transaction_they_go_together_too(person: User) -> None:
    with transaction.atomic():
        count_namesakes("Amina")
        with watch_traffic() as traffic:
            _rows, along = lock.ask(person.pk).fetch_along([count_namesakes.ask("Amina")])

    assert along == [[person.pk]]
    assert traffic.waits == 1


def test_who_watches_each_statement_sees_each(person: User) -> None:
    seen: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch), transaction.atomic():
        _rows, along = lock.ask(person.pk).fetch_along([count_namesakes.ask("Amina")])

    assert along is None
    assert len(seen) == 1


def test_what_fails_leaves_nothing_and_ends_well(person: User) -> None:
    def fail() -> None:
        with transaction.atomic():
            lock(person.pk)
            rename(person.pk, "Bilal")
            fetch_together(connection, [("SELECT 1 / CAST(%s AS int)", [0]), (ECHO, ["", ""])])

    with pytest.raises(DataError):
        fail()

    assert read_name(person) == "Amina"
    with transaction.atomic():
        assert lock(person.pk)


def test_a_transaction_that_is_begun_so_is_rolled_back_whole(person: User) -> None:
    with transaction.atomic():
        lock(person.pk)
        rename(person.pk, "Bilal")
        transaction.set_rollback(True)

    assert read_name(person) == "Amina"


def test_how_it_is_to_begin_is_left_to_the_driver(person: User) -> None:
    connection.ensure_connection()
    connection.connection.isolation_level = IsolationLevel.SERIALIZABLE

    with watch_traffic() as traffic, transaction.atomic():
        lock(person.pk)

    assert any("BEGIN ISOLATION LEVEL SERIALIZABLE" in line for line in traffic.lines)


def test_the_last_statement_ends_the_transaction(person: User) -> None:
    with watch_traffic() as traffic, transaction.atomic():
        lock(person.pk)
        assert rename_and_add(person) is not None

    assert traffic.statements == ["BEGIN", "SELECT 1", "SELECT 1", "COMMIT"]
    assert traffic.waits == 2
    assert read_name(person) == "Bilal"
    with transaction.atomic():
        rename(person.pk, "Claire")
        transaction.set_rollback(True)
    assert read_name(person) == "Bilal"


def test_what_follows_the_end_all_the_same_is_undone_by_itself(person: User) -> None:
    with transaction.atomic():
        lock(person.pk)
        rename_and_add(person)
        rename(person.pk, "Claire")
        transaction.set_rollback(True)

    assert read_name(person) == "Bilal"


def test_hooks_run_after_the_end(person: User) -> None:
    told: list[str] = []

    with transaction.atomic():
        lock(person.pk)
        transaction.on_commit(lambda: told.append(read_name(person)))
        rename_and_add(person)
        transaction.on_commit(lambda: told.append("after"))

    assert told == ["Bilal", "after"]


def test_a_last_statement_that_fails_ends_nothing(person: User) -> None:
    def fail() -> None:
        with transaction.atomic():
            lock(person.pk)
            rename_and_add(person, email=person.email)

    with pytest.raises(IntegrityError):
        fail()

    assert read_name(person) == "Amina"


@pytest.mark.parametrize("savepoint", [True, False])
def test_what_is_inside_another_is_ended_by_that_alone(person: User, *, savepoint: bool) -> None:
    with transaction.atomic():
        lock(person.pk)
        with transaction.atomic(savepoint=savepoint):
            assert rename_and_add(person) is not None
        transaction.set_rollback(True)

    assert read_name(person) == "Amina"


def test_what_is_in_no_transaction_is_written_as_ever(person: User) -> None:
    assert rename_and_add(person) is not None

    assert connection.connection.autocommit
    assert read_name(person) == "Bilal"


def test_a_commit_that_fails_keeps_nothing(person: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE workflow_user ADD other bigint"
            " CONSTRAINT passing REFERENCES workflow_user DEFERRABLE INITIALLY DEFERRED"
        )
        cursor.execute("ALTER TABLE workflow_user ALTER other SET DEFAULT 0")

    def fail() -> None:
        with transaction.atomic():
            lock(person.pk)
            rename_and_add(person)

    with pytest.raises(IntegrityError, match="passing"):
        fail()

    assert read_name(person) == "Amina"
    assert connection.connection.autocommit


def test_a_lock_that_is_not_got_leaves_every_plan_usable(person: User) -> None:
    """What comes after it in the pipeline was to be planned, and never was."""
    asked, stands, ends = Event(), Event(), Event()

    def hold() -> None:
        asked.wait(PATIENCE_SECONDS)
        with transaction.atomic():
            lock(person.pk)
            stands.set()
            ends.wait(PATIENCE_SECONDS)

    def ask(timeout: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{timeout}'")
        with transaction.atomic():
            return lock.ask(person.pk).fetch_along([count_namesakes.ask("Amina")])

    def try_thrice() -> list[Any]:
        first = ask("30s")
        asked.set()
        stands.wait(PATIENCE_SECONDS)
        with pytest.raises(OperationalError, match="lock timeout"):
            ask("50ms")
        ends.set()
        return [first, ask("30s"), ask("30s")]

    _held, found = run_at_once([hold, try_thrice])

    assert found == [([(person.pk, "Amina")], [[person.pk]])] * 3


def test_one_that_began_another_way_is_not_ended(person: User) -> None:
    with transaction.atomic():
        fetch_last(connection, ECHO, ["", ""])
        rename(person.pk, "Bilal")
        transaction.set_rollback(True)

    assert read_name(person) == "Amina"


def test_what_was_waited_for_is_seen(person: User) -> None:
    """What comes along is read after the lock, not when it was sent."""
    locked = Event()

    def rename_meanwhile() -> None:
        with transaction.atomic():
            lock(person.pk)
            locked.set()
            wait_for_somebody_waiting()
            rename(person.pk, "Bilal")

    def ask() -> Any:
        locked.wait(PATIENCE_SECONDS)
        with transaction.atomic():
            return lock.ask(person.pk).fetch_along([count_namesakes.ask("Bilal")])

    _nothing, found = run_at_once([rename_meanwhile, ask])

    assert found == ([(person.pk, "Bilal")], [[person.pk]])
