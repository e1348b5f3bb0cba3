"""What holds a proposal back on its road: the conditions of the transitions that take it on."""

from collections.abc import Sequence

from workflow.engine.evaluation import evaluate, list_shortfalls
from workflow.engine.reading import Case
from workflow.engine.request import Request
from workflow.machine.guards import Shortfall
from workflow.machine.transitions import Transition

#: The transitions that take a proposal on from each state, the usual one first. A question to the
#: author or a merge is a detour, and a plan-level act is nobody's to unblock here.
ROAD: dict[str, tuple[str, ...]] = {
    "draft": ("submit",),
    "submitted": ("admit",),
    "needs_details": ("give_details",),
    "admissible": ("start_assessment",),
    "in_assessment": ("retain",),
    "prioritized": ("seek_porter", "take_up"),
    "unported": ("seek_again",),
    "lead_naming": ("name_lead",),
    "sheet_drafting": ("submit_sheet",),
    "finalization": ("finalize", "keep_signatures"),
    "signature": ("complete_signature",),
}


def find_blocking(case: Case) -> Sequence[Shortfall]:
    """Return what stands in the way of a proposal; nothing when one of its ways is free."""
    ways = [
        list_shortfalls(case, case.machine.transitions[name])
        for name in ROAD.get(case.row.state, ())
        if name in case.machine.transitions
    ]
    if not ways or not all(ways):
        return ()
    return ways[0]


def list_moves(case: Case, request: Request) -> list[Transition]:
    """Return the transitions the asker may fire now, in the order of their declaration."""
    return [
        each
        for each in case.machine.list_exits(case.row.state)
        if evaluate(case, each, request).is_allowed
    ]
