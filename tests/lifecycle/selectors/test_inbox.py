"""The inbox: what is on somebody's desks, the gravest first, at the same cost at any size."""

import pytest
from django.db import connection
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from lifecycle.selectors import inbox as inboxes
from lifecycle.selectors.inbox import (
    PAGE_SIZE,
    Filters,
    Urgency,
    Whose,
    find_urgency,
    read_inbox,
)
from lifecycle.selectors.inbox_parts import list_branches, list_ours
from lifecycle.services.work_items import claim
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MODERATOR, OWNER, RECORDER
from tests.cast import Institutions
from tests.factories import make_plan, proposal_in
from tests.lifecycle.many import make_many
from tests.lifecycle.selectors.inbox_reading import ONE_DAY, TODAY, read
from workflow.engine import fire
from workflow.models import InstitutionName, User, WorkItem
from workflow.permissions import grant, load_grants

pytestmark = pytest.mark.django_db


def test_what_is_late_comes_first_and_what_has_no_day_last(amina: User) -> None:
    plan = make_plan()
    make_many(plan, 1, due_on=None)
    make_many(plan, 1, due_on=TODAY + 30 * ONE_DAY)
    make_many(plan, 1, due_on=TODAY - ONE_DAY, desk=f"person:{amina.pk}")
    make_many(plan, 1, due_on=TODAY)
    make_many(plan, 1, due_on=TODAY - 9 * ONE_DAY)

    found = [find_urgency(item, today=TODAY) for item in read(amina)]

    assert found == [Urgency.LATE, Urgency.LATE, Urgency.SOON, Urgency.LATER, Urgency.UNDATED]


@pytest.mark.parametrize(
    ("days", "urgency"),
    [(-1, Urgency.LATE), (0, Urgency.SOON), (5, Urgency.SOON), (6, Urgency.LATER)],
)
def test_an_item_is_late_from_the_day_after_its_due_day(
    amina: User, days: int, urgency: Urgency
) -> None:
    make_many(make_plan(), 1, due_on=TODAY + days * ONE_DAY)

    (item,) = read(amina)

    assert find_urgency(item, today=TODAY) is urgency


def test_what_lies_on_the_desks_of_others_is_not_shown(amina: User, emna: User) -> None:
    make_many(make_plan(), 1)

    assert len(read(amina)) == 1
    assert read(emna) == []


def test_somebody_without_an_account_has_an_empty_inbox() -> None:
    make_many(make_plan(), 1)

    inbox = read_inbox(load_grants(None), Filters(), today=TODAY)

    assert (inbox.items, inbox.facets, inbox.has_next) == ([], [], False)


def test_an_item_that_is_done_is_not_shown(amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)

    fire(proposal.pk, "admit", actor=amina)

    assert [item.kind for item in read(amina)] == ["admissible"]


