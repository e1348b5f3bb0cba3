"""What a proposal came from, what came of it, and what it may be the double of."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from lifecycle.models import DuplicateSuspicion, Lineage, Proposal, Uptake
from lifecycle.selectors.readers import Reader
from lifecycle.selectors.visibility import proposals_visible_to
from lifecycle.vocabulary import DuplicateVerdict, Extent, LineageKind, ProposalState
from workflow.exceptions import SubjectNotFoundError
from workflow.machine.registry import get_machine

R = TypeVar("R", bound=Model)


@dataclass(frozen=True)
class Kin:
    """Another proposal. When the reader may not open it, only its reference is known.

    `link_id` is that of the uptake or of the suspicion that ties the two.
    """

    id: int
    reference: str
    title: str
    language: str
    state: str
    is_open: bool = True
    link_id: int | None = None
    extent: str = ""
    kept: str = ""
    left_out: str = ""
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Kinship:
    """The proposals around one, by what ties them to it."""

    merged_into: tuple[Kin, ...] = ()
    merge_proposed: tuple[Kin, ...] = ()
    merged_here: tuple[Kin, ...] = ()
    split_from: tuple[Kin, ...] = ()
    split_into: tuple[Kin, ...] = ()
    carried_from: tuple[Kin, ...] = ()
    carried_to: tuple[Kin, ...] = ()
    taken_up_by: tuple[Kin, ...] = ()
    sources: tuple[Kin, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether it stands alone."""
        return not any(vars(self).values())


def read_kinship(proposal: Proposal, reader: Reader, *, today: date) -> Kinship:
    """Return the proposals around `proposal`, in three statements."""
    lineages = list(_read_lineages(proposal.pk))
    uptakes = list(_read_uptakes(proposal.pk))
    proposed = _list_merge_proposed(proposal)
    relatives = [
        *proposed,
        *(each for row in lineages for each in (row.parent_proposal, row.child_proposal)),
        *(each for row in uptakes for each in (row.source, row.dossier)),
    ]
    visible = _read_visible((each.pk for each in relatives), reader, today)

    def down(kind: LineageKind) -> tuple[Kin, ...]:
        rows = [row for row in lineages if row.kind == kind.value]
        found = [row.child_proposal for row in rows if row.parent_proposal_id == proposal.pk]
        return tuple(_as_kin(each, visible) for each in found)

    def up(kind: LineageKind) -> tuple[Kin, ...]:
        rows = [row for row in lineages if row.kind == kind.value]
        found = [row.parent_proposal for row in rows if row.child_proposal_id == proposal.pk]
        return tuple(_as_kin(each, visible) for each in found)

    return Kinship(
        merged_into=down(LineageKind.MERGE),
        merge_proposed=tuple(_as_kin(each, visible) for each in proposed),
        merged_here=up(LineageKind.MERGE),
        split_from=up(LineageKind.SPLIT),
        split_into=down(LineageKind.SPLIT),
        carried_from=up(LineageKind.CARRY),
        carried_to=down(LineageKind.CARRY),
        taken_up_by=tuple(
            _tie(row, row.dossier, visible) for row in uptakes if row.source_id == proposal.pk
        ),
        sources=tuple(
            _tie(row, row.source, visible) for row in uptakes if row.dossier_id == proposal.pk
        ),
    )


def list_suspicions(proposal_id: int) -> list[Kin]:
    """Return the proposals that may say the same, the unsettled ones first; one statement."""
    rows = (
        DuplicateSuspicion.objects.filter(Q(proposal=proposal_id) | Q(other=proposal_id))
        .select_related("proposal", "other")
        .order_by("verdict", "pk")
    )
    return [
        _suspect(row, row.other if row.proposal_id == proposal_id else row.proposal) for row in rows
    ]


def get_suspicion(suspicion_id: int) -> DuplicateSuspicion:
    """Return a suspicion with the two proposals it is about.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    rows = DuplicateSuspicion.objects.select_related("proposal__theme", "other__theme")
    return _get(rows.filter(pk=suspicion_id).first())


def get_uptake(uptake_id: int) -> Uptake:
    """Return the link between an idea and a dossier, with both.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    return _get(Uptake.objects.select_related("source", "dossier").filter(pk=uptake_id).first())


def _get(found: R | None) -> R:
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return found


def _read_lineages(proposal_id: int) -> Iterable[Lineage]:
    return (
        Lineage.objects.filter(Q(parent_proposal=proposal_id) | Q(child_proposal=proposal_id))
        .select_related("parent_proposal", "child_proposal")
        .order_by("pk")
    )


def _read_uptakes(proposal_id: int) -> Iterable[Uptake]:
    return (
        Uptake.objects.filter(Q(source=proposal_id) | Q(dossier=proposal_id))
        .filter(released_at__isnull=True)
        .select_related("source", "dossier")
        .order_by("pk")
    )


def _read_visible(ids: Iterable[int], reader: Reader, today: date) -> frozenset[int]:
    visible = proposals_visible_to(reader.grants, today=today)
    rows = Proposal.objects.filter(visible, pk__in=set(ids))
    return frozenset(rows.values_list("pk", flat=True))


def _list_merge_proposed(proposal: Proposal) -> list[Proposal]:
    """Return what it would be merged into; once that is done, the lineage says so."""
    is_open = proposal.state == ProposalState.MERGE_PROPOSED.value
    return [proposal.merge_target] if is_open and proposal.merge_target is not None else []


def _as_kin(proposal: Proposal, visible: frozenset[int]) -> Kin:
    if proposal.pk not in visible:
        return Kin(proposal.pk, proposal.reference, "", "", "", is_open=False)
    label = get_machine("proposal").states[proposal.state].label
    return Kin(proposal.pk, proposal.reference, proposal.title, proposal.language, str(label))


def _tie(uptake: Uptake, proposal: Proposal, visible: frozenset[int]) -> Kin:
    return replace(
        _as_kin(proposal, visible),
        link_id=uptake.pk,
        extent=str(Extent(uptake.extent).label),
        kept=uptake.kept,
        left_out=uptake.left_out,
    )


def _suspect(row: DuplicateSuspicion, proposal: Proposal) -> Kin:
    return replace(
        _as_kin(proposal, frozenset([proposal.pk])),
        link_id=row.pk,
        verdict=str(DuplicateVerdict(row.verdict).label) if row.verdict else "",
        reason=row.reason,
    )
