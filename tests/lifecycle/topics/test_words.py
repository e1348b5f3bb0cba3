"""Every message renders whole in each language, with its subject, its words and its way on."""

import re

import pytest

from lifecycle.models import Proposal
from lifecycle.services.uptakes import link
from lifecycle.topics.proposals import PROPOSAL_TOPICS
from lifecycle.vocabulary import Extent, ProposalState
from notifications.models import Message
from notifications.rendering import Words, render_message
from notifications.topics import Outsider, Recipient, Topic, find_topic, list_topics
from tests.factories import proposal_in
from workflow.models import Announcement, Event, User

LANGUAGES = ["fr", "ar", "en"]
BY_TEMPLATE = {topic.template: topic for topic in PROPOSAL_TOPICS}
UNRENDERED = re.compile(r"\{\{|\{%|%\(|None")


@pytest.fixture
def rich(amina: User, driss: User) -> Proposal:
    """Return a proposal of which there is much to say."""
    proposal = proposal_in(ProposalState.TAKEN_UP, author=driss)
    dossier = proposal_in(ProposalState.PRIORITIZED)
    link(
        proposal,
        dossier=dossier,
        extent=Extent.PART,
        kept="Le registre des marchés.",
        left_out="Les archives, qui existent déjà.",
        actor=amina,
    )
    Proposal.objects.filter(pk=proposal.pk).update(
        merge_target=dossier, decided_reason="La raison publiée.", refusal_code="out_of_scope"
    )
    return proposal


def render(topic: Topic, proposal: Proposal, recipient: Recipient) -> Words:
    """Return the words of a topic about the last event of the proposal."""
    event = Event.objects.filter(subject=proposal.pk).order_by("-seq").first()
    assert event is not None
    announcement = Announcement(
        subject_id=proposal.pk, event=event, topic=topic.code, available_at=event.recorded_at
    )
    return render_message(Message(announcement=announcement), topic, recipient)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_to_an_account_renders_whole(
    rich: Proposal, driss: User, language: str
) -> None:
    driss.language = language

    for template, topic in BY_TEMPLATE.items():
        words = render(topic, rich, driss)

        assert words.language == language
        assert words.subject.startswith(rich.reference), template
        assert rich.title in words.body, template
        assert re.search(rf"/proposals/(?:{rich.pk}|follow)/", words.body), template
        assert UNRENDERED.search(words.subject + words.body) is None, template
        assert "\n\n\n" not in words.body, template


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_to_somebody_without_an_account_leads_where_none_is_needed(
    rich: Proposal, language: str
) -> None:
    outsider = Outsider("author:1", "zineb@example.org", language)

    for template, topic in BY_TEMPLATE.items():
        words = render(topic, rich, outsider)

        assert f"/proposals/follow/{rich.receipt_token}/" in words.body, template
        assert f"/proposals/{rich.pk}/" not in words.body, template
        assert UNRENDERED.search(words.subject + words.body) is None, template


def test_the_words_of_a_decision_stand_in_its_message(rich: Proposal, driss: User) -> None:
    refused = find_topic("proposal.refuse")
    taken_up = find_topic("proposal.take_up")
    assert refused is not None
    assert taken_up is not None
    driss.language = "en"

    assert "La raison publiée." in render(refused, rich, driss).body
    assert "Outside the scope of open government" in render(refused, rich, driss).body
    assert "Le registre des marchés." in render(taken_up, rich, driss).body
    assert "Les archives, qui existent déjà." in render(taken_up, rich, driss).body


def test_what_is_not_published_is_named_by_its_reference_alone(rich: Proposal, driss: User) -> None:
    merge = find_topic("proposal.merge")
    target = proposal_in(ProposalState.SUBMITTED)
    Proposal.objects.filter(pk=rich.pk).update(merge_target=target)
    assert merge is not None

    words = render(merge, rich, driss)

    assert target.reference in words.body
    assert target.title not in words.body


def test_every_topic_has_its_two_templates_and_a_code_of_its_own() -> None:
    topics = [topic for topic in list_topics() if topic.template.startswith("lifecycle/mail/")]

    assert len(topics) > len(PROPOSAL_TOPICS)
    assert len({topic.code for topic in topics}) == len(topics)
