"""The pipeline: what lies in each phase, for how long, and what holds it back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import ActionPlan
from lifecycle.selectors import pipeline as pipelines
from lifecycle.selectors.blocking import ROAD, find_blocking, list_moves
from lifecycle.selectors.phase_terms import compute_median, compute_phase_term
from lifecycle.selectors.pipeline import Column, Filters, Pipeline, read_details, read_pipeline
from lifecycle.services.uptakes import link
from lifecycle.vocabulary import PROPOSAL_PHASES, Extent, Phase, ProposalState
from tests.factories import make_plan, proposal_in, score_all
from tests.lifecycle.many import make_many
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire
from workflow.engine.reading import load_case
from workflow.engine.request import make_request
from workflow.machine.registry import get_machine
from workflow.models import User
from workflow.permissions import load_grants

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


def read(person: User, plan: ActionPlan, filters: Filters | None = None) -> Pipeline:
    """Return the pipeline of the plan as this person sees it today."""
    today = current_clock().today()
    return read_pipeline(plan, load_grants(person), filters or Filters(), today=today)


def get_column(pipeline: Pipeline, phase: Phase) -> Column:
    """Return the column of one phase."""
    return next(column for column in pipeline.columns if column.phase == phase)


def list_ids(pipeline: Pipeline) -> set[int]:
    """Return the proposals that stand in any column."""
    return {row.id for row in pipeline.list_rows()}


def test_each_proposal_stands_in_the_column_of_its_phase(amina: User) -> None:
    submitted = proposal_in(ProposalState.SUBMITTED)
    admissible = proposal_in(ProposalState.ADMISSIBLE)
    searched = proposal_in(ProposalState.PORTER_SEARCH)

    pipeline = read(amina, submitted.plan)

    assert [column.phase for column in pipeline.columns] == list(PROPOSAL_PHASES)
    assert [row.id for row in get_column(pipeline, Phase.SUBMISSION).rows] == [submitted.pk]
    assert [row.id for row in get_column(pipeline, Phase.PRIORITIZATION).rows] == [admissible.pk]
    found = get_column(pipeline, Phase.PORTER_IDENTIFICATION).rows
    assert [row.id for row in found] == [searched.pk]


def test_what_was_set_aside_is_counted_beside_the_board(amina: User) -> None:
    declined = proposal_in(ProposalState.NOT_RETAINED)
    proposal_in(ProposalState.WITHDRAWN)

    pipeline = read(amina, declined.plan)

    assert list_ids(pipeline) == set()
    assert pipeline.aside == {ProposalState.NOT_RETAINED: 1, ProposalState.WITHDRAWN: 1}


def test_an_idea_that_is_taken_up_stands_under_the_dossier_that_carries_it(amina: User) -> None:
    idea = proposal_in(ProposalState.TAKEN_UP)

    pipeline = read(amina, idea.plan)

    (dossier,) = pipeline.list_rows()
    details = read_details([dossier], today=current_clock().today())
    assert dossier.id != idea.pk
    assert details[dossier.id].sources == 1
    assert pipeline.taken_up == 1


def test_a_draft_is_on_nobodys_board(amina: User, driss: User) -> None:
    draft = proposal_in(ProposalState.DRAFT, author=driss)

    assert list_ids(read(amina, draft.plan)) == set()
    assert list_ids(read(driss, draft.plan)) == set()


def test_the_proposals_of_another_plan_are_not_shown(amina: User) -> None:
    here = proposal_in(ProposalState.SUBMITTED)
    other = make_plan("MA-3")

    assert list_ids(read(amina, here.plan)) == {here.pk}
    assert list_ids(read(amina, other)) == set()


def test_somebody_without_a_part_sees_what_is_published_alone(karim: User, driss: User) -> None:
    submitted = proposal_in(ProposalState.SUBMITTED)
    published = proposal_in(ProposalState.ADMISSIBLE)

    assert list_ids(read(karim, published.plan)) == {submitted.pk, published.pk}
    assert list_ids(read(driss, published.plan)) == {published.pk}


@pytest.mark.parametrize("days_after", [0, 1])
def test_a_proposal_is_late_from_the_day_after_its_due_day(amina: User, days_after: int) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    (row,) = read(amina, proposal.plan).list_rows()
    assert row.due_on is not None

    with use_clock(FixedClock.on(row.due_on + days_after * ONE_DAY)):
        pipeline = read(amina, proposal.plan, Filters(only_late=True))

    assert list_ids(pipeline) == ({proposal.pk} if days_after else set())
    assert pipeline.counts.late == days_after


def test_what_misses_a_condition_of_its_next_step_is_blocked(amina: User) -> None:
    scored, unscored = (proposal_in(ProposalState.IN_ASSESSMENT) for _number in range(2))
    score_all(scored)

    pipeline = read(amina, scored.plan, Filters(only_blocked=True))

    assert unscored.pk in list_ids(pipeline)
    assert pipeline.counts.blocked == len(list_ids(pipeline))


def test_what_blocks_is_named_by_its_condition() -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE)

    missing = find_blocking(load_case(proposal.pk, today=current_clock().today()))

    assert [shortfall.guard for shortfall in missing] == ["assessors_available"]


def test_a_proposal_with_one_free_way_is_not_blocked(amina: User) -> None:
    proposal, dossier = (proposal_in(ProposalState.PRIORITIZED) for _number in range(2))
    today = current_clock().today()
    assert find_blocking(load_case(proposal.pk, today=today))

    link(proposal.pk, dossier=dossier, extent=Extent.WHOLE, actor=amina)

    assert not find_blocking(load_case(proposal.pk, today=today))


def test_what_can_be_moved_is_what_the_engine_would_allow(amina: User, karim: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    case = load_case(proposal.pk, today=current_clock().today())

    names = {move.name for move in list_moves(case, make_request(amina))}

    assert {"admit", "refuse", "request_details"} <= names
    assert list_moves(case, make_request(karim)) == []


def test_every_step_on_the_road_leaves_the_state_it_is_written_under() -> None:
    machine = get_machine("proposal")

    for state, names in ROAD.items():
        assert all(state in machine.transitions[name].source_names for name in names)


def test_only_what_lies_on_the_desks_of_the_reader_is_theirs(amina: User, claire: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)

    assert list_ids(read(amina, proposal.plan, Filters(only_mine=True))) == {proposal.pk}
    assert list_ids(read(claire, proposal.plan, Filters(only_mine=True))) == set()


def test_a_theme_narrows_the_board_and_its_counts(amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    other = proposal.plan.themes.exclude(proposals=proposal).get()

    pipeline = read(amina, proposal.plan, Filters(theme_id=other.pk))

    assert (list_ids(pipeline), pipeline.counts.all) == (set(), 0)


def test_the_age_counts_from_the_entry_into_the_phase_not_the_state(amina: User) -> None:
    with use_clock(FixedClock.on(date(2026, 3, 2))):
        proposal = proposal_in(ProposalState.SUBMITTED)
    with use_clock(FixedClock.on(date(2026, 3, 4))):
        question = {"question": "Où ?"}
        fire(proposal.pk, "request_details", actor=amina, inputs=question)
    with use_clock(FixedClock.on(date(2026, 3, 9))):
        pipeline = read(amina, proposal.plan)

    (row,) = pipeline.list_rows()
    assert row.since == date(2026, 3, 2)
    assert pipeline.count_age(row, today=date(2026, 3, 9)) == 5
    assert get_column(pipeline, Phase.SUBMISSION).median_age == 5


def test_a_column_is_slow_when_half_of_it_outlasts_the_term(amina: User) -> None:
    with use_clock(FixedClock.on(date(2026, 3, 2))):
        proposal = proposal_in(ProposalState.SUBMITTED)

    for day, is_slow in [(date(2026, 3, 9), False), (date(2026, 3, 10), True)]:
        with use_clock(FixedClock.on(day)):
            column = get_column(read(amina, proposal.plan), Phase.SUBMISSION)
        assert (column.term, column.is_slow) == (5, is_slow)


def test_a_phase_has_a_term_only_when_all_its_steps_are_counted_in_days() -> None:
    machine = get_machine("proposal")

    assert compute_phase_term(machine, Phase.PRIORITIZATION) == 25
    assert compute_phase_term(machine, Phase.CONSULTATION) is None


def test_the_median_leaves_out_what_is_unknown() -> None:
    assert compute_median([3, None, 9, 5]) == 5
    assert compute_median([None]) is None


def test_the_number_of_statements_does_not_depend_on_the_number_of_proposals(
    amina: User,
) -> None:
    plan = make_plan()
    counts = []
    for size in (10, 290):
        make_many(plan, size, due_on=date(2026, 3, 2), every=ONE_DAY)
        counts.append(count_statements(amina, plan))

    assert counts[0] == counts[1]


def test_beyond_a_size_what_is_blocked_is_worked_out_only_when_asked(
    amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipelines, "EXPLAINED", 1)
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    proposal_in(ProposalState.SUBMITTED)

    assert read(amina, proposal.plan).counts.blocked is None
    asked = read(amina, proposal.plan, Filters(only_blocked=True))
    assert (list_ids(asked), asked.counts.blocked) == ({proposal.pk}, 1)


def count_statements(person: User, plan: ActionPlan) -> int:
    """Return how many statements the board and what it says of each card take."""
    grants, today = load_grants(person), current_clock().today()
    with CaptureQueriesContext(connection) as captured:
        pipeline = read_pipeline(plan, grants, Filters(), today=today)
        read_details(pipeline.list_rows(), today=today)
    return len(captured)
