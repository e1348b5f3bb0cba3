"""The facts of proposals: a number of statements that never changes, and what they say."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lifecycle.models import ActionPlan, Proposal
from lifecycle.selectors.plan_days import PlanDays, read_plan_days
from lifecycle.selectors.proposal_facts import load_proposal_facts
from lifecycle.vocabulary import PlanState, ProposalState
from tests.cast import Institutions
from tests.factories import make_plan, proposal_in
from tests.facts import look_at_all
from workflow.clock import current_clock
from workflow.engine.reading import read_rows
from workflow.machine.facts import UNBORN_ID, SubjectRow

STATEMENTS = 19
STATEMENTS_BEFORE_ADMISSION = 10


def read_all() -> list[SubjectRow]:
    """Return the row of every proposal."""
    return read_rows(Proposal.objects.values_list("pk", flat=True))


def look_at_each(rows: list[SubjectRow]) -> None:
    """Load the facts of these proposals, and look at all there is."""
    for facts in load_proposal_facts(rows, today=current_clock().today()).values():
        look_at_all(facts)


def test_the_number_of_statements_is_that_of_one_for_three_thousand(
    institutions: Institutions, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for state in (ProposalState.IN_ASSESSMENT, ProposalState.TAKEN_UP, ProposalState.MERGED):
        proposal_in(state)
    rows = read_all()
    many = rows + [rows[0]._replace(id=10_000 + number) for number in range(3_000)]

    with django_assert_num_queries(STATEMENTS):
        look_at_each(rows[:1])
    with django_assert_num_queries(STATEMENTS):
        look_at_each(many)


def test_what_nobody_looks_at_is_not_read(
    institutions: Institutions, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(2):
        proposal_in(ProposalState.IN_ASSESSMENT)
    rows = read_all()

    with django_assert_num_queries(0):
        found = load_proposal_facts(rows, today=current_clock().today())
    with django_assert_num_queries(1):
        assert [each.missing_scores for each in found.values()] == [2, 2]


def test_what_comes_later_is_not_looked_for_before_a_proposal_is_admitted(
    institutions: Institutions, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(2):
        proposal_in(ProposalState.SUBMITTED)
    rows = read_all()

    with django_assert_num_queries(STATEMENTS_BEFORE_ADMISSION):
        look_at_each(rows[:1])
    with django_assert_num_queries(STATEMENTS_BEFORE_ADMISSION):
        look_at_each(rows)


@pytest.mark.django_db
def test_what_is_not_born_yet_has_the_days_of_its_plan() -> None:
    plan = make_plan()
    unborn = SubjectRow(
        id=UNBORN_ID,
        kind="proposal",
        reference="",
        parent_id=plan.pk,
        state="",
        version=0,
        head_hash="",
        entered_at=current_clock().now(),
    )

    facts = load_proposal_facts([unborn], today=current_clock().today())[UNBORN_ID]

    assert facts.plan.window_open
    assert facts.plan.open_stages == {"collection", "prioritization"}
    assert facts.milestones["stage_end:collection"] is not None
    assert facts.milestones["council_day"] is None


def test_a_dossier_knows_its_sources_and_who_else_carries_them(
    institutions: Institutions,
) -> None:
    idea = proposal_in(ProposalState.TAKEN_UP)
    dossier = idea.uptakes.get().dossier
    today = current_clock().today()

    facts = load_proposal_facts(read_all(), today=today)

    (source,) = facts[dossier.pk].sources
    assert (source.id, source.state, source.also_carried_by) == (idea.pk, "taken_up", frozenset())
    assert [each.id for each in facts[idea.pk].dossiers] == [dossier.pk]


def test_what_would_be_merged_is_known_through_others(institutions: Institutions) -> None:
    first = proposal_in(ProposalState.MERGE_PROPOSED)
    assert first.merge_target is not None

    facts = load_proposal_facts(read_all(), today=current_clock().today())

    assert facts[first.merge_target.pk].leads_here == {first.pk}
    assert facts[first.pk].leads_here == frozenset()
    assert facts[first.pk].content.merge_target_state == "submitted"


@pytest.mark.django_db
def test_a_plan_without_stages_stands_where_it_stands() -> None:
    bare = ActionPlan.objects.create(
        kind="plan", code="BARE", state=str(PlanState.CO_CREATION), entered_at=timezone.now()
    )
    made = make_plan()

    days = read_plan_days([bare.pk, made.pk], today=current_clock().today())

    assert days[bare.pk] == PlanDays(state=str(PlanState.CO_CREATION))
    assert {each.state for each in days.values()} == {bare.state, made.state}
    assert days[made.pk].milestones["stage_end:collection"] is not None
