"""Who is told what while a dossier finds its porter, from the deed to the mail."""

import re
from typing import Any

import pytest
from django.core import mail

from lifecycle.models import Proposal
from lifecycle.services.candidates import Candidate, ask_all, set_candidates
from lifecycle.services.porters import add_partner
from lifecycle.topics.porters import PORTER_TOPICS
from lifecycle.vocabulary import ProposalState
from notifications.dispatch import dispatch
from notifications.models import Message
from notifications.rendering import render_message
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.porters import accept, asked_seat, member_of, name_lead, owner_of, turn_down
from workflow.engine import fire
from workflow.models import Announcement, Event, Institution, User

pytestmark = pytest.mark.django_db

UNRENDERED = re.compile(r"\{\{|\{%|%\(|None")
BY_TEMPLATE = {topic.template: topic for topic in PORTER_TOPICS}


@pytest.fixture
def bodies(institutions: Institutions) -> tuple[Institution, Institution]:
    """Return two candidates, each with an owner, the first asked first."""
    for body in (institutions.archives, institutions.ministry):
        owner_of(body)
    return institutions.archives, institutions.ministry


@pytest.fixture
def ranked(amina: User, driss: User, bodies: tuple[Institution, Institution]) -> Proposal:
    """Return a retained dossier of Driss with two candidates; all that was said has left."""
    dossier = proposal_in(ProposalState.PRIORITIZED, author=driss)
    set_candidates(dossier, candidates=[Candidate(each.pk) for each in bodies], actor=amina)
    listen()
    return dossier


def listen() -> dict[str, Any]:
    """Return the mails that leave now, by the address they go to."""
    mail.outbox.clear()
    dispatch()
    return {address: each for each in mail.outbox for address in each.to}


def test_the_first_candidate_alone_is_asked(
    ranked: Proposal, amina: User, bodies: tuple[Institution, Institution]
) -> None:
    fire(ranked.pk, "seek_porter", actor=amina)

    told = listen()

    assert set(told) == {owner_of(bodies[0]).email}
    assert f"/rounds/{asked_seat(ranked).round_id}/" in told[owner_of(bodies[0]).email].body


def test_when_it_declines_the_next_one_is_asked(
    ranked: Proposal, amina: User, bodies: tuple[Institution, Institution]
) -> None:
    fire(ranked.pk, "seek_porter", actor=amina)
    listen()
    turn_down(ranked)

    assert set(listen()) == {owner_of(bodies[1]).email}


def test_whoever_has_answered_before_the_mail_leaves_is_not_asked(
    ranked: Proposal, amina: User, bodies: tuple[Institution, Institution]
) -> None:
    fire(ranked.pk, "seek_porter", actor=amina)
    turn_down(ranked)

    assert set(listen()) == {owner_of(bodies[1]).email}


def test_all_are_asked_at_once_when_the_ministry_says_so(
    ranked: Proposal, amina: User, bodies: tuple[Institution, Institution]
) -> None:
    fire(ranked.pk, "seek_porter", actor=amina)
    listen()
    ask_all(ranked, actor=amina)

    assert set(listen()) == {owner_of(bodies[1]).email}


def test_the_author_hears_who_carries_it_and_the_owner_what_is_next(
    ranked: Proposal, amina: User, driss: User, bodies: tuple[Institution, Institution]
) -> None:
    fire(ranked.pk, "seek_porter", actor=amina)
    listen()
    accept(ranked)

    told = listen()

    owner = owner_of(bodies[0])
    assert set(told) == {driss.email, owner.email}
    assert told[driss.email].subject != told[owner.email].subject
    assert bodies[0].name_on(None) in told[owner.email].body


def test_the_ministry_hears_that_nobody_accepts(ranked: Proposal, amina: User) -> None:
    fire(ranked.pk, "seek_porter", actor=amina)
    turn_down(ranked)
    listen()
    turn_down(ranked)

    assert set(listen()) == {amina.email}


def test_who_is_named_hears_of_it(
    ranked: Proposal, amina: User, bodies: tuple[Institution, Institution]
) -> None:
    fire(ranked.pk, "seek_porter", actor=amina)
    accept(ranked)
    listen()
    name_lead(ranked)

    assert set(listen()) == {member_of(bodies[0]).email}


def test_everybody_with_a_part_hears_that_the_porter_withdraws(
    ranked: Proposal,
    amina: User,
    driss: User,
    institutions: Institutions,
    bodies: tuple[Institution, Institution],
) -> None:
    fire(ranked.pk, "seek_porter", actor=amina)
    accept(ranked)
    name_lead(ranked)
    partner = institutions.rivage
    owner_of(partner)
    add_partner(ranked, institution_id=partner.pk, letter="2026/4", actor=amina)
    listen()
    inputs = {"letter": "2026/77", "reason": "Ses missions ont changé."}
    fire(ranked.pk, "withdraw_porter", actor=owner_of(bodies[0]), inputs=inputs)

    told = listen()

    parties = (amina, driss, owner_of(bodies[0]), owner_of(bodies[1]), owner_of(partner))
    assert set(told) == {each.email for each in (*parties, member_of(bodies[0]))}
    assert all("Ses missions ont changé." in each.body for each in told.values())
    assert told[owner_of(bodies[1]).email].subject != told[driss.email].subject


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_message_renders_whole(
    ranked: Proposal,
    amina: User,
    language: str,
    bodies: tuple[Institution, Institution],
) -> None:
    fire(ranked.pk, "seek_porter", actor=amina)
    accept(ranked)
    inputs = {"letter": "2026/77", "reason": "Ses missions ont changé."}
    fire(ranked.pk, "withdraw_porter", actor=owner_of(bodies[0]), inputs=inputs)
    event = Event.objects.filter(subject=ranked.pk).latest("seq")

    for template, topic in BY_TEMPLATE.items():
        for reader in (amina, owner_of(bodies[0]), owner_of(bodies[1])):
            reader.language = language
            announcement = Announcement(
                subject_id=ranked.pk,
                event=event,
                topic=topic.code,
                available_at=event.recorded_at,
            )
            words = render_message(Message(announcement=announcement), topic, reader)

            assert words.language == language
            assert words.subject.startswith(ranked.reference), template
            assert ranked.title in words.body, template
            assert UNRENDERED.search(words.subject + words.body) is None, template
            assert "\n\n\n" not in words.body, template
