"""The facts of treaties, read in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tests.workflow.toy.models import Treaty, TreatyLetter, TreatyParty
from tests.workflow.toy.roles import PARTY
from workflow.history.chain import compute_body_digest
from workflow.machine import Facts, SubjectRow


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
    treaties = Treaty.objects.in_bulk(ids)
    parties: dict[int, list[int]] = {}
    for treaty, institution in (
        TreatyParty.objects.filter(treaty__in=ids)
        .order_by("rank")
        .values_list("treaty_id", "institution_id")
    ):
        parties.setdefault(treaty, []).append(institution)
    parcels: dict[int, list[int]] = {}
    bound = Treaty.objects.filter(pk__in=ids, parcels__state__in=["draft", "posted"])
    for treaty, parcel in bound.order_by("parcels").values_list("pk", "parcels"):
        parcels.setdefault(treaty, []).append(parcel)
    return {
        row.id: TreatyFacts(
            subject=row,
            today=today,
            institutions={PARTY.code: frozenset(parties.get(row.id, ()))},
            text=treaties[row.id].text if row.id in treaties else "",
            last_editor_id=treaties[row.id].last_editor_id if row.id in treaties else None,
            parties=tuple(parties.get(row.id, ())),
            parcels=tuple(parcels.get(row.id, ())),
        )
        for row in rows
    }


def list_letters(facts: Facts | None) -> QuerySet[TreatyLetter]:
    """Return the letters that came in about the treaty."""
    return TreatyLetter.objects.filter(treaty=facts.subject.id if facts is not None else 0)
