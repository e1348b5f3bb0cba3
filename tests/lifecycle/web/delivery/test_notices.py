"""The bell: what somebody was told on the site."""

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.services.following import follow_as
from lifecycle.vocabulary import ProposalState
from notifications.dispatch import dispatch
from notifications.models import Channel, Message
from tests.factories import proposal_in
from workflow.engine import fire
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(driss: User, claire: User) -> Message:
    """Return what Driss was told of a proposal he follows."""
    proposal: Proposal = proposal_in(ProposalState.PRIORITIZED)
    dispatch()
    follow_as(driss, proposal.pk)
    fire(proposal, "drop", actor=claire, inputs={"reason": "Déjà fait ailleurs."})
    for _round in range(2):
        dispatch()
    return Message.objects.get(recipient=driss, channel=Channel.IN_APP.value)


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_bell_counts_and_its_page_lists(
    client: Client, driss: User, notice: Message, language: str, direction: str
) -> None:
    client.force_login(driss)

    page = client.get("/notices/", headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert '<span class="bell-count" aria-hidden="true">1</span>' in page
    assert notice.subject in page


def test_a_notice_that_is_opened_is_read_and_leads_to_its_page(
    client: Client, driss: User, notice: Message
) -> None:
    client.force_login(driss)

    answer = client.post(reverse("notice_open", args=[notice.pk]))

    notice.refresh_from_db()
    assert notice.announcement is not None
    assert answer.headers["Location"] == reverse("proposal", args=[notice.announcement.subject_id])
    assert notice.read_at is not None
    assert "bell-count" not in client.get("/notices/").content.decode()


def test_a_notice_never_leads_to_another_site(client: Client, driss: User, notice: Message) -> None:
    Message.objects.filter(pk=notice.pk).update(link="https://evil.example.org/")
    client.force_login(driss)

    answer = client.post(reverse("notice_open", args=[notice.pk]))

    assert answer.headers["Location"] == reverse("notices")


def test_the_notices_of_somebody_else_are_unknown(
    client: Client, farid: User, notice: Message
) -> None:
    client.force_login(farid)

    assert client.post(reverse("notice_open", args=[notice.pk])).status_code == 404
    assert notice.subject not in client.get("/notices/").content.decode()


def test_all_are_marked_at_once(client: Client, driss: User, notice: Message) -> None:
    client.force_login(driss)

    client.post(reverse("notices_read"))

    notice.refresh_from_db()
    assert notice.read_at is not None


def test_notices_are_for_those_who_signed_in(client: Client) -> None:
    assert client.get("/notices/").headers["Location"].startswith("/accounts/login/")
