"""A change and the new rows that go with it are written together, or nothing is."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import make_person
from workflow.models import Institution, User
from workflow.prepared import Update, change_and_insert, prepared_update

pytestmark = pytest.mark.django_db


@prepared_update
def _rename(person: int, old: str, **changes: Any) -> Update:
    return User.objects.filter(pk=person, display_name=old), changes


def _make_bodies() -> tuple[Institution, list[Institution]]:
    """Return a body, and two that are part of it; no row of them is written."""
    body = Institution(code="registry", side="government")
    parts = ("register-north", "register-south")
    return body, [Institution(code=code, side="government", parent=body) for code in parts]


def test_the_row_is_changed_and_what_is_new_refers_to_the_first_of_it() -> None:
    person, (body, parts) = make_person("Amina"), _make_bodies()
    given = {"person": person.pk, "old": "Amina", "display_name": "Aïcha"}

    assert change_and_insert(_rename, given, body, *parts)

    person.refresh_from_db()
    stored = Institution.objects.filter(parent__code="registry").order_by("pk")
    assert person.display_name == "Aïcha"
    assert [(each.pk, each.code) for each in stored] == [(each.pk, each.code) for each in parts]
    assert {each.parent_id for each in parts} == {body.pk}
    assert [each._state.adding for each in (body, *parts)] == [False] * 3


def test_nothing_is_written_when_there_was_nothing_to_change() -> None:
    person, (body, parts) = make_person("Amina"), _make_bodies()
    given = {"person": person.pk, "old": "Salma", "display_name": "Aïcha"}

    assert not change_and_insert(_rename, given, body, *parts)

    person.refresh_from_db()
    assert person.display_name == "Amina"
    assert not Institution.objects.filter(code__in=["registry", "register-north"]).exists()


def test_postgresql_does_it_in_one_statement() -> None:
    person, (body, parts) = make_person("Amina"), _make_bodies()
    given = {"person": person.pk, "old": "Amina", "display_name": "Aïcha"}

    with CaptureQueriesContext(connection) as sent:
        change_and_insert(_rename, given, body, *parts)

    assert len(sent) == (1 if connection.vendor == "postgresql" else 4)
