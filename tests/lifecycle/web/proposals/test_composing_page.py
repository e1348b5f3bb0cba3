"""Composing one dossier out of several retained ideas, on the page and by a program."""

from typing import Any

import pytest
from django.urls import reverse

from lifecycle.models import ActionPlan, Proposal, Uptake
from lifecycle.vocabulary import AttachmentPurpose, Extent, ProposalState
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.lifecycle.web.proposals.uploads import make_false_pdf, make_pdf
from workflow.models import Subject, User

pytestmark = pytest.mark.django_db

COMPOSE = "/proposals/compose/"


@pytest.fixture
def ideas() -> list[Proposal]:
    """Return two retained ideas of one plan."""
    first = proposal_in(ProposalState.PRIORITIZED)
    return [first, proposal_in(ProposalState.PRIORITIZED, plan=first.plan)]


def written(ideas: list[Proposal], **values: object) -> dict[str, object]:
    """Return a whole form, but for what a test says otherwise."""
    first, second = ideas
    theme = first.plan.themes.first()
    assert theme is not None
    return {
        "language": "fr",
        "title": "Un registre partagé",
        "problem": "Chaque service a le sien.",
        "solution": "Un seul, ouvert.",
        "theme": theme.pk,
        "sources_0_source": first.pk,
        "sources_0_extent": Extent.WHOLE.value,
        "sources_1_source": second.pk,
        "sources_1_extent": Extent.PART.value,
        "sources_1_kept": "Le calendrier.",
        "sources_1_left_out": "Le budget, faute de moyens.",
        "minutes_upload": make_pdf(),
        "key": "compose-1",
        **values,
    }


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_form_offers_the_retained_ideas(
    amina: User, ideas: list[Proposal], language: str
) -> None:
    page = read(amina, COMPOSE, language)

    assert all(idea.reference in page for idea in ideas)


def test_a_dossier_is_composed_and_each_idea_says_what_became_of_it(
    amina: User, ideas: list[Proposal]
) -> None:
    answer = browse(amina).post(COMPOSE, written(ideas))

    dossier = Proposal.objects.get(title="Un registre partagé")
    assert answer.headers["Location"] == reverse("proposal", args=[dossier.pk])
    assert dossier.state == ProposalState.PRIORITIZED
    assert dossier.decided_by_minutes is not None
    assert dossier.decided_by_minutes.purpose == AttachmentPurpose.MINUTES
    assert {uptake.source_id for uptake in dossier.sources.all()} == {idea.pk for idea in ideas}
    page = read(amina, reverse("proposal", args=[ideas[1].pk]))
    assert "Le budget, faute de moyens." in page


def test_a_form_sent_twice_composes_once(amina: User, ideas: list[Proposal]) -> None:
    client = browse(amina)

    first = client.post(COMPOSE, written(ideas))
    again = client.post(COMPOSE, written(ideas))

    assert first.headers["Location"] == again.headers["Location"]
    assert Proposal.objects.filter(title="Un registre partagé").count() == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(
    amina: User, ideas: list[Proposal]
) -> None:
    typed = written(ideas, sources_1_left_out="", minutes_upload="", title="")

    answer = browse(amina).post(COMPOSE, typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chaque service a le sien." in page
    assert "Le calendrier." in page
    assert not Uptake.objects.exists()


def test_a_file_that_is_not_what_it_says_is_refused(amina: User, ideas: list[Proposal]) -> None:
    answer = browse(amina).post(COMPOSE, written(ideas, minutes_upload=make_false_pdf()))

    assert answer.status_code == 422
    assert not Proposal.objects.filter(title="Un registre partagé").exists()


def test_only_the_ministry_team_composes(
    driss: User, claire: User, jalila: User, ideas: list[Proposal]
) -> None:
    for person in (driss, claire, jalila):
        assert browse(person).get(COMPOSE).status_code == 403
        assert browse(person).post(COMPOSE, written(ideas)).status_code == 403

    assert not Proposal.objects.filter(title="Un registre partagé").exists()


def test_there_is_nothing_to_compose_without_a_plan_being_made(amina: User) -> None:
    assert not ActionPlan.objects.exists()

    assert browse(amina).get(COMPOSE).status_code == 404


def test_a_program_composes_under_the_same_rules(
    amina: User, driss: User, ideas: list[Proposal]
) -> None:
    minutes = keep_minutes(amina, ideas[0].plan)
    body = {
        "plan": ideas[0].plan.code,
        "language": "fr",
        "title": "Un registre partagé",
        "problem": "Chaque service a le sien.",
        "solution": "Un seul, ouvert.",
        "theme": ideas[0].theme_id,
        "sources": [{"source": idea.pk, "extent": "whole"} for idea in ideas],
        "minutes": minutes,
    }

    refused = client_of(driss).post("/api/v1/proposals/compose/", body, format="json")
    made = client_of(amina).post("/api/v1/proposals/compose/", body, format="json")

    assert refused.status_code == 403
    assert made.status_code == 201, made.content
    assert Proposal.objects.get(title="Un registre partagé").sources.count() == len(ideas)


def keep_minutes(person: User, plan: Subject) -> Any:
    answer = client_of(person).post(
        f"/api/v1/plans/{plan.pk}/attachments/",
        {"file": make_pdf(), "purpose": "minutes"},
        format="multipart",
    )
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]
