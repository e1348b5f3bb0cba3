"""The machine of a van, which leaves with the parcels that are said line by line."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tests.workflow.toy.facts import (
    VanFacts,
    load_van_facts,
)
from tests.workflow.toy.machines.inputs import LOAD_INPUTS, REASON
from tests.workflow.toy.models import Parcel, Van
from tests.workflow.toy.roles import COURIER, MASTER
from workflow.deadlines import milestone, working_days
from workflow.machine import (
    Birth,
    Day,
    End,
    Exit,
    Move,
    PlannedMove,
    StateMachine,
    SubjectRow,
    Transition,
    Wait,
    Waiting,
)
from workflow.roles import Automatic


def leave_behind(facts: VanFacts, _inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Put back on the shelf what was loaded."""
    loaded = Parcel.objects.filter(parent=facts.subject.id, state="loaded").order_by("pk")
    return [PlannedMove(key, "stay_behind") for key in loaded.values_list("pk", flat=True)]


def keep_departure(move: Move) -> None:
    """Keep the new day on which the van leaves, or that there is none."""
    Van.objects.filter(pk=move.subject_id).update(departs_on=move.inputs["departs_on"])


class VanMachine(StateMachine):
    """What a van goes through; what leaves with it is said line by line."""

    kind = "toy_van"
    model = "toy.Van"
    version = "1"

    waiting = Waiting(
        "At the post office",
        exits=[Exit.FORWARD, Exit.REFUSE],
        waits=[Wait(MASTER, term=milestone("departure"))],
        ladder="standard",
    )
    on_the_way = Waiting(
        "On its way",
        exits=[Exit.BACK, Exit.REFUSE],
        waits=[Wait(COURIER, term=working_days(2), otherwise=MASTER)],
        ladder="standard",
    )
    arrived = End("Arrived")
    cancelled = End("Cancelled")

    hire = Birth(waiting, label="Hire a van", by=MASTER)
    load = Birth(
        None,
        label="Load from a file",
        by=Automatic.SYSTEM,
        into=[waiting, on_the_way, arrived, cancelled],
        takes=LOAD_INPUTS,
    )

    depart = Transition(waiting >> on_the_way, label="Leave", by=MASTER)
    turn_back = Transition(
        on_the_way >> waiting,
        label="Turn back",
        by=MASTER,
        takes=[Day("departs_on", "Leaves again on")],
        then=[keep_departure],
    )
    arrive = Transition(on_the_way >> arrived, label="Arrive", by=[MASTER, COURIER])
    cancel = Transition(
        waiting >> cancelled, label="Cancel", by=MASTER, takes=[REASON], cascades=leave_behind
    )

    @classmethod
    def load_facts(cls, subjects: Sequence[SubjectRow], *, today: date) -> Mapping[int, VanFacts]:
        """Return the facts of each van."""
        return load_van_facts(subjects, today=today)
