"""Splitting: a proposal goes on as its parts, and nothing of it is lost."""

from typing import Any

import pytest

from lifecycle.models import Lineage, Proposal
from lifecycle.services.uptakes import link
from tests.lifecycle.machines.proposal.arrows import PARTS
from tests.lifecycle.machines.proposal.road import Road, again, last_event, moved
from workflow.engine import fire, preview
from workflow.exceptions import InputError


def parts_of(proposal: Proposal) -> list[Proposal]:
    """Return what a proposal was split into."""
    return list(Proposal.objects.filter(lineage_up__parent_proposal=proposal).order_by("pk"))


def test_each_part_is_born_admissible_with_its_own_reference(road: Road) -> None:
    proposal = road.admissible()

    whole = moved(proposal, "split", actor=road.team, inputs={"parts": PARTS})

    parts = parts_of(proposal)
    assert (whole.state, whole.left_phase) == ("split", "prioritization")
    assert [part.reference for part in parts] == ["P-0002", "P-0003"]
    assert [part.state for part in parts] == ["admissible", "admissible"]
    assert [part.title for part in parts] == ["Publier", "Répondre"]
    assert all(part.published_at for part in parts)


def test_the_authors_of_the_whole_are_those_of_its_parts(road: Road) -> None:
    proposal = road.admissible(language="ar", visibility="name")

    fire(proposal, "split", actor=road.team, inputs={"parts": PARTS})

    for part in parts_of(proposal):
        assert [author.person for author in part.authors.all()] == [road.author]
        assert (part.language, part.visibility) == ("ar", "name")
        assert part.submitted_by == road.author
        assert part.theme == proposal.theme


def test_the_split_causes_each_birth_and_the_lineage_says_so(road: Road) -> None:
    proposal = road.admissible()

    event = fire(proposal, "split", actor=road.team, inputs={"parts": PARTS})

    parts = parts_of(proposal)
    assert [last_event(part).cause for part in parts] == [event, event]
    assert set(Lineage.objects.values_list("kind", flat=True)) == {"split"}


def test_a_part_can_have_another_theme(road: Road) -> None:
    proposal = road.admissible()
    assert proposal.theme is not None
    other = road.plan.themes.exclude(pk=proposal.theme.pk).get()
    parts = [PARTS[0], {**PARTS[1], "theme": other.pk}]

    fire(proposal, "split", actor=road.team, inputs={"parts": parts})

    assert [part.theme for part in parts_of(proposal)] == [proposal.theme, other]


def change(number: int, **words: str) -> list[dict[str, Any]]:
    """Return the usual parts, one of them in other words."""
    parts = [dict(part) for part in PARTS]
    parts[number].update(words)
    return parts


@pytest.mark.parametrize(
    ("parts", "lost"),
    [
        (change(0, problem="Les comptes rendus."), ["Les comptes rendus restent dans"]),
        (change(1, solution="Rien.", problem="Rien."), ["Personne ne les lit", "Répondre aux"]),
    ],
)
def test_a_sentence_that_is_in_no_part_is_quoted(
    parts: list[dict[str, Any]], lost: list[str], road: Road
) -> None:
    proposal = road.admissible()

    with pytest.raises(InputError) as refused:
        fire(proposal, "split", actor=road.team, inputs={"parts": parts})

    (message,) = refused.value.errors["parts"]
    assert all(f"“{words}" in message for words in lost)
    assert again(proposal).state == "admissible"
    assert parts_of(proposal) == []


def test_spaces_punctuation_and_more_words_do_not_count(road: Road) -> None:
    proposal = road.admissible()
    parts = change(
        0,
        problem="Constat : les  comptes\nrendus restent dans les tiroirs",
        solution="PUBLIER chaque compte rendu, vite !",
    )

    split = moved(proposal, "split", actor=road.team, inputs={"parts": parts})

    assert split.state == "split"


@pytest.mark.parametrize(
    "parts", [[], [PARTS[0]], "nothing", [{**PARTS[0], "title": ""}, PARTS[1]]]
)
def test_a_split_has_at_least_two_parts_with_all_their_words(parts: Any, road: Road) -> None:
    proposal = road.admissible()

    with pytest.raises(InputError) as refused:
        fire(proposal, "split", actor=road.team, inputs={"parts": parts})

    assert set(refused.value.errors) == {"parts"}


def test_the_preview_shows_what_would_be_born_and_writes_nothing(road: Road) -> None:
    proposal = road.admissible()

    shown = preview(proposal, "split", actor=road.team, inputs={"parts": PARTS})

    assert [each.birth for each in shown.births] == ["split_child", "split_child"]
    assert again(proposal).version == proposal.version
    assert parts_of(proposal) == []


def test_the_ideas_a_dossier_carried_are_released_when_it_is_split(road: Road) -> None:
    dossier = road.prioritized()
    idea = road.taken_up(dossier)

    fire(dossier, "split", actor=road.team, inputs={"parts": PARTS})

    assert again(idea).state == "prioritized"
    assert not idea.uptakes.filter(released_at__isnull=True).exists()


def test_an_idea_that_is_split_leaves_its_dossiers(road: Road) -> None:
    idea, dossier = road.prioritized(), road.prioritized()
    link(idea, dossier=dossier, extent="whole", actor=road.team)

    fire(idea, "split", actor=road.team, inputs={"parts": PARTS})

    assert not dossier.sources.filter(released_at__isnull=True).exists()
