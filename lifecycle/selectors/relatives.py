"""The proposals around a proposal: the dossiers that carry it, its sources, what merges into it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from lifecycle.models import Proposal, Uptake
from lifecycle.vocabulary import LIVE_STATES, Extent, ProposalState


@dataclass(frozen=True)
class Dossier:
    """A dossier that carries an idea. `is_told`: its author can read what is left out of it."""

    id: int
    state: str
    is_told: bool

    @property
    def is_live(self) -> bool:
        """Return whether it is still on its road."""
        return self.state in LIVE_STATES


@dataclass(frozen=True)
class Source:
    """An idea that a dossier carries, and the other live dossiers that carry it too."""

    id: int
    state: str
    also_carried_by: frozenset[int]


class Uptakes:
    """The links between ideas and dossiers that still count, read once for many proposals."""

    def __init__(self, proposal_ids: Iterable[int]) -> None:
        """Read in one statement, whatever the number of proposals."""
        ids = list(proposal_ids)
        lasting = Uptake.objects.filter(released_at__isnull=True)
        carried = lasting.filter(dossier__in=ids).values("source")
        links = lasting.filter(Q(source__in=ids) | Q(source__in=carried))
        self._dossiers: dict[int, list[Dossier]] = {}
        self._sources: dict[int, dict[int, str]] = {}
        for (
            source_id,
            dossier_id,
            source_state,
            dossier_state,
            extent,
            kept,
            left_out,
        ) in links.order_by("pk").values_list(
            "source_id",
            "dossier_id",
            "source__state",
            "dossier__state",
            "extent",
            "kept",
            "left_out",
        ):
            is_told = extent == Extent.WHOLE or bool(kept and left_out)
            dossier = Dossier(dossier_id, dossier_state, is_told)
            self._dossiers.setdefault(source_id, []).append(dossier)
            self._sources.setdefault(dossier_id, {})[source_id] = source_state

    def list_dossiers(self, source_id: int) -> tuple[Dossier, ...]:
        """Return the dossiers linked to an idea, in the order of their links."""
        return tuple(self._dossiers.get(source_id, ()))

    def list_sources(self, dossier_id: int) -> tuple[Source, ...]:
        """Return the ideas a dossier carries."""
        return tuple(
            Source(source_id, state, self._list_others(source_id, dossier_id))
            for source_id, state in self._sources.get(dossier_id, {}).items()
        )

    def _list_others(self, source_id: int, dossier_id: int) -> frozenset[int]:
        return frozenset(
            each.id
            for each in self._dossiers.get(source_id, ())
            if each.is_live and each.id != dossier_id
        )


class Mergers:
    """The merges proposed in some plans, read once for many proposals."""

    def __init__(self, plan_ids: Iterable[int]) -> None:
        """Read in one statement, whatever the number of proposals."""
        self._candidates: dict[int, list[int]] = {}
        pairs = Proposal.objects.filter(
            plan__in=list(plan_ids),
            state=ProposalState.MERGE_PROPOSED,
            merge_target__isnull=False,
        ).values_list(F("merge_target_id"), "pk")
        for target_id, candidate_id in pairs:
            self._candidates.setdefault(target_id, []).append(candidate_id)

    def list_leading_to(self, proposal_id: int) -> frozenset[int]:
        """Return the proposals that would be merged into it, directly or through others."""
        found: set[int] = set()
        waiting = [proposal_id]
        while waiting:
            new = set(self._candidates.get(waiting.pop(), ())) - found
            found |= new
            waiting += new
        return frozenset(found)
