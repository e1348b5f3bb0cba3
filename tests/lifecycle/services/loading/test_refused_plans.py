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


NUMBERED = SMALL.replace("- number: 3\n", "- number: 3\n    ogp: MO0003\n")


def test_a_number_of_the_partnership_that_another_plan_bears_is_refused() -> None:
    load(NUMBERED)

    with pytest.raises(LoadRefusedError, match="“MO0003” is the number of commitment 3") as caught:
        load(NUMBERED.replace("T-1", "T-2"))

    assert [problem.field for problem in caught.value.problems] == ["commitments[1].ogp"]
    assert not ActionPlan.objects.filter(code="T-2").exists()


def test_two_commitments_that_swap_their_numbers_are_refused_and_keep_them() -> None:
    other = "  - {number: 4, ogp: MO0004, title: Autre}\n"
    load(NUMBERED + other)
    swapped = (NUMBERED + other).replace("MO0003", "x").replace("MO0004", "MO0003")

    with pytest.raises(LoadRefusedError, match="of the plan T-1"):
        load(swapped.replace("ogp: x", "ogp: MO0004"))

    assert list(Commitment.objects.order_by("number").values_list("ogp_number", flat=True)) == [
        "MO0003",
        "MO0004",
    ]


def test_what_bears_the_number_of_another_can_be_left_out() -> None:
    load(NUMBERED)

    report = load_sound_part(
        yaml_source(NUMBERED.replace("T-1", "T-2") + "  - {number: 5, title: Autre}\n")
    )

    assert list(Commitment.objects.filter(plan__code="T-2").values_list("number", flat=True)) == [5]
    assert [problem.field for problem in report.problems] == ["commitments[1].ogp"]


@pytest.mark.parametrize("value", ["nan", "inf", "1e99", "beaucoup"])
def test_an_indicator_that_no_column_holds_is_refused(value: str) -> None:
    indicator = f"    indicators:\n      - {{name: Comptes, value: {value}}}\n"

    with pytest.raises(LoadRefusedError) as caught:
        load(SMALL + indicator)

    assert [problem.field for problem in caught.value.problems] == [
        "commitments[1].indicators[1].value"
    ]
