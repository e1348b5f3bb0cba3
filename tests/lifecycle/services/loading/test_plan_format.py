"""A plan file is read whole, or refused with every problem at its line and column."""

from datetime import date

import pytest

from lifecycle.services.loading.plan_format import inspect_plan, read_plan
from lifecycle.services.loading.plan_rows import PlanFile
from lifecycle.services.loading.problems import LoadRefusedError, Problem
from lifecycle.services.loading.sources import read_source, read_source_file
from tests.lifecycle.services.loading.files import (
    DEMO,
    PLAN_HEAD,
    csv_source,
    workbook_bytes,
    yaml_source,
)
from workflow.periods import PeriodKind

pytestmark = pytest.mark.once


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(LoadRefusedError) as caught:
        read_plan(yaml_source(text))
    return caught.value.problems


@pytest.fixture(scope="module")
def first_plan() -> PlanFile:
    return read_plan(read_source_file(DEMO / "plan-2018-2020.yaml"))


def test_the_first_plan_reaches_its_check_figures(first_plan: PlanFile) -> None:
    progress = [row.progress for row in first_plan.commitments]

    assert len(progress) == 18
    assert sum(progress) == 1368
    assert sum(progress) / len(progress) == 76.0
    assert progress.count(100) == 6


def test_every_commitment_of_the_first_plan_has_its_title_in_three_languages(
    first_plan: PlanFile,
) -> None:
    for row in first_plan.commitments:
        assert all([row.title.fr, row.title.ar, row.title.en]), row.number


def test_the_labels_of_activities_are_no_ranks(first_plan: PlanFile) -> None:
    commitment = first_plan.commitments[13]

    assert [activity.label for activity in commitment.activities] == ["2", "6", "3", "4", "5"]


def test_the_first_plan_keeps_periods_of_every_kind_it_tells(first_plan: PlanFile) -> None:
    own = [row.period for row in first_plan.commitments]
    periods = own + [a.period for row in first_plan.commitments for a in row.activities]

    assert {period.kind for period in periods if period} >= {
        PeriodKind.DAY,
        PeriodKind.RANGE,
        PeriodKind.MONTH,
        PeriodKind.MONTH_RANGE,
        PeriodKind.OPEN_START,
        PeriodKind.RECURRING,
        PeriodKind.AWAITING_RETURN,
        PeriodKind.EXTERNAL_DEPENDENCY,
        PeriodKind.NOT_COMMUNICATED,
        PeriodKind.NO_VISIBILITY,
        PeriodKind.CANCELLED,
    }


def test_work_can_exceed_the_plan(first_plan: PlanFile) -> None:
    target = first_plan.commitments[4].target

    assert target is not None
    assert (target.planned, target.delivered) == (3, 12)


def test_the_second_plan_keeps_weeks_that_read_more_than_one_way_spanning_them() -> None:
    plan_file = read_plan(read_source_file(DEMO / "second-plan.yaml"))

    ambiguous = [step.period for step in plan_file.next_steps if step.period.ambiguous]
    assert [(period.earliest, period.latest) for period in ambiguous] == [
        (date(2020, 9, 7), date(2020, 9, 20)),
        (date(2020, 9, 14), date(2020, 9, 28)),
    ]


def test_the_stages_of_the_second_plan_overlap() -> None:
    plan_file = read_plan(read_source_file(DEMO / "second-plan.yaml"))

    november = [stage.code for stage in plan_file.stages if stage.window.covers(date(2020, 11, 15))]
    assert november == ["prioritization", "drafting"]


def test_the_institutions_of_the_second_plan_are_of_three_sides() -> None:
    plan_file = read_plan(read_source_file(DEMO / "second-plan.yaml"))

    sides = [row.side for row in plan_file.institutions]
    assert [sides.count(side) for side in ("government", "civil_society", "partner")] == [7, 8, 2]


CYCLE = (
    PLAN_HEAD
    + """\
commitments:
  - number: 1
    title: First
    activities:
      - {key: a, title: A, after: c}
      - {key: b, title: B, after: a}
      - {key: c, title: C, after: b}
"""
)


def test_a_circle_of_activities_is_refused_with_its_path_and_place() -> None:
    (problem,) = problems_of(CYCLE)

    assert (problem.line, problem.column) == (6, "9")
    assert problem.field == "commitments[1].activities[1].after"
    assert "1/a → 1/c → 1/b → 1/a" in problem.message


def test_a_circle_across_two_commitments_is_found() -> None:
    text = PLAN_HEAD + (
        "commitments:\n"
        "  - {number: 1, title: One, activities: [{label: '7', title: A, after: 2/8}]}\n"
        "  - {number: 2, title: Two, activities: [{label: '8', title: B, after: 1/7}]}\n"
    )

    (problem,) = problems_of(text)

    assert "1/7 → 2/8 → 1/7" in problem.message


