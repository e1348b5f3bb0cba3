"""The ranking as a table and as a file."""

import csv
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from lifecycle.models import Proposal
from lifecycle.vocabulary import MembershipBody, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from lifecycle.web.prioritization.spreadsheet import defuse
from tests.cast import make_member
from tests.factories import make_plan, proposal_in, score_all
from workflow.models import User
from workflow.permissions import grant

pytestmark = pytest.mark.django_db

RANKING = "/assessment/MA-2/ranking/"


def read(client: Client, person: User, query: str = "", *, language: str = "en") -> str:
    """Return the ranking as this person reads it."""
    client.force_login(person)
    answer = client.get(RANKING + query, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def scored(points: int, **values: Any) -> Proposal:
    """Return a proposal to which every assessor gave the same points."""
    proposal = proposal_in(ProposalState.IN_ASSESSMENT, **values)
    score_all(proposal, points=points)
    return proposal


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_ranking_is_read_in_each_language(
    client: Client, amina: User, language: str, direction: str
) -> None:
    proposal = scored(4)

    page = read(client, amina, language=language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert proposal.title in page


def test_the_best_stands_first_and_equals_share_their_rank(client: Client, amina: User) -> None:
    low, high, same = scored(2), scored(5), scored(5)

    page = read(client, amina)

    places = [page.index(each.reference) for each in (high, same, low)]
    assert places == sorted(places)
    assert page.count("tied") == 2
    assert "100.0%" in page
    assert "40.0%" in page


def test_the_table_is_sorted_by_the_column_the_address_names(client: Client, amina: User) -> None:
    first, second = scored(2), scored(5)

    page = read(client, amina, "?sort=proposal")

    assert page.index(first.reference) < page.index(second.reference)
    assert page.count("aria-sort") == 1
    assert "aria-sort" in read(client, amina, "?sort=nonsense")


@pytest.mark.parametrize("person", ["amina", "claire", "jalila", "karim"])
def test_those_who_follow_the_procedure_read_it(
    client: Client, request: pytest.FixtureRequest, person: str
) -> None:
    proposal = scored(3)

    assert proposal.title in read(client, request.getfixturevalue(person))


@pytest.mark.parametrize("person", ["driss", "emna", "ghita", "lamia"])
def test_others_do_not(client: Client, request: pytest.FixtureRequest, person: str) -> None:
    make_plan()
    client.force_login(request.getfixturevalue(person))

    assert client.get(RANKING).status_code == 403


def test_a_plan_that_does_not_exist_is_not_found(client: Client, amina: User) -> None:
    client.force_login(amina)

    assert client.get("/assessment/MA-99/ranking/").status_code == 404


def test_somebody_of_the_ministry_who_scores_sees_no_scores_before_their_own(
    client: Client, hamid: User
) -> None:
    both = make_member("Nadia", MembershipBody.ASSESSORS, None)
    grant(MINISTRY_TEAM, both)
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)

    page = read(client, both)

    assert proposal.title in page
    assert "after your own points" in page
    assert ",," in read(client, both, "?format=csv")


def test_the_file_opens_in_a_spreadsheet_and_runs_nothing(client: Client, amina: User) -> None:
    scored(4, title='=HYPERLINK("https://evil.example";"Cliquez")')

    content = read(client, amina, "?format=csv")

    heading, row = csv.reader(StringIO(content.removeprefix("\ufeff")))
    assert content.startswith("\ufeff")
    assert len(heading) == len(row) == 9
    assert row[2].startswith("'=HYPERLINK")
    assert row[4] == "80.0"


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "  ="])
def test_a_text_that_would_be_a_formula_is_shown_and_not_run(mark: str) -> None:
    assert defuse(f"{mark}1+1") == f"'{mark}1+1"


@pytest.mark.parametrize("cell", ["P-0041", "Budget = citoyen", "", 4, Decimal("-1.5")])
def test_what_is_no_formula_stays_as_it_is(cell: str | int | Decimal) -> None:
    assert defuse(cell) == cell
