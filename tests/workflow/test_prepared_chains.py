"""A change and the new rows that go with it are written together, or nothing is."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.authtoken.models import Token

from tests.cast import make_person
from workflow.models import Announcement, Institution, Subject, User
from workflow.prepared import Change, Row, Update, change_and_insert, insert_row, prepared_update

pytestmark = pytest.mark.django_db

PARTS = ("register-north", "register-south")


@prepared_update
def _rename(person: int, old: str, **changes: Any) -> Update:
    return User.objects.filter(pk=person, display_name=old), changes


@prepared_update
def _place_in(code: str, parent: int) -> Update:
    return Institution.objects.filter(code=code), {"parent": parent}


@prepared_update
def _replace_code(old: str, code: str) -> Update:
    return Institution.objects.filter(code=old), {"code": code}


def _make_bodies() -> tuple[Row, list[Row]]:
    """Return a body, and two that are part of it; no row of them is written."""
    common = {"side": "government"}
    body = Row(Institution, {"code": "registry", **common})
    return body, [
        Row(Institution, {"code": code, **common}, refers_by="parent_id") for code in PARTS
    ]


def test_the_row_is_changed_and_what_is_new_refers_to_the_first_of_it() -> None:
    person, (body, parts) = make_person("Amina"), _make_bodies()
    given = {"person": person.pk, "old": "Amina", "display_name": "Aïcha"}

    key = change_and_insert(Change(_rename, given), body, *parts)

    person.refresh_from_db()
    written = Institution.objects.get(code="registry")
    stored = Institution.objects.filter(parent__code="registry").order_by("code")
    assert (person.display_name, key) == ("Aïcha", written.pk)
    assert [(each.code, each.parent_id, each.side) for each in stored] == [
        (code, key, "government") for code in PARTS
    ]


def test_nothing_is_written_when_there_was_nothing_to_change() -> None:
    person, (body, parts) = make_person("Amina"), _make_bodies()
    given = {"person": person.pk, "old": "Salma", "display_name": "Aïcha"}

    assert change_and_insert(Change(_rename, given), body, *parts) is None

    person.refresh_from_db()
    assert person.display_name == "Amina"
    assert not Institution.objects.filter(code__in=["registry", *PARTS]).exists()


def test_what_is_changed_along_may_refer_to_the_first_row() -> None:
    person, (body, _parts) = make_person("Amina"), _make_bodies()
    older = Institution.objects.create(code="older", side="government")
    given = {"person": person.pk, "old": "Amina", "display_name": "Aïcha"}
    placed = Change(_place_in, {"code": "older"}, refers_by="parent")

    key = change_and_insert(Change(_rename, given), body, placed)

    older.refresh_from_db()
    assert older.parent_id == key


def test_a_row_may_take_the_place_of_what_is_changed_before_it() -> None:
    person, (body, parts) = make_person("Amina"), _make_bodies()
    Institution.objects.create(code=PARTS[0], side="government")
    given = {"person": person.pk, "old": "Amina", "display_name": "Aïcha"}
    # No two of them may have the same code.
    moved = Change(_replace_code, {"old": PARTS[0], "code": "older"})

    key = change_and_insert(Change(_rename, given), body, moved, *parts)

    codes = Institution.objects.filter(parent=key).values_list("code", flat=True)
    assert sorted(codes) == [*PARTS]
    assert Institution.objects.filter(code="older", parent=None).exists()


@pytest.mark.parametrize(
    "along",
    [
        Change(_place_in, {"code": "older"}, refers_by="parent"),
        Change(_replace_code, {"old": "older", "code": "newer"}),
    ],
)
def test_nothing_is_changed_along_when_there_was_nothing_to_change(along: Change) -> None:
    person, (body, _parts) = make_person("Amina"), _make_bodies()
    older = Institution.objects.create(code="older", side="government")
    given = {"person": person.pk, "old": "Salma", "display_name": "Aïcha"}

    assert change_and_insert(Change(_rename, given), body, along) is None

    older.refresh_from_db()
    assert (older.code, older.parent_id) == ("older", None)


def test_one_statement_of_postgresql_changes_a_table_once() -> None:
    person, (body, _parts) = make_person("Amina"), _make_bodies()
    given = {"person": person.pk, "old": "Amina", "display_name": "Aïcha"}
    again = Change(_rename, {**given, "display_name": "Aïda"})

    # Of two changes of one row it would do only one; SQLite does one after the other.
    is_refused = connection.vendor == "postgresql"
    with pytest.raises(ValueError, match="table once") if is_refused else nullcontext():
        change_and_insert(Change(_rename, given), body, again)


def test_a_row_is_what_an_instance_would_have_written() -> None:
    person, (body, _parts) = make_person("Amina"), _make_bodies()
    given = {"person": person.pk, "old": "Amina", "display_name": "A"}
    change_and_insert(Change(_rename, given), body)

    written = Institution.objects.get(code="registry")

    saved = Institution.objects.create(code="other", side="government")
    names = [each.attname for each in Institution._meta.concrete_fields]
    own = {"id", "code"}
    assert [getattr(written, name) for name in names if name not in own] == [
        getattr(saved, name) for name in names if name not in own
    ]


def test_what_no_column_is_called_is_refused() -> None:
    person = make_person("Amina")
    given = {"person": person.pk, "old": "Amina", "display_name": "Aïcha"}

    with pytest.raises(LookupError, match="colour"):
        change_and_insert(Change(_rename, given), Row(Institution, {"colour": "green"}))


def test_postgresql_does_it_in_one_statement() -> None:
    person, (body, parts) = make_person("Amina"), _make_bodies()
    given = {"person": person.pk, "old": "Amina", "display_name": "Aïcha"}

    with CaptureQueriesContext(connection) as sent:
        change_and_insert(Change(_rename, given), body, *parts)

    assert len(sent) == (1 if connection.vendor == "postgresql" else 4)


def test_what_is_only_known_when_an_instance_is_saved_is_refused() -> None:
    with pytest.raises(TypeError, match="only known when an instance is saved"):
        insert_row(Token, {"key": "secret", "user_id": 1})


def test_one_row_is_written_with_its_instants_in_any_zone_and_its_defaults() -> None:
    now = datetime(2020, 7, 15, 9, 30, tzinfo=UTC)
    subject = Subject.objects.create(kind="proposal", state="draft", entered_at=now)
    casablanca = now.astimezone(timezone(timedelta(hours=1)))

    for instant in (now, casablanca):
        insert_row(
            Announcement, {"subject_id": subject.pk, "topic": "told", "available_at": instant}
        )

    written = Announcement.objects.order_by("pk")
    assert [each.available_at for each in written] == [now, now]
    assert {each.delivery_class for each in written} == {"must_arrive"}
    assert {(each.taken_at, each.relays, each.event_id) for each in written} == {(None, 0, None)}
