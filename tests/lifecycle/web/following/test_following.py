"""Following by mail without an account, and with one."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lifecycle.models import Follower, Proposal
from lifecycle.services.following import (
    AT_MOST_AN_HOUR,
    QUESTIONS_A_DAY,
    make_stop_all_token,
    make_stop_token,
)
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from workflow.clock import current_clock
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal() -> Proposal:
    """Return a proposal that everybody reads, and nobody asked to follow so far."""
    cache.clear()
    return proposal_in(ProposalState.ADMISSIBLE)


def ask(client: Client, proposal: Proposal, email: str = "Nadia@Example.org") -> str:
    """Ask to follow, and return the path of the link in the message, empty when none was sent."""
    mail.outbox.clear()
    address = reverse("follow", args=[proposal.pk])
    client.post(address, {"email": email, "language": "ar"}, REMOTE_ADDR="192.0.2.7")
    found = re.search(r"/follow/confirm/\S+", str(mail.outbox[0].body)) if mail.outbox else None
    return found[0] if found else ""


def test_an_address_follows_once_whoever_reads_it_has_said_yes(
    client: Client, proposal: Proposal
) -> None:
    link = ask(client, proposal)
    client.get(link)
    follower = Follower.objects.get(subject=proposal)
    assert (follower.email, follower.confirmed_at) == ("nadia@example.org", None)

    client.post(link)

    follower.refresh_from_db()
    assert follower.confirmed_at is not None
    assert mail.outbox[0].to == ["nadia@example.org"]
    assert mail.outbox[0].extra_headers["Content-Language"] == "ar"


def test_whoever_follows_already_is_not_written_to_and_nobody_is_told(
    client: Client, proposal: Proposal
) -> None:
    client.post(ask(client, proposal))

    link = ask(client, proposal)

    assert link == ""
    assert Follower.objects.count() == 1


def test_a_link_to_stop_shows_first_and_stops_when_it_is_sent(
    client: Client, proposal: Proposal
) -> None:
    client.post(ask(client, proposal))
    follower = Follower.objects.get()
    link = reverse("follow_stop", args=[make_stop_token(follower)])
    client.get(link)
    follower.refresh_from_db()
    assert follower.ended_at is None

    # As a mail program posts it, which has no page and no cookie of ours.
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(link, {"List-Unsubscribe": "One-Click"})

    follower.refresh_from_db()
    assert answer.status_code == 200
    assert follower.ended_at is not None


def test_one_link_stops_all_that_a_letter_told_and_nothing_else(
    client: Client, proposal: Proposal
) -> None:
    others = [proposal_in(ProposalState.PRIORITIZED) for _number in range(2)]
    for each in (proposal, *others):
        client.post(ask(client, each))
    told, also_told, kept = Follower.objects.order_by("pk")
    link = reverse("follow_stop", args=[make_stop_all_token([told, also_told])])

    shown = client.get(link).content.decode()
    before = Follower.objects.filter(ended_at__isnull=False).count()
    answer = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})

    assert (before, answer.status_code) == (0, 200)
    assert [each.title in shown for each in (proposal, others[0])] == [True, True]
    assert reverse("proposal", args=[others[1].pk]) not in shown
    standing = Follower.objects.filter(ended_at=None).values_list("pk", flat=True)
    assert list(standing) == [kept.pk]
    assert client.post(link).status_code == 200


def test_whoever_stopped_can_follow_again(client: Client, proposal: Proposal) -> None:
    client.post(ask(client, proposal))
    client.post(reverse("follow_stop", args=[make_stop_token(Follower.objects.get())]))

    client.post(ask(client, proposal))

    assert [each.ended_at is None for each in Follower.objects.order_by("pk")] == [False, True]


@pytest.mark.parametrize("token", ["", "x", "MQ:1abcde:forged"])
def test_a_forged_link_leads_nowhere(client: Client, proposal: Proposal, token: str) -> None:
    client.post(ask(client, proposal))

    for name in ("follow_confirm", "follow_stop"):
        path = f"/follow/{name.removeprefix('follow_')}/{token or 'x'}/"
        assert client.post(path).status_code == 404

    assert Follower.objects.get().ended_at is None


def test_a_link_of_one_kind_is_none_of_the_other(client: Client, proposal: Proposal) -> None:
    link = ask(client, proposal)

    answer = client.post(link.replace("/confirm/", "/stop/"))

    assert answer.status_code == 404


def test_what_is_not_public_cannot_be_followed(client: Client) -> None:
    hidden = proposal_in(ProposalState.SUBMITTED)

    for pk in (hidden.pk, hidden.plan_id, 999_999):
        assert client.get(reverse("follow", args=[pk])).status_code == 404


def test_a_wrong_address_is_refused_and_kept_in_the_form(
    client: Client, proposal: Proposal
) -> None:
    address = reverse("follow", args=[proposal.pk])

    answer = client.post(address, {"email": "nadia@", "language": "fr"})

    assert answer.status_code == 422
    assert "nadia@" in answer.content.decode()


def test_a_connection_that_asks_too_often_is_told_so(client: Client, proposal: Proposal) -> None:
    address = reverse("follow", args=[proposal.pk])

    statuses = [
        client.post(
            address, {"email": f"n{number}@example.org", "language": "fr"}, REMOTE_ADDR="192.0.2.9"
        ).status_code
        for number in range(AT_MOST_AN_HOUR + 1)
    ]

    assert statuses == [200] * AT_MOST_AN_HOUR + [429]


def ask_from(client: Client, proposal: Proposal, connection: str, email: str) -> str:
    """Ask to follow from a connection; return what the page answers."""
    answer = client.post(
        reverse("follow", args=[proposal.pk]),
        {"email": email, "language": "fr"},
        REMOTE_ADDR=connection,
        headers={"accept-language": "en"},
    )
    assert answer.status_code == 200
    # The word against forged forms, which stands before, is another each time.
    return answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize("mark", ["", "+{}"])
def test_one_address_is_asked_so_many_times_a_day_whoever_asks(
    client: Client, proposal: Proposal, mark: str
) -> None:
    mail.outbox.clear()

    for number in range(QUESTIONS_A_DAY + 5):
        ask_from(client, proposal, f"192.0.2.{number}", f"n{mark.format(number)}@example.org")

    assert len(mail.outbox) == QUESTIONS_A_DAY
    assert ask(client, proposal, "o@example.org") != ""


def test_what_is_answered_is_the_same_for_who_follows_and_for_who_was_asked_too_often(
    client: Client, proposal: Proposal
) -> None:
    asked = ask_from(client, proposal, "192.0.2.1", "n@example.org")
    for number in range(QUESTIONS_A_DAY):
        too_often = ask_from(client, proposal, f"192.0.2.{number}", "n@example.org")
    Follower.objects.update(confirmed_at=current_clock().now())

    follows = ask_from(client, proposal, "192.0.2.99", "n@example.org")

    assert asked == too_often == follows
    assert f"At most {QUESTIONS_A_DAY} such messages a day are sent to one address." in asked


def test_an_account_follows_at_once_and_stops(
    client: Client, proposal: Proposal, driss: User
) -> None:
    client.force_login(driss)

    client.post(reverse("follow", args=[proposal.pk]))
    client.post(reverse("follow", args=[proposal.pk]))

    follower = Follower.objects.get()
    assert (follower.person, follower.email, follower.confirmed_at is None) == (driss, "", False)
    client.post(reverse("follow_end", args=[proposal.pk]))
    follower.refresh_from_db()
    assert follower.ended_at is not None


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_its_page_is_read_in_each_language(
    client: Client, proposal: Proposal, language: str, direction: str
) -> None:
    path = reverse("follow", args=[proposal.pk])

    page = client.get(path, headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}" dir="{direction}">' in page


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_link_of_a_message_leads_to_a_page_in_the_language_of_the_message(
    client: Client, proposal: Proposal, language: str, direction: str
) -> None:
    link = ask(client, proposal)
    Follower.objects.update(language=language)
    stop = reverse("follow_stop", args=[make_stop_token(Follower.objects.get())])
    browser = {"accept-language": "fr" if language == "en" else "en"}

    answers = [
        send(path, headers=browser) for path in (link, stop) for send in (client.get, client.post)
    ]

    head = f'<html lang="{language}" dir="{direction}">'
    assert [head in each.content.decode() for each in answers] == [True] * 4
    assert {each["Content-Language"] for each in answers} == {language}
