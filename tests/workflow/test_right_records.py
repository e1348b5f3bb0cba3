"""The history of rights: written with every grant, and append-only in the database."""

import pytest
from django.db import DatabaseError, transaction

from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM
from tests.cast import Institutions, make_person
from workflow.models import RightRecord
from workflow.permissions import grant, revoke

pytestmark = pytest.mark.django_db


def test_every_grant_and_every_revocation_is_recorded(institutions: Institutions) -> None:
    person = make_person("Nadia")

    grant(FOCAL_POINT, person, on=institutions.archives)
    revoke(FOCAL_POINT, person, on=institutions.archives)

    records = RightRecord.objects.filter(person=person).order_by("pk")
    assert [record.action for record in records] == ["given", "taken_back"]
    assert {record.institution for record in records} == {institutions.archives}


def test_what_changes_nothing_is_not_recorded() -> None:
    person = make_person("Nadia")

    assert not revoke(MINISTRY_TEAM, person)
    assert not RightRecord.objects.exists()


def test_a_record_is_never_changed_nor_deleted() -> None:
    person = make_person("Nadia")
    grant(MINISTRY_TEAM, person)

    with pytest.raises(DatabaseError), transaction.atomic():
        RightRecord.objects.update(right="ministry_lead")
    with pytest.raises(DatabaseError), transaction.atomic():
        RightRecord.objects.all().delete()
