"""A delegate acts with the rights of another, and everything shows it."""

from datetime import date

import pytest
from django.utils import timezone

from tests.workflow.toy.making import INSPECTION, Office, make_parcel
from tests.workflow.toy.models import Parcel, Van
from workflow.clock import FixedClock, use_clock
from workflow.engine import explain, fire
from workflow.exceptions import SubjectNotFoundError, TransitionForbiddenError
from workflow.models import Delegation, User

STARTS_ON, ENDS_ON = date(2026, 6, 10), date(2026, 6, 12)


def delegate(principal: User, to: User) -> Delegation:
    return Delegation.objects.create(
        principal=principal, delegate=to, starts_on=STARTS_ON, ends_on=ENDS_ON
    )


@pytest.mark.parametrize(
    ("day", "is_allowed"),
    [
        (date(2026, 6, 9), False),
        (STARTS_ON, True),
        (ENDS_ON, True),
        (date(2026, 6, 13), False),
    ],
)
def test_a_delegation_counts_from_its_first_day_to_its_last(
    office: Office, parcel: Parcel, day: date, is_allowed: bool
) -> None:
    delegate(office.anna, office.ben)

    with use_clock(FixedClock.on(day)):
        if is_allowed:
            event = fire(parcel, "post", actor=office.ben, on_behalf_of=office.anna)
            assert (event.actor, event.on_behalf_of) == (office.ben, office.anna)
        else:
            with pytest.raises(TransitionForbiddenError, match="No delegation"):
                fire(parcel, "post", actor=office.ben, on_behalf_of=office.anna)


def test_a_revoked_delegation_counts_no_more(office: Office, parcel: Parcel) -> None:
    found = delegate(office.anna, office.ben)
    found.revoked_at = timezone.now()
    found.save()

    with (
        use_clock(FixedClock.on(STARTS_ON)),
        pytest.raises(TransitionForbiddenError, match="No delegation"),
    ):
        fire(parcel, "post", actor=office.ben, on_behalf_of=office.anna)


def test_a_delegation_gives_nothing_unless_it_is_named(office: Office, parcel: Parcel) -> None:
    delegate(office.anna, office.ben)

    with use_clock(FixedClock.on(STARTS_ON)), pytest.raises(SubjectNotFoundError):
        fire(parcel, "post", actor=office.ben)


def test_a_delegate_brings_no_right_of_their_own(office: Office, parcel: Parcel) -> None:
    delegate(office.ben, office.anna)

    with use_clock(FixedClock.on(STARTS_ON)), pytest.raises(SubjectNotFoundError):
        fire(parcel, "post", actor=office.anna, on_behalf_of=office.ben)


def test_separation_of_duties_binds_the_delegate(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted", sender=office.anna)
    delegate(office.boris, office.anna)
    inputs = {**INSPECTION, "inspectors": [office.ben]}

    with (
        use_clock(FixedClock.on(STARTS_ON)),
        pytest.raises(TransitionForbiddenError, match="somebody other than the sender"),
    ):
        fire(parcel, "inspect", actor=office.anna, on_behalf_of=office.boris, inputs=inputs)


def test_separation_of_duties_binds_who_is_stood_in_for(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted", sender=office.boris)
    delegate(office.boris, office.ben)
    inputs = {**INSPECTION, "inspectors": [office.ben]}

    with (
        use_clock(FixedClock.on(STARTS_ON)),
        pytest.raises(TransitionForbiddenError, match="somebody other than the sender"),
    ):
        fire(parcel, "inspect", actor=office.ben, on_behalf_of=office.boris, inputs=inputs)


def test_a_delegate_is_explained_the_rights_they_stand_in_with(
    office: Office, parcel: Parcel
) -> None:
    delegate(office.anna, office.ben)

    with use_clock(FixedClock.on(STARTS_ON)):
        found = explain(parcel, actor=office.ben, on_behalf_of=office.anna).find("post")

    assert found is not None
    assert found.is_allowed
