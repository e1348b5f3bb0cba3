"""Whoever follows is told what is decided in public, once, and nothing else."""

import pytest
from django.core import mail

from lifecycle.models import Follower, Proposal
from lifecycle.services.following import follow_as
from lifecycle.topics.news import NEWS_OF
from lifecycle.vocabulary import ProposalState
from notifications.dispatch import dispatch
from notifications.models import Channel, Message
from tests.factories import proposal_in
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.machine.registry import get_machine
from workflow.models import Announcement, DeliveryClass, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal() -> Proposal:
    """Return a retained proposal, with nothing left to be told about it."""
    proposal = proposal_in(ProposalState.PRIORITIZED)
    Announcement.objects.update(taken_at=current_clock().now())
    return proposal


def add_follower(proposal: Proposal, **values: object) -> Follower:
    """Let an address follow the proposal."""
    now = current_clock().now()
    confirmed = {"email": "nadia@example.org", "language": "ar", "confirmed_at": now}
    return Follower.objects.create(subject=proposal, asked_at=now, **{**confirmed, **values})


def drop(proposal: Proposal, lead: User) -> None:
    """Let the lead end it, and the post leave: the author is told first, then who follows."""
    mail.outbox.clear()
    fire(proposal, "drop", actor=lead, inputs={"reason": "Déjà fait ailleurs."})
    for _round in range(2):
        dispatch()


def list_letters(address: str) -> list[str]:
    """Return the bodies of what was sent to an address."""
    return [str(each.body) for each in mail.outbox if address in each.to]


def test_a_follower_reads_what_was_decided_and_why(proposal: Proposal, claire: User) -> None:
    follower = add_follower(proposal, language="fr")

    drop(proposal, claire)

    (letter,) = list_letters(follower.email)
    assert proposal.title in letter
    assert "Déjà fait ailleurs." in letter
    assert "/follow/stop/" in letter
    message = Message.objects.get(outsider=f"follower:{follower.pk}")
    assert message.delivery_class == DeliveryClass.STRICT.value


def test_it_is_told_once_however_often_the_post_leaves(proposal: Proposal, claire: User) -> None:
    follower = add_follower(proposal)

    drop(proposal, claire)
    dispatch()

    assert len(list_letters(follower.email)) == 1


@pytest.mark.parametrize("told", [{"confirmed_at": None}, {"ended_at": current_clock().now()}])
def test_nothing_is_sent_before_a_yes_or_after_a_no(
    proposal: Proposal, claire: User, told: dict[str, object]
) -> None:
    follower = add_follower(proposal, **told)

    drop(proposal, claire)

    assert list_letters(follower.email) == []


def test_whoever_says_no_before_the_letter_leaves_gets_none(
    proposal: Proposal, claire: User
) -> None:
    follower = add_follower(proposal)
    fire(proposal, "drop", actor=claire, inputs={"reason": "Déjà fait ailleurs."})
    dispatch()
    Follower.objects.update(ended_at=current_clock().now())

    dispatch()

    assert list_letters(follower.email) == []


def test_without_a_follower_nothing_is_announced_twice(proposal: Proposal, claire: User) -> None:
    drop(proposal, claire)

    assert not Announcement.objects.filter(topic="news").exists()


def test_an_account_finds_the_news_on_the_site(
    proposal: Proposal, claire: User, driss: User
) -> None:
    follow_as(driss, proposal.pk)

    drop(proposal, claire)

    assert Message.objects.filter(
        recipient=driss, channel=Channel.IN_APP.value, announcement__topic="news"
    ).exists()


def test_what_is_news_exists_in_its_machine() -> None:
    unknown = [
        f"{kind}.{name}"
        for kind, names in NEWS_OF.items()
        for name in names
        if name not in get_machine(kind).transitions
    ]

    assert unknown == []
