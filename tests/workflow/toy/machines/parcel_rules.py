"""What parcels are checked for, what they move, and what their moves write."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.workflow.toy.facts import (
    ParcelFacts,
)
from tests.workflow.toy.models import Parcel
from tests.workflow.toy.roles import INSPECTOR
from workflow.machine import (
    Missing,
    Move,
    PlannedBirth,
    PlannedMove,
    SeatPlan,
)


def check_promise(facts: ParcelFacts, clean: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Refuse a promise in the past."""
    if clean["promised_on"] < facts.today:
        return {"promised_on": ["This day has passed."]}
    return {}


def check_slips(facts: ParcelFacts) -> Missing | None:
    """Refuse without an address; the sentence names the parcel."""
    return None if facts.address else Missing(params={"title": facts.title})


def plan_inspectors(_facts: ParcelFacts, inputs: Mapping[str, Any]) -> list[SeatPlan]:
    """Seat whoever was named when the inspection started."""
    return [SeatPlan(INSPECTOR, person_id=person.pk) for person in inputs.get("inspectors", ())]


def take_along(facts: ParcelFacts, _inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Move what is tied to it, and free what only settled parcels carry."""
    for parcel in facts.tied:
        yield PlannedMove(parcel, "follow_back")
    for parcel, carriers in facts.carried.items():
        yield PlannedMove(parcel, "release", once_settled=carriers)


def make_receipt(facts: ParcelFacts, _inputs: Mapping[str, Any]) -> Iterable[PlannedBirth]:
    """Bring the receipt to life."""
    values = {"title": f"Receipt of {facts.title}", "parent_id": facts.subject.parent_id}
    yield PlannedBirth("toy_parcel", "receipt", values)


def sign(move: Move) -> None:
    """Put down who writes it."""
    Parcel.objects.filter(pk=move.subject_id).update(sender=move.actor)


def give_number(move: Move) -> None:
    """Give a reference when it is posted for the first time."""
    if not move.facts.subject.reference:
        Parcel.objects.filter(pk=move.subject_id).update(reference=f"T-{move.subject_id:04}")


def keep_title(move: Move) -> None:
    """Keep the new title."""
    Parcel.objects.filter(pk=move.subject_id).update(title=move.inputs["title"])


def keep_inspection(move: Move) -> None:
    """Keep what the inspection was started with, so that tests can read it."""
    kept = {name: str(value) for name, value in move.inputs.items() if name != "inspectors"}
    text = json.dumps(kept, sort_keys=True)
    Parcel.objects.filter(pk=move.subject_id).update(inspected_with=text)


def keep_carrier(move: Move) -> None:
    """Remember what it travels in."""
    Parcel.objects.get(pk=move.subject_id).carriers.add(move.inputs["carrier"])
