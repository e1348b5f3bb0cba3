"""The first page: work for those who work, the plans for everybody else."""

import pytest
from django.test import Client

from tests.factories import make_plan
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_public_home_is_read_in_each_language(
    client: Client, claire: User, language: str, direction: str
) -> None:
    make_plan()

    page = client.get("/", headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "/plans/MA-2/" in page
    assert page.count("<li><strong>") == 7


def test_the_public_is_called_to_submit_while_proposals_are_received(
    client: Client, claire: User
) -> None:
    make_plan()

    page = client.get("/", headers={"accept-language": "en"}).content.decode()

    assert "Proposals are being received: Second plan" in page


def test_those_who_hold_a_role_go_to_their_inbox(
    client: Client, amina: User, farid: User, claire: User, driss: User
) -> None:
    for person in (amina, farid, claire):
        client.force_login(person)
        assert client.get("/").headers["Location"] == "/inbox/"
    client.force_login(driss)
    assert client.get("/").status_code == 200


def test_the_accessibility_statement_is_linked_from_every_page(
    client: Client, claire: User
) -> None:
    assert 'href="/accessibility/"' in client.get("/").content.decode()
    assert client.get("/accessibility/").status_code == 200
