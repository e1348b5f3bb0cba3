"""The machine page: where a proposal is, the way it went, how long it stayed in each state."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.factories import proposal_in, someone
from tests.lifecycle.web.proposals.browsing import browse, read
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.models import Subject, User

pytestmark = pytest.mark.django_db

BEGINS_ON, ADMITTED_ON, READ_ON = date(2026, 3, 2), date(2026, 3, 14), date(2026, 3, 15)


@pytest.fixture
def proposal(driss: User) -> Subject:
    """Return a proposal that waited for twelve days and was admitted yesterday."""
    with use_clock(FixedClock.on(BEGINS_ON)):
        proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    with use_clock(FixedClock.on(ADMITTED_ON)):
        fire(proposal, "admit", actor=someone(MINISTRY_TEAM))
    return proposal


def machine_of(person: User | None, proposal: Subject, language: str = "en") -> str:
    with use_clock(FixedClock.on(READ_ON)):
        return read(person, reverse("proposal_machine", args=[proposal.pk]), language)


def stays_of(proposal: Subject, client: Client) -> list[dict[str, object]]:
    with use_clock(FixedClock.on(READ_ON)):
        answer = client.get(f"/api/v1/proposals/{proposal.pk}/stays/")
    assert answer.status_code == 200
    stays: list[dict[str, object]] = answer.json()
    return stays


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_it_is_read_in_each_language(proposal: Subject, language: str, direction: str) -> None:
    page = machine_of(None, proposal, language)

    assert f'dir="{direction}">' in page
    assert "<svg" in page


def test_the_picture_and_the_table_say_where_it_stayed(proposal: Subject) -> None:
    page = machine_of(None, proposal)

    assert "Submitted · 12 days" in page
    assert "Admissible · 1 day<" in page
    assert '<tr aria-current="step">' in page


def test_who_reads_no_draft_reads_no_machine_of_it(driss: User, emna: User) -> None:
    draft = proposal_in(ProposalState.DRAFT, author=driss)
    address = reverse("proposal_machine", args=[draft.pk])

    assert browse(driss).get(address).status_code == 200
    assert browse(emna).get(address).status_code == 404
    assert browse(None).get(f"/api/v1/proposals/{draft.pk}/stays/").status_code == 404


def test_the_history_leads_there(proposal: Subject) -> None:
    page = read(None, reverse("proposal_history", args=[proposal.pk]))

    assert reverse("proposal_machine", args=[proposal.pk]) in page


def test_programs_read_the_same(proposal: Subject) -> None:
    draft, submitted, admissible = stays_of(proposal, browse(None))

    assert (draft["state"], draft["days"]) == ("draft", 0)
    assert submitted == {
        "state": "submitted",
        "label": "Submitted",
        "entered_on": "2026-03-02",
        "left_on": "2026-03-14",
        "days": 12,
    }
    assert (admissible["state"], admissible["left_on"], admissible["days"]) == (
        "admissible",
        None,
        1,
    )


def test_a_state_it_comes_back_to_is_a_stay_of_its_own(driss: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)
    fire(proposal, "give_details", actor=driss, inputs={"details": "Le registre des dons."})

    states = [each["state"] for each in stays_of(proposal, browse(driss))]

    assert states == ["draft", "submitted", "needs_details", "submitted"]


def test_what_has_no_history_has_no_stay(proposal: Subject) -> None:
    answer = browse(None).get(f"/api/v1/plans/{proposal.parent_id}/stays/")

    assert (answer.status_code, answer.json()) == (200, [])
