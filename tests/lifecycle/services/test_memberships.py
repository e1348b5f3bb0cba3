"""Mandates begin and end, for a side, between days."""

from datetime import date

import pytest

from lifecycle.models import Membership
from lifecycle.services.memberships import begin_membership, end_membership
from tests.cast import Institutions
from workflow.clock import FixedClock, use_clock
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.models import RightRecord, User

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _today() -> object:
    with use_clock(FixedClock.on(TODAY)):
        yield


def test_a_mandate_takes_the_side_of_its_institution(
    claire: User, driss: User, institutions: Institutions
) -> None:
    begun = begin_membership(driss, body="committee", institution=institutions.rivage, actor=claire)

    record = RightRecord.objects.get(person=driss)
    assert (begun.side, begun.starts_on, begun.ends_on) == ("civil_society", TODAY, None)
    assert (record.action, record.right) == ("joined", "committee")


def test_the_side_of_the_seat_may_be_another(
    claire: User, driss: User, institutions: Institutions
) -> None:
    begun = begin_membership(
        driss, body="committee", institution=institutions.rivage, side="partner", actor=claire
    )

    assert begun.side == "partner"


def test_the_same_mandate_does_not_run_twice(
    claire: User, driss: User, institutions: Institutions
) -> None:
    begin_membership(driss, body="assessors", institution=None, actor=claire)

    with pytest.raises(TransitionRefusedError):
        begin_membership(driss, body="assessors", institution=None, actor=claire)


def test_a_mandate_may_follow_one_that_has_ended(claire: User, driss: User) -> None:
    first = begin_membership(
        driss,
        body="assessors",
        institution=None,
        actor=claire,
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
    )

    second = begin_membership(driss, body="assessors", institution=None, actor=claire)

    assert first.pk != second.pk


def test_staff_say_where_they_work(claire: User, driss: User) -> None:
    with pytest.raises(InputError):
        begin_membership(driss, body="staff", institution=None, actor=claire)


def test_a_mandate_does_not_end_before_it_begins(claire: User, driss: User) -> None:
    with pytest.raises(InputError):
        begin_membership(
            driss, body="assessors", institution=None, actor=claire, ends_on=date(2026, 1, 1)
        )


def test_an_ended_mandate_stays_as_a_record(claire: User, driss: User) -> None:
    begun = begin_membership(driss, body="assessors", institution=None, actor=claire)

    end_membership(begun.pk, actor=claire)

    assert Membership.objects.get(pk=begun.pk).ends_on == TODAY
    assert RightRecord.objects.filter(person=driss, action="left").exists()


def test_only_a_ministry_lead_gives_mandates_and_not_to_themselves(
    claire: User, amina: User, driss: User
) -> None:
    with pytest.raises(TransitionForbiddenError):
        begin_membership(driss, body="assessors", institution=None, actor=amina)
    with pytest.raises(TransitionForbiddenError):
        begin_membership(claire, body="assessors", institution=None, actor=claire)
