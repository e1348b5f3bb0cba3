"""A change and the new rows that go with it are written together, or nothing is."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import make_person
from workflow.models import Institution, User
from workflow.prepared import Row, Update, change_and_insert, prepared_update

pytestmark = pytest.mark.django_db

PARTS = ("register-north", "register-south")


@prepared_update
def _rename(person: int, old: str, **changes: Any) -> Update:
    return User.objects.filter(pk=person, display_name=old), changes


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

    key = change_and_insert(_rename, given, body, *parts)

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

    assert change_and_insert(_rename, given, body, *parts) is None

    person.refresh_from_db()
    assert person.display_name == "Amina"
    assert not Institution.objects.filter(code__in=["registry", *PARTS]).exists()


def test_a_row_is_what_an_instance_would_have_written() -> None:
    person, (body, _parts) = make_person("Amina"), _make_bodies()
    change_and_insert(_rename, {"person": person.pk, "old": "Amina", "display_name": "A"}, body)

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
        change_and_insert(_rename, given, Row(Institution, {"colour": "green"}))


def test_postgresql_does_it_in_one_statement() -> None:
    person, (body, parts) = make_person("Amina"), _make_bodies()
    given = {"person": person.pk, "old": "Amina", "display_name": "Aïcha"}

    with CaptureQueriesContext(connection) as sent:
        change_and_insert(_rename, given, body, *parts)

    assert len(sent) == (1 if connection.vendor == "postgresql" else 4)
