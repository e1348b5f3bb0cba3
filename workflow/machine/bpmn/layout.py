"""Where the nodes of a process stand and how its flows run, in pixels.

The nodes stand in one row, in the order of the road. What leads on runs above it, what leads back
below; the shorter a way, the closer to the row, and no two lie upon one another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workflow.machine.bpmn.graph import Flow, Node, NodeKind, Process
from workflow.machine.levels import find_levels

Point = tuple[int, int]

#: Width and height of each kind of node, those that modelling tools give them.
SIZES: Mapping[NodeKind, tuple[int, int]] = {
    NodeKind.START: (36, 36),
    NodeKind.TASK: (100, 80),
    NodeKind.GATEWAY: (50, 50),
    NodeKind.END: (36, 36),
}
_GAP = 60
_LEVEL = 20
_CLEARANCE = 60


@dataclass(frozen=True)
class Box:
    """The place of a node."""

    left: int
    top: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        """Return its centre."""
        return self.left + self.width // 2, self.top + self.height // 2

    @property
    def right(self) -> int:
        """Return where it ends."""
        return self.left + self.width


@dataclass(frozen=True)
class Layout:
    """Where everything is, by the id of the node or the flow."""

    boxes: Mapping[str, Box]
    ways: Mapping[str, Sequence[Point]]


def lay_out(process: Process) -> Layout:
    """Return a place for each node and a way for each flow."""
    boxes = _place(process.nodes)
    order = {node.id: number for number, node in enumerate(process.nodes)}
    # Only one runs straight between two neighbours: the others would lie upon it.
    neighbours = {
        (flow.source, flow.target): flow
        for flow in reversed(process.flows)
        if order[flow.target] == order[flow.source] + 1
    }
    straight = list(neighbours.values())
    bent = [flow for flow in process.flows if flow not in straight]
    on = [flow for flow in bent if order[flow.target] > order[flow.source]]
    ways = {flow.id: _draw_straight(flow, boxes) for flow in straight}
    ways |= _draw_bent(on, boxes, upwards=True)
    ways |= _draw_bent([flow for flow in bent if flow not in on], boxes, upwards=False)
    return _move_into_view(boxes, ways)


def _place(nodes: Iterable[Node]) -> dict[str, Box]:
    boxes, left = dict[str, Box](), 0
    for node in nodes:
        width, height = SIZES[node.kind]
        boxes[node.id] = Box(left, -height // 2, width, height)
        left += width + _GAP
    return boxes


def _draw_straight(flow: Flow, boxes: Mapping[str, Box]) -> list[Point]:
    source, target = boxes[flow.source], boxes[flow.target]
    return [(source.right, source.middle[1]), (target.left, target.middle[1])]


def _draw_bent(
    flows: Sequence[Flow], boxes: Mapping[str, Box], *, upwards: bool
) -> dict[str, list[Point]]:
    spans = {}
    for flow in flows:
        ends = boxes[flow.source].middle[0], boxes[flow.target].middle[0]
        spans[flow.id] = min(ends), max(ends)
    levels = find_levels(spans)
    side = -1 if upwards else 1
    ways = {}
    for flow in flows:
        (start, _middle), (end, _middle) = boxes[flow.source].middle, boxes[flow.target].middle
        height = side * (_CLEARANCE + _LEVEL * levels[flow.id])
        ways[flow.id] = [
            (start, side * boxes[flow.source].height // 2),
            (start, height),
            (end, height),
            (end, side * boxes[flow.target].height // 2),
        ]
    return ways


def _move_into_view(boxes: Mapping[str, Box], ways: Mapping[str, Sequence[Point]]) -> Layout:
    """Return the same with nothing left of or above the margin."""
    highest = min(
        *(box.top for box in boxes.values()), *(y for way in ways.values() for _x, y in way)
    )
    down = _GAP - highest
    return Layout(
        {
            key: Box(box.left + _GAP, box.top + down, box.width, box.height)
            for key, box in boxes.items()
        },
        {key: [(x + _GAP, y + down) for x, y in way] for key, way in ways.items()},
    )