def test_a_commitment_that_waits_for_its_own_plan_is_a_circle() -> None:
    text = PLAN_HEAD + "commitments:\n  - {number: 1, title: One, depends_on_plan: T-1}\n"

    (problem,) = problems_of(text)

    assert (problem.line, problem.field) == (3, "commitments[1].depends_on_plan")


def test_institutions_that_contain_one_another_are_a_circle() -> None:
    text = PLAN_HEAD + (
        "institutions:\n"
        "  - {key: a, side: government, parent: b, names: [{since: 2018-01-01, name: A}]}\n"
        "  - {key: b, side: government, parent: a, names: [{since: 2018-01-01, name: B}]}\n"
    )

    (problem,) = problems_of(text)

    assert "a → b → a" in problem.message


@pytest.mark.parametrize(
    ("commitment", "line", "column", "field", "words"),
    [
        ("{number: 0, title: A}", 3, "14", "number", "out of range: 1 to 999"),
        ("{number: one, title: A}", 3, "14", "number", "whole number"),
        ("{number: 1}", 3, "5", "title", "required"),
        ("{number: 1, title: A, progress: 101}", 3, "37", "progress", "0 to 100"),
        ("{number: 1, title: A, state: blocked}", 3, "34", "state", "not_started, in_progress"),
        ("{number: 1, title: A, theme: x}", 3, "14", "theme", "nowhere in the file"),
        ("{number: 1, title: A, lead: x}", 3, "14", "lead", "nowhere in the file"),
        ("{number: 1, title: A, tilte: B}", 3, "27", "tilte", "unknown here"),
        (
            "{number: 1, title: A, declared_complete: perhaps}",
            3,
            "46",
            "declared_complete",
            "Yes or",
        ),
        (
            "{number: 1, title: A, progress: 98, declared_complete: yes}",
            3,
            "37",
            "progress",
            "no act",
        ),
    ],
)
def test_what_is_wrong_with_a_commitment_is_told_at_its_place(
    commitment: str, line: int, column: str, field: str, words: str
) -> None:
    (problem,) = problems_of(f"{PLAN_HEAD}commitments:\n  - {commitment}\n")

    assert (problem.line, problem.column) == (line, column)
    assert problem.field == f"commitments[1].{field}"
    assert words in problem.message


@pytest.mark.parametrize(
    ("activity", "field", "words"),
    [
        ("{title: A, state: blocked}", "state", "is no state"),
        ("{title: A, state: cancelled}", "cancel_reason", "window_missed"),
        ("{title: A, cancel_reason: other}", "cancel_reason", "not cancelled"),
        (
            "{title: A, state: cancelled, cancel_reason: done_by_other_body}",
            "done_by",
            "name it",
        ),
        ("{title: A, state: verified, progress: 90}", "progress", "verified at 90 %"),
        ("{title: A, state: verified, done_on: 2020-09-01}", "done_on", "after the day"),
        ("{title: A, done_on: 2020-06-01}", "done_on", "still planned"),
        ("{title: A, after: '99'}", "after", "nowhere in the file"),
        ("{state: planned}", "title", "needs a label or a title"),
        ("{title: A, period: soonish}", "period", "not a period that can be read"),
        (
            "{title: A, period: {kind: month, words: x, earliest: 2020-11-30, latest: 2020-11-01}}",
            "period.latest",
            "before it starts",
        ),
        ("{title: A, period: {kind: month, words: x}}", "period.kind", "needs its earliest"),
        (
            "{title: A, period: {kind: day, words: 30 juillet 2020, "
            "earliest: 2020-07-31, latest: 2020-07-31}}",
            "period.words",
            "other days are given",
        ),
        ("{title: A, awaited: [{count: 4}]}", "awaited[1].who", "required"),
        ("{title: A, awaited: [{who: courts, count: -1}]}", "awaited[1].count", "out of range"),
    ],
)
def test_what_is_wrong_with_an_activity_is_told_with_its_field(
    activity: str, field: str, words: str
) -> None:
    text = f"{PLAN_HEAD}commitments:\n  - number: 1\n    title: A\n    activities: [{activity}]\n"

    (problem,) = problems_of(text)

    assert problem.line == 5
    assert problem.field == f"commitments[1].activities[1].{field}"
    assert words in problem.message


def test_a_number_given_twice_names_the_line_of_the_first() -> None:
    text = PLAN_HEAD + "commitments:\n  - {number: 7, title: A}\n  - {number: 7, title: B}\n"

    (problem,) = problems_of(text)

    assert (problem.line, problem.column) == (4, "14")
    assert "already on line 3" in problem.message


def test_full_progress_with_an_open_activity_needs_it_marked_residual() -> None:
    text = PLAN_HEAD + (
        "commitments:\n"
        "  - {number: 1, title: A, progress: 100, activities: [{title: Open}]}\n"
        "  - {number: 2, title: B, progress: 100, activities: [{title: Open, residual: yes}]}\n"
    )

    (problem,) = problems_of(text)

    assert (problem.line, problem.field) == (3, "commitments[1].progress")


