"""The number of statements does not depend on how much there is."""

from contextlib import suppress

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workflow.toy.making import INSPECTION, Office, make_parcel, make_user
from tests.workflow.toy.models import Parcel, Van
from workflow.engine import available, explain, fire, path, preview, waiting_for
from workflow.exceptions import TransitionRefusedError
from workflow.permissions import load_grants

#: What one plain transition costs at most, its two savepoint statements included.
FIRE_AT_MOST = {"sqlite": 19, "postgresql": 14}


def count_explain(office: Office, parcel: int) -> int:
    grants = load_grants(office.dora)
    with CaptureQueriesContext(connection) as captured:
        explained = explain(parcel, actor=office.dora, grants=grants)
        assert explained.transitions
        assert explained.waiting
    return len(captured)


def start_inspection(office: Office, van: Van, *, inspectors: int) -> int:
    parcel = make_parcel(office, van, "posted")
    people = [make_user(f"I{parcel.pk}x{number}") for number in range(inspectors)]
    fire(parcel, "inspect", actor=office.boris, inputs={**INSPECTION, "inspectors": people})
    return parcel.pk


def test_explaining_costs_the_same_for_one_inspector_and_for_thirty(
    office: Office, van: Van
) -> None:
    few = start_inspection(office, van, inspectors=1)
    many = start_inspection(office, van, inspectors=30)

    assert count_explain(office, few) == count_explain(office, many) <= 12


def test_only_what_is_looked_at_is_read(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")

    with CaptureQueriesContext(connection) as captured:
        explained = explain(parcel, actor=office.dora)
        found = explained.find("inspect")

    assert found is not None
    assert not [each for each in captured if "workflow_workitem" in each["sql"]]
    assert found == next(
        each for each in explained.transitions if each.transition.name == "inspect"
    )


def test_a_key_costs_no_statement_where_it_goes_with_the_event(office: Office, van: Van) -> None:
    def count(key: str | None) -> int:
        parcel = make_parcel(office, van)
        with CaptureQueriesContext(connection) as captured:
            fire(parcel, "post", actor=office.anna, key=key)
        return len(captured)

    assert count("k1") == count(None) + {"sqlite": 1, "postgresql": 0}[connection.vendor]


def test_a_number_costs_no_more_than_a_subject_unless_others_move_too(
    office: Office, van: Van
) -> None:
    def count(name: str, *, by_number: bool) -> int:
        parcel = make_parcel(office, van)
        make_parcel(office, van, tied_to=parcel)
        with CaptureQueriesContext(connection) as captured:
            fire(parcel.pk if by_number else parcel, name, actor=office.anna)
        return len(captured)

    assert count("post", by_number=True) == count("post", by_number=False)
    assert count("withdraw", by_number=True) == count("withdraw", by_number=False) + 1


def test_waivers_are_read_once_something_is_missing(office: Office, van: Van) -> None:
    def read_waivers(parcel: Parcel) -> int:
        with CaptureQueriesContext(connection) as captured, suppress(TransitionRefusedError):
            fire(parcel, "post", actor=office.anna)
        return len([each for each in captured if "workflow_waiver" in each["sql"]])

    assert read_waivers(make_parcel(office, van)) == 0
    assert read_waivers(make_parcel(office, van, address="")) == 1


def test_starting_a_round_costs_the_same_for_one_seat_and_for_thirty(
    office: Office, van: Van
) -> None:
    def count(inspectors: int) -> int:
        parcel = make_parcel(office, van, "posted")
        people = [make_user(f"S{parcel.pk}x{number}") for number in range(inspectors)]
        inputs = {**INSPECTION, "inspectors": people}
        with CaptureQueriesContext(connection) as captured:
            fire(parcel, "inspect", actor=office.boris, inputs=inputs)
        return len(captured)

    assert count(2) == count(30)


def test_firing_costs_the_same_whatever_the_history(office: Office, van: Van) -> None:
    young, old = make_parcel(office, van), make_parcel(office, van)
    for number in range(10):
        fire(old, "rename", actor=office.anna, inputs={"title": f"Title {number}"})

    counts = []
    for parcel in (young, old):
        with CaptureQueriesContext(connection) as captured:
            fire(parcel, "post", actor=office.anna)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= FIRE_AT_MOST[connection.vendor]


@pytest.mark.parametrize("tied", [1, 12])
def test_a_preview_of_a_cascade_costs_the_same_whatever_its_width(
    office: Office, van: Van, tied: int
) -> None:
    parcel = make_parcel(office, van)
    for _number in range(tied):
        make_parcel(office, van, tied_to=parcel)

    with CaptureQueriesContext(connection) as captured:
        seen = preview(parcel.pk, "withdraw", actor=office.anna)

    assert len(seen.moves) == tied + 1
    assert len(captured) <= 20


def test_reading_who_waits_and_the_path_costs_one_statement_each(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "delivered")

    with CaptureQueriesContext(connection) as captured:
        path(parcel)
    assert len(captured) == 1
    with CaptureQueriesContext(connection) as captured:
        waiting_for(parcel, today=parcel.entered_at.date())
    assert len(captured) == 1


def test_asking_what_is_possible_writes_nothing(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)

    with CaptureQueriesContext(connection) as captured:
        names = [each.name for each in available(parcel, actor=office.anna)]

    assert names == ["rename", "post", "withdraw"]
    assert not [each for each in captured if not each["sql"].lstrip("(").startswith("SELECT")]
