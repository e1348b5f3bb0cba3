"""What a prepared statement says alike at every call stands in its text on SQLite."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from tests.cast import make_person
from workflow.models import Round, User
from workflow.prepared import Update, prepared, prepared_update
from workflow.prepared.constants import write_constants
from workflow.prepared.slots import Place

pytestmark = pytest.mark.django_db


def test_words_are_written_and_arguments_stay() -> None:
    sql = "UPDATE t SET a = %s, b = %s WHERE c = %s AND d = %s"
    given = ["over", Place("b"), "", 7]

    written = write_constants(sql, given, connection)

    # PostgreSQL plans a statement once, whatever it is given.
    assert (
        written
        == {
            "sqlite": ("UPDATE t SET a = 'over', b = %s WHERE c = '' AND d = %s", [Place("b"), 7]),
            "postgresql": (sql, given),
        }[connection.vendor]
    )


@pytest.mark.parametrize("text", ["it's", "two words", "100%", "%s", "a\0b", "été", "a\nb"])
def test_other_texts_stay_parameters(text: str) -> None:
    assert write_constants("SELECT %s", [text], connection) == ("SELECT %s", [text])


def test_what_looks_like_a_place_leaves_all_as_it_is() -> None:
    sql = "SELECT a LIKE '%%s', %s"

    assert write_constants(sql, ["b"], connection) == (sql, ["b"])


@pytest.mark.parametrize("text", ["Amina", "it's", "100%", "%s", "a -- b", "été", "a\\'b", '"'])
def test_it_says_what_the_queryset_says(text: str) -> None:
    person = make_person(text)

    def find(pk: int) -> QuerySet[User, str]:
        named = User.objects.filter(pk=pk, display_name=text)
        return named.annotate(twice=Concat(Value(text), "display_name")).values_list(
            "twice", flat=True
        )

    @prepared_update
    def rename(pk: int) -> Update:
        return User.objects.filter(pk=pk, display_name=text), {"display_name": f"{text} {text}"}

    assert prepared(find)(person.pk) == list(find(person.pk)) == [text + text]
    assert rename(person.pk) == 1
    person.refresh_from_db()
    assert person.display_name == f"{text} {text}"


# No other database tells when it plans.
@pytest.mark.once
def test_a_statement_is_not_planned_anew_for_what_a_partial_index_names() -> None:
    @prepared_update
    def cancel(subject: int, at: datetime) -> Update:
        return Round.objects.filter(subject=subject, outcome=""), {"closed_at": at}

    assert _count_plans(lambda: cancel(0, datetime(2020, 7, 15, tzinfo=UTC))) == 0


def _count_plans(change: Callable[[], object]) -> int:
    """Return how often SQLite asks what a second call may touch, which it does while it plans."""
    asked = list[int]()

    def note(*_what: object) -> int:
        asked.append(1)
        return sqlite3.SQLITE_OK

    driver = cast("Any", connection).connection
    driver.set_authorizer(note)
    try:
        change()
        assert asked
        asked.clear()
        change()
    finally:
        driver.set_authorizer(None)
    return len(asked)
