"""The picture of a machine in SVG: its states one below the other, in the order of the road.

What leads on runs at their right, what leads back at their left. What leaves more than three
states at once is left out, as in Mermaid, unless a subject went that way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from workflow.machine.declaration import StateMachine
from workflow.machine.drawing import list_edges
from workflow.machine.levels import find_levels
from workflow.machine.states import End, Parked, State

Way = tuple[str, str]

_NAMESPACE = "http://www.w3.org/2000/svg"
_WIDTH, _HEIGHT, _PITCH = 320, 36, 56
_MARGIN, _LEVEL = 16, 9
_INK, _QUIET, _TAKEN = "#17231d", "#8a968f", "#0b5d3b"
#: Fill and stroke of what waits, of what is set aside, of what has ended, of where it is now.
_WAITING, _PARKED = ("#ffffff", "#0b5d3b"), ("#f0eafa", "#4a2b7b")
_ENDED, _CURRENT = ("#e7f0fb", "#114b8f"), ("#f5c542", "#17231d")


@dataclass(frozen=True)
class Trace:
    """Where one subject is and which ways it went, by the names of the states.

    `notes` are short words to be read in the box of a state: how long it stayed there.
    """

    current: str
    ways: Sequence[Way] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


def draw_svg(machine: type[StateMachine], trace: Trace | None = None) -> str:
    """Return the picture, in the active language, with what `trace` tells of one subject."""
    order = {name: number for number, name in enumerate(machine.states)}
    labels = {way: " / ".join(words) for way, words in list_edges(machine).items()}
    for way in trace.ways if trace else ():
        labels.setdefault(way, "")
    drawn = [way for way in labels if way[0] != way[1]]
    on = [way for way in drawn if order[way[0]] < order[way[1]]]
    back = [way for way in drawn if way not in on]
    right, left = _find_distances(on, order), _find_distances(back, order)
    begins_at = _MARGIN + max((*left.values(), 0)) + _MARGIN
    width = begins_at + _WIDTH + max((*right.values(), 0)) + 2 * _MARGIN
    picture = ElementTree.Element(
        "svg",
        {
            "xmlns": _NAMESPACE,
            "viewBox": f"0 0 {width} {_PITCH * len(order) + _MARGIN}",
            "width": str(width),
            "role": "img",
            "font-family": "IBM Plex Sans Arabic, sans-serif",
        },
    )
    ElementTree.SubElement(picture, "title").text = machine.kind.replace("_", " ").capitalize()
    taken = set(trace.ways) if trace else set()
    # What was taken lies above the rest.
    for way in sorted(drawn, key=lambda way: way in taken):
        is_on = way in right
        edge = begins_at + _WIDTH if is_on else begins_at
        beside = edge + right[way] if is_on else edge - left[way]
        _draw_way(picture, way, (edge, beside), order, labels[way], is_taken=way in taken)
    for state in machine.states.values():
        _draw_state(picture, state, begins_at, order[state.name], trace)
    ElementTree.indent(picture)
    return ElementTree.tostring(picture, encoding="unicode") + "\n"


def _find_distances(ways: Iterable[Way], order: Mapping[str, int]) -> dict[Way, int]:
    """Return how far from the boxes each way runs, in pixels; 0 is straight to the next box."""
    beside = [way for way in ways if order[way[1]] != order[way[0]] + 1]
    spans = {}
    for way in beside:
        ends = order[way[0]], order[way[1]]
        spans[" ".join(way)] = min(ends), max(ends)
    levels = find_levels(spans)
    straight = {way: 0 for way in ways if way not in beside}
    return straight | {way: _MARGIN + _LEVEL * levels[" ".join(way)] for way in beside}


def _draw_way(
    picture: ElementTree.Element,
    way: Way,
    across: tuple[int, int],
    order: Mapping[str, int],
    label: str,
    *,
    is_taken: bool,
) -> None:
    edge, beside = across
    source, target = order[way[0]], order[way[1]]
    if edge == beside:
        middle = edge - _WIDTH // 2
        start, end = _find_top(source) + _HEIGHT, _find_top(target)
        line, tip = f"M{middle} {start} V{end}", [(middle, end), (middle - 4, end - 7)]
        tip.append((middle + 4, end - 7))
    else:
        # Leaves below the middle of its box and arrives above that of the other.
        start, end = _find_top(source) + _HEIGHT - 12, _find_top(target) + 12
        out = 7 if beside > edge else -7
        line = f"M{edge} {start} H{beside} V{end} H{edge}"
        tip = [(edge, end), (edge + out, end - 4), (edge + out, end + 4)]
    colour = _TAKEN if is_taken else _QUIET
    group = ElementTree.SubElement(picture, "g", {"stroke": colour, "fill": "none"})
    if label:
        ElementTree.SubElement(group, "title").text = label
    width = "3" if is_taken else "1.2"
    ElementTree.SubElement(group, "path", {"d": line, "stroke-width": width})
    points = " ".join(f"{x},{y}" for x, y in tip)
    ElementTree.SubElement(group, "polygon", {"points": points, "fill": colour})


def _draw_state(
    picture: ElementTree.Element, state: State, left: int, number: int, trace: Trace | None
) -> None:
    is_current = trace is not None and trace.current == state.name
    fill, stroke = _CURRENT if is_current else _find_colours(state)
    top = _find_top(number)
    box = {"x": left, "y": top, "width": _WIDTH, "height": _HEIGHT, "rx": 18 * _is_end(state) + 6}
    shape = {key: str(value) for key, value in box.items()}
    look = {"fill": fill, "stroke": stroke, "stroke-width": "3" if is_current else "1.5"}
    ElementTree.SubElement(picture, "rect", shape | look)
    note = trace.notes.get(state.name, "") if trace is not None else ""
    words = f"{state.label} · {note}" if note else str(state.label)
    place = {"x": str(left + _WIDTH // 2), "y": str(top + _HEIGHT // 2 + 5)}
    look = {"text-anchor": "middle", "font-size": "14", "fill": _INK}
    if is_current:
        look["font-weight"] = "700"
    ElementTree.SubElement(picture, "text", place | look).text = words


def _find_colours(state: State) -> tuple[str, str]:
    if isinstance(state, Parked):
        return _PARKED
    return _ENDED if _is_end(state) else _WAITING


def _is_end(state: State) -> bool:
    return isinstance(state, End)


def _find_top(number: int) -> int:
    return _MARGIN + _PITCH * number
