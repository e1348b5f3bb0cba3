"""A porter withdraws at any later state: the sheet stays, the next candidate is asked."""

from typing import Any

import pytest

from lifecycle.models import Proposal, ProposalPorter, Sheet
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.porters import add_partner
from lifecycle.vocabulary.roles import PROJECT_LEAD
from tests.cast import Institutions
from tests.lifecycle.machines.proposal.road import Road, again, last_event, moved
from tests.porters import accept, asked_seat, name_lead, owner_of
from tests.road import dossier_in
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Announcement, Institution, RightRecord, User
from workflow.permissions import load_grants

pytestmark = pytest.mark.django_db

WITHDRAWAL = {"letter": "2026/77", "reason": "Ses missions ont changé."}
#: Every state in which an institution carries a dossier.
CARRIED = (
    "lead_naming",
    "sheet_drafting",
    "sheet_approval",
    "ready",
    "in_consultation",
    "finalization",
    "signature",
    "signed",
)


@pytest.fixture
def drafted(road: Road, institutions: Institutions, emna: User, farid: User) -> Proposal:
    """Return a dossier that Farid runs for the archives; the ministry could be asked next."""
    dossier = road.prioritized()
    owner_of(institutions.ministry)
    bodies = (institutions.archives, institutions.ministry)
    chosen = [Candidate(each.pk) for each in bodies]
    set_candidates(dossier, candidates=chosen, actor=road.team)
    fire(dossier, "seek_porter", actor=road.team)
    accept(dossier)
    name_lead(dossier)
    return again(dossier)


def withdraw(dossier: Proposal, actor: User, **given: Any) -> Proposal:
    """Let this person withdraw the porter."""
    return moved(dossier, "withdraw_porter", actor=actor, inputs={**WITHDRAWAL, **given})


@pytest.mark.parametrize("who", ["owner", "lead"])
def test_the_owner_or_the_ministry_lead_withdraws_it(
    drafted: Proposal, road: Road, institutions: Institutions, emna: User, who: str
) -> None:
    actor = {"owner": emna, "lead": road.lead}[who]

    withdrawn = withdraw(drafted, actor)

    event = last_event(drafted)
    assert withdrawn.state == "porter_search"
    assert (event.name, event.actor) == ("withdraw_porter", actor)
    assert Announcement.objects.filter(event=event, topic="proposal.withdraw_porter").exists()
    assert asked_seat(drafted).institution == institutions.ministry


def test_its_part_ends_with_its_letter_and_the_reason_everybody_reads(
    drafted: Proposal, emna: User
) -> None:
    withdraw(drafted, emna)

    porter = ProposalPorter.objects.get(proposal=drafted)
    assert porter.ended_on == current_clock().today()
    assert (porter.end_letter, porter.end_reason) == ("2026/77", "Ses missions ont changé.")
    assert again(drafted).decided_reason == ""


def test_the_sheet_is_kept_and_its_project_lead_runs_it_no_more(
    drafted: Proposal, emna: User, farid: User
) -> None:
    sheet = Sheet.objects.get(proposal=drafted)

    withdraw(drafted, emna)

    assert Sheet.objects.get(proposal=drafted).current == sheet.current
    assert load_grants(farid).subjects_of(PROJECT_LEAD.code) == frozenset()
    actions = RightRecord.objects.filter(person=farid, subject=drafted.pk)
    assert set(actions.values_list("action", "given_by")) >= {("taken_back", emna.pk)}


def test_the_next_candidate_leads_and_names_its_own_project_lead(
    drafted: Proposal, emna: User, institutions: Institutions
) -> None:
    withdraw(drafted, emna)
    accept(drafted)
    name_lead(drafted)

    leading = ProposalPorter.objects.get(proposal=drafted, ended_on=None)
    assert (leading.institution, leading.leads) == (institutions.ministry, True)
    assert again(drafted).state == "sheet_drafting"


