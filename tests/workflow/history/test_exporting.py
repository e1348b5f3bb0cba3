"""The event log: every move, in order, of nobody in particular, in two formats."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from tests.workflow.toy.making import Office, make_parcel
from tests.workflow.toy.models import Parcel, Van
from workflow.clock import current_clock
from workflow.history.exporting.selection import MOVES, name_object
from workflow.machine.registry import get_machine
from workflow.models import Event

XES = "{http://www.xes-standard.org/}"


@pytest.fixture
def parcel(office: Office, van: Van) -> Parcel:
    """Return a parcel that was delivered."""
    return make_parcel(office, van, "delivered")


def export(*arguments: str) -> str:
    """Run the command; return what it writes."""
    out = StringIO()
    call_command("export_events", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def read_traces(text: str) -> dict[str, list[dict[str, str]]]:
    """Return the events of each trace, as a program that reads XES finds them."""
    root = ElementTree.fromstring(text)  # noqa: S314 - it was written a line above
    return {
        read(trace)["concept:name"]: [read(event) for event in trace.findall(f"{XES}event")]
        for trace in root.findall(f"{XES}trace")
    }


def read(element: ElementTree.Element) -> dict[str, str]:
    """Return the attributes of a trace or an event."""
    return {each.get("key", ""): each.get("value", "") for each in element if each.get("key")}


def test_every_move_is_in_the_log_in_its_order(parcel: Parcel) -> None:
    moves = Event.objects.filter(kind__in=[str(kind) for kind in MOVES], subject=parcel.pk)

    trace = read_traces(export())[name_object(parcel.pk, parcel.kind)]

    assert [each["concept:name"] for each in trace] == [
        event.name for event in moves.order_by("seq")
    ]
    assert [each["source"] for each in trace[1:]] == [each["target"] for each in trace[:-1]]


def test_a_trace_is_a_way_through_its_machine(parcel: Parcel) -> None:
    machine = get_machine("toy_parcel")

    birth, *moves = read_traces(export())[name_object(parcel.pk, parcel.kind)]

    assert birth["concept:name"] in machine.births
    for move in moves:
        declared = machine.get_transition(move["concept:name"])
        assert move["source"] in declared.source_names
        assert move["target"] == declared.target_name(move["source"])


def test_nobody_and_nothing_that_was_written_is_in_it(parcel: Parcel, office: Office) -> None:
    logs = export() + export("--format", "ocel")

    for person in (office.ben, office.dora):
        assert person.email not in logs
        assert str(person) not in logs


def test_an_object_log_names_what_moved_and_because_of_what(parcel: Parcel) -> None:
    log: dict[str, Any] = json.loads(export("--format", "ocel"))

    objects = {each["id"]: each["type"] for each in log["objects"]}
    types = {each["name"] for each in log["eventTypes"]}
    assert set(objects.values()) <= {each["name"] for each in log["objectTypes"]}
    assert {each["type"] for each in log["events"]} <= types
    for event in log["events"]:
        assert {each["objectId"] for each in event["relationships"]} <= set(objects)
    caused = [each for each in log["events"] if len(each["relationships"]) == 2]
    assert {each["relationships"][1]["qualifier"] for each in caused} == {"because of"}


def test_a_log_is_of_some_kinds_and_of_some_time(parcel: Parcel, van: Van) -> None:
    tomorrow = (current_clock().now() + timedelta(days=1)).isoformat()

    of_vans = read_traces(export("--kind", "toy_van"))

    assert set(of_vans) == {name_object(van.pk, van.kind)}
    assert read_traces(export("--until", tomorrow))
    with pytest.raises(SystemExit):
        export("--since", tomorrow)


def test_the_log_can_be_a_file(parcel: Parcel, tmp_path: Any) -> None:
    assert export("--out", str(tmp_path / "log.xes")) == ""

    assert read_traces((tmp_path / "log.xes").read_text()) == read_traces(export())
