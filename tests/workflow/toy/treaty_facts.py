"""The facts of treaties, read in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tests.workflow.toy.models import Treaty, TreatyLetter, TreatyParty
from tests.workflow.toy.roles import PARTY
from workflow.history.chain import compute_body_digest
from workflow.machine import Facts, SubjectRow
from workflow.prepared import prepared


@dataclass(frozen=True, kw_only=True)
class TreatyFacts(Facts):
    """What the rounds of a treaty look at."""

    text: str = ""
    last_editor_id: int | None = None
    parties: tuple[int, ...] = ()
    #: Parcels that have not come back yet.
    parcels: tuple[int, ...] = ()

    @property
    def content_hash(self) -> str:
        """Return the hash of the text as it is now."""
        return compute_body_digest("", self.text)


def load_treaty_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, TreatyFacts]:
    """Return the facts of each treaty by id."""
    ids = [row.id for row in rows]
    treaties = {treaty: (text, editor) for treaty, text, editor in _list_treaties(ids)}
    parties: dict[int, list[int]] = {}
    for treaty, institution in _list_parties(ids):
        parties.setdefault(treaty, []).append(institution)
    parcels: dict[int, list[int]] = {}
    for treaty, parcel in _list_parcels(ids):
        parcels.setdefault(treaty, []).append(parcel)
    return {
        row.id: TreatyFacts(
            subject=row,
            today=today,
            institutions={PARTY.code: frozenset(parties.get(row.id, ()))},
            text=text,
            last_editor_id=editor,
            parties=tuple(parties.get(row.id, ())),
            parcels=tuple(parcels.get(row.id, ())),
        )
        for row in rows
        for text, editor in [treaties.get(row.id, ("", None))]
    }


@prepared
def _list_treaties(treaties: Iterable[int]) -> QuerySet[Treaty, tuple[Any, ...]]:
    return Treaty.objects.filter(pk__in=treaties).values_list("pk", "text", "last_editor_id")


@prepared
def _list_parties(treaties: Iterable[int]) -> QuerySet[TreatyParty, tuple[int, int]]:
    found = TreatyParty.objects.filter(treaty__in=treaties).order_by("rank")
    return found.values_list("treaty_id", "institution_id")


@prepared
def _list_parcels(treaties: Iterable[int]) -> QuerySet[Treaty, tuple[int, int]]:
    """Return each parcel of these treaties that has not come back yet."""
    found = Treaty.objects.filter(pk__in=treaties, parcels__state__in=["draft", "posted"])
    return found.order_by("parcels").values_list("pk", "parcels")


def list_letters(facts: Facts | None) -> QuerySet[TreatyLetter]:
    """Return the letters that came in about the treaty."""
    return TreatyLetter.objects.filter(treaty=facts.subject.id if facts is not None else 0)
