"""The page of a round: who reads what of it, in which words, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.vocabulary import ProposalState, Side
from lifecycle.vocabulary.roles import OWNER
from tests.cast import Institutions, make_institution
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.lifecycle.web.rounds.sheets import find_round, find_seat, post_decision, submit_sheet
from tests.porters import make_body, owner_of
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.models import Round, User, WorkItem
from workflow.permissions import grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(institutions: Institutions) -> Proposal:
    """Return a dossier whose sheet is before its owners."""
    return submit_sheet(institutions)


def address_of(proposal: Proposal) -> str:
    """Return the address of the round that runs."""
    return reverse("round", args=[find_round(proposal).pk])


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_an_owner_reads_the_text_in_both_languages_and_decides(
    proposal: Proposal, emna: User, language: str, direction: str
) -> None:
    page = read(emna, address_of(proposal), language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "Personne ne sait quelles séries ont été versées depuis 2015." in page
    assert "لا أحد يعرف السلاسل التي أودعت منذ 2015." in page
    assert 'name="choice"' in page


def test_the_dossier_leads_who_decides_to_the_round_and_nobody_else(
    proposal: Proposal, institutions: Institutions, emna: User, amina: User, farid: User
) -> None:
    seat = find_seat(proposal, institutions.archives)
    link = f'href="{address_of(proposal)}?seat={seat.pk}"'
    dossier = reverse("proposal", args=[proposal.pk])

    assert link in read(emna, dossier)
    for other in (amina, farid):
        assert link not in read(other, dossier)


def test_everybody_with_a_part_in_it_reads_who_decides_and_who_is_waited_for(
    proposal: Proposal, amina: User, jalila: User, farid: User
) -> None:
    for reader in (amina, jalila, farid):
        page = read(reader, address_of(proposal))

        assert "Archives publiques" in page
        assert "days left" in page
        assert 'name="choice"' not in page


def test_a_citizen_reads_only_the_counts(
    proposal: Proposal, emna: User, driss: User, institutions: Institutions
) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(published_at=current_clock().now())
    address = address_of(proposal)
    seat = find_seat(proposal, institutions.archives)
    post_decision(emna, seat, choice="remarks", comment="Entre nous.")

    for reader in (driss, None):
        page = read(reader, address)

        assert "Entre nous." not in page
        assert "Personne ne sait" not in page
        assert "Emna" not in page
        assert "in favour" in page


def test_who_may_not_see_the_subject_does_not_see_its_round(
    proposal: Proposal, driss: User
) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(published_at=None)

    assert browse(driss).get(address_of(proposal)).status_code == 404
    assert browse().get(address_of(proposal)).status_code == 404


def test_a_round_of_scores_has_a_page_of_its_own_elsewhere(
    ghita: User, hamid: User, amina: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    scoring = Round.objects.get(subject=proposal.pk)

    assert browse(amina).get(reverse("round", args=[scoring.pk])).status_code == 404


def test_a_candidate_is_asked_whether_it_carries_the_dossier(emna: User) -> None:
    proposal = proposal_in(ProposalState.PORTER_SEARCH)
    asked = Round.objects.get(subject=proposal.pk, name="acceptance")
    seat = asked.seats.order_by("rank")[0]
    assert seat.institution is not None
    grant(OWNER, emna, on=seat.institution)

    page = read(emna, reverse("round", args=[asked.pk]))
    answer = post_decision(emna, seat, choice="decline", comment="Aucun moyen.")

    assert "My institution carries it" in page
    assert proposal.problem in page
    assert answer.status_code == 302
    assert "Declines" in read(emna, reverse("round", args=[asked.pk]))


def test_the_ministry_is_offered_to_remind_and_owners_are_not_to_remind_themselves(
    proposal: Proposal, amina: User, emna: User, institutions: Institutions
) -> None:
    item = WorkItem.objects.get(seat=find_seat(proposal, institutions.archives))
    button = reverse("work_item_remind", args=[item.pk])

    assert button in read(amina, address_of(proposal))
    assert button not in read(emna, address_of(proposal))


@pytest.mark.parametrize("asked", ["x", "999999", "9" * 40, "-1"])
def test_a_seat_in_the_address_that_is_none_changes_nothing(
    proposal: Proposal, emna: User, asked: str
) -> None:
    assert 'name="choice"' in read(emna, f"{address_of(proposal)}?seat={asked}")


def test_the_page_costs_the_same_however_many_decide(
    proposal: Proposal, amina: User, institutions: Institutions
) -> None:
    bodies = [
        make_institution(f"b{number}", Side.GOVERNMENT, french=f"B {number}", arabic="ب")
        for number in range(4)
    ]
    crowded = submit_sheet(institutions, others=bodies)

    few, many = (count_statements(amina, address_of(each)) for each in (proposal, crowded))

    assert find_round(crowded).seats.count() == 6
    assert many == few


def count_statements(person: User, address: str) -> int:
    """Return how many statements the page takes."""
    client = browse(person)
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


def test_candidates_are_asked_one_after_the_other(amina: User, institutions: Institutions) -> None:
    proposal = proposal_in(ProposalState.PRIORITIZED)
    bodies = [make_body() for _number in range(2)]
    for body in bodies:
        owner_of(body)
    set_candidates(proposal, candidates=[Candidate(body.pk) for body in bodies], actor=amina)
    fire(proposal.pk, "seek_porter", actor=amina)
    asked = Round.objects.get(subject=proposal.pk, name="acceptance")

    page = read(amina, reverse("round", args=[asked.pk]))

    assert page.count("days left") == 2
    assert page.count("Asked later") == 1