def test_totals_the_commitments_do_not_reach_are_refused() -> None:
    text = PLAN_HEAD + (
        "check: {commitments: 2, mean_progress: 50}\n"
        "commitments:\n  - {number: 1, title: A, progress: 50}\n"
    )

    (problem,) = problems_of(text)

    assert (problem.line, problem.column, problem.field) == (2, "22", "check.commitments")
    assert problem.message == "The file announces 2 and its commitments give 1."


def test_every_problem_of_a_file_is_told_at_once() -> None:
    text = PLAN_HEAD.replace("2020-07-15", "tomorrow") + (
        "commitments:\n  - {number: 0, title: A}\n  - {number: 2, progress: 300}\n"
    )

    assert [problem.line for problem in problems_of(text)] == [1, 3, 4, 4]


def test_the_good_commitments_of_a_bad_file_can_be_kept() -> None:
    text = PLAN_HEAD + "commitments:\n  - {number: 1, title: A}\n  - {number: 2}\n"

    plan_file, problems = inspect_plan(yaml_source(text))

    assert [row.number for row in plan_file.commitments] == [1]
    assert [problem.field for problem in problems] == ["commitments[2].title"]


def test_a_file_without_a_plan_is_refused() -> None:
    with pytest.raises(LoadRefusedError, match="does not name its plan"):
        read_plan(yaml_source("commitments: []\n"))


def test_a_date_that_reads_two_ways_is_kept_spanning_both_in_an_english_file() -> None:
    text = PLAN_HEAD.replace("{code", "{language: en, code") + (
        "commitments:\n  - {number: 1, title: A, period: 05/06/2020}\n"
    )

    period = read_plan(yaml_source(text)).commitments[0].period

    assert period is not None
    assert period.ambiguous
    assert period.readings == (
        (date(2020, 5, 6), date(2020, 5, 6)),
        (date(2020, 6, 5), date(2020, 6, 5)),
    )


def test_a_workbook_with_a_sheet_for_each_part_reads_like_the_same_plan_in_yaml() -> None:
    content = workbook_bytes(
        plan=[
            ["code", "title.fr", "as_of", "source_document"],
            ["T-1", "Plan", date(2020, 7, 15), "Minutes"],
        ],
        themes=[["key", "name.fr"], ["access", "Accès"]],
        commitments=[["number", "title.fr", "theme"], [1, "Un", "access"], [2, "Deux", None]],
        activities=[
            ["commitment", "label", "title.fr", "period.words", "awaited.1.who.fr"],
            [2, "12", "Former", "octobre 2020", "départements"],
        ],
    )

    plan_file = read_plan(read_source(content, name="plan.xlsx"))

    assert [row.number for row in plan_file.commitments] == [1, 2]
    (activity,) = plan_file.commitments[1].activities
    assert activity.title.fr == "Former"
    assert activity.awaited[0].who.fr == "départements"
    assert activity.period is not None
    assert activity.period.latest == date(2020, 10, 31)


def test_a_problem_in_a_workbook_names_sheet_row_and_column() -> None:
    content = workbook_bytes(
        plan=[
            ["code", "title.fr", "as_of", "source_document"],
            ["T-1", "Plan", "2020-07-15", "Minutes"],
        ],
        commitments=[["number", "title.fr", "progress"], [1, "Un", 250]],
        activities=[["commitment", "title.fr"], [9, "Perdue"]],
    )

    with pytest.raises(LoadRefusedError) as caught:
        read_plan(read_source(content, name="plan.xlsx"))

    places = [(problem.line, problem.column) for problem in caught.value.problems]
    assert sorted(places) == [(2, "activities!A"), (2, "commitments!C")]


def test_an_unknown_sheet_is_refused() -> None:
    content = workbook_bytes(plan=[["code"], ["T-1"]], comitments=[["number"], [1]])

    with pytest.raises(LoadRefusedError, match="comitments"):
        read_plan(read_source(content, name="plan.xlsx"))


def test_a_flat_table_tells_a_commitment_once_and_its_activities_row_by_row() -> None:
    source = csv_source(
        "plan.code,plan.title,plan.as_of,plan.source_document,number,title.fr,theme,lead,"
        "activity.label,activity.title.fr\n"
        "T-1,Plan,2020-07-15,Minutes,1,Un,Accès,Archives,1,Structurer\n"
        ",,,,1,,,,12,Former\n"
        ",,,,2,Deux,Accès,Archives,,\n"
    )

    plan_file = read_plan(source)

    assert [len(row.activities) for row in plan_file.commitments] == [2, 0]
    assert [row.key for row in plan_file.themes] == ["Accès"]
    assert [row.key for row in plan_file.institutions] == ["Archives"]
