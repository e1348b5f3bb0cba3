"""What a connection asks twice is planned once, whatever becomes of a transaction."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from tests.databases import Clone
from workflow.models import User
from workflow.prepared import prepared
from workflow.prepared.plans import planned_anew
from workflow.sweep.batches import count_items

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite shows nobody which plans it keeps"
)


@pytest.fixture
def own_connection(cloned_database: Clone) -> None:
    """Begin with a new connection, which committed nothing and keeps no plans."""


@on_postgresql
def test_a_queryset_is_planned_once_whatever_its_values(own_connection: None) -> None:
    for name in ("Amina", "Bilal", "Claire"):
        _count(name)

    # Whatever is asked once may never be asked again, so the first time nothing is kept.
    assert _list_plans() == [2]


@on_postgresql
def test_what_is_rolled_back_takes_no_plan_along(own_connection: None) -> None:
    with transaction.atomic():
        _count("Amina")
        _count("Bilal")
        _roll_back(lambda: _count("Claire"))
        transaction.set_rollback(True)

    assert _list_plans() == [2]


@on_postgresql
def test_a_statement_that_fails_takes_no_plan_along(own_connection: None) -> None:
    with transaction.atomic():
        _count("Amina")
        _count("Bilal")
        with pytest.raises(DatabaseError), transaction.atomic():
            _execute("SELECT 1 / 0")

    assert _list_plans() == [1]


@on_postgresql
def test_a_prepared_statement_is_planned_once_too(own_connection: None) -> None:
    @prepared
    def read(name: str) -> QuerySet[User, int]:
        return User.objects.filter(display_name=name).values_list("pk", flat=True)

    for name in ("Amina", "Bilal", "Claire"):
        read(name)

    assert _list_plans() == [2]


@on_postgresql
def test_postgresql_keeps_more_plans_than_its_driver_would(own_connection: None) -> None:
    for number in range(1, 121):
        for name in ("Amina", "Bilal"):
            User.objects.filter(display_name=name, pk__in=range(number)).exists()

    assert len(_list_plans()) >= 120


@on_postgresql
def test_what_is_planned_anew_is_planned_for_its_values(own_connection: None) -> None:
    with planned_anew(connection):
        for name in ("Amina", "Bilal", "Claire"):
            _count(name)
    _count("Dounia")
    _count("Emna")

    # Only what came after it.
    assert _list_plans() == [1]


@on_postgresql
def test_the_sweep_is_planned_for_as_many_items_as_it_finds(own_connection: None) -> None:
    for _time in range(3):
        count_items([1, 2, 3])

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%item%'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("saved", [False, True], ids=["whole", "savepoint"])
def test_a_table_altered_in_vain_is_read_as_it_is(own_connection: None, saved: bool) -> None:
    """Its plan was made for the columns it had meanwhile: PostgreSQL would refuse to use it."""
    read = "SELECT * FROM altered"
    _execute("CREATE TABLE altered (number integer)")

    with transaction.atomic():
        _execute("ALTER TABLE altered ADD COLUMN name text")
        _execute(read)
        _execute(read)
        if saved:
            _roll_back(lambda: _execute(read))
        transaction.set_rollback(True)

    assert _execute(read) == ["number"]


def _roll_back(act: Callable[[], object]) -> None:
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def _count(name: str) -> int:
    return User.objects.filter(display_name=name).count()


def _execute(statement: str) -> list[str]:
    """Execute a statement; return which columns it tells."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [each[0] for each in cursor.description or ()]


def _list_plans() -> list[int]:
    """Return how often each kept plan about people was used."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE '%display_name%'"
        )
        return [used for (used,) in cursor.fetchall()]
