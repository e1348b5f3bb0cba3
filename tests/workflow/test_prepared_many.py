"""Many rows at once are those that would have been written one by one."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import make_person
from workflow.models import Announcement, Institution, Subject, User, WorkingDay
from workflow.prepared import (
    Update,
    change_each,
    insert_columns,
    insert_rows,
    prepared,
    prepared_update,
    take_keys,
)
from workflow.prepared.slots import LONGEST_LIST

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: None) -> list[User]:
    """Return three people."""
    return [make_person(name) for name in ("Amina", "Bilal", "Claire")]


@pytest.fixture
def subject(db: None) -> Subject:
    """Return something that can be announced."""
    return Subject.objects.create(kind="proposal", state="draft", entered_at=timezone.now())


@prepared_update
def _rename(pk: int, known_as: str, **values: Any) -> Update:
    return User.objects.filter(pk=pk, display_name=known_as), values


def test_each_row_is_changed_as_its_own_arguments_say(people: list[User]) -> None:
    now = timezone.now()
    given = [
        {
            "pk": each.pk,
            "known_as": each.display_name,
            "display_name": f"{each.display_name}’s “%s”",
            "is_active": each.display_name != "Bilal",
            "last_login": now if each.display_name == "Claire" else None,
        }
        for each in people
    ]

    with CaptureQueriesContext(connection) as captured:
        assert change_each(_rename, given) == 3

    assert len(captured) == 1
    told = User.objects.order_by("pk").values_list("display_name", "is_active", "last_login")
    assert list(told) == [
        ("Amina’s “%s”", True, None),
        ("Bilal’s “%s”", False, None),
        ("Claire’s “%s”", True, now),
    ]


def test_what_is_not_as_it_was_is_not_changed_and_not_counted(people: list[User]) -> None:
    given = [{"pk": each.pk, "known_as": "Bilal", "display_name": "Badr"} for each in people]

    assert change_each(_rename, given) == 1
    assert list(User.objects.order_by("pk").values_list("display_name", flat=True)) == [
        "Amina",
        "Badr",
        "Claire",
    ]


def test_nothing_and_one_are_changed_as_ever(people: list[User]) -> None:
    one = {"pk": people[0].pk, "known_as": "Amina", "display_name": "Aya"}

    assert (change_each(_rename, []), change_each(_rename, [one])) == (0, 1)


def test_a_list_among_the_arguments_is_refused(people: list[User]) -> None:
    @prepared_update
    def rename_all(people: Iterable[int], **values: Any) -> Update:
        return User.objects.filter(pk__in=people), values

    with pytest.raises(ValueError, match="no place of its own"):
        change_each(rename_all, [{"people": [1], "display_name": name} for name in "ab"])


def test_rows_are_inserted_with_what_differs_what_is_shared_and_defaults(subject: Subject) -> None:
    now = timezone.now()
    rows = [
        {
            "subject_id": subject.pk,
            "topic": f"told.{number}",
            "available_at": now,
            "taken_at": now if number == 1 else None,
            "relays": number,
        }
        for number in range(3)
    ]

    insert_rows(Announcement, rows)

    written = Announcement.objects.order_by("pk")
    names = ("subject_id", "topic", "available_at", "taken_at", "relays")
    assert list(written.values(*names)) == rows
    assert {each.delivery_class for each in written} == {"must_arrive"}
    assert {each.event_id for each in written} == {None}


def test_rows_that_are_all_alike_are_as_many_as_they_are(subject: Subject) -> None:
    row = {"subject_id": subject.pk, "topic": "told", "available_at": timezone.now()}

    insert_rows(Announcement, [row] * 3)
    insert_rows(Announcement, [])

    assert Announcement.objects.filter(topic="told").count() == 3


def test_columns_are_inserted_as_rows_are(subject: Subject) -> None:
    now = timezone.now()
    columns: dict[str, list[Any]] = {
        "subject_id": [subject.pk] * 3,
        "topic": ["a", "it's", "c"],
        "available_at": [now, now, now + timedelta(days=1)],
    }

    with CaptureQueriesContext(connection) as captured:
        insert_columns(Announcement, columns)

    assert len(captured) == 1
    written = Announcement.objects.order_by("pk").values_list("subject", "topic", "available_at")
    assert list(written) == list(zip(*columns.values(), strict=True))


def test_days_are_days(db: None) -> None:
    last = WorkingDay.objects.order_by("ordinal").last()
    assert last is not None
    rows = [
        {"day": date(2090, 1, number), "ordinal": last.ordinal + number} for number in range(1, 4)
    ]

    insert_rows(WorkingDay, rows)

    assert list(WorkingDay.objects.filter(day__year=2090).values("day", "ordinal")) == rows


def test_keys_that_were_taken_are_given_to_nobody_else(subject: Subject) -> None:
    common = {"subject_id": subject.pk, "topic": "told", "available_at": timezone.now()}
    before = Announcement.objects.create(**common)

    with transaction.atomic():
        keys = take_keys(Announcement, 3)
        insert_rows(Announcement, [{**common, "id": key} for key in keys])
    after = Announcement.objects.create(**common)

    assert before.pk < keys[0] < keys[1] < keys[2] < after.pk


def test_the_first_keys_of_a_table_can_be_taken(db: None) -> None:
    with transaction.atomic():
        assert len(set(take_keys(Announcement, 2))) == 2


def test_one_statement_reads_every_list_of_keys_that_is_long(
    people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    built = list[int]()

    @prepared
    def read(keys: Iterable[int]) -> QuerySet[User, str]:
        built.append(1)
        found = User.objects.filter(pk__in=keys).order_by("pk")
        return found.values_list("display_name", flat=True)

    own = [each.pk for each in people]
    for length in (LONGEST_LIST + 1, 1000):
        strangers = range(10_000_000, 10_000_000 + length)
        assert read([*own, *strangers]) == ["Amina", "Bilal", "Claire"]

    assert len(built) == 1


def test_a_long_list_of_anything_else_is_read_by_the_queryset(people: list[User]) -> None:
    @prepared
    def read(names: Iterable[str]) -> QuerySet[User, str]:
        found = User.objects.filter(display_name__in=names).order_by("pk")
        return found.values_list("display_name", flat=True)

    assert read(["Amina", *map(str, range(100))]) == ["Amina"]


def test_rows_of_a_long_list_of_keys_are_changed_and_locked(people: list[User]) -> None:
    @prepared_update
    def rename_all(keys: Iterable[int], **values: Any) -> Update:
        return User.objects.filter(pk__in=keys), values

    @prepared
    def lock(keys: Iterable[int]) -> QuerySet[User, str]:
        found = User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
        return found.values_list("display_name", flat=True)

    keys = [people[0].pk, people[2].pk, *range(10_000_000, 10_000_100)]

    assert rename_all(keys, display_name="Sami") == 2
    assert lock(keys) == ["Sami", "Sami"]


ODD_TEXTS = [
    "",
    " ",
    "NULL",
    "null",
    'say "so"',
    "back\\slash",
    "a,b;{c}",
    "two\nlines",
    "'",
    "%s",
    "é",
]


def test_texts_are_what_they_were_whatever_is_in_them(subject: Subject) -> None:
    now = timezone.now()
    rows = [
        {"subject_id": subject.pk, "topic": text, "available_at": now + timedelta(seconds=number)}
        for number, text in enumerate(ODD_TEXTS)
    ]

    insert_rows(Announcement, rows)

    written = Announcement.objects.order_by("available_at")
    assert list(written.values("subject_id", "topic", "available_at")) == rows


def test_days_and_texts_that_change_are_what_they_were_or_nothing(db: None) -> None:
    bodies = [Institution.objects.create(code=f"body-{number}") for number in range(3)]
    sides, days = ['"\\"', "NULL", "{}"], [date(2020, 7, 1), None, date(2021, 1, 31)]

    changed = change_each(
        _move,
        [
            {"pk": body.pk, "side": side, "dissolved_on": day}
            for body, side, day in zip(bodies, sides, days, strict=True)
        ],
    )

    stored = Institution.objects.filter(code__startswith="body-").order_by("code")
    assert changed == 3
    assert list(stored.values_list("side", "dissolved_on")) == list(zip(sides, days, strict=True))


@prepared_update
def _move(pk: int, **values: Any) -> Update:
    return Institution.objects.filter(pk=pk), values