@pytest.mark.parametrize("size", [5, 200])
def test_the_same_statements_read_an_inbox_of_any_size(
    amina: User, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_many(make_plan(), size, due_on=TODAY - 100 * ONE_DAY, every=ONE_DAY)
    grants = load_grants(amina)

    with django_assert_num_queries(2):
        inbox = read_inbox(grants, Filters(), today=TODAY)

    assert len(inbox.items) == min(size, PAGE_SIZE)
    assert inbox.count(Filters()) == size


def test_the_index_of_the_inbox_gives_the_order(amina: User) -> None:
    plan = make_plan()
    for desk in ("ministry_team", "ministry_lead", f"person:{amina.pk}"):
        make_many(plan, 40, due_on=TODAY, every=ONE_DAY, desk=desk)
        make_many(plan, 40, due_on=None, desk=desk)
    parts = list_ours(sorted(load_grants(amina).desks), person=amina.pk, today=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE workflow_workitem")
        if connection.vendor == "postgresql":
            # So few rows are as fast read from end to end, or by any index and sorted.
            for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")

    plans = [branch.explain() for branch in list_branches(parts, PAGE_SIZE)]

    assert len(plans) == 4
    assert all("work_item_inbox" in plan for plan in plans)
    assert not any("Sort" in plan for plan in plans)


def test_pages_follow_one_another_without_a_gap(amina: User) -> None:
    plan = make_plan()
    make_many(plan, 40, due_on=TODAY - 20 * ONE_DAY, every=ONE_DAY)
    make_many(plan, 20, due_on=None)

    pages = [read(amina, page=number) for number in (1, 2, 3, 4)]

    assert [len(page) for page in pages] == [25, 25, 10, 0]
    assert len({item.id for page in pages for item in page}) == 60


def test_a_claimed_item_is_on_the_desk_of_whoever_claimed_it(amina: User, bilal: User) -> None:
    first, _second = make_many(make_plan(), 2)
    claim(first, actor=amina)

    assert [item.id for item in read(amina, Filters(whose=Whose.MINE))] == [first.pk]
    assert len(read(amina)) == 2
    assert first.pk not in {item.id for item in read(bilal)}


def test_what_a_person_proposed_waits_for_others_and_not_for_them(
    amina: User, bilal: User, driss: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    inputs = {"code": "out_of_scope", "reason": "Hors du champ du plan."}
    fire(proposal.pk, "refuse", actor=amina, inputs=inputs)
    by_others = Filters(whose=Whose.OTHERS)

    assert [item.kind for item in read(amina)] == ["submitted"]
    assert [item.kind for item in read(amina, by_others)] == ["refuse"]
    assert sorted(item.kind for item in read(bilal)) == ["refuse", "submitted"]
    assert "refuse" not in [item.kind for item in read(bilal, by_others)]


def test_the_counts_say_what_each_filter_would_show(amina: User) -> None:
    plan = make_plan()
    make_many(plan, 3, due_on=TODAY - ONE_DAY)
    make_many(plan, 2, due_on=TODAY - ONE_DAY, desk=f"person:{amina.pk}")
    make_many(plan, 4, due_on=None)

    inbox = read_inbox(load_grants(amina), Filters(whose=Whose.MINE), today=TODAY)

    assert len(inbox.items) == 2
    assert inbox.count(Filters()) == 9
    assert inbox.count(Filters(whose=Whose.MINE)) == 2
    assert inbox.count(Filters(only_late=True)) == 5
    assert inbox.count(Filters(), Urgency.UNDATED) == 4
    assert inbox.is_counted_whole


def test_a_statement_that_is_built_once_serves_everybody_on_any_day(
    amina: User, claire: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, tomorrow = make_plan(), TODAY + ONE_DAY
    make_many(plan, 2, due_on=TODAY)
    make_many(plan, 1, due_on=TODAY, desk="ministry_lead")
    read_inbox(load_grants(amina), Filters(), today=TODAY)
    # From here on nothing may be built: a queryset would be.
    monkeypatch.setattr(inboxes, "describe_open_items", None)
    monkeypatch.setattr(inboxes, "unite_rows", None)

    today = read_inbox(load_grants(claire), Filters(), today=TODAY)
    later = read_inbox(load_grants(amina), Filters(), today=tomorrow)

    assert [len(today.items), len(later.items)] == [1, 2]
    assert [today.count(Filters(), each) for each in Urgency] == [0, 1, 0, 0]
    assert [later.count(Filters(), each) for each in Urgency] == [2, 0, 0, 0]
    assert {find_urgency(item, today=tomorrow) for item in later.items} == {Urgency.LATE}


def test_words_are_those_of_each_readers_language(driss: User, institutions: Institutions) -> None:
    proposal_in(ProposalState.PORTER_SEARCH)
    grant(OWNER, driss, on=institutions.ministry)
    InstitutionName.objects.filter(institution=institutions.ministry).update(
        name_fr="Ministère", name_ar="وزارة", name_en="Ministry"
    )
    found = []

    for language in ("fr", "ar", "en", "fr"):
        with override(language):
            found += [item.institution for item in read(driss)]

    assert found == ["Ministère", "وزارة", "Ministry", "Ministère"]


@pytest.mark.parametrize("roles", [1, 2, 3])
def test_whoever_has_several_desks_finds_each_item_once(amina: User, roles: int) -> None:
    plan = make_plan()
    for role in (MINISTRY_LEAD, MODERATOR, RECORDER)[:roles]:
        grant(role, amina)
        make_many(plan, 1, due_on=TODAY, desk=role.code)
    make_many(plan, 2, due_on=TODAY)
    grants = load_grants(amina)

    inbox = read_inbox(grants, Filters(), today=TODAY)

    assert len(grants.desks) == 2 + roles
    assert len(inbox.items) == len({item.id for item in inbox.items}) == 2 + roles
    assert inbox.count(Filters()) == 2 + roles


def test_what_is_too_much_to_count_is_said_to_be_more(
    amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inboxes, "COUNTED", 10)
    make_many(make_plan(), 12, due_on=TODAY)

    inbox = read_inbox(load_grants(amina), Filters(), today=TODAY)

    assert inbox.count(Filters()) == 10
    assert not inbox.is_counted_whole


def test_only_the_late_ones_are_shown_when_asked(amina: User) -> None:
    plan = make_plan()
    (late,) = make_many(plan, 1, due_on=TODAY - ONE_DAY)
    make_many(plan, 1, due_on=TODAY)
    make_many(plan, 1, due_on=None)

    assert [item.id for item in read(amina, Filters(only_late=True))] == [late.pk]


def test_only_one_kind_of_work_is_shown_when_asked(amina: User) -> None:
    proposal_in(ProposalState.ADMISSIBLE)
    proposal_in(ProposalState.SUBMITTED)

    (item,) = read(amina, Filters(kind="proposal.admissible"))

    assert item.state == ProposalState.ADMISSIBLE


def test_the_ministry_sees_who_else_is_waited_for_and_no_draft(amina: User, driss: User) -> None:
    asked = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)
    proposal_in(ProposalState.DRAFT, author=driss)

    (item,) = read(amina, Filters(whose=Whose.OTHERS))

    assert (item.subject_id, item.person_id) == (asked.pk, driss.pk)


def test_an_author_finds_their_draft_and_the_question_they_were_asked(driss: User) -> None:
    draft = proposal_in(ProposalState.DRAFT, author=driss)
    asked = proposal_in(ProposalState.NEEDS_DETAILS, author=driss)

    assert {item.subject_id for item in read(driss)} == {draft.pk, asked.pk}


def test_assessors_find_their_seats_and_the_lead_the_decision(
    ghita: User, hamid: User, claire: User
) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)

    kinds = {person: [item.kind for item in read(person)] for person in (ghita, hamid, claire)}

    assert kinds[ghita] == kinds[hamid] == ["assessment"]
    assert "in_assessment" in kinds[claire]
    assert {item.subject_id for item in read(ghita)} == {proposal.pk}


def test_a_candidate_porter_is_asked_on_the_desk_of_its_owner(
    emna: User, driss: User, institutions: Institutions
) -> None:
    proposal = proposal_in(ProposalState.PORTER_SEARCH)
    grant(OWNER, driss, on=institutions.ministry)

    (item,) = read(driss)

    assert (item.subject_id, item.institution) == (proposal.pk, "Ministère de la Réforme")
    assert read(emna) == []


def test_an_institution_narrows_what_is_waited_for(amina: User, institutions: Institutions) -> None:
    proposal = proposal_in(ProposalState.PORTER_SEARCH)
    proposal_in(ProposalState.NEEDS_DETAILS)
    (asked,) = WorkItem.objects.filter(subject=proposal.pk, institution__isnull=False)

    found = read(amina, Filters(whose=Whose.OTHERS, institution_id=asked.institution_id))

    assert [item.id for item in found] == [asked.pk]
