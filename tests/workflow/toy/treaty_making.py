"""Treaties for tests, made with few words and through the door."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.workflow.toy.making import Office, make_user
from tests.workflow.toy.models import Parcel, Treaty, TreatyParty
from tests.workflow.toy.roles import PARTY
from workflow.engine import fire, give_birth
from workflow.models import Institution, Round, Seat, User
from workflow.permissions import grant


@dataclass(frozen=True)
class Party:
    """An institution and who speaks for it."""

    institution: Institution
    person: User


def make_party(name: str) -> Party:
    """Create an institution with one person who speaks for it."""
    party = Party(Institution.objects.create(code=f"toy-{name.lower()}"), make_user(name))
    grant(PARTY, party.person, on=party.institution)
    return party


def make_parties(count: int = 3) -> list[Party]:
    """Create as many parties, the lead first."""
    return [make_party(f"Party{number}") for number in range(1, count + 1)]


def make_treaty(
    office: Office,
    parties: Sequence[Party],
    *,
    by: str = "",
    text: str = "Peace.",
    parcels: Sequence[Parcel] = (),
    editor: User | None = None,
) -> Treaty:
    """Let Boris draw up a treaty of these parties, and fire `by` on it."""
    values = {"text": text, "last_editor": editor}
    event = give_birth("toy_treaty", "draw_up", actor=office.boris, values=values)
    treaty = Treaty.objects.get(pk=event.subject_id)
    TreatyParty.objects.bulk_create(
        TreatyParty(treaty=treaty, institution=party.institution, rank=rank)
        for rank, party in enumerate(parties, start=1)
    )
    treaty.parcels.set(parcels)
    if by:
        fire(treaty, by, actor=office.boris)
    return treaty


def seat_of(treaty: Treaty, party: Party) -> Seat:
    """Return the seat of a party in the round that was opened last."""
    seats = Seat.objects.filter(round__subject=treaty, institution=party.institution)
    return seats.latest("pk")


def round_of(treaty: Treaty) -> Round:
    """Return the round that was opened last."""
    return Round.objects.filter(subject=treaty).latest("pk")


def state_of(treaty: Treaty) -> str:
    """Return the state the treaty is in."""
    return Treaty.objects.values_list("state", flat=True).get(pk=treaty.pk)
