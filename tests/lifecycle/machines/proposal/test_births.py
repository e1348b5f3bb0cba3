"""Births: the ways in, by whom, and what each must bring along."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from lifecycle.models import Lineage, PlanStage, Proposal, Uptake
from lifecycle.vocabulary import StageCode
from tests.factories import make_plan
from tests.lifecycle.machines.proposal.road import TEXTS, Road, again, last_event, place
from workflow.engine import fire, give_birth, load_in
from workflow.exceptions import (
    InputError,
    TransitionForbiddenError,
    TransitionRefusedError,
    UnknownTransitionError,
)
from workflow.models import User


def bear(road: Road, birth: str, *, actor: User, **given: Any) -> Proposal:
    """Bring a proposal to life with the usual words."""
    values = {
        "plan": road.plan,
        "parent": road.plan,
        "theme": road.plan.themes.first(),
        **TEXTS,
        **given.pop("values", {}),
    }
    event = give_birth("proposal", birth, actor=actor, values=values, **given)
    return Proposal.objects.get(pk=event.subject_id)


# ---- create


def test_whoever_has_an_account_writes_a_proposal_and_is_its_author(road: Road) -> None:
    draft = bear(road, "create", actor=road.author)

    author = draft.authors.get()
    assert (draft.state, draft.submitted_by) == ("draft", road.author)
    assert author.person == road.author
    assert author.confirmed_at is not None


def test_a_draft_waits_for_its_author_until_the_collection_ends(road: Road) -> None:
    draft = bear(road, "create", actor=road.author)

    item = draft.work_items.get()
    assert item.person == road.author
    assert item.ladder_id == "draft"
    assert item.due_on is not None


def test_a_repeated_request_makes_one_draft(road: Road) -> None:
    first = bear(road, "create", actor=road.author, key="once")
    place(PlanStage.objects.filter(code=StageCode.COLLECTION), "closed")

    second = bear(road, "create", actor=road.author, key="once")

    assert first == second


# ---- record_for

LETTER = {"channel": "letter", "channel_reference": "Lettre 41/2026"}


def test_the_ministry_records_what_a_letter_says(road: Road) -> None:
    authors = [{"name": "Une association", "email": "contact@example.org"}]

    proposal = bear(road, "record_for", actor=road.team, values=LETTER, inputs={"authors": authors})

    author = proposal.authors.get()
    assert (proposal.state, proposal.reference) == ("submitted", "P-0001")
    assert (author.name, author.person, author.confirmed_at) == ("Une association", None, None)


def test_an_author_whose_address_has_an_account_follows_it_there(road: Road) -> None:
    authors = [{"name": "Driss", "email": road.author.email.upper()}]

    proposal = bear(road, "record_for", actor=road.team, inputs={"authors": authors})

    assert proposal.authors.get().person == road.author


def test_an_event_that_names_nobody_is_enough(road: Road) -> None:
    values = {"channel": "event", "channel_reference": "Webinaire du 3 mai"}

    proposal = bear(road, "record_for", actor=road.team, values=values, inputs={"authors": []})

    assert not proposal.authors.exists()


def test_a_record_names_a_person_an_event_or_a_letter(road: Road) -> None:
    with pytest.raises(InputError) as refused:
        bear(road, "record_for", actor=road.team, inputs={"authors": []})

    assert set(refused.value.errors) == {"authors"}
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("authors", "message"),
    [
        ([{"name": "X", "email": "nowhere"}], "not an e-mail address"),
        ([{"name": "", "email": "", "institution": 1}], "give a name"),
        ([{"email": "a@example.org"}, {"email": "A@example.org"}], "named twice"),
    ],
)
def test_an_author_is_somebody(authors: list[dict[str, Any]], message: str, road: Road) -> None:
    for row in authors:
        row["institution"] = road.porter.pk if "institution" in row else None

    with pytest.raises(InputError, match=message):
        bear(road, "record_for", actor=road.team, values=LETTER, inputs={"authors": authors})


def test_a_letter_is_recorded_after_the_window_so_that_it_can_be_refused_as_late(
    road: Road,
) -> None:
    PlanStage.objects.filter(plan=road.plan).update(closes_on=date(2020, 1, 1), opens_on=None)

    proposal = bear(road, "record_for", actor=road.team, values=LETTER, inputs={"authors": []})

    assert proposal.state == "submitted"


@pytest.mark.parametrize("birth", ["record_for", "compose"])
def test_only_the_ministry_team_records_and_composes(birth: str, road: Road) -> None:
    for person in (road.author, road.lead):
        with pytest.raises(TransitionForbiddenError):
            bear(road, birth, actor=person, values=LETTER)


@pytest.mark.parametrize("birth", ["split_child", "carry_in", "load"])
def test_nobody_gives_birth_to_what_comes_of_something_else(birth: str, road: Road) -> None:
    for person in (road.team, road.lead):
        with pytest.raises(TransitionForbiddenError):
            bear(road, birth, actor=person)


def test_an_unknown_birth_is_told_with_those_that_exist(road: Road) -> None:
    with pytest.raises(UnknownTransitionError, match="compose, create"):
        bear(road, "invent", actor=road.team)


# ---- compose


def test_a_dossier_is_composed_of_retained_ideas_and_each_learns_it(road: Road) -> None:
    first, second = road.prioritized(), road.prioritized()
    sources = [
        {"source": first.pk, "extent": "whole"},
        {"source": second.pk, "extent": "part", "kept": "Publier.", "left_out": "Sans moyens."},
    ]

    dossier = bear(road, "compose", actor=road.team, inputs=road.on_minutes(sources=sources))

    assert (dossier.state, dossier.reference) == ("prioritized", "P-0003")
    assert dossier.published_at is not None
    assert dossier.decided_by_minutes == road.minutes()
    assert set(Uptake.objects.values_list("source", "extent", "left_out")) == {
        (first.pk, "whole", ""),
        (second.pk, "part", "Sans moyens."),
    }
    for idea in (first, second):
        assert last_event(idea).name == "uptake.linked"
        assert again(idea).version == idea.version + 1


def test_the_ideas_of_a_composed_dossier_can_be_taken_up_by_it(road: Road) -> None:
    idea = road.prioritized()
    sources = [{"source": idea.pk, "extent": "whole"}]
    bear(road, "compose", actor=road.team, inputs=road.on_minutes(sources=sources))

    fire(idea, "take_up", actor=road.team)

    assert again(idea).state == "taken_up"


@pytest.mark.parametrize(
    ("extent", "names", "message"),
    [
        ("whole", [], "at least 1"),
        ("whole", [0, 0], "named twice"),
        ("part", [0], "what is left out and why"),
        ("some", [0], "Select a valid choice"),
    ],
)
def test_a_dossier_says_what_it_keeps_of_which_ideas(
    extent: str, names: list[int], message: str, road: Road
) -> None:
    ideas = [road.prioritized()]
    sources = [{"source": ideas[number].pk, "extent": extent} for number in names]

    with pytest.raises(InputError, match=message) as refused:
        bear(road, "compose", actor=road.team, inputs=road.on_minutes(sources=sources))

    assert set(refused.value.errors) == {"sources"}


def test_only_retained_ideas_make_a_dossier_and_only_on_minutes(road: Road) -> None:
    idea = road.admissible()
    sources = [{"source": idea.pk, "extent": "whole"}]

    with pytest.raises(InputError) as refused:
        bear(road, "compose", actor=road.team, inputs={"sources": sources})

    assert set(refused.value.errors) == {"sources", "minutes"}


# ---- carry_in


def test_what_was_deferred_comes_back_when_the_next_collection_opens(road: Road) -> None:
    deferred = road.deferred()
    following = make_plan("MA-3", previous=road.plan)
    collection = PlanStage.objects.get(plan=following, code=StageCode.COLLECTION)
    place(PlanStage.objects.filter(pk=collection.pk), "not_started")

    event = fire(collection.pk, "open", actor=road.lead)

    carried = Proposal.objects.get(plan=following)
    assert (carried.state, carried.reference) == ("admissible", "P-0001")
    assert (carried.title, carried.solution) == (deferred.title, deferred.solution)
    assert [author.person for author in carried.authors.all()] == [road.author]
    assert Lineage.objects.get(child_proposal=carried).parent_proposal == deferred
    assert last_event(carried).cause == event
    assert again(deferred).state == "deferred"


def test_what_was_carried_over_once_is_not_carried_over_again(road: Road) -> None:
    road.deferred()
    following = make_plan("MA-3", previous=road.plan)
    collection = PlanStage.objects.get(plan=following, code=StageCode.COLLECTION)
    for _opening in range(2):
        place(PlanStage.objects.filter(pk=collection.pk), "not_started")
        fire(collection.pk, "open", actor=road.lead)

    assert Proposal.objects.filter(plan=following).count() == 1


# ---- load


def load(road: Road, state: str, **more: Any) -> Proposal:
    """Bring in a proposal from a file."""
    inputs = {"source_document": "Liste", "as_of": date(2020, 12, 31), **more}
    event = load_in(
        "proposal",
        state=state,
        values={"plan": road.plan, "parent": road.plan, **TEXTS},
        inputs=inputs,
        actor=None,
    )
    return Proposal.objects.get(pk=event.subject_id)


@pytest.mark.parametrize(
    ("state", "reference", "is_public"),
    [
        ("lapsed", "", False),
        ("submitted", "P-0001", False),
        ("inadmissible", "P-0001", False),
        ("admissible", "P-0001", True),
        ("signed", "P-0001", True),
        ("adopted", "P-0001", True),
    ],
)
def test_a_loaded_proposal_is_as_public_as_where_it_comes_in(
    state: str, reference: str, is_public: bool, road: Road
) -> None:
    proposal = load(road, state)

    assert (proposal.state, proposal.reference) == (state, reference)
    assert (proposal.published_at is not None) is is_public
    assert last_event(proposal).kind == "load"


def test_a_loaded_assessment_seats_the_people_it_names(road: Road) -> None:
    proposal = load(road, "in_assessment", assessors=[each.pk for each in road.assessors])

    assert proposal.rounds.get().seats.count() == 2


def test_an_assessment_without_assessors_is_refused_and_nothing_is_loaded(road: Road) -> None:
    with pytest.raises(TransitionRefusedError, match="Nobody can be asked"), transaction.atomic():
        load(road, "in_assessment")

    assert not Proposal.objects.exists()
