"""Dossiers: composed of retained ideas, whose authors read what is kept and what is not."""

from typing import Any

import pytest

from lifecycle.models import Attachment, Proposal, Uptake
from lifecycle.services import dossiers
from lifecycle.vocabulary import ProposalState
from tests.factories import make_minutes, proposal_in
from workflow.exceptions import InputError, TransitionForbiddenError
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def ideas(amina: User, claire: User) -> list[Proposal]:
    """Return two retained ideas of one plan."""
    return [proposal_in(ProposalState.PRIORITIZED) for _number in range(2)]


@pytest.fixture
def minutes(ideas: list[Proposal]) -> Attachment:
    """Return the minutes of the workshop, which are kept with the plan."""
    return make_minutes(ideas[0].plan)


def describe(idea: Proposal, **values: Any) -> dict[str, Any]:
    """Return what is given to compose a dossier."""
    words = {"title": "Registres ouverts", "problem": "Dispersés.", "solution": "Un portail."}
    return {"plan": idea.plan, "values": {**words, "theme": idea.plan.themes.first(), **values}}


def test_a_dossier_is_composed_of_ideas_that_learn_it(
    ideas: list[Proposal], minutes: Attachment, amina: User
) -> None:
    whole = {"source": ideas[0], "extent": "whole", "kept": "", "left_out": ""}
    part = {"source": ideas[1].pk, "extent": "part", "kept": "Le fond", "left_out": "Le délai"}

    dossier = dossiers.compose(
        **describe(ideas[0]), actor=amina, sources=[whole, part], minutes=minutes
    )

    assert (dossier.state, dossier.is_published) == ("prioritized", True)
    assert dossier.reference
    assert set(Uptake.objects.filter(dossier=dossier).values_list("source", "left_out")) == {
        (ideas[0].pk, ""),
        (ideas[1].pk, "Le délai"),
    }
    assert all(each.events.filter(name="uptake.linked").exists() for each in ideas)


@pytest.mark.parametrize(
    ("values", "source", "field"),
    [
        ({"title": ""}, {"extent": "whole"}, "title"),
        ({"theme": None}, {"extent": "whole"}, "theme"),
        ({}, {"extent": "part"}, "sources"),
        ({}, {"extent": "all of it"}, "sources"),
    ],
)
def test_a_dossier_that_lacks_something_is_not_composed(
    ideas: list[Proposal],
    minutes: Attachment,
    amina: User,
    values: dict[str, Any],
    source: dict[str, Any],
    field: str,
) -> None:
    row = {"source": ideas[0], "kept": "", "left_out": "", **source}

    with pytest.raises(InputError) as refusal:
        dossiers.compose(
            **describe(ideas[0], **values), actor=amina, sources=[row], minutes=minutes
        )

    assert list(refusal.value.errors) == [field]
    assert Proposal.objects.count() == len(ideas)


def test_a_dossier_needs_the_minutes_and_an_idea(ideas: list[Proposal], amina: User) -> None:
    with pytest.raises(InputError) as refusal:
        dossiers.compose(**describe(ideas[0]), actor=amina, sources=[], minutes=None)

    assert sorted(refusal.value.errors) == ["minutes", "sources"]


def test_nobody_but_the_ministry_team_composes(
    ideas: list[Proposal], minutes: Attachment, claire: User
) -> None:
    row = {"source": ideas[0], "extent": "whole", "kept": "", "left_out": ""}

    with pytest.raises(TransitionForbiddenError):
        dossiers.compose(**describe(ideas[0]), actor=claire, sources=[row], minutes=minutes)
