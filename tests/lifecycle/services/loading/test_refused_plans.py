"""A plan file that is wrong is refused whole, with every problem, save for its sound part."""

import pytest

from lifecycle.models import (
    ActionPlan,
    Commitment,
)
from lifecycle.services.loading.plan_loader import load_plan, load_sound_part
from lifecycle.services.loading.problems import LoadRefusedError
from lifecycle.services.loading.sources import read_source_file
from tests.lifecycle.services.loading.files import PLAN_HEAD, yaml_source
from tests.lifecycle.services.loading.plans import FIRST, SECOND, SMALL, load
from workflow.models import Event

pytestmark = pytest.mark.usefixtures("on_the_day_of_the_minutes")


def test_a_plan_that_follows_another_needs_it_to_be_here() -> None:
    with pytest.raises(LoadRefusedError, match="load that one first") as caught:
        load_plan(read_source_file(SECOND))

    assert caught.value.problems[0].field == "plan.follows"
    assert caught.value.problems[0].line > 1
    assert not ActionPlan.objects.exists()


def test_plans_that_follow_each_other_in_a_circle_are_refused() -> None:
    load_plan(read_source_file(FIRST))
    load_plan(read_source_file(SECOND))
    circle = FIRST.read_text().replace("code: MA-1", "code: MA-1\n  follows: MA-2")

    with pytest.raises(LoadRefusedError, match="circle: MA-1 → MA-2 → MA-1"):
        load(circle)

    assert ActionPlan.objects.get(code="MA-1").previous is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("activities:\n      - {key: a, title: A, after: a}", "circle: 4/a → 4/a"),
        ("depends_on_plan: T-1", "circle: T-1 → T-1"),
    ],
)
def test_what_waits_for_itself_is_refused_and_nothing_is_written(wrong: str, words: str) -> None:
    text = f"{SMALL}  - number: 4\n    title: Autre\n    {wrong}\n"

    with pytest.raises(LoadRefusedError, match=words):
        load(text)

    assert not Event.objects.exists()


def test_one_bad_commitment_stops_the_whole_file_with_every_problem() -> None:
    bad = '  - {number: 4, title: "", progress: 140}\n  - {number: 5, lead: nobody, title: B}\n'

    with pytest.raises(LoadRefusedError) as caught:
        load(SMALL + bad)

    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (12, "commitments[2].title"),
        (12, "commitments[2].progress"),
        (13, "commitments[3].lead"),
    ]
    assert not Event.objects.exists()


def test_the_sound_part_comes_in_when_asked_for_and_the_rest_is_named() -> None:
    bad = "  - {number: 4, title: B, progress: 140}\n"

    report = load_sound_part(yaml_source(SMALL + bad))

    assert list(Commitment.objects.values_list("number", flat=True)) == [3]
    assert [problem.field for problem in report.problems] == ["commitments[2].progress"]


def test_a_problem_of_the_plan_itself_cannot_be_left_out() -> None:
    with pytest.raises(LoadRefusedError, match="state"):
        load_sound_part(yaml_source(PLAN_HEAD.replace("T-1", "T-1, state: lost")))

    assert not ActionPlan.objects.exists()


def test_a_day_two_labels_share_is_refused() -> None:
    labels = 'labels: [{label: "2020-2022"}, {label: "2021-2023"}]'

    with pytest.raises(LoadRefusedError, match="2020-07-15"):
        load(SMALL.replace("plan: {code: T-1,", f"plan: {{code: T-1, {labels},"))
