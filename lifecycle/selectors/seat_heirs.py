"""Which institutions may take over a seat of a round from the one that holds it."""

from django.db.models import QuerySet

from lifecycle.models import ProposalPorter
from lifecycle.selectors.institutions import list_heirs, query_living, read_successors
from workflow.models import VOTING, Institution, Seat

#: The round in which the owners of the porters read a sheet: one may stand in for another.
APPROVAL = "approval"


def query_heirs(seat: Seat) -> QuerySet[Institution]:
    """Return the institutions that may take this seat; none for the seat of a person.

    1. The institution that succeeds its holder, through every succession since.
    2. Where porters approve a sheet: the institution that its holder is part of.
    3. Where porters approve a sheet: another institution that carries the dossier.

    A signature binds who signs, and nobody else: a party of a convention has its successor alone.
    """
    if seat.institution_id is None:
        return query_living().none()
    heirs: set[int | None] = {list_heirs(seat.institution_id, read_successors())[-1]}
    if seat.round.name == APPROVAL:
        heirs |= {_find_parent(seat.institution_id), *_list_carriers(seat.round.subject_id)}
    known = {key for key in heirs if key is not None} - {seat.institution_id}
    return query_living().filter(pk__in=known)


def find_heir(seat: Seat) -> Institution | None:
    """Return the last that took over the holder of the seat, None while that one stands."""
    if seat.institution_id is None:
        return None
    heir_id = list_heirs(seat.institution_id, read_successors())[-1]
    if heir_id == seat.institution_id:
        return None
    return Institution.objects.prefetch_related("names").get(pk=heir_id)


def find_heir_beside(seat: Seat) -> Institution | None:
    """Return the heir of the holder when it has a seat of its own in the same round, or None."""
    heir = find_heir(seat)
    beside = Seat.objects.filter(VOTING, round=seat.round_id, role=seat.role, institution=heir)
    return heir if heir is not None and beside.exists() else None


def may_have_heirs(round_name: str, holder: Institution | None) -> bool:
    """Return whether anybody could take a seat of this holder, as far as that tells itself."""
    return holder is not None and (round_name == APPROVAL or holder.succeeded_by_id is not None)


def _find_parent(institution_id: int) -> int | None:
    return Institution.objects.values_list("parent", flat=True).get(pk=institution_id)


def _list_carriers(subject_id: int) -> list[int]:
    porters = ProposalPorter.objects.filter(proposal=subject_id, ended_on=None)
    return list(porters.values_list("institution_id", flat=True))
