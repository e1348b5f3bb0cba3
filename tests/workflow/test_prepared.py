"""Prepared statements say what their querysets say, in SQL that is built only once."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.db.models import Count, Exists, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.cast import Institutions, make_person
from tests.databases import Clone
from tests.workflow.toy.models import Parcel
from workflow.models import (
    Announcement,
    Event,
    Institution,
    InstitutionName,
    Subject,
    User,
    WorkingDay,
)
from workflow.prepared import Update, insert, insert_all, prepared, prepared_update
from workflow.prepared.slots import LONGEST_LIST

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: None) -> list[User]:
    """Return five people."""
    return [make_person(name) for name in ("Amina", "Bilal", "Claire", "Driss", "Emna")]


def _list_names(people: Iterable[int], name: str) -> QuerySet[User, tuple[int, str]]:
    found = User.objects.filter(pk__in=people).exclude(display_name=name)
    return found.order_by("pk").values_list("pk", "display_name")


@pytest.mark.parametrize("count", range(6))
def test_it_finds_what_the_queryset_finds(people: list[User], count: int) -> None:
    read, keys = prepared(_list_names), [each.pk for each in people[:count]]

    assert read(keys, "Bilal") == list(_list_names(keys, "Bilal"))
    assert read(people=frozenset(keys), name="Emna") == list(_list_names(keys, "Emna"))


def test_its_sql_is_built_once_for_lists_of_about_one_length(
    people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, keys, built = prepared(_list_names), [each.pk for each in people], list[int]()
    as_sql = SQLCompiler.as_sql

    def count(self: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
        built.append(1)
        return as_sql(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", count)
    for length in (3, 4, 3):
        assert len(read(keys[:length], "")) == length

    assert len(built) == 1


def test_it_asks_the_database_once_and_not_at_all_for_nobody(
    people: list[User], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read = prepared(_list_names)

    with django_assert_num_queries(1):
        read([people[0].pk], "")
    with django_assert_num_queries(0):
        assert read([], "") == []


def test_its_statement_is_that_of_the_queryset(people: list[User]) -> None:
    keys, sent = [each.pk for each in people[:4]], list[tuple[str, list[Any]]]()

    def note(execute: Any, sql: str, parameters: Any, many: Any, context: Any) -> Any:
        # Whatever stands for a value is put in parentheses of its own.
        sent.append((sql.replace("(", "").replace(")", ""), list(parameters)))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        list(_list_names(keys, "Bilal"))
        prepared(_list_names)(keys, "Bilal")

    assert sent[0] == sent[1]


def test_a_list_longer_than_any_that_is_kept_is_read_too(people: list[User]) -> None:
    keys = [each.pk for each in people] * LONGEST_LIST

    assert len(prepared(_list_names)(keys, "")) == len(people)


def test_one_column_comes_back_flat_and_values_as_their_fields_say(db: None) -> None:
    first, second = WorkingDay.objects.order_by("day")[:2]

    @prepared
    def read(until: date) -> QuerySet[WorkingDay, date]:
        return WorkingDay.objects.filter(day__lte=until).values_list("day", flat=True)

    @prepared
    def ask(until: date) -> QuerySet[WorkingDay, tuple[int, bool]]:
        later = WorkingDay.objects.filter(day__gt=OuterRef("day"), day__lte=until)
        days = WorkingDay.objects.annotate(later=Exists(later)).order_by("day")
        return days.values_list("ordinal", "later")

    assert (read(first.day), read(date(1900, 1, 1))) == ([first.day], [])
    assert ask(second.day)[:2] == [(first.ordinal, True), (second.ordinal, False)]


def test_moments_keep_their_time_zone(institutions: Institutions) -> None:
    now = datetime(2020, 7, 15, 9, 30, tzinfo=UTC)
    _make_subject(now)

    @prepared
    def read(since: datetime) -> QuerySet[Subject, datetime]:
        return Subject.objects.filter(entered_at__gte=since).values_list("entered_at", flat=True)

    assert read(now) == [now]
    assert read(datetime(2020, 7, 15, 9, 31, tzinfo=UTC)) == []


def test_an_instance_stands_for_its_key(people: list[User]) -> None:
    @prepared
    def read(person: Any) -> QuerySet[User, str]:
        return User.objects.filter(pk=person).values_list("display_name", flat=True)

    assert [read(each) for each in people[:2]] == [["Amina"], ["Bilal"]]


def test_it_counts_and_groups(institutions: Institutions) -> None:
    @prepared
    def read(codes: Iterable[str]) -> QuerySet[Institution, tuple[str, int]]:
        named = Institution.objects.filter(code__in=codes).annotate(how_often=Count("names"))
        return named.order_by("code").values_list("code", "how_often")

    assert read(["ministry", "archives"]) == [("archives", 1), ("ministry", 1)]


def test_what_depends_on_a_value_cannot_be_built_once(db: None) -> None:
    @prepared
    def read(people: Iterable[int]) -> QuerySet[User, tuple[int]]:
        return User.objects.filter(pk__in=[each + 1 for each in people]).values_list("pk")

    @prepared
    def describe(name: str) -> QuerySet[User, tuple[int]]:
        return User.objects.filter(display_name=f"{name}!").values_list("pk")

    with pytest.raises(TypeError, match="the SQL is built once"):
        read([1])
    with pytest.raises(TypeError, match="the SQL is built once"):
        describe("Amina")


def test_what_is_inherited_is_not_lost_in_silence(db: None) -> None:
    @prepared_update
    def rename(pk: int, **names: Any) -> Update:
        return Parcel.objects.filter(pk=pk), names

    with pytest.raises(TypeError, match="inherits a column"):
        rename(1, title="Vase", reference="T-0001")


def test_nothing_is_compared_with_what_is_unknown(db: None) -> None:
    with pytest.raises(ValueError, match="name"):
        prepared(_list_names)([1], None)  # type: ignore[arg-type]


def test_a_number_that_no_row_can_have_finds_nothing(db: None) -> None:
    @prepared
    def read(person: int) -> QuerySet[User, str]:
        return User.objects.filter(pk=person).values_list("display_name", flat=True)

    for number in (2**63, 10**30, -(10**30)):
        assert read(number) == []


@prepared
def _lock(people: Iterable[int]) -> QuerySet[User, int]:
    return User.objects.filter(pk__in=people).select_for_update().values_list("pk", flat=True)


def test_rows_are_locked_in_a_transaction_only(cloned_database: Clone) -> None:
    person = make_person("Amina")

    for _time in range(2):
        with transaction.atomic():
            assert _lock([person.pk]) == [person.pk]
        with pytest.raises(TransactionManagementError):
            _lock([person.pk])


@prepared_update
def _rename(people: Iterable[int], *, old: str, **changes: Any) -> Update:
    return User.objects.filter(pk__in=people, display_name=old), changes


def test_an_update_changes_what_it_finds_and_says_how_many(people: list[User]) -> None:
    keys = [each.pk for each in people]

    assert _rename(keys, old="Amina", display_name="Aïcha", language="ar") == 1
    assert _rename(keys, old="Amina", display_name="Salma", language="ar") == 0
    assert _rename([], old="Aïcha", display_name="Salma", language="ar") == 0
    people[0].refresh_from_db()
    assert (people[0].display_name, people[0].language) == ("Aïcha", "ar")


def test_an_update_may_write_that_something_is_unknown(institutions: Institutions) -> None:
    @prepared_update
    def dissolve(code: str, day: date | None) -> Update:
        return Institution.objects.filter(code=code), {"dissolved_on": day}

    for day in (date(2020, 7, 1), None):
        assert dissolve("archives", day) == 1
        institutions.archives.refresh_from_db()
        assert institutions.archives.dissolved_on == day


def test_a_new_row_is_what_saving_would_have_written(institutions: Institutions) -> None:
    body = Institution(code="registry", side="government")
    insert(body)
    name = InstitutionName(institution=body, name_fr="Registre", name_ar="السجل")

    insert(name)

    stored = InstitutionName.objects.get(pk=name.pk)
    assert (stored, stored.name_ar, name._state.adding) == (name, name.name_ar, False)
    assert _list_columns(stored) == _list_columns(name)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_any_number_of_new_rows_takes_one_statement(
    db: None, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bodies = [Institution(code=f"body-{number}", side="government") for number in range(count)]

    with django_assert_num_queries(min(count, 1)):
        insert_all(bodies)

    assert [each.pk for each in bodies] == [
        each.pk for each in Institution.objects.filter(code__startswith="body-").order_by("code")
    ]


def test_what_the_database_fills_in_is_read_back(institutions: Institutions) -> None:
    now = datetime(2020, 7, 15, 9, 30, tzinfo=UTC)
    subject = _make_subject(now)
    announced = Announcement(subject=subject, topic="toy_van.parked", available_at=now)

    insert(announced)

    assert _list_columns(announced) == _list_columns(Announcement.objects.get(pk=announced.pk))
    assert not Event.objects.filter(subject=subject).exists()


def _make_subject(now: datetime) -> Subject:
    subject = Subject(kind="toy_van", state="parked", version=0, entered_at=now)
    insert(subject)
    return subject


def _list_columns(instance: Model) -> dict[str, Any]:
    return {
        field.name: getattr(instance, field.attname) for field in instance._meta.concrete_fields
    }


def test_what_is_prepared_is_seen_in_the_log_of_queries(people: list[User]) -> None:
    with CaptureQueriesContext(connection) as queries:
        prepared(_list_names)([people[0].pk], "Emna")

    assert len(queries) == 1
    assert "Emna" in queries[0]["sql"]


def test_a_failed_transaction_and_errors_are_told_as_django_tells_them(people: list[User]) -> None:
    @prepared
    def divide(by: int) -> QuerySet[User, int]:
        return User.objects.filter(pk=by).values_list("pk", flat=True)

    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            divide(1)

    taken = Institution(code="archives", side="government")
    insert(taken)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Institution(code="archives", side="government"))


def test_a_connection_that_is_gone_is_not_replaced_within_a_transaction(
    people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic(), monkeypatch.context() as patched:
        patched.setattr(connections["default"], "connection", None)
        patched.setattr(connections["default"], "closed_in_transaction", True)
        with pytest.raises(ProgrammingError, match="atomic"):
            prepared(_list_names)([people[0].pk], "")


def test_whoever_wraps_statements_sees_what_is_prepared(people: list[User]) -> None:
    seen = list[str]()

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        prepared(_list_names)([people[0].pk], "Emna")
        _rename([people[0].pk], old="Amina", display_name="Aïcha")
        insert(Institution(code="archives", side="government"))

    assert [sql.split()[0] for sql in seen] == ["SELECT", "UPDATE", "INSERT"]


def test_percent_signs_of_a_statement_are_no_places(people: list[User]) -> None:
    @prepared
    def read(person: int) -> QuerySet[User, str]:
        marked = Concat("display_name", Value("%s %"))
        found = User.objects.filter(pk=person, display_name__contains="a")
        return found.annotate(marked=marked).values_list("marked", flat=True)

    assert read(people[0].pk) == ["Amina%s %"]
