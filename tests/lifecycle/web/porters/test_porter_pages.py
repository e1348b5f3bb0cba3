"""The pages of the porters of a dossier: who carries it, who is asked, who joins and leaves."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import CandidatePorter, Proposal, ProposalPorter
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.porters import add_partner
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.consultation import draft_version
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import browse, fire_on_page, read, read_dossier
from tests.porters import (
    accept,
    asked_seat,
    check_prefill,
    lead_of,
    make_body,
    member_of,
    name_lead,
    owner_of,
    turn_down,
)
from tests.road import dossier_in
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.models import Institution, User, WorkItem

pytestmark = pytest.mark.django_db

FORMS = ["proposal_add_partner", "proposal_candidates", "proposal_ask_all"]


@pytest.fixture
def search(amina: User, driss: User, institutions: Institutions) -> Proposal:
    """Return a dossier for which the archives are asked first, then the ministry."""
    dossier = proposal_in(ProposalState.PRIORITIZED, author=driss)
    bodies = (institutions.archives, institutions.ministry)
    for body in bodies:
        owner_of(body)
    set_candidates(dossier, candidates=[Candidate(each.pk) for each in bodies], actor=amina)
    fire(dossier.pk, "seek_porter", actor=amina)
    dossier.refresh_from_db()
    return dossier


def find(name: str, dossier: Proposal, *more: int) -> str:
    """Return the address of a page about the porters of the dossier."""
    return reverse(name, args=[dossier.pk, *more])


def read_porters(person: User | None, dossier: Proposal, language: str = "en") -> str:
    """Return the page of the porters as this person reads it."""
    return unescape(read(person, find("proposal_porters", dossier), language))


def post(person: User, name: str, dossier: Proposal, *more: int, **typed: Any) -> Any:
    """Send a form of the dossier at its present version."""
    version = Proposal.objects.get(pk=dossier.pk).version
    address = find(name, dossier, *more)
    return browse(person).post(address, {"expect": version, **typed})


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_page_is_read_in_each_language(
    search: Proposal, amina: User, language: str, direction: str, institutions: Institutions
) -> None:
    page = read_porters(amina, search, language)

    name = {"ar": "الأرشيف العمومي"}.get(language, "Archives publiques")
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert name in page


def test_each_candidate_is_shown_with_its_answer(search: Proposal, amina: User) -> None:
    turn_down(search, "Hors de nos missions.")

    page = read_porters(amina, search)

    assert "Declined" in page
    assert "Hors de nos missions." in page
    assert "Asked, no answer yet" in page
    assert reverse("round", args=[asked_seat(search).round_id]) in page


def test_everybody_reads_who_carries_it_and_nobody_else_who_was_asked(
    search: Proposal, driss: User, institutions: Institutions
) -> None:
    turn_down(search, "Hors de nos missions.")
    accept(search)

    for person in (None, driss):
        page = read_porters(person, search)
        assert str(institutions.ministry) in page
        assert str(institutions.archives) not in page
        assert "Hors de nos missions." not in page


def test_what_is_not_theirs_to_see_has_no_porters(driss: User, farid: User) -> None:
    hidden = proposal_in(ProposalState.SUBMITTED, author=driss)

    for person in (None, farid):
        assert browse(person).get(find("proposal_porters", hidden)).status_code == 404


def test_the_owner_is_led_to_name_the_project_lead(search: Proposal, emna: User) -> None:
    accept(search)
    check_prefill(search)

    page = read_porters(emna, search)

    assert reverse("proposal_transition", args=[search.pk, "name_lead"]) in page
    assert reverse("proposal_transition", args=[search.pk, "withdraw_porter"]) in page


def test_the_dossier_says_first_what_its_state_waits_for(search: Proposal, emna: User) -> None:
    accept(search)

    page = read_dossier(emna, search)

    assert page.index("Name the project lead") < page.index("Withdraw the porter")


def test_what_is_not_possible_yet_is_said_with_its_reason(search: Proposal, emna: User) -> None:
    accept(search)

    page = read_porters(emna, search)

    assert reverse("proposal_transition", args=[search.pk, "name_lead"]) not in page
    assert "Pre-fill the sheet from the proposals it is born of, and check it." in page


def test_the_owner_names_the_project_lead_on_the_page_of_the_transition(
    search: Proposal, emna: User, ilias: User
) -> None:
    accept(search)
    check_prefill(search)

    form = read(emna, reverse("proposal_transition", args=[search.pk, "name_lead"]))
    answer = fire_on_page(emna, search, "name_lead", project_lead=ilias.pk)

    assert "Ilias" in form
    assert "Emna" not in form.split("<form")[-1]
    assert answer.status_code == 302
    assert "Ilias" in read_porters(emna, search)
    assert "Ilias" not in read_porters(None, search)


def test_the_history_names_who_leads_to_those_who_work_on_it(
    search: Proposal, ilias: User, emna: User, amina: User
) -> None:
    accept(search)
    check_prefill(search)
    fire_on_page(emna, search, "name_lead", project_lead=ilias.pk)
    address = reverse("proposal_history", args=[search.pk])

    assert "Ilias" in read(amina, address)
    assert "Ilias" not in read(None, address)


def test_what_is_about_the_sheet_leads_to_the_sheet(search: Proposal, emna: User) -> None:
    accept(search)
    check_prefill(search)

    page = read(emna, reverse("proposal_transition", args=[search.pk, "name_lead"]))

    assert reverse("sheet", args=[search.pk]) in page
    assert '<details class="disclosure" open' not in page


def test_a_sheet_that_was_checked_is_not_to_be_checked_again_for_the_next_porter(
    search: Proposal, emna: User
) -> None:
    accept(search)
    check_prefill(search)
    fire(search, "withdraw_porter", actor=emna, inputs={"letter": "12/2026", "reason": "Moyens."})

    accept(search)

    waiting = WorkItem.objects.filter(subject=search.pk, closed_at=None)
    assert list(waiting.values_list("kind", flat=True)) == ["lead_naming"]


def test_a_withdrawal_is_published_with_its_reason(search: Proposal, emna: User) -> None:
    accept(search)
    name_lead(search)
    typed = {"letter": "2026/77", "reason": "Ses missions ont changé."}

    silent = fire_on_page(emna, search, "withdraw_porter", letter="2026/77", reason="")
    done = fire_on_page(emna, search, "withdraw_porter", **typed)

    public = read_porters(None, search)
    assert (silent.status_code, done.status_code) == (422, 302)
    assert "Archives publiques" in public
    assert "Ses missions ont changé." in public
    assert "2026/77" not in public
    assert "2026/77" in read_porters(emna, search)


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
    accept(search)
    partner = add_partner(
        search, institution_id=institutions.rivage.pk, letter="2026/31", actor=amina
    )
    addresses = [
        find("proposal_add_partner", search),
        find("proposal_remove_partner", search, partner.pk),
        find("proposal_candidates", search),
        find("proposal_ask_all", search),
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
    assert (answer.status_code, again.status_code) == (302, 409)
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


def test_candidates_who_are_being_asked_are_not_offered_to_be_changed(
    search: Proposal, amina: User
) -> None:
    address = find("proposal_candidates", search)

    page = browse(amina).get(address, headers={"accept-language": "en"})

    assert page.status_code == 409
    assert "not while they are being asked" in page.content.decode()
    assert f'"{address}"' not in read_porters(amina, search)


def test_a_dissolved_lead_porter_is_said_on_the_page(search: Proposal, amina: User) -> None:
    accept(search)
    Institution.objects.filter(pk=lead_of(search).pk).update(dissolved_on=current_clock().today())

    assert "The lead porter was dissolved" in read_porters(amina, search)
    assert "Archives publiques (dissolved)" in read_dossier(amina, search)


def test_the_dossier_shows_its_road(
    search: Proposal, amina: User, driss: User, institutions: Institutions
) -> None:
    asked = read_dossier(amina, search)
    accept(search)
    add_partner(search, institution_id=institutions.rivage.pk, letter="2026/31", actor=amina)
    carried = unescape(read_dossier(driss, search))

    assert reverse("round", args=[asked_seat_round(search)]) in asked
    assert find("proposal_porters", search) in carried
    assert "Archives publiques, with one partner: Association Rivage" in carried


def test_a_dossier_that_is_ready_leads_to_the_draft_of_its_plan(amina: User, driss: User) -> None:
    dossier = dossier_in(ProposalState.READY)
    other = dossier_in(ProposalState.READY, plan=dossier.plan)
    none_yet = read_dossier(amina, dossier)
    version = draft_version([dossier])
    address = reverse("version", args=[dossier.plan.code, version.number])

    assert reverse("version_list", args=[dossier.plan.code]) in none_yet
    assert "It is in version 1" in read_dossier(amina, dossier)
    assert "It is not in version 1 yet" in read_dossier(amina, other)
    assert address in read_dossier(amina, other)
    assert address not in read_dossier(driss, other)


def test_the_road_of_a_proposal_that_is_not_on_it_is_not_shown(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    assert 'id="road"' not in read_dossier(driss, proposal)


def test_the_page_costs_the_same_however_many_carry_it(
    search: Proposal, amina: User, institutions: Institutions
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read_porters(amina, search)
        return len(queries)

    accept(search)
    member_of(institutions.archives)
    first = count()
    for _number in range(3):
        add_partner(search, institution_id=make_body().pk, letter="2026/31", actor=amina)

    assert count() == first


def asked_seat_round(dossier: Proposal) -> int:
    """Return the number of the round in which the candidates were asked."""
    return int(dossier.rounds.filter(name="acceptance").latest("pk").pk)


def test_the_page_of_a_project_lead_names_the_dossier_they_run(
    search: Proposal, claire: User, institutions: Institutions
) -> None:
    accept(search)
    name_lead(search)

    page = read(claire, reverse("person", args=[member_of(institutions.archives).pk]))

    assert search.reference in page
    assert "project lead" in page.lower()
