"""Delegations: given by oneself, between two days, to somebody who is there."""

from datetime import date, timedelta

import pytest

from lifecycle.services import delegations
from lifecycle.services.delegations import DELEGATION_MAX_DAYS
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.databases import Clone
from tests.factories import proposal_in, someone
from tests.races import run_at_once
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
    WorkflowError,
)
from workflow.models import Delegation, User

TODAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)


@pytest.fixture(autouse=True)
def monday() -> object:
    """Let it be Monday, 2 March 2026."""
    with use_clock(FixedClock.on(TODAY)) as clock:
        yield clock


@pytest.mark.django_db
def test_the_delegate_acts_with_the_rights_of_who_delegates(
    driss: User, amina: User, karim: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    delegations.create(actor=amina, delegate=karim, starts_on=TODAY, ends_on=FRIDAY)
    event = fire(proposal, "admit", actor=karim, on_behalf_of=amina)

    assert (event.actor, event.on_behalf_of) == (karim, amina)


@pytest.mark.django_db
def test_a_delegation_says_when_it_was_given_and_why(amina: User, bilal: User) -> None:
    given = delegations.create(
        actor=amina, delegate=bilal, starts_on=TODAY, ends_on=TODAY, reason=" Congé "
    )

    assert given.reason == "Congé"
    assert given.given_at.date() == TODAY
    assert given.revoked_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (TODAY - timedelta(days=1), FRIDAY, "starts_on"),
        (FRIDAY, FRIDAY - timedelta(days=1), "ends_on"),
        (TODAY, TODAY + timedelta(days=DELEGATION_MAX_DAYS), "ends_on"),
    ],
)
def test_days_that_make_no_sense_are_an_input_error(
    amina: User, bilal: User, starts_on: date, ends_on: date, field: str
) -> None:
    with pytest.raises(InputError) as refusal:
        delegations.create(actor=amina, delegate=bilal, starts_on=starts_on, ends_on=ends_on)

    assert list(refusal.value.errors) == [field]
    assert not Delegation.objects.exists()


@pytest.mark.django_db
def test_the_longest_delegation_is_taken(amina: User, bilal: User) -> None:
    last = TODAY + timedelta(days=DELEGATION_MAX_DAYS - 1)

    given = delegations.create(actor=amina, delegate=bilal, starts_on=TODAY, ends_on=last)

    assert given.ends_on == last


@pytest.mark.django_db
def test_nobody_delegates_to_themselves_or_to_a_closed_account(amina: User, bilal: User) -> None:
    bilal.is_active = False
    bilal.save()

    for delegate in (amina, bilal):
        with pytest.raises(InputError) as refusal:
            delegations.create(actor=amina, delegate=delegate, starts_on=TODAY, ends_on=FRIDAY)
        assert list(refusal.value.errors) == ["delegate"]


@pytest.mark.django_db
def test_a_delegation_is_not_handed_on(amina: User, bilal: User, karim: User) -> None:
    delegations.create(actor=amina, delegate=bilal, starts_on=TODAY, ends_on=FRIDAY)

    with pytest.raises(TransitionRefusedError, match="Bilal"):
        delegations.create(actor=bilal, delegate=karim, starts_on=FRIDAY, ends_on=FRIDAY)
    with pytest.raises(TransitionRefusedError, match="Amina"):
        delegations.create(actor=karim, delegate=amina, starts_on=TODAY, ends_on=TODAY)
    with pytest.raises(TransitionRefusedError, match="Bilal"):
        delegations.create(actor=amina, delegate=bilal, starts_on=FRIDAY, ends_on=FRIDAY)

    assert Delegation.objects.count() == 1


@pytest.mark.django_db
def test_once_it_is_over_the_delegate_may_delegate_again(
    amina: User, bilal: User, karim: User
) -> None:
    delegations.create(actor=amina, delegate=bilal, starts_on=TODAY, ends_on=FRIDAY)
    after = FRIDAY + timedelta(days=1)

    given = delegations.create(actor=bilal, delegate=karim, starts_on=after, ends_on=after)

    assert given.principal == bilal


@pytest.mark.django_db
def test_who_gave_it_takes_it_back_and_the_next_act_obeys(
    driss: User, amina: User, karim: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    given = delegations.create(actor=amina, delegate=karim, starts_on=TODAY, ends_on=FRIDAY)

    delegations.revoke(given.pk, actor=amina)

    given.refresh_from_db()
    assert given.revoked_at is not None
    with pytest.raises(TransitionForbiddenError):
        fire(proposal, "admit", actor=karim, on_behalf_of=amina)
    with pytest.raises(TransitionRefusedError):
        delegations.revoke(given.pk, actor=amina)


@pytest.mark.django_db
def test_a_closed_account_acts_for_nobody(driss: User, amina: User, karim: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    delegations.create(actor=amina, delegate=karim, starts_on=TODAY, ends_on=FRIDAY)
    karim.is_active = False
    karim.save()

    with pytest.raises(TransitionForbiddenError):
        fire(proposal, "admit", actor=karim, on_behalf_of=amina)


@pytest.mark.django_db
def test_nobody_else_takes_it_back(amina: User, bilal: User, claire: User) -> None:
    given = delegations.create(actor=amina, delegate=bilal, starts_on=TODAY, ends_on=FRIDAY)

    with pytest.raises(TransitionForbiddenError):
        delegations.revoke(given.pk, actor=bilal)
    with pytest.raises(SubjectNotFoundError):
        delegations.revoke(given.pk, actor=claire)


@pytest.mark.django_db
def test_a_delegation_that_ran_out_is_not_taken_back(amina: User, bilal: User) -> None:
    given = delegations.create(actor=amina, delegate=bilal, starts_on=TODAY, ends_on=TODAY)

    with use_clock(FixedClock.on(FRIDAY)), pytest.raises(TransitionRefusedError):
        delegations.revoke(given.pk, actor=amina)


def test_of_two_who_delegate_to_each_other_at_once_one_does(cloned_database: Clone) -> None:
    one = someone(MINISTRY_TEAM)
    other = someone(MINISTRY_TEAM, other_than=[one])

    def give(principal: User, delegate: User) -> Delegation:
        with use_clock(FixedClock.on(TODAY)):
            return delegations.create(
                actor=principal, delegate=delegate, starts_on=TODAY, ends_on=FRIDAY
            )

    results = run_at_once([lambda: give(one, other), lambda: give(other, one)])

    assert sum(isinstance(each, WorkflowError) for each in results) == 1
    assert Delegation.objects.count() == 1
