"""References that strangers send: a number longer than any key names nothing, and harms nothing."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from workflow.machine.facts import Facts, SubjectRow
from workflow.machine.inputs import Reference, Rows
from workflow.machine.keys import LARGEST_KEY
from workflow.models import User

pytestmark = pytest.mark.django_db

TOO_LONG = [
    "9" * 30,
    "-" + "9" * 30,
    "9" * 5_000,
    10**30,
    LARGEST_KEY + 1,
    " 99999999999999999999 ",
]
FACTS = Facts(
    subject=SubjectRow(1, "toy", "", None, "made", 1, "", datetime(2026, 1, 5, tzinfo=UTC)),
    today=date(2026, 1, 5),
)


def list_people(_facts: object) -> QuerySet[User]:
    """Offer every account."""
    return User.objects.all()


ONE = Reference("person", "Person", among=list_people, locks=True)
MANY = Reference("people", "People", among=list_people, many=True, locks=True)
ROWS = Rows("rows", "Rows", columns=[ONE])


@pytest.mark.parametrize("raw", TOO_LONG)
def test_a_number_longer_than_any_key_is_no_choice(raw: object) -> None:
    for declared, given in ((ONE, raw), (MANY, [raw]), (ROWS, [{"person": raw}])):
        with pytest.raises(ValidationError):
            declared.clean(given, FACTS)


@pytest.mark.parametrize("raw", TOO_LONG)
def test_a_number_longer_than_any_key_is_not_locked(raw: object) -> None:
    named: list[Any] = [*ONE.references(raw), *MANY.references([raw, 7])]

    assert named == [7]


def test_a_row_is_named_by_its_key_its_text_or_itself() -> None:
    person = User.objects.create_user("amina@example.org")

    for raw in (person.pk, str(person.pk), person):
        assert ONE.clean(raw, FACTS) == person
        assert list(MANY.clean([raw], FACTS)) == [person]
