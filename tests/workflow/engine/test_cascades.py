"""What moves along is planned, locked and checked before anything is written."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tests.workflow.toy.facts import ParcelFacts
from tests.workflow.toy.machines import ParcelMachine
from tests.workflow.toy.making import Office, inspect_all, make_parcel
from tests.workflow.toy.models import Parcel, Van
from workflow.engine import fire
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.machine import PlannedMove
from workflow.models import Event, WorkItem


def state_of(parcel: Parcel) -> str:
    return Parcel.objects.values_list("state", flat=True).get(pk=parcel.pk)


def put_into(office: Office, parcel: Parcel, carrier: Parcel) -> None:
    fire(parcel, "carry", actor=office.boris, inputs={"carrier": carrier.pk})


def test_what_is_tied_to_it_moves_along_with_its_cause(office: Office, van: Van) -> None:
    first = make_parcel(office, van, "posted")
    second = make_parcel(office, van, tied_to=first)
    third = make_parcel(office, van, tied_to=second)

    event = fire(first, "withdraw", actor=office.anna)

    assert [state_of(each) for each in (first, second, third)] == ["returned"] * 3
    along = Event.objects.get(subject=second, name="follow_back")
    assert along.cause == event
    assert Event.objects.get(subject=third, name="follow_back").cause == along
    assert not WorkItem.objects.filter(closed_at=None, subject__in=[first, second, third]).exists()


def test_what_is_known_by_its_number_takes_along_what_is_tied_to_it(
    office: Office, van: Van
) -> None:
    first = make_parcel(office, van)
    second = make_parcel(office, van, tied_to=first)

    fire(first.pk, "withdraw", actor=office.anna)

    assert state_of(second) == state_of(first) == "returned"


def test_one_that_two_would_move_moves_once_with_the_first_cause(
    office: Office, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, left, right = (make_parcel(office, van) for _number in range(3))

    def move_both(_facts: ParcelFacts, _inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
        return [PlannedMove(left.pk, "follow_back"), PlannedMove(right.pk, "follow_back")]

    def move_right(_facts: ParcelFacts, _inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
        return [PlannedMove(right.pk, "follow_back")]

    monkeypatch.setattr(ParcelMachine.withdraw, "cascades", move_both)
    monkeypatch.setattr(ParcelMachine.follow_back, "cascades", move_right)

    event = fire(first, "withdraw", actor=office.anna)

    assert Event.objects.get(name="follow_back", subject=right).cause == event


def test_one_that_would_move_two_ways_is_a_mistake_of_the_machine(office: Office, van: Van) -> None:
    first = make_parcel(office, van)
    other = make_parcel(office, van, tied_to=first)
    Parcel.objects.filter(pk=first.pk).update(tied_to=other)

    with pytest.raises(LookupError, match="would move by withdraw and by follow_back"):
        fire(first, "withdraw", actor=office.anna)


def test_what_several_carry_is_freed_with_the_last_of_them(office: Office, van: Van) -> None:
    inner = make_parcel(office, van, "posted")
    one, two = make_parcel(office, van, "posted"), make_parcel(office, van, "posted")
    put_into(office, inner, one)
    inner.carriers.add(two)

    fire(one, "withdraw", actor=office.anna)

    # The other one still carries it.
    assert state_of(inner) == "carried"


def test_what_one_carries_is_freed_with_it(office: Office, van: Van) -> None:
    inner, outer = make_parcel(office, van, "posted"), make_parcel(office, van, "posted")
    put_into(office, inner, outer)

    fire(outer, "withdraw", actor=office.anna)

    assert state_of(inner) == "posted"
    assert WorkItem.objects.get(subject=inner, closed_at=None).desk == "toy_clerk"


def test_what_both_carry_is_freed_when_both_go_at_once(office: Office, van: Van) -> None:
    inner = make_parcel(office, van, "posted")
    one = make_parcel(office, van, "posted")
    two = make_parcel(office, van, "posted", tied_to=one)
    put_into(office, inner, one)
    inner.carriers.add(two)

    fire(one, "withdraw", actor=office.anna)

    assert state_of(inner) == "posted"
    assert Event.objects.filter(subject=inner, name="release").count() == 1


def test_one_that_cannot_follow_stops_everything_and_is_named(
    office: Office, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_parcel(office, van, "posted")
    loaded = make_parcel(office, van, "loaded")

    def reach_out(_facts: ParcelFacts, _inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
        return [PlannedMove(loaded.pk, "follow_back")]

    monkeypatch.setattr(ParcelMachine.withdraw, "cascades", reach_out)

    with pytest.raises(TransitionRefusedError, match=f"T-{loaded.pk:04}: “Come back"):
        fire(first, "withdraw", actor=office.anna)

    assert state_of(first) == "posted"


def test_a_cascade_by_what_is_not_declared_for_it_is_a_mistake_of_the_machine(
    office: Office, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = make_parcel(office, van), make_parcel(office, van)

    def overreach(_facts: ParcelFacts, _inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
        return [PlannedMove(other.pk, "post")]

    monkeypatch.setattr(ParcelMachine.withdraw, "cascades", overreach)

    with pytest.raises(LookupError, match="not declared for it"):
        fire(first, "withdraw", actor=office.anna)


def test_a_birth_is_part_of_the_plan_and_knows_its_cause(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected", title="Vase")
    inspect_all(parcel.pk)

    event = fire(parcel, "accept", actor=office.dora)

    receipt = Parcel.objects.get(title="Receipt of Vase")
    assert (receipt.state, receipt.parent_id, receipt.version) == ("delivered", van.pk, 1)
    birth = Event.objects.get(subject=receipt)
    assert (birth.name, birth.cause, birth.source) == ("receipt", event, "")


def test_what_a_reference_names_is_locked_and_must_exist(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")

    with pytest.raises(InputError):
        fire(parcel, "carry", actor=office.boris, inputs={"carrier": 999_999})
    with pytest.raises(InputError):
        fire(parcel, "carry", actor=office.boris, inputs={"carrier": parcel.pk})
    with pytest.raises(InputError):
        fire(parcel, "carry", actor=office.boris, inputs={"carrier": "x"})
