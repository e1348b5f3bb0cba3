"""The list of proposals: one's own, everybody's, with filters that the address keeps."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Proposal, Theme
from lifecycle.selectors.proposal_list import PAGE_SIZE
from lifecycle.vocabulary import AuthorVisibility, ProposalState
from tests.factories import make_plan, proposal_in
from tests.lifecycle.many import make_many
from tests.lifecycle.web.proposals.browsing import browse, read
from workflow.clock import current_clock
from workflow.models import User

pytestmark = pytest.mark.django_db

LIST = "/proposals/"


def publish(proposals: Sequence[int]) -> None:
    """Let everybody read these proposals."""
    Proposal.objects.filter(pk__in=proposals).update(published_at=current_clock().now())


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_everybody_reads_what_is_published_in_each_language(
    driss: User, language: str, direction: str
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss, language="ar", title="السجل")

    page = read(None, LIST, language)

    assert f'dir="{direction}">' in page
    assert 'lang="ar" dir="auto">السجل</a>' in page
    assert proposal.reference in page


def test_what_is_not_published_is_listed_to_its_author_alone(amina: User, driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    assert proposal.title in read(driss, LIST)
    assert proposal.title not in read(driss, f"{LIST}?whose=public")
    assert proposal.title not in read(amina, LIST)
    assert proposal.title not in read(None, f"{LIST}?whose=mine")


def test_authors_are_listed_as_they_chose(driss: User) -> None:
    plan = make_plan()
    proposal_in(ProposalState.ADMISSIBLE, author=driss, plan=plan)
    assert "Driss" not in read(None, LIST)

    proposal_in(
        ProposalState.ADMISSIBLE, author=driss, plan=plan, visibility=AuthorVisibility.NAME.value
    )
    assert "Driss" in read(None, LIST)


def test_filters_narrow_the_list_and_stay_in_the_address(driss: User) -> None:
    plan = make_plan()
    justice = Theme.objects.get(plan=plan, code="justice")
    access = proposal_in(ProposalState.ADMISSIBLE, author=driss, plan=plan)
    other = proposal_in(
        ProposalState.NOT_RETAINED, author=driss, plan=plan, theme=justice, language="ar"
    )

    for address, found, left_out in (
        (f"{LIST}?theme={justice.pk}", other, access),
        (f"{LIST}?language=fr", access, other),
        (f"{LIST}?words={access.reference.lower()}", access, other),
        (f"{LIST}?words={other.title[-12:]}", other, access),
    ):
        page = read(None, address)
        assert found.title in page
        assert left_out.title not in page


def test_a_proposal_that_was_set_aside_is_found_in_the_phase_it_left(driss: User) -> None:
    proposal = proposal_in(ProposalState.NOT_RETAINED, author=driss)

    assert proposal.title in read(None, f"{LIST}?phase=prioritization")
    assert proposal.title not in read(None, f"{LIST}?phase=submission")


@pytest.mark.parametrize(
    "query",
    [
        "theme=x",
        "phase=x",
        "language=x",
        "plan=x",
        "plan=%00",
        "page=x",
        "words=%00",
        "theme=" + "9" * 30,
    ],
)
def test_an_address_that_nobody_offers_is_answered_in_words(driss: User, query: str) -> None:
    proposal_in(ProposalState.ADMISSIBLE, author=driss)

    assert browse(None).get(f"{LIST}?{query}").status_code == 200


def test_the_list_has_pages_that_keep_the_filters(driss: User) -> None:
    plan = make_plan()
    publish([item.subject_id for item in make_many(plan, PAGE_SIZE + 1)])

    page = read(None, f"{LIST}?whose=public&language=fr")

    assert "Page 1 of 2" in page
    assert "language=fr&amp;page=2" in page


def test_an_author_without_proposals_is_invited_to_write_one(driss: User) -> None:
    make_plan()

    page = read(driss, LIST)

    assert "You have not written a proposal yet" in page
    assert reverse("proposal_new") in page


def test_recording_is_offered_to_the_ministry_team(amina: User, driss: User) -> None:
    make_plan()

    assert reverse("proposal_record") in read(amina, LIST)
    assert reverse("proposal_record") not in read(driss, LIST)


def test_the_number_of_statements_does_not_depend_on_the_list(amina: User) -> None:
    plan = make_plan()
    client = browse(amina)
    proposals = [item.subject_id for item in make_many(plan, 20)]
    publish(proposals[:1])
    client.get(LIST)
    with CaptureQueriesContext(connection) as for_one:
        client.get(LIST)
    publish(proposals)

    with CaptureQueriesContext(connection) as for_twenty:
        client.get(LIST)

    assert len(for_one) == len(for_twenty)
