"""The flow of a round: its nodes are stored by name, and its tasks mirror what lies on desks."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.fields import get_flow_ref
from viewflow.workflow.models import Process, Task

from tests.workflow.toy.making import INSPECTION, Office, make_parcel
from tests.workflow.toy.models import Treaty, Van
from tests.workflow.toy.treaty_making import (
    Party,
    make_party,
    make_treaty,
    round_of,
    seat_of,
    state_of,
)
from workflow.consistency import check_consistency
from workflow.engine import decide, decline_seat, fire
from workflow.models import Round, RoundRun, Verdict, WorkItem
from workflow.rounds.flow import RoundFlow

GOLDEN = Path(__file__).parents[2] / "golden" / "round_flow.txt"
#: What people pay for a round of five seats; the cascade of its end comes on top.
OPEN_AT_MOST, DECIDE_AT_MOST, LAST_AT_MOST = 36, 42, 76


@pytest.mark.once
def test_no_node_is_renamed() -> None:
    lines = [f"flow {get_flow_ref(RoundFlow)}"]
    for name, node in sorted(RoundFlow._nodes_by_name.items()):
        leads_to = " ".join(edge.dst.name for edge in node._outgoing())
        lines.append(f"{name}: {node.task_type}" + (f" -> {leads_to}" if leads_to else ""))

    assert "\n".join(lines) + "\n" == GOLDEN.read_text()


@pytest.mark.once
def test_viewflow_brings_neither_pages_nor_middleware() -> None:
    assert "viewflow" not in settings.INSTALLED_APPS
    assert not [each for each in settings.MIDDLEWARE if "viewflow" in each]


def list_tasks(treaty: Treaty) -> list[tuple[str, str]]:
    tasks = Task.objects.filter(process=round_of(treaty).run_id).order_by("pk")
    return [(task.flow_task.name, str(task.status)) for task in tasks]


def test_a_run_asks_each_seat_and_ends_with_the_round(office: Office, parties: list[Party]) -> None:
    treaty = make_treaty(office, parties, by="submit")
    assert list_tasks(treaty) == [("start", "DONE"), ("ask", "DONE"), *[("seat", "NEW")] * 3]

    decide(seat_of(treaty, parties[0]), actor=parties[0].person, verdict=Verdict.APPROVE)
    assert list_tasks(treaty)[2:] == [
        ("seat", "DONE"),
        ("seat", "NEW"),
        ("seat", "NEW"),
        ("gate", "STARTED"),
    ]

    decline_seat(seat_of(treaty, parties[1]), actor=parties[1].person, comment="No.")
    assert list_tasks(treaty)[2:] == [
        ("seat", "DONE"),
        ("seat", "DONE"),
        ("seat", "CANCELED"),
        ("gate", "DONE"),
        ("conclude", "DONE"),
        ("end", "DONE"),
    ]
    assert Process.objects.get(pk=round_of(treaty).run_id).status == "DONE"


def test_a_seat_that_is_asked_later_joins_at_the_same_gate(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="seek")

    for party in parties:
        decline_seat(seat_of(treaty, party), actor=party.person, comment="No.")

    run = round_of(treaty).run_id
    asked = Task.objects.filter(process=run, flow_task=RoundFlow.seat)
    prefixes = {str(task.token).rpartition("_")[0] for task in asked}
    assert len(asked) == 3
    assert len(prefixes) == 1
    assert Task.objects.get(process=run, flow_task=RoundFlow.gate).previous.count() == 3


def test_leaving_the_state_calls_the_run_off(office: Office, parties: list[Party]) -> None:
    treaty = make_treaty(office, parties, by="submit")
    decide(seat_of(treaty, parties[0]), actor=parties[0].person, verdict=Verdict.APPROVE)

    fire(treaty, "take_back", actor=office.boris)

    assert RoundRun.objects.get(round=round_of(treaty)).status == "CANCELED"
    assert not Task.objects.filter(finished=None).exists()


def test_what_collects_or_confirms_has_no_run(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")
    fire(parcel, "refuse", actor=office.boris, inputs={"code": "wet", "reason": "Wet."})

    assert not Process.objects.exists()


@pytest.mark.parametrize("ends", ["adopted", "draft"])
def test_a_round_from_before_there_were_runs_comes_to_its_end(
    office: Office, parties: list[Party], ends: str
) -> None:
    treaty = make_treaty(office, parties, by="submit")
    WorkItem.objects.filter(round__subject=treaty).update(task=None)
    Round.objects.filter(subject=treaty).update(run=None)

    if ends == "draft":
        decline_seat(seat_of(treaty, parties[1]), actor=parties[1].person, comment="No.")
    else:
        for party in parties:
            decide(seat_of(treaty, party), actor=party.person, verdict=Verdict.APPROVE)

    assert state_of(treaty) == ends
    assert not WorkItem.objects.filter(round__subject=treaty, closed_at=None).exists()


@pytest.mark.tampers
def test_a_task_that_says_otherwise_than_the_desk_is_found(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="submit")
    item = WorkItem.objects.filter(round__subject=treaty, task__isnull=False).first()
    assert item is not None
    Task.objects.filter(pk=item.task_id).update(finished=treaty.entered_at)
    RoundRun.objects.filter(round__subject=treaty).update(status="DONE")

    assert [each.code for each in check_consistency()] == ["run", "run"]


def count_statements(office: Office, seats: int) -> tuple[int, int, int]:
    """Return what opening a round costs, a decision in it, and the last one."""
    parties = [make_party(f"Of{seats}x{number}") for number in range(seats)]
    treaty = make_treaty(office, parties)
    with CaptureQueriesContext(connection) as opening:
        fire(treaty, "submit", actor=office.boris)
    costs = []
    for party in parties:
        seat = seat_of(treaty, party)
        with CaptureQueriesContext(connection) as deciding:
            decide(seat, actor=party.person, verdict=Verdict.APPROVE)
        costs.append(len(deciding))
    assert state_of(treaty) == "adopted"
    return len(opening), costs[1], costs[-1]


def test_a_round_of_five_seats_costs_what_people_can_pay(office: Office) -> None:
    opening, deciding, last = count_statements(office, 5)

    assert opening <= OPEN_AT_MOST
    assert deciding <= DECIDE_AT_MOST
    assert last <= LAST_AT_MOST


def test_a_round_of_nine_seats_costs_what_one_of_three_does(office: Office) -> None:
    few, many = count_statements(office, 3), count_statements(office, 9)

    assert few == many


def test_collecting_costs_what_it_did_before_there_were_runs(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    inputs = {**INSPECTION, "inspectors": [office.ben]}

    with CaptureQueriesContext(connection) as captured:
        fire(parcel, "inspect", actor=office.boris, inputs=inputs)

    assert not [each for each in captured if "viewflow" in each["sql"]]
