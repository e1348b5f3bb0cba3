"""The road of a dossier is shown on its page: its round, its porters, the version of its plan."""

from html import unescape

import pytest
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.services.porters import add_partner
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.consultation import draft_version
from tests.factories import proposal_in
from tests.lifecycle.web.porters.pages import find
from tests.lifecycle.web.proposals.browsing import read_dossier
from tests.porters import (
    accept,
)
from tests.road import dossier_in
from workflow.models import User

pytestmark = pytest.mark.django_db


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


def asked_seat_round(dossier: Proposal) -> int:
    """Return the number of the round in which the candidates were asked."""
    return int(dossier.rounds.filter(name="acceptance").latest("pk").pk)
