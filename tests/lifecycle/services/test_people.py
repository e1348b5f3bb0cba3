"""Roles are given and taken back by the ministry lead, and everything leaves a trace."""

from datetime import timedelta

import pytest

from lifecycle.services.delegations import create
from lifecycle.services.people import deactivate, give_role, reactivate, take_back_role
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import (
    AUTHOR,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    PROJECT_LEAD,
)
from tests.cast import PASSWORD, Institutions, make_person
from tests.factories import make_plan, proposal_in
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.models import Delegation, Event, EventKind, RightRecord, User, WorkItem
from workflow.permissions import grant, load_grants

pytestmark = pytest.mark.django_db


def delegate(principal: User, delegate: User) -> None:
    today = current_clock().today()
    Delegation.objects.create(
        principal=principal,
        delegate=delegate,
        starts_on=today,
        ends_on=today + timedelta(days=3),
        given_at=current_clock().now(),
    )


def test_a_role_that_is_given_counts_and_names_who_gave_it(claire: User, driss: User) -> None:
    changed = give_role(driss, role=MINISTRY_TEAM, on=None, actor=claire, reason="renfort")

    record = RightRecord.objects.get(person=driss)
    assert changed
    assert load_grants(driss).has_group("ministry_team")
    assert (record.action, record.right, record.given_by) == ("given", "ministry_team", claire)
    assert record.reason == "renfort"


def test_a_role_on_an_institution_is_held_there_only(
    claire: User, driss: User, institutions: Institutions
) -> None:
    give_role(driss, role=FOCAL_POINT, on=institutions.archives, actor=claire)

    held = load_grants(driss).institutions_of("focal_point")
    assert held == {institutions.archives.pk}


def test_a_role_given_twice_is_recorded_once(claire: User, driss: User) -> None:
    give_role(driss, role=MINISTRY_TEAM, on=None, actor=claire)

    assert not give_role(driss, role=MINISTRY_TEAM, on=None, actor=claire)
    assert RightRecord.objects.filter(person=driss).count() == 1


def test_a_grant_on_a_dossier_is_in_the_history_of_the_dossier(claire: User, driss: User) -> None:
    plan = make_plan()

    give_role(driss, role=PROJECT_LEAD, on=plan, actor=claire)

    event = Event.objects.get(subject=plan.pk)
    assert (event.kind, event.name) == (EventKind.GRANT, "project_lead.given")
    assert event.actor == claire


def test_only_a_ministry_lead_gives_roles(amina: User, lamia: User, driss: User) -> None:
    for actor in (amina, lamia, driss):
        with pytest.raises(TransitionForbiddenError):
            give_role(driss, role=MINISTRY_TEAM, on=None, actor=actor)


def test_nobody_gives_a_role_to_themselves(claire: User) -> None:
    with pytest.raises(TransitionForbiddenError):
        give_role(claire, role=MINISTRY_TEAM, on=None, actor=claire)


def test_who_acts_for_somebody_cannot_give_them_a_role(claire: User, driss: User) -> None:
    delegate(driss, claire)

    with pytest.raises(TransitionRefusedError):
        give_role(driss, role=MINISTRY_TEAM, on=None, actor=claire)


def test_a_role_known_by_its_facts_is_nobodys_to_give(claire: User, driss: User) -> None:
    with pytest.raises(InputError):
        give_role(driss, role=AUTHOR, on=None, actor=claire)


def test_a_role_is_given_where_it_is_held(
    claire: User, driss: User, institutions: Institutions
) -> None:
    with pytest.raises(InputError):
        give_role(driss, role=FOCAL_POINT, on=None, actor=claire)
    with pytest.raises(InputError):
        give_role(driss, role=MINISTRY_TEAM, on=institutions.archives, actor=claire)


def test_no_role_is_given_on_an_institution_that_was_succeeded(
    claire: User, driss: User, institutions: Institutions
) -> None:
    institutions.archives.succeeded_by = institutions.ministry
    institutions.archives.save()

    with pytest.raises(TransitionRefusedError):
        give_role(driss, role=FOCAL_POINT, on=institutions.archives, actor=claire)


def test_a_role_taken_back_is_lost_at_once(claire: User, amina: User) -> None:
    take_back_role(amina, role=MINISTRY_TEAM, on=None, actor=claire, reason="départ")

    assert not load_grants(amina).groups
    assert RightRecord.objects.filter(person=amina, action="taken_back").exists()


def test_the_last_ministry_lead_stays(claire: User, bilal: User) -> None:
    grant(MINISTRY_LEAD, bilal)
    take_back_role(bilal, role=MINISTRY_LEAD, on=None, actor=claire)

    with pytest.raises(TransitionRefusedError):
        take_back_role(claire, role=MINISTRY_LEAD, on=None, actor=claire)
    with pytest.raises(TransitionForbiddenError):
        deactivate(claire, actor=claire, reason="x")


def test_a_lead_whose_account_is_closed_does_not_count(claire: User) -> None:
    other = make_person("Other")
    grant(MINISTRY_LEAD, other)
    other.is_active = False
    other.save()

    with pytest.raises(TransitionRefusedError):
        take_back_role(claire, role=MINISTRY_LEAD, on=None, actor=claire)


def test_a_closed_account_signs_in_no_more_and_is_not_deleted(
    claire: User, amina: User, client: object
) -> None:
    deactivate(amina, actor=claire, reason="départ")

    amina.refresh_from_db()
    assert not amina.is_active
    assert not load_grants(amina).is_authenticated
    assert not client.login(email=amina.email, password=PASSWORD)  # type: ignore[attr-defined]
    assert RightRecord.objects.filter(person=amina, action="closed").exists()


def test_what_a_closed_account_had_claimed_goes_back(claire: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    item = WorkItem.objects.get(subject=proposal.pk, closed_at__isnull=True)
    WorkItem.objects.filter(pk=item.pk).update(person=amina, desk=f"person:{amina.pk}")

    deactivate(amina, actor=claire, reason="départ")

    item.refresh_from_db()
    assert (item.person, item.desk) == (None, "ministry_team")


def test_closing_says_why(claire: User, amina: User) -> None:
    with pytest.raises(InputError):
        deactivate(amina, actor=claire, reason=" ")


def test_an_account_is_closed_and_opened_once(claire: User, amina: User) -> None:
    deactivate(amina, actor=claire, reason="départ")
    with pytest.raises(TransitionRefusedError):
        deactivate(amina, actor=claire, reason="départ")

    reactivate(amina, actor=claire)

    assert load_grants(User.objects.get(pk=amina.pk)).has_group("ministry_team")
    with pytest.raises(TransitionRefusedError):
        reactivate(amina, actor=claire)


def test_no_role_is_given_to_a_closed_account(claire: User, amina: User) -> None:
    deactivate(amina, actor=claire, reason="départ")
    amina.refresh_from_db()

    with pytest.raises(TransitionRefusedError):
        give_role(amina, role=MINISTRY_LEAD, on=None, actor=claire)


def test_who_gave_a_role_today_does_not_act_for_whom_they_gave_it_to(
    claire: User, driss: User
) -> None:
    today = current_clock().today()
    give_role(driss, role=MINISTRY_TEAM, on=None, actor=claire)

    with pytest.raises(TransitionRefusedError):
        create(actor=driss, delegate=claire, starts_on=today, ends_on=today)
    with use_clock(FixedClock.on(today + timedelta(days=1))):
        tomorrow = current_clock().today()
        assert create(actor=driss, delegate=claire, starts_on=tomorrow, ends_on=tomorrow).pk
