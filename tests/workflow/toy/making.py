"""What tests of the engine are about, made with few words and through the door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.workflow.toy.models import Parcel, Van
from tests.workflow.toy.roles import CLERK, COURIER, MASTER
from workflow.engine import decide, fire, fire_act, give_birth
from workflow.models import Event, Institution, Round, Seat, User, Verdict
from workflow.permissions import grant

#: A Monday, and the days the van keeps.
MONDAY = date(2026, 6, 1)
CLOSES_ON = date(2026, 6, 15)
DEPARTS_ON = date(2026, 6, 29)

#: What every inspection can be started with; tests override only what they are about.
INSPECTION: Mapping[str, Any] = {"speed": "slow", "promised_on": "2026-12-31"}


@dataclass(frozen=True)
class Office:
    """The people of a post office: two clerks, a master, a courier, and two senders."""

    anna: User
    ben: User
    boris: User
    carla: User
    dora: User
    emil: User
    depot: Institution


def make_user(name: str) -> User:
    """Create an account without any role."""
    return User.objects.create_user(f"{name.lower()}@toy.example", display_name=name)


def make_office() -> Office:
    """Create everybody with their roles."""
    office = Office(
        anna=make_user("Anna"),
        ben=make_user("Ben"),
        boris=make_user("Boris"),
        carla=make_user("Carla"),
        dora=make_user("Dora"),
        emil=make_user("Emil"),
        depot=Institution.objects.create(code="toy-depot"),
    )
    grant(CLERK, office.boris)
    grant(CLERK, office.carla)
    grant(MASTER, office.dora)
    grant(COURIER, office.emil, on=office.depot)
    return office


def make_van(office: Office, **values: Any) -> Van:
    """Hire a van that has not left."""
    usual = {
        "name": "Van",
        "closes_on": CLOSES_ON,
        "departs_on": DEPARTS_ON,
        "courier": office.depot,
    }
    event = give_birth("toy_van", "hire", actor=office.dora, values={**usual, **values})
    return Van.objects.get(pk=event.subject_id)


def make_parcel(office: Office, van: Van, state: str = "draft", **values: Any) -> Parcel:
    """Let Anna write a parcel, and bring it to `state` through the door."""
    usual = {"title": "Parcel", "weight": 3, "address": "Rabat", "parent": van}
    sender = values.pop("sender", office.anna)
    event = give_birth("toy_parcel", "write", actor=sender, values={**usual, **values})
    for step in _ROADS[state]:
        step(office, event.subject_id, sender)
    return Parcel.objects.get(pk=event.subject_id)


def leave(office: Office, van: Van, lines: Mapping[int, str]) -> Event:
    """Let the van leave with these lines."""
    return fire_act(van, "depart", actor=office.dora, lines=lines)


def get_proposal(parcel: Parcel | int) -> Round:
    """Return the round in which a proposal on the parcel waits for its second person."""
    return Round.objects.get(subject=parcel, kind="countersign", outcome="")


def inspect_all(parcel: int) -> None:
    """Let every inspector who has not inspected approve."""
    for seat in Seat.objects.filter(round__subject=parcel, round__outcome="", decisions=None):
        assert seat.person is not None
        decide(seat, actor=seat.person, verdict=Verdict.APPROVE)


def _post(_office: Office, parcel: int, sender: User) -> None:
    fire(parcel, "post", actor=sender)


def _inspect(office: Office, parcel: int, _sender: User) -> None:
    fire(parcel, "inspect", actor=office.boris, inputs={**INSPECTION, "inspectors": [office.ben]})


def _accept(office: Office, parcel: int, _sender: User) -> None:
    inspect_all(parcel)
    fire(parcel, "accept", actor=office.dora)


def _leave(office: Office, parcel: int, _sender: User) -> None:
    fire_act(Van.objects.get(members=parcel), "depart", actor=office.dora, lines={parcel: "aboard"})


def _arrive(office: Office, parcel: int, _sender: User) -> None:
    fire_act(Van.objects.get(members=parcel), "arrive", actor=office.dora, lines={parcel: "whole"})


def _withdraw(_office: Office, parcel: int, sender: User) -> None:
    fire(parcel, "withdraw", actor=sender)


_Step = Callable[[Office, int, User], None]
_TO_LOADED: tuple[_Step, ...] = (_post, _inspect, _accept)
_ROADS: Mapping[str, tuple[_Step, ...]] = {
    "draft": (),
    "posted": _TO_LOADED[:1],
    "inspected": _TO_LOADED[:2],
    "loaded": _TO_LOADED,
    "on_road": (*_TO_LOADED, _leave),
    "delivered": (*_TO_LOADED, _leave, _arrive),
    "returned": (_withdraw,),
}
