"""Ladders that the ministry lead rules: what is changed, what follows, what is refused."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from lifecycle.selectors.ladders import (
    compute_base,
    compute_example,
    list_changes,
    list_known_roles,
    list_uses,
    may_read_ladders,
    read_kept,
)
from lifecycle.services.ladders import RungDraft, rewrite_ladder
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from workflow.clock import FixedClock, use_clock
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
)
from workflow.holidays import load_calendar
from workflow.models import Escalation, Ladder, User, WorkItem
from workflow.permissions import load_grants
from workflow.sweep import sweep

pytestmark = pytest.mark.django_db

REASON = "Le comité l'a demandé."


def draft(code: str) -> list[RungDraft]:
    """Return the rungs of a ladder as they are."""
    rungs = Ladder.objects.get(code=code).rungs.order_by("offset_working_days")
    return [
        RungDraft(each.offset_working_days, each.role_codes, each.form, each.code) for each in rungs
    ]


def rewrite(code: str, rungs: list[RungDraft], actor: User, **given: Any) -> Ladder:
    """Give a ladder these rungs, for a reason."""
    values: dict[str, Any] = {"is_proposed": False, "reason": REASON, **given}
    return rewrite_ladder(code, rungs=rungs, actor=actor, **values)


def complain(code: str, rungs: list[RungDraft], actor: User, **given: Any) -> dict[str, list[str]]:
    """Return what is wrong with these rungs."""
    with override("en"), pytest.raises(InputError) as refused:
        rewrite(code, rungs, actor, **given)
    return refused.value.errors


# ---- What changes.


def test_a_rung_is_moved_added_and_taken_away(claire: User, amina: User) -> None:
    first, second = draft("standard")
    added = RungDraft(20, ("ministry_team", "ministry_lead"), "at_once")

    ladder = rewrite("standard", [replace(first, offset=1), added], claire)

    rungs = list(ladder.rungs.order_by("offset_working_days"))
    assert [(each.code, each.offset_working_days) for each in rungs] == [("R1", 1), ("V2-2", 20)]
    assert rungs[1].roles == "ministry_team,ministry_lead"
    assert ladder.version == 2
    (change,) = list_changes(ladder)
    assert (change.version, change.changed_by, change.reason) == (2, claire, REASON)
    assert [each["code"] for each in read_kept(change.before)["rungs"]] == ["R1", second.code]  # type: ignore[attr-defined]  # JSON
    assert [each["code"] for each in read_kept(change.after)["rungs"]] == ["R1", "V2-2"]  # type: ignore[attr-defined]  # JSON


def test_what_has_fired_stands_and_the_rest_counts_anew(claire: User, amina: User) -> None:
    with use_clock(FixedClock.on(date(2026, 3, 2))):
        proposal = proposal_in(ProposalState.SUBMITTED)
    item = WorkItem.objects.get(subject=proposal.pk, closed_at=None)
    assert item.due_on is not None
    with use_clock(FixedClock.on(item.due_on)):
        sweep()
        first, second = draft("standard")
        rewrite("standard", [first, replace(second, offset=2)], claire)
        item.refresh_from_db()
        assert item.next_rung == ""
        sweep()

    item.refresh_from_db()
    fired = Escalation.objects.filter(work_item=item).values_list("rung", flat=True)
    assert list(fired) == ["R1"]
    assert item.next_rung == "R2"
    assert item.next_rung_on == load_calendar().add_working_days(item.due_on, 2)
    assert item.generation == 1


def test_a_ladder_is_shown_before_it_goes(claire: User) -> None:
    ladder = rewrite("standard", draft("standard"), claire, is_proposed=True)

    assert ladder.is_proposed
    assert Ladder.objects.get(code="standard").is_proposed


# ---- What is refused.


def test_only_the_lead_rules_and_only_a_ladder_that_exists(claire: User, amina: User) -> None:
    with pytest.raises(TransitionForbiddenError):
        rewrite("standard", draft("standard"), amina, is_proposed=True)
    with pytest.raises(SubjectNotFoundError):
        rewrite("nowhere", draft("standard"), claire)
    with pytest.raises(StaleSubjectError):
        rewrite("standard", draft("standard"), claire, is_proposed=True, expect=7)


def test_no_reason_no_rung_and_no_change_are_refused(claire: User) -> None:
    assert set(complain("standard", [], claire, reason=" ")) == {"reason", "rungs"}
    assert complain("standard", draft("standard"), claire) == {"rungs": ["Nothing was changed."]}


@pytest.mark.parametrize(
    ("code", "rung", "said"),
    [
        ("standard", RungDraft(5, ("ministry_lead",)), "on the same day"),
        ("standard", RungDraft(4, ("ministry_lead",)), "out of order"),
        ("standard", RungDraft(301, ("ministry_lead",)), "at most"),
        ("standard", RungDraft(9, ()), "at least one role"),
        ("standard", RungDraft(9, ("nobody",)), "no role"),
        ("standard", RungDraft(9, ("assessor",)), "given to nobody"),
        ("standard", RungDraft(9, ("superior",)), "Nobody holds the role “superior” today"),
        ("standard", RungDraft(9, ("focal_point",), "work_item"), "needs a desk"),
        ("standard", RungDraft(9, ("ministry_lead",), "shouted"), "not possible"),
        ("standard", RungDraft(9, ("ministry_lead",), code="R9"), "no rung"),
        ("standard", RungDraft(9, ("ministry_lead",), code="R1"), "twice"),
        ("draft", RungDraft(9, ("focal_point",)), "where this ladder is used"),
        ("activity", RungDraft(99, ("author",)), "where this ladder is used"),
        ("undated", RungDraft(-1, ("committee",)), "nothing fires before"),
    ],
)
@pytest.mark.usefixtures("farid", "jalila", "amina")
def test_a_rung_that_cannot_be_is_refused(
    claire: User, code: str, rung: RungDraft, said: str
) -> None:
    rungs = [*draft(code), rung]

    errors = complain(code, rungs, claire)

    assert set(errors) == {f"rungs.{len(rungs) - 1}"}
    assert said in " ".join(errors[f"rungs.{len(rungs) - 1}"])
    assert Ladder.objects.get(code=code).version == 1


def test_a_role_that_was_there_already_may_stay_unheld(claire: User) -> None:
    rungs = draft("activity")

    ladder = rewrite("activity", [*rungs[:-1], replace(rungs[-1], offset=16)], claire)

    assert ladder.rungs.get(code="R4").offset_working_days == 16


# ---- What is read.


def test_a_ladder_says_where_it_is_used_and_whom_it_can_reach() -> None:
    uses = list_uses("activity")
    roles = {role.code for role in list_known_roles(uses)}

    assert {use.kind for use in uses} == {"activity", "commitment"}
    assert "superior" in roles
    assert roles.isdisjoint({"author", "assessor", "reporter"})
    # A draft is read by its author alone: a rung reaches nobody else there.
    drafts = [use for use in list_uses("draft") if use.kind == "proposal"]
    assert {role.code for role in list_known_roles(drafts)} == {"author"}
    for code in ("awaited", "unnamed"):
        assert {use.kind for use in list_uses(code)} == {"commitment", "activity"}


def test_the_example_is_that_of_the_counting_rule() -> None:
    ladder, calendar = Ladder.objects.get(code="activity"), load_calendar()

    base = compute_base(ladder, date(2020, 7, 30), calendar)
    days = {each.code: each.fires_on for each in compute_example(ladder, base, calendar)}

    assert base == date(2020, 8, 3)
    assert days["R1"] == date(2020, 8, 3)
    assert (days["R2"], days["R3"], days["R4"]) == (
        date(2020, 8, 10),
        date(2020, 8, 18),
        date(2020, 8, 27),
    )


def test_staff_reads_them_and_nobody_else(claire: User, farid: User, driss: User) -> None:
    assert may_read_ladders(load_grants(claire))
    assert may_read_ladders(load_grants(farid))
    assert not may_read_ladders(load_grants(driss))
    assert not may_read_ladders(load_grants(None))
