"""The owner names the project lead, or withdraws the porter, on the pages of the dossier."""

import pytest
from django.urls import reverse

from lifecycle.models import Proposal
from tests.cast import Institutions
from tests.lifecycle.web.porters.pages import read_porters
from tests.lifecycle.web.proposals.browsing import fire_on_page, read, read_dossier
from tests.porters import (
    accept,
    check_prefill,
    member_of,
    name_lead,
)
from workflow.engine import fire
from workflow.models import User, WorkItem

pytestmark = pytest.mark.django_db


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


def test_the_page_of_a_project_lead_names_the_dossier_they_run(
    search: Proposal, claire: User, institutions: Institutions
) -> None:
    accept(search)
    name_lead(search)

    page = read(claire, reverse("person", args=[member_of(institutions.archives).pk]))

    assert search.reference in page
    assert "project lead" in page.lower()
