"""A null character in an address is answered: PostgreSQL cannot even look for one."""

import pytest

from lifecycle.services.tokens import issue_token
from tests.factories import make_plan
from tests.lifecycle.web.proposals.browsing import browse
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/contributions/follow/a%00b/", 404),
        ("/replannings/?plan=%00", 200),
        ("/proposals/compose/?plan=%00", 200),
    ],
)
def test_a_page_is_answered(amina: User, address: str, status: int) -> None:
    make_plan()

    assert browse(amina).get(address).status_code == status


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("contributions/follow/a%00b/", 404),
        ("replannings/?plan=%00", 200),
        ("replannings/?state=%00", 200),
    ],
)
def test_a_program_is_answered(amina: User, address: str, status: int) -> None:
    client = browse(None)
    told = {"authorization": f"Token {issue_token(amina)}"}

    assert client.get(f"/api/v1/{address}", headers=told).status_code == status
