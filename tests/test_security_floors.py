"""Known holes stay closed: what is installed, and what each of them would open here."""

import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from workflow.models import User

FLOORS = tomllib.loads(Path(__file__).with_name("security-floors.toml").read_text())["floor"]
#: Lists that a request narrows by its parameters.
LISTS = ["/proposals/", "/plans/", "/consultations/", "/replannings/", "/api/v1/proposals/"]


def parse(text: str) -> tuple[int, ...]:
    """Return a version as numbers that can be compared."""
    return tuple(int(part) for part in text.split(".") if part.isdecimal())


@pytest.mark.once
@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: floor["package"])
def test_nothing_is_installed_below_its_floor(floor: dict[str, Any]) -> None:
    assert parse(version(floor["package"])) >= parse(floor["version"]), floor["advisories"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "asked",
    [
        {"_connector": "OR 1=1) OR ("},
        {"_negated": "True"},
        {"authors__person__email__startswith": "d"},
        {"state__in": "draft"},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_cve_2025_64459_a_request_names_no_argument_of_a_query(
    address: str, asked: dict[str, str]
) -> None:
    proposal_in(ProposalState.DRAFT, title="Ce que personne d'autre ne lit")
    proposal_in(ProposalState.ADMISSIBLE)

    usual, answer = Client().get(address), Client().get(address, asked)

    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        assert "Ce que personne d" not in answer.content.decode()
        assert answer.content.count(b"P-0") == usual.content.count(b"P-0")


@pytest.mark.django_db
def test_failed_sign_ins_are_not_counted_by_an_address_that_the_client_invents(
    settings: Settings, amina: User
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/ip"}
    cache.clear()

    answers = [
        Client().post(
            "/accounts/login/",
            {"login": amina.email, "password": f"guess {number}"},
            headers={"x-forwarded-for": f"203.0.113.{number}", "accept-language": "en"},
        )
        for number in range(4)
    ]
    cache.clear()

    assert "Too many attempts failed." in answers[-1].content.decode()
