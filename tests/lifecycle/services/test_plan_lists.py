"""Themes and criteria of a plan; criteria are fixed once somebody has scored."""

from typing import Any

import pytest

from lifecycle.models import Criterion, Theme
from lifecycle.services.plan_lists import (
    is_scored,
    remove_criterion,
    remove_theme,
    save_criterion,
    save_theme,
)
from lifecycle.vocabulary import ProposalState
from tests.factories import make_plan, proposal_in
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Event, User

pytestmark = pytest.mark.django_db

NAMES = {"fr": "Égalité", "ar": "المساواة"}


def criterion(**changes: Any) -> dict[str, Any]:
    values = {"code": "reach", "names": NAMES, "weight": 2, "max_points": 5, "rank": 0, "expect": 0}
    return {**values, **changes}


def test_a_criterion_says_in_each_language_what_assessors_look_at(claire: User) -> None:
    plan = make_plan()
    told = {"fr": "Ce que l'usager y gagne.", "ar": "ما يربحه المرتفق."}

    save_criterion(plan, actor=claire, descriptions=told, **criterion())
    row = Criterion.objects.get(plan=plan, code="reach")
    plan.refresh_from_db()
    save_criterion(plan, actor=claire, criterion=row, **criterion(weight=3, expect=plan.version))

    row.refresh_from_db()
    assert (row.description_fr, row.description_ar, row.weight) == (told["fr"], told["ar"], 3)


def test_a_description_that_is_too_long_is_refused_near_its_field(claire: User) -> None:
    plan = make_plan()

    with pytest.raises(InputError) as refusal:
        save_criterion(plan, actor=claire, descriptions={"fr": "x" * 1_001}, **criterion())

    assert set(refusal.value.errors) == {"description_fr"}


def test_a_theme_is_added_and_changed_with_facts(claire: User) -> None:
    plan = make_plan()
    save_theme(plan, code="equality", names=NAMES, rank=9, actor=claire, expect=0)
    theme = Theme.objects.get(plan=plan, code="equality")

    save_theme(
        plan, code="equality", names={"fr": "Parité"}, rank=1, theme=theme, actor=claire, expect=1
    )

    theme.refresh_from_db()
    names = list(Event.objects.filter(subject=plan.pk).values_list("name", flat=True))
    assert theme.name_fr == "Parité"
    assert names == ["plan.theme_added", "plan.theme_changed"]


def test_a_code_stands_for_one_theme(claire: User) -> None:
    plan = make_plan()

    with pytest.raises(InputError) as refused:
        save_theme(plan, code="access", names=NAMES, rank=0, actor=claire, expect=0)

    assert set(refused.value.errors) == {"code"}


def test_a_theme_in_use_is_not_removed(claire: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    plan, theme = proposal.plan, proposal.theme
    assert theme is not None
    plan.refresh_from_db()

    with pytest.raises(TransitionRefusedError):
        remove_theme(plan, theme=theme, actor=claire, expect=plan.version)


def test_a_theme_without_anything_in_it_is_removed(claire: User) -> None:
    plan = make_plan()
    theme = Theme.objects.get(plan=plan, code="justice")

    remove_theme(plan, theme=theme, actor=claire, expect=0)

    assert not Theme.objects.filter(pk=theme.pk).exists()


def test_a_criterion_has_a_weight_and_a_highest_score(claire: User) -> None:
    plan = make_plan()

    with pytest.raises(InputError) as refused:
        save_criterion(plan, actor=claire, **criterion(weight=0, max_points=101))
    save_criterion(plan, actor=claire, **criterion())

    assert set(refused.value.errors) == {"weight", "max_points"}
    assert Criterion.objects.get(plan=plan, code="reach").weight == 2


def test_criteria_are_fixed_once_somebody_has_scored(claire: User) -> None:
    proposal = proposal_in(ProposalState.PRIORITIZED)
    plan = proposal.plan
    plan.refresh_from_db()
    scored = plan.criteria.first()
    assert scored is not None
    assert is_scored(plan)

    with pytest.raises(TransitionRefusedError):
        save_criterion(plan, actor=claire, **criterion(expect=plan.version))
    with pytest.raises(TransitionRefusedError):
        remove_criterion(plan, criterion=scored, actor=claire, expect=plan.version)


def test_a_criterion_nobody_used_is_removed(claire: User) -> None:
    plan = make_plan()
    first = plan.criteria.first()
    assert first is not None

    remove_criterion(plan, criterion=first, actor=claire, expect=0)

    assert plan.criteria.count() == 1


def test_lists_are_changed_by_the_ministry_lead_on_the_version_they_read(
    claire: User, amina: User
) -> None:
    plan = make_plan()

    with pytest.raises(TransitionForbiddenError):
        save_criterion(plan, actor=amina, **criterion())
    with pytest.raises(StaleSubjectError):
        save_criterion(plan, actor=claire, **criterion(expect=5))
