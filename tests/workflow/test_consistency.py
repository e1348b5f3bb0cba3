"""What does not agree is found, one table against another; what agrees is left in peace."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.workflow.toy.making import (
    Office,
    get_proposal,
    inspect_all,
    leave,
    make_parcel,
    make_van,
)
from tests.workflow.toy.models import Parcel, Van
from workflow.clock import FixedClock, use_clock
from workflow.consistency import check_consistency
from workflow.engine import confirm, fire, fire_act
from workflow.models import (
    Announcement,
    Escalation,
    Round,
    RoundOutcome,
    Seat,
    Subject,
    WorkItem,
)
from workflow.sweep import sweep
from workflow.triggers.installation import drop_all

pytestmark = pytest.mark.tampers

REFUSAL = {"code": "wet", "reason": "Wet."}


def codes() -> list[str]:
    return [each.code for each in check_consistency()]


@pytest.mark.parametrize(
    "state", ["draft", "posted", "inspected", "loaded", "on_road", "delivered", "returned"]
)
def test_whatever_the_engine_did_agrees(office: Office, van: Van, state: str) -> None:
    make_parcel(office, van, state)

    assert check_consistency() == []


def test_a_proposal_a_confirmation_and_a_cascade_agree(office: Office, van: Van) -> None:
    first, second = make_parcel(office, van, "posted"), make_parcel(office, van, "posted")
    make_parcel(office, van, tied_to=second)
    fire(first, "refuse", actor=office.boris, inputs=REFUSAL)
    assert check_consistency() == []

    confirm(get_proposal(first).pk, actor=office.carla)
    fire(second, "withdraw", actor=office.anna)

    assert check_consistency() == []


def test_a_finding_names_its_subject_and_says_what_is_wrong(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    WorkItem.objects.filter(subject=parcel).update(closed_at=timezone.now())

    (found,) = check_consistency()

    assert (found.subject_id, found.kind, found.code) == (parcel.pk, "toy_parcel", "wait")
    assert found.problem == "in posted nobody has posted on their desk"


def set_columns(parcel: Parcel, **columns: object) -> None:
    """Write what the triggers refuse."""
    drop_all()
    Subject.objects.filter(pk=parcel.pk).update(**columns)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"kind": "toy_ship"}, ["kind"]),
        ({"state": "delivered"}, ["state", "item"]),
        ({"state": "dream"}, ["state", "state"]),
        ({"version": 1}, ["version", "state", "head"]),
        ({"version": 3}, ["version"]),
        ({"head_hash": "0" * 64}, ["head"]),
    ],
)
def test_a_row_that_the_history_does_not_know_is_found(
    office: Office, van: Van, columns: dict[str, object], expected: list[str]
) -> None:
    set_columns(make_parcel(office, van, "posted"), **columns)

    assert codes() == expected


def test_a_subject_that_was_never_born_is_found(office: Office, van: Van) -> None:
    Parcel.objects.create(
        title="Found", kind="toy_parcel", state="posted", entered_at=timezone.now()
    )

    assert codes() == ["birth"]


def test_an_item_that_the_state_does_not_wait_for_is_found(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    WorkItem.objects.filter(subject=parcel, kind="draft").update(closed_at=None)

    assert codes() == ["item"]


def test_an_item_on_the_desk_of_a_role_that_may_not_do_it_is_found(
    office: Office, van: Van
) -> None:
    parcel = make_parcel(office, van, "posted")
    WorkItem.objects.filter(subject=parcel, kind="posted").update(role="toy_master")

    assert codes() == ["item"]


def test_an_errand_outlives_its_state(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    item = WorkItem.objects.get(subject=parcel, kind="posted")
    item.pk, item.kind, item.ends_with_state = None, "sweep_the_floor", False
    item.save(force_insert=True)

    assert codes() == []


def test_a_round_that_was_not_opened_is_found(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")
    Round.objects.filter(subject=parcel).update(name="another")
    WorkItem.objects.filter(subject=parcel, seat__isnull=False).update(kind="another")

    assert codes() == ["round", "round"]


def test_a_round_that_runs_in_another_state_is_found(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "loaded")
    Round.objects.filter(subject=parcel).update(outcome="")

    assert codes() == ["round", "round"]


def test_a_void_proposal_that_is_still_asked_is_found(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    fire(parcel, "refuse", actor=office.boris, inputs=REFUSAL)
    Round.objects.filter(subject=parcel).update(subject_version=1)

    assert codes() == ["round"]


def test_a_proposal_that_cannot_leave_the_state_is_found(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    fire(parcel, "refuse", actor=office.boris, inputs=REFUSAL)
    Round.objects.filter(subject=parcel).update(proposed_transition="arrive")

    assert codes() == ["round"]


def test_a_round_that_ended_before_its_seats_is_found(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")
    Round.objects.filter(subject=parcel).update(outcome=str(RoundOutcome.COLLECTED))

    assert codes() == ["seat", "round"]


def test_a_round_that_goes_on_after_its_seats_is_found(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")
    inspect_all(parcel.pk)
    Round.objects.filter(subject=parcel).update(outcome="")

    assert codes() == ["round"]


def test_a_seat_whose_item_says_otherwise_is_found(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")
    WorkItem.objects.filter(subject=parcel, seat__isnull=False).update(closed_at=timezone.now())

    assert codes() == ["seat"]


def test_a_round_without_seats_is_found(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")
    WorkItem.objects.filter(subject=parcel, seat__isnull=False).delete()
    Seat.objects.filter(round__subject=parcel).delete()

    assert codes() == ["seat"]


def test_a_member_that_its_act_went_on_without_is_found(office: Office, van: Van) -> None:
    left, moved = make_parcel(office, van, "loaded"), make_parcel(office, van, "loaded")
    leave(office, van, {left.pk: "aboard", moved.pk: "aboard"})
    assert check_consistency() == []

    fire_act(van, "arrive", actor=office.dora, lines={moved.pk: "whole"})

    (found,) = check_consistency()
    assert (found.subject_id, found.code) == (left.pk, "act")
    assert found.problem == "it is still in on_road, although its act went on by arrive"


def test_comparing_costs_the_same_for_one_and_for_many(
    office: Office, van: Van, django_assert_max_num_queries: object
) -> None:
    assert callable(django_assert_max_num_queries)
    for _number in range(5):
        make_parcel(office, make_van(office), "inspected")

    # Ten of the engine, two of what the domain compares.
    with django_assert_max_num_queries(12):
        check_consistency()


def test_the_command_says_that_everything_agrees(office: Office, van: Van) -> None:
    make_parcel(office, van)
    said = StringIO()

    call_command("check_workflow", stdout=said)

    assert said.getvalue() == "Everything agrees.\n"


def test_the_command_fails_and_says_what_does_not_agree(office: Office, van: Van) -> None:
    set_columns(make_parcel(office, van), head_hash="0" * 64)
    words, rows = StringIO(), StringIO()

    with pytest.raises(SystemExit, match="1"):
        call_command("check_workflow", stdout=words)
    with pytest.raises(SystemExit, match="1"):
        call_command("check_workflow", "--json", stdout=rows)

    assert "the head of its history" in words.getvalue()
    assert [row["code"] for row in json.loads(rows.getvalue())] == ["head"]


# ---- What rungs said.


def test_a_rung_that_spoke_to_nobody_is_found(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)
    with use_clock(FixedClock.on(date(2026, 6, 15))):
        sweep()
    assert check_consistency() == []

    Announcement.objects.filter(subject=parcel, escalation__isnull=False).delete()

    (found,) = check_consistency()
    assert (found.subject_id, found.kind, found.code) == (parcel.pk, "toy_parcel", "escalation")
    assert "spoke, and nobody was told" in found.problem


def test_a_rung_that_was_passed_over_and_said_all_the_same_is_found(
    office: Office, van: Van
) -> None:
    parcel = make_parcel(office, van)
    with use_clock(FixedClock.on(date(2026, 6, 15))):
        sweep()

    Escalation.objects.filter(work_item__subject=parcel).update(standing="skipped")

    assert codes() == ["escalation"]