def test_partners_stay_and_one_of_them_may_lead(
    drafted: Proposal, road: Road, institutions: Institutions, emna: User
) -> None:
    for body in (institutions.ministry, institutions.rivage):
        add_partner(drafted, institution_id=body.pk, letter="2026/4", actor=road.team)
    withdraw(drafted, emna)
    accept(drafted)

    current = ProposalPorter.objects.filter(proposal=drafted, ended_on=None)
    assert set(current.values_list("institution", "leads")) == {
        (institutions.ministry.pk, True),
        (institutions.rivage.pk, False),
    }


def test_nobody_else_withdraws_it(
    drafted: Proposal, road: Road, institutions: Institutions, farid: User, mounir: User
) -> None:
    partner = institutions.rivage
    add_partner(drafted, institution_id=partner.pk, letter="2026/4", actor=road.team)

    for person in (road.team, road.author, farid, mounir, owner_of(partner)):
        with pytest.raises(TransitionForbiddenError):
            withdraw(drafted, person)

    assert again(drafted).state == "sheet_drafting"


@pytest.mark.parametrize("missing", ["letter", "reason"])
def test_it_takes_a_letter_and_a_public_reason(drafted: Proposal, emna: User, missing: str) -> None:
    with pytest.raises(InputError) as refused:
        withdraw(drafted, emna, **{missing: ""})

    assert set(refused.value.errors) == {missing}


def test_somebody_must_be_left_to_ask(
    drafted: Proposal, road: Road, institutions: Institutions, emna: User
) -> None:
    chosen = [Candidate(institutions.archives.pk)]
    set_candidates(drafted, candidates=chosen, actor=road.team)

    with pytest.raises(TransitionRefusedError) as refused:
        withdraw(drafted, emna)
    owner_of(institutions.rivage)
    set_candidates(drafted, candidates=[Candidate(institutions.rivage.pk)], actor=road.team)
    withdraw(drafted, emna)

    assert [each.guard for each in refused.value.shortfalls] == ["candidate_ranked"]
    assert asked_seat(drafted).institution == institutions.rivage


def test_it_does_not_withdraw_twice(drafted: Proposal, emna: User) -> None:
    version = drafted.version
    withdraw(drafted, emna)

    with pytest.raises(TransitionForbiddenError):
        withdraw(drafted, emna)
    with pytest.raises(StaleSubjectError):
        fire(drafted, "withdraw_porter", actor=emna, inputs=WITHDRAWAL, expect=version)


def test_a_porter_that_was_dissolved_is_withdrawn_by_the_ministry_lead(
    drafted: Proposal, road: Road, institutions: Institutions
) -> None:
    Institution.objects.filter(pk=institutions.archives.pk).update(
        dissolved_on=current_clock().today()
    )

    withdraw(drafted, road.lead)

    assert asked_seat(drafted).institution == institutions.ministry
    assert Sheet.objects.filter(proposal=drafted).exists()


@pytest.mark.parametrize("state", CARRIED)
def test_it_withdraws_from_every_state_in_which_it_carries(
    road: Road, institutions: Institutions, emna: User, state: str
) -> None:
    dossier = dossier_in(state, plan=road.plan, lead=institutions.archives)
    owner_of(institutions.ministry)
    chosen = [Candidate(institutions.ministry.pk)]
    set_candidates(dossier, candidates=chosen, actor=road.team)

    withdrawn = withdraw(dossier, emna)

    assert withdrawn.state == "porter_search"
    assert not withdrawn.work_items.filter(closed_at=None).exclude(kind="acceptance").exists()


@pytest.mark.parametrize("state", ["prioritized", "unported", "at_council", "adopted"])
def test_elsewhere_there_is_no_porter_to_withdraw(
    road: Road, institutions: Institutions, state: str
) -> None:
    dossier = dossier_in(state, plan=road.plan, lead=institutions.archives)

    with pytest.raises(TransitionRefusedError, match="is possible from"):
        withdraw(dossier, road.lead)
