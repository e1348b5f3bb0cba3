"""The forms of the ministry team about porters: partners join and leave, candidates are asked."""

import pytest

from lifecycle.models import CandidatePorter, Proposal, ProposalPorter
from lifecycle.services.porters import add_partner
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.lifecycle.web.porters.pages import find, post, read_porters
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.porters import (
    accept,
    make_body,
)
from workflow.engine import fire
from workflow.models import User

pytestmark = pytest.mark.django_db


def test_a_partner_joins_and_leaves_on_the_page(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    accept(search)

    joined = post(
        amina,
        "proposal_add_partner",
        search,
        institution=institutions.rivage.pk,
        letter="2026/31",
    )
    partner = ProposalPorter.objects.get(proposal=search, leads=False)
    shown = read_porters(None, search)
    left = post(amina, "proposal_remove_partner", search, partner.pk, reason="Sans budget.")

    assert (joined.status_code, left.status_code) == (302, 302)
    assert joined.url == find("proposal_porters", search)
    assert str(institutions.rivage) in shown
    assert "Sans budget." in read_porters(None, search)


def test_what_is_missing_is_said_near_its_field_and_what_was_typed_is_kept(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    accept(search)

    answer = post(amina, "proposal_add_partner", search, institution="", letter="2026/31")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="2026/31"' in page
    assert "This institution does not exist, or not any more." in page


def test_a_form_on_an_older_version_says_so(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    accept(search)
    typed = {"institution": institutions.rivage.pk, "letter": "2026/31", "expect": 1}

    answer = browse(amina).post(find("proposal_add_partner", search), typed)

    assert answer.status_code == 409
    assert not ProposalPorter.objects.filter(proposal=search, leads=False).exists()


def test_what_was_typed_stays_when_the_dossier_no_longer_takes_it(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    answer = post(
        amina,
        "proposal_add_partner",
        search,
        institution=institutions.rivage.pk,
        letter="2026/31",
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="2026/31"' in page
    assert "Partners join and leave once a porter leads, until the sheet is submitted." in page


def test_a_form_that_nothing_would_be_taken_from_says_so_when_it_is_opened(
    search: Proposal, amina: User, emna: User, institutions: Institutions
) -> None:
    early = browse(amina).get(find("proposal_add_partner", search))
    accept(search)
    partner = add_partner(
        search, institution_id=institutions.rivage.pk, letter="2026/31", actor=amina
    )
    fire(search, "withdraw_porter", actor=emna, inputs={"letter": "12/2026", "reason": "Moyens."})
    late = browse(amina).get(find("proposal_remove_partner", search, partner.pk))

    assert (early.status_code, late.status_code) == (409, 409)
    for answer in (early, late):
        assert "Partners join and leave once a porter leads" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["proposal_add_partner", "proposal_candidates", "proposal_ask_all"]
)
def test_only_the_ministry_team_opens_the_forms(
    search: Proposal, claire: User, driss: User, emna: User, name: str
) -> None:
    for person in (claire, driss, emna):
        assert browse(person).get(find(name, search)).status_code == 403
        assert browse(person).post(find(name, search)).status_code == 403
    assert browse(None).get(find(name, search)).status_code == 302


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_forms_are_read_in_each_language(
    search: Proposal, amina: User, institutions: Institutions, language: str
) -> None:
    assert "<form" in read(amina, find("proposal_ask_all", search), language)
    accept(search)
    partner = add_partner(
        search, institution_id=institutions.rivage.pk, letter="2026/31", actor=amina
    )
    addresses = [
        find("proposal_add_partner", search),
        find("proposal_remove_partner", search, partner.pk),
        find("proposal_candidates", search),
    ]

    for address in addresses:
        assert "<form" in read(amina, address, language)


def test_a_partner_of_another_dossier_is_not_removed_here(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    accept(search)
    other = proposal_in(ProposalState.LEAD_NAMING, plan=search.plan)
    body = make_body()
    partner = add_partner(other, institution_id=body.pk, letter="2026/31", actor=amina)

    answer = browse(amina).get(find("proposal_remove_partner", search, partner.pk))

    assert answer.status_code == 404


def test_the_ministry_asks_the_others_now(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    offered = read_porters(amina, search)
    answer = post(amina, "proposal_ask_all", search)
    again = post(amina, "proposal_ask_all", search)

    assert find("proposal_ask_all", search) in offered
    asked = browse(amina).get(find("proposal_ask_all", search))

    assert (answer.status_code, again.status_code, asked.status_code) == (302, 409, 409)
    assert "Everybody in this round has been asked." in asked.content.decode()
    assert "one after the other" in offered
    assert "They are asked at the same time" in read_porters(amina, search)
    assert read_porters(amina, search).count("Asked, no answer yet") == 2
    assert find("proposal_ask_all", search) not in read_porters(amina, search)


def test_candidates_are_put_in_order_while_an_institution_carries_it(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    accept(search)
    typed = {
        "candidates_0_institution": institutions.rivage.pk,
        "candidates_0_reason": "La connaît bien.",
        "candidates_1_institution": institutions.ministry.pk,
        "candidates_1_reason": "",
    }

    answer = post(amina, "proposal_candidates", search, **typed)

    ranked = CandidatePorter.objects.filter(proposal=search).values_list("institution", flat=True)
    assert answer.status_code == 302
    assert list(ranked) == [institutions.rivage.pk, institutions.ministry.pk]


@pytest.mark.parametrize(
    ("institution", "words"),
    [("", "Row 1, Institution: This field is required."), ("9" * 30, "Select a valid choice")],
)
def test_a_row_of_candidates_that_is_half_written_is_not_dropped(
    search: Proposal, amina: User, institution: str, words: str
) -> None:
    accept(search)
    typed = {"candidates_0_institution": institution, "candidates_0_reason": "La connaît bien."}

    answer = post(amina, "proposal_candidates", search, **typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "La connaît bien." in answer.content.decode()


def test_a_row_is_named_by_the_number_it_stands_under(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    accept(search)
    typed = {
        "candidates_0_institution": institutions.rivage.pk,
        "candidates_1_institution": "",
        "candidates_2_institution": "",
        "candidates_2_reason": "La connaît bien.",
    }

    answer = post(amina, "proposal_candidates", search, **typed)

    assert "Row 3, Institution: This field is required." in answer.content.decode()


def test_candidates_who_are_being_asked_are_not_offered_to_be_changed(
    search: Proposal, amina: User
) -> None:
    address = find("proposal_candidates", search)

    page = browse(amina).get(address, headers={"accept-language": "en"})

    assert page.status_code == 409
    assert "not while they are being asked" in page.content.decode()
    assert f'"{address}"' not in read_porters(amina, search)
