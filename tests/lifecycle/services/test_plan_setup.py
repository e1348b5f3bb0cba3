"""A plan is set up by the ministry lead; each step is a fact of its history."""

from datetime import date
from typing import Any

import pytest

from lifecycle.models import ActionPlan, PlanLabel
from lifecycle.services.plan_setup import PlanWords, add_label, create_plan, describe_plan
from lifecycle.vocabulary import PlanState
from tests.factories import make_plan
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Event, EventKind, User

pytestmark = pytest.mark.django_db


def words(title: str = "Troisième plan", **values: Any) -> PlanWords:
    return PlanWords(titles={"fr": title}, notes={}, **values)


def test_a_plan_starts_in_co_creation_with_its_birth_in_the_history(claire: User) -> None:
    plan = create_plan(
        "MA-3", words=words(), starts_on=date(2027, 1, 1), ends_on=date(2028, 12, 31), actor=claire
    )

    event = Event.objects.get(subject=plan.pk)
    assert plan.state == PlanState.CO_CREATION
    assert (event.kind, event.actor) == (EventKind.BIRTH, claire)
    assert plan.baseline_ends_on == date(2028, 12, 31)


def test_only_a_ministry_lead_starts_a_plan(amina: User, lamia: User) -> None:
    for actor in (amina, lamia):
        with pytest.raises(TransitionForbiddenError):
            create_plan("MA-3", words=words(), actor=actor)


@pytest.mark.parametrize("code", ["", "MA 3", "ma-2", "new", "x" * 21])
def test_a_code_that_cannot_be_one_is_refused(claire: User, code: str) -> None:
    make_plan("MA-2")

    with pytest.raises(InputError) as refused:
        create_plan(code, words=words(), actor=claire)

    assert set(refused.value.errors) == {"code"}


def test_a_plan_does_not_end_before_it_starts(claire: User) -> None:
    with pytest.raises(InputError):
        create_plan(
            "MA-3",
            words=words(),
            starts_on=date(2027, 1, 1),
            ends_on=date(2026, 12, 31),
            actor=claire,
        )


def test_a_description_is_a_fact_that_moves_the_version(claire: User) -> None:
    plan = make_plan()

    describe_plan(plan, words=words("Nouveau titre"), actor=claire, expect=plan.version)

    plan.refresh_from_db()
    assert (plan.title_fr, plan.version) == ("Nouveau titre", 1)
    assert Event.objects.get(subject=plan.pk).name == "plan.described"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    claire: User, django_user_model: type[User]
) -> None:
    plan = make_plan()
    describe_plan(plan, words=words("Premier"), actor=claire, expect=0)

    with pytest.raises(StaleSubjectError):
        describe_plan(plan, words=words("Second"), actor=claire, expect=0)

    assert ActionPlan.objects.get(pk=plan.pk).title_fr == "Premier"


def test_a_plan_that_follows_itself_is_refused_with_the_circle(claire: User) -> None:
    first = make_plan("MA-1")
    second = make_plan("MA-2", previous=first)
    third = make_plan("MA-3", previous=second)

    with pytest.raises(InputError) as refused:
        describe_plan(first, words=words(previous=third), actor=claire, expect=0)
    with pytest.raises(InputError):
        describe_plan(first, words=words(previous=first), actor=claire, expect=0)

    assert "MA-1 → MA-3 → MA-2 → MA-1" in str(refused.value)
    assert ActionPlan.objects.get(pk=first.pk).version == 0


def test_a_plan_is_called_otherwise_from_a_day_on(claire: User) -> None:
    plan = make_plan()

    add_label(
        plan,
        label="2021-2023",
        since=date(2020, 7, 15),
        because={"fr": "Le calendrier a glissé."},
        actor=claire,
        expect=0,
    )

    label = PlanLabel.objects.get(plan=plan)
    assert (label.label, label.because) == ("2021-2023", "Le calendrier a glissé.")


def test_two_names_do_not_start_on_one_day(claire: User) -> None:
    plan = make_plan()
    day = date(2020, 7, 15)
    add_label(plan, label="2021-2023", since=day, because={}, actor=claire, expect=0)

    with pytest.raises(InputError):
        add_label(plan, label="2022-2024", since=day, because={}, actor=claire, expect=1)


def test_a_plan_that_was_given_up_is_not_set_up(claire: User) -> None:
    plan = make_plan()
    fire(plan, "abandon", actor=claire, inputs={"reason": "Changement de gouvernement."})

    with pytest.raises(TransitionRefusedError):
        describe_plan(plan, words=words(), actor=claire, expect=1)


def test_the_plan_says_whether_taking_note_adopts_it(claire: User) -> None:
    plan = create_plan("MA-3", words=words(), actor=claire)
    assert plan.noted_adopts

    describe_plan(plan, words=words(noted_adopts=False), actor=claire, expect=plan.version)

    plan.refresh_from_db()
    assert not plan.noted_adopts
