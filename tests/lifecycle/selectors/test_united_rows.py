"""Rows of several querysets as one table: as each would give them, grouped in one statement."""

from datetime import date, timedelta

import pytest
from django.db.models import CharField, Count, F
from pytest_django import DjangoAssertNumQueries

from lifecycle.selectors.united_rows import Annotation, unite_rows
from tests.factories import make_plan
from tests.lifecycle.many import make_many
from workflow.models import WorkItem

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def test_each_branch_gives_its_own_first_rows() -> None:
    plan = make_plan()
    ours = make_many(plan, 5, due_on=TODAY, every=timedelta(days=1))
    theirs = make_many(plan, 3, due_on=TODAY, every=timedelta(days=-1), desk="ministry_lead")
    items = WorkItem.objects.order_by("due_on")
    branches = [items.filter(desk="ministry_team")[:2], items.filter(desk="ministry_lead")[:2]]

    found = unite_rows(WorkItem, branches)

    wanted = {item.pk for item in (*ours[:2], *theirs[1:])}
    assert {item.pk for item in found} == wanted
    assert set(unite_rows(WorkItem, branches).values_list("pk", flat=True)) == wanted


def test_they_are_chosen_by_in_another_statement() -> None:
    plan = make_plan()
    item, *_others = make_many(plan, 4, due_on=TODAY, every=timedelta(days=1))
    first = WorkItem.objects.order_by("due_on").only("pk")[:1]

    keys = unite_rows(WorkItem, [first, first]).values("pk")

    assert list(WorkItem.objects.filter(pk__in=keys)) == [item]
    assert WorkItem.objects.exclude(pk__in=keys).count() == 3


def test_they_are_grouped_by_what_the_branches_are_annotated_with(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_many(make_plan(), 4, due_on=TODAY)
    items = WorkItem.objects.annotate(whose=F("subject__kind")).only("desk").order_by("pk")
    kind = Annotation(WorkItem, "whose", CharField())

    with django_assert_num_queries(1):
        united = unite_rows(WorkItem, [items[:3], items[:1]]).annotate(kind_of_subject=kind)
        groups = united.values_list("kind_of_subject", "desk").annotate(count=Count("pk"))
        found = list(groups.order_by())

    # The first row is in both branches.
    assert found == [("proposal", "ministry_team", 4)]


def test_other_branches_are_another_table() -> None:
    first, last = WorkItem.objects.order_by("pk")[:1], WorkItem.objects.order_by("-pk")[:1]
    tables = [
        unite_rows(WorkItem, [branch]).query.alias_map[WorkItem._meta.db_table]
        for branch in (first, first, last)
    ]

    assert tables[0] == tables[1]
    assert tables[0] != tables[2]
