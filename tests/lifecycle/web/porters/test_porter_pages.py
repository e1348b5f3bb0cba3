"""The page of the porters of a dossier: who carries it and who was asked, to whom it says so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.services.porters import add_partner
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.lifecycle.web.porters.pages import find, read_porters
from tests.lifecycle.web.proposals.browsing import browse, read_dossier
from tests.porters import (
    accept,
    asked_seat,
    lead_of,
    make_body,
    member_of,
    turn_down,
)
from workflow.clock import current_clock
from workflow.models import Institution, User

pytestmark = pytest.mark.django_db


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


def test_a_dissolved_lead_porter_is_said_on_the_page(search: Proposal, amina: User) -> None:
    accept(search)
    Institution.objects.filter(pk=lead_of(search).pk).update(dissolved_on=current_clock().today())

    assert "The lead porter was dissolved" in read_porters(amina, search)
    assert "Archives publiques (dissolved)" in read_dossier(amina, search)


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
