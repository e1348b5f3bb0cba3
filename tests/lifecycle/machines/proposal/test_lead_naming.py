"""Naming the project lead: by the owner of the lead porter, among its people, and nobody else."""

import pytest

from lifecycle.models import Proposal
from lifecycle.services.porters import add_partner
from lifecycle.vocabulary.roles import PROJECT_LEAD
from tests.cast import Institutions, make_person
from tests.lifecycle.machines.proposal.road import Road, again, last_event, moved
from tests.porters import accept, check_prefill, member_of, owner_of
from workflow.clock import current_clock
from workflow.engine import explain, fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Announcement, Institution, RightRecord, User
from workflow.permissions import load_grants, revoke

pytestmark = pytest.mark.django_db


@pytest.fixture
def carried(road: Road, institutions: Institutions) -> Proposal:
    """Return a dossier that the archives have just accepted, its sheet pre-filled and checked."""
    dossier = moved(road.ranked(), "seek_porter", actor=road.team)
    accept(dossier)
    check_prefill(dossier)
    return again(dossier)


def test_the_owner_names_somebody_of_the_institution(
    carried: Proposal, emna: User, ilias: User
) -> None:
    event = fire(carried, "name_lead", actor=emna, inputs={"project_lead": ilias.pk})

    assert again(carried).state == "sheet_drafting"
    assert event == last_event(carried)
    assert load_grants(ilias).subjects_of(PROJECT_LEAD.code) == {carried.pk}
    record = RightRecord.objects.get(person=ilias, subject=carried.pk)
    assert (record.action, record.right, record.given_by) == ("given", "project_lead", emna)
    assert Announcement.objects.filter(event=event, topic="proposal.name_lead").exists()


def test_the_sheet_is_then_on_the_desk_of_who_was_named(
    carried: Proposal, emna: User, ilias: User
) -> None:
    fire(carried, "name_lead", actor=emna, inputs={"project_lead": ilias.pk})

    items = carried.work_items.filter(closed_at__isnull=True)
    assert [(each.kind, each.desk) for each in items] == [("sheet_drafting", f"person:{ilias.pk}")]


def test_nobody_but_the_owner_of_the_lead_porter_names(
    carried: Proposal, road: Road, emna: User, farid: User, ilias: User, mounir: User
) -> None:
    inputs = {"project_lead": ilias.pk}

    for person in (road.team, road.lead, road.author, farid, ilias, mounir):
        with pytest.raises(TransitionForbiddenError):
            fire(carried, "name_lead", actor=person, inputs=inputs)

    assert again(carried).state == "lead_naming"


def test_the_owner_of_a_partner_does_not_name(
    carried: Proposal, road: Road, institutions: Institutions, ilias: User
) -> None:
    partner = institutions.ministry
    add_partner(carried, institution_id=partner.pk, letter="2026/4", actor=road.team)

    with pytest.raises(TransitionForbiddenError):
        fire(carried, "name_lead", actor=owner_of(partner), inputs={"project_lead": ilias.pk})


@pytest.mark.parametrize("who", ["owner", "stranger", "partner", "closed", "nobody"])
def test_only_people_of_the_lead_porter_but_its_owner_are_named(
    carried: Proposal, road: Road, institutions: Institutions, emna: User, ilias: User, who: str
) -> None:
    partner = institutions.ministry
    add_partner(carried, institution_id=partner.pk, letter="2026/4", actor=road.team)
    closed = member_of(institutions.archives)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    people = {
        "owner": emna.pk,
        "stranger": make_person("Stranger").pk,
        "partner": member_of(partner).pk,
        "closed": closed.pk,
        "nobody": None,
    }

    with pytest.raises(InputError) as refused:
        fire(carried, "name_lead", actor=emna, inputs={"project_lead": people[who]})

    assert set(refused.value.errors) == {"project_lead"}
    assert again(carried).state == "lead_naming"


def test_it_waits_for_the_sheet_to_be_pre_filled(road: Road, emna: User, ilias: User) -> None:
    dossier = moved(road.ranked(), "seek_porter", actor=road.team)
    accept(dossier)

    with pytest.raises(TransitionRefusedError) as refused:
        fire(dossier, "name_lead", actor=emna, inputs={"project_lead": ilias.pk})

    assert [each.guard for each in refused.value.shortfalls] == ["sheet_prefilled"]


def test_a_dissolved_lead_porter_names_nobody_and_is_told_why(
    carried: Proposal, institutions: Institutions, emna: User, ilias: User
) -> None:
    Institution.objects.filter(pk=institutions.archives.pk).update(
        dissolved_on=current_clock().today()
    )

    explained = explain(carried, actor=emna).find("name_lead")
    with pytest.raises(TransitionRefusedError) as refused:
        fire(carried, "name_lead", actor=emna, inputs={"project_lead": ilias.pk})

    assert [each.guard for each in refused.value.shortfalls] == ["lead_porter_exists"]
    assert explained is not None
    assert "was dissolved" in explained.reasons[0].message


def test_who_read_an_older_version_names_nobody(carried: Proposal, emna: User, ilias: User) -> None:
    inputs = {"project_lead": ilias.pk}

    with pytest.raises(StaleSubjectError):
        fire(carried, "name_lead", actor=emna, inputs=inputs, expect=carried.version - 1)


def test_a_project_lead_is_not_named_twice(carried: Proposal, emna: User, ilias: User) -> None:
    inputs = {"project_lead": ilias.pk}
    fire(carried, "name_lead", actor=emna, inputs=inputs)

    with pytest.raises(TransitionRefusedError, match="is possible from"):
        fire(carried, "name_lead", actor=emna, inputs=inputs)


def test_a_right_that_is_taken_back_counts_no_more(
    carried: Proposal, emna: User, ilias: User
) -> None:
    fire(carried, "name_lead", actor=emna, inputs={"project_lead": ilias.pk})
    revoke(PROJECT_LEAD, ilias, on=carried)

    explained = explain(again(carried), actor=ilias).find("submit_sheet")

    assert explained is not None
    assert not explained.is_theirs
