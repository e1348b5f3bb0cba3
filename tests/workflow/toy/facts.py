"""The facts of the toy, read in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tests.workflow.toy.models import Parcel, Slip, Van
from tests.workflow.toy.roles import COURIER, INSPECTOR, SENDER
from workflow.machine import Facts, SubjectRow
from workflow.models import Decision, Seat, User
from workflow.prepared import prepared


@dataclass(frozen=True, kw_only=True)
class VanFacts(Facts):
    """What the guards of a van look at."""

    has_left: bool = False


@dataclass(frozen=True, kw_only=True)
class ParcelFacts(VanFacts):
    """What the guards of a parcel look at; `has_left` is about its van."""

    title: str = ""
    weight: int | None = None
    address: str = ""
    is_held: bool = False
    is_sealed: bool = True
    missing_inspections: int = 0
    tied: tuple[int, ...] = ()
    #: Each parcel it carries, with all of those that carry that one.
    carried: Mapping[int, frozenset[int]] = field(default_factory=dict)


def load_van_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, VanFacts]:
    """Return the facts of each van by id."""
    vans = _read_vans(row.id for row in rows)
    return {row.id: VanFacts(subject=row, today=today, **vans.get(row.id, {})) for row in rows}


def load_parcel_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, ParcelFacts]:
    """Return the facts of each parcel by id; of one that is not born yet, those of its van."""
    ids = [row.id for row in rows]
    vans = _read_vans(row.parent_id for row in rows if row.parent_id is not None)
    parcels = {parcel.pk: parcel for parcel in _list_parcels(ids)}
    seats, missing = _read_seats(ids)
    tied = _read_tied(ids)
    carried = _read_carried(ids)
    return {
        row.id: _make_facts(
            row,
            today,
            parcels.get(row.id),
            vans.get(row.parent_id or 0, {}),
            inspectors=seats.get(row.id, frozenset()),
            missing=missing.get(row.id, 0),
            tied=tuple(tied.get(row.id, ())),
            carried=carried.get(row.id, {}),
        )
        for row in rows
    }


def list_slips(facts: Facts | None) -> QuerySet[Slip]:
    """Return the papers of the parcel."""
    return Slip.objects.filter(parcel=facts.subject.id if facts is not None else 0)


def list_inspectors(_facts: Facts | None) -> QuerySet[User]:
    """Return who can be asked to inspect."""
    return User.objects.filter(is_active=True).order_by("pk")


def list_carriers(facts: Facts | None) -> QuerySet[Parcel]:
    """Return the parcels that could carry this one."""
    return Parcel.objects.exclude(pk=facts.subject.id if facts is not None else 0)


def name_inspectors(subject_id: int, _asker: int | None) -> Sequence[str]:
    """Return who has not inspected yet."""
    waiting = Seat.objects.filter(round__subject=subject_id, round__outcome="", decisions=None)
    return [str(seat.person) for seat in waiting.select_related("person")]


def _make_facts(
    row: SubjectRow,
    today: date,
    parcel: Parcel | None,
    van: Mapping[str, Any],
    *,
    inspectors: frozenset[int],
    missing: int,
    tied: tuple[int, ...],
    carried: Mapping[int, frozenset[int]],
) -> ParcelFacts:
    if parcel is None:
        return ParcelFacts(subject=row, today=today, **van)
    sender = frozenset() if parcel.sender_id is None else frozenset({parcel.sender_id})
    return ParcelFacts(
        subject=row,
        today=today,
        people={SENDER.code: sender, INSPECTOR.code: inspectors},
        title=parcel.title,
        weight=parcel.weight,
        address=parcel.address,
        is_held=parcel.is_held,
        is_sealed=parcel.is_sealed,
        missing_inspections=missing,
        tied=tied,
        carried=carried,
        **van,
    )


@prepared
def _list_parcels(parcels: Iterable[int]) -> QuerySet[Parcel]:
    return Parcel.objects.filter(pk__in=parcels)


def _read_vans(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    return {
        key: {
            "has_left": state != "waiting",
            "milestones": {"closing": closes_on, "departure": departs_on},
            "institutions": {COURIER.code: frozenset({courier} if courier else ())},
        }
        for key, state, closes_on, departs_on, courier in _list_vans(list(ids))
    }


@prepared
def _list_vans(vans: Iterable[int]) -> QuerySet[Van, tuple[Any, ...]]:
    columns = ("pk", "state", "closes_on", "departs_on", "courier_id")
    return Van.objects.filter(pk__in=vans).values_list(*columns)


def _read_seats(ids: Sequence[int]) -> tuple[dict[int, frozenset[int]], dict[int, int]]:
    seats: dict[int, set[int]] = {}
    missing: dict[int, int] = {}
    for parcel, person, done in _list_seats(ids):
        seats.setdefault(parcel, set()).add(person)
        missing[parcel] = missing.get(parcel, 0) + (not done)
    return {key: frozenset(people) for key, people in seats.items()}, missing


@prepared
def _list_seats(parcels: Iterable[int]) -> QuerySet[Seat, tuple[Any, ...]]:
    decided = Exists(Decision.objects.filter(seat=OuterRef("pk")))
    found = Seat.objects.filter(
        round__subject__in=parcels, round__name="inspection", round__outcome=""
    )
    return found.annotate(decided=decided).values_list("round__subject_id", "person_id", "decided")


def _read_tied(ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for knot, parcel in _list_tied(ids):
        found.setdefault(knot, []).append(parcel)
    return found


@prepared
def _list_tied(knots: Iterable[int]) -> QuerySet[Parcel, tuple[int, int]]:
    found = Parcel.objects.filter(tied_to__in=knots, state__in=["draft", "posted"])
    return found.order_by("pk").values_list("tied_to_id", "pk")


def _read_carried(ids: Sequence[int]) -> dict[int, dict[int, frozenset[int]]]:
    all_carriers: dict[int, set[int]] = {}
    for parcel, carrier in _list_carried(ids):
        all_carriers.setdefault(parcel, set()).add(carrier)
    return {
        key: {
            parcel: frozenset(carriers)
            for parcel, carriers in all_carriers.items()
            if key in carriers
        }
        for key in ids
    }


@prepared
def _list_carried(carriers: Iterable[int]) -> QuerySet[Any, tuple[int, int]]:
    """Return each parcel that one of these carries, with each that carries that one."""
    pairs = Parcel.carriers.through.objects
    carried = pairs.filter(to_parcel__in=carriers, from_parcel__state="carried")
    found = pairs.filter(from_parcel__in=carried.values("from_parcel"))
    return found.values_list("from_parcel_id", "to_parcel_id")
