"""The pipeline as a page: the board and its table, for those who follow the procedure."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.selectors.pipeline import CARDS
from lifecycle.vocabulary import PROPOSAL_PHASES, ProposalState
from tests.factories import make_plan, proposal_in
from tests.lifecycle.many import make_many
from workflow.clock import current_clock
from workflow.models import User

pytestmark = pytest.mark.django_db

PIPELINE = "/pipeline/"
TABLE = f"{PIPELINE}?view=table"


def read(client: Client, person: User, address: str = PIPELINE, *, language: str = "en") -> str:
    """Return the page as this person reads it in this language."""
    client.force_login(person)
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", [PIPELINE, TABLE])
@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_board_and_the_table_are_read_in_each_language(
    client: Client, amina: User, address: str, language: str, direction: str
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)

    page = read(client, amina, address, language=language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert proposal.title in page


def test_the_board_has_seven_columns_in_the_order_of_the_road(client: Client, amina: User) -> None:
    make_plan()

    page = read(client, amina)

    places = [page.index(f'id="column-{phase.value}"') for phase in PROPOSAL_PHASES]
    assert len(places) == 7
    assert places == sorted(places)


@pytest.mark.parametrize("person", ["amina", "claire", "jalila", "karim"])
def test_those_who_run_and_follow_the_procedure_see_it(
    client: Client, request: pytest.FixtureRequest, person: str
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)

    assert proposal.title in read(client, request.getfixturevalue(person))


@pytest.mark.parametrize("person", ["driss", "emna", "farid", "ghita", "lamia"])
def test_others_do_not(client: Client, request: pytest.FixtureRequest, person: str) -> None:
    make_plan()
    client.force_login(request.getfixturevalue(person))

    assert client.get(PIPELINE).status_code == 403


def test_somebody_who_has_not_signed_in_is_asked_to(client: Client) -> None:
    answer = client.get(PIPELINE)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_site_without_a_plan_says_so(client: Client, amina: User) -> None:
    assert "There is no plan yet" in read(client, amina)


def test_a_plan_that_does_not_exist_is_not_found(client: Client, amina: User) -> None:
    make_plan()
    client.force_login(amina)

    assert client.get(f"{PIPELINE}?plan=MA-99").status_code == 404


def test_a_card_leads_to_the_steps_the_reader_may_take(
    client: Client, amina: User, karim: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    admit = reverse("proposal_transition", args=[proposal.pk, "admit"])

    assert admit in read(client, amina)
    assert admit in read(client, amina, TABLE)
    assert admit not in read(client, karim)


def test_a_card_that_is_blocked_says_why(client: Client, amina: User) -> None:
    proposal_in(ProposalState.IN_ASSESSMENT)

    page = read(client, amina)

    assert "is-blocked" in page
    assert "2 scores are missing." in page


def test_an_author_is_named_to_the_ministry_alone(
    client: Client, amina: User, jalila: User, driss: User
) -> None:
    proposal_in(ProposalState.NEEDS_DETAILS, author=driss)

    assert "Driss" in read(client, amina)
    assert "Driss" not in read(client, jalila)
    assert "Driss" not in read(client, jalila, TABLE)


def test_a_full_column_leads_on_to_the_table(client: Client, amina: User) -> None:
    make_many(make_plan(), CARDS + 3)

    page = read(client, amina)

    assert page.count("board-card-title") == CARDS
    assert "3 more in the table" in page
    assert "view=table&amp;phase=submission" in page


def test_the_table_turns_its_pages(client: Client, amina: User) -> None:
    make_many(make_plan(), 60)

    first, second = (read(client, amina, f"{TABLE}&page={page}") for page in (1, 2))

    assert "60 proposals" in first
    assert (first.count('scope="row"'), second.count('scope="row"')) == (50, 10)


def test_a_filter_is_kept_in_the_address_of_the_others(client: Client, amina: User) -> None:
    make_many(make_plan(), 1, due_on=current_clock().today() - timedelta(days=1))

    page = read(client, amina, f"{PIPELINE}?late=1&plan=MA-2")

    assert 'href="?late=1&amp;plan=MA-2&amp;mine=1"' in page
    assert 'href="?late=1&amp;plan=MA-2&amp;view=table"' in page


def test_what_was_set_aside_is_counted_below(client: Client, amina: User) -> None:
    proposal = proposal_in(ProposalState.WITHDRAWN)

    page = read(client, amina)

    assert "Withdrawn by its author" in page
    assert proposal.title not in page


@pytest.mark.parametrize("address", [PIPELINE, TABLE])
def test_the_page_takes_the_same_statements_for_ten_and_for_three_hundred(
    client: Client, amina: User, address: str
) -> None:
    plan = make_plan()
    client.force_login(amina)
    counts = []
    for size in (10, 290):
        make_many(plan, size, due_on=current_clock().today(), every=timedelta(days=1))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]
