"""The mailbox page of a development site shows what was kept, the newest first."""

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from lifecycle.vocabulary import ProposalState
from lifecycle.web.mailbox import PAGE_SIZE
from notifications.dispatch import dispatch
from notifications.mailbox import BACKEND
from tests.factories import proposal_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings: Any) -> None:
    """Keep what is sent, as a development site does."""
    settings.EMAIL_BACKEND = BACKEND


def test_the_newest_messages_stand_on_the_first_page(client: Client, kept: None) -> None:
    for number in range(PAGE_SIZE + 1):
        EmailMessage(f"Number {number:02d}", "", to=["a@example.org"]).send()

    page = client.get("/mailbox/").content.decode()

    assert page.index(f"Number {PAGE_SIZE:02d}") < page.index("Number 01")
    assert "Number 00" not in page


def test_the_receipt_of_a_proposal_can_be_opened_from_there(client: Client, kept: None) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    dispatch()

    page = client.get("/mailbox/").content.decode()

    assert f"/proposals/follow/{proposal.receipt_token}/" in page


def test_a_site_that_really_sends_has_no_such_page(client: Client) -> None:
    assert client.get("/mailbox/").status_code == 404
