"""A machine as a Petri net in PNML (ISO/IEC 15909-2), for programs that replay event logs on it.

A place for each state, a transition for each way from state to state, named as the event log of
`manage.py export_events` names its events. One token is one subject. Births take it from `start`;
from an end, and from what may stay set aside for good, it goes to `end` unseen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from workflow.machine.declaration import StateMachine
from workflow.machine.states import End, Parked

PNML = "http://www.pnml.org/version-2009/grammar/pnml"
_NET_TYPE = "http://www.pnml.org/version-2009/grammar/ptnet"
START, END = "start", "end"
#: How the tools of process mining, ProM first, are told that a transition leaves no event.
_UNSEEN = {"tool": "ProM", "version": "6.4", "activity": "$invisible$"}


@dataclass(frozen=True)
class Way:
    """A transition of the net between two of its places; it leaves no event when unnamed."""

    name: str
    source: str
    target: str

    @property
    def id(self) -> str:
        """Return what no other way and no place of the net is called."""
        return f"{self.name or 'rest'}.from.{self.source}.to.{self.target}"


def name_place(state: str) -> str:
    """Return the id of the place of a state, which no way is called either."""
    return f"in.{state}"


def list_ways(machine: type[StateMachine]) -> list[Way]:
    """Return every way of the net: births first, then transitions, then what leads to its end."""
    return [*_list_births(machine), *_list_moves(machine), *_list_rests(machine)]


def export_pnml(machine: type[StateMachine]) -> str:
    """Return the net as a PNML document; labels of places are in the active language."""
    root = ElementTree.Element(f"{{{PNML}}}pnml")
    net = _add(root, "net", id=machine.kind, type=_NET_TYPE)
    _name(net, f"{machine.kind} {machine.version}")
    page = _add(net, "page", id="page")
    _write_place(page, START, START, tokens=1)
    for state in machine.states.values():
        _write_place(page, name_place(state.name), str(state.label))
    _write_place(page, END, END)
    for way in list_ways(machine):
        _write_way(page, way)
    _write_final_marking(net)
    ElementTree.register_namespace("", PNML)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, "unicode")}\n'


def _list_births(machine: type[StateMachine]) -> Iterator[Way]:
    for birth in machine.births.values():
        for state in sorted(birth.target_names, key=list(machine.states).index):
            yield Way(birth.name, START, name_place(state))


def _list_moves(machine: type[StateMachine]) -> Iterator[Way]:
    for transition in machine.transitions.values():
        for state in transition.arrow.sources:
            target = transition.target_name(state.name)
            yield Way(transition.name, name_place(state.name), name_place(target))


def _list_rests(machine: type[StateMachine]) -> Iterator[Way]:
    for state in machine.states.values():
        if isinstance(state, End | Parked):
            yield Way("", name_place(state.name), END)


def _write_place(page: ElementTree.Element, key: str, label: str, *, tokens: int = 0) -> None:
    place = _add(page, "place", id=key)
    _name(place, label)
    if tokens:
        _add(_add(place, "initialMarking"), "text").text = str(tokens)


def _write_way(page: ElementTree.Element, way: Way) -> None:
    transition = _add(page, "transition", id=way.id)
    if way.name:
        _name(transition, way.name)
    else:
        _add(transition, "toolspecific", **_UNSEEN)
    for number, (source, target) in enumerate(((way.source, way.id), (way.id, way.target)), 1):
        _add(page, "arc", id=f"{way.id}.{number}", source=source, target=target)


def _write_final_marking(net: ElementTree.Element) -> None:
    """Say where a life is over, as ProM does: the standard has no word for it."""
    place = _add(_add(_add(net, "finalmarkings"), "marking"), "place", idref=END)
    _add(place, "text").text = "1"


def _name(element: ElementTree.Element, text: str) -> None:
    _add(_add(element, "name"), "text").text = text


def _add(parent: ElementTree.Element, element: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{PNML}}}{element}", attributes)
