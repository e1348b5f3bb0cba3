"""Institutions with their names, the one they are part of and the one that succeeded them."""

from collections.abc import Mapping

from django.db.models import QuerySet

from workflow.models import Institution


def query_institutions() -> QuerySet[Institution]:
    """Return every institution by side and code, its names and neighbours ready to be read."""
    return (
        Institution.objects.select_related("parent", "succeeded_by")
        .prefetch_related("names", "parent__names", "succeeded_by__names")
        .order_by("side", "code")
    )


def query_living() -> QuerySet[Institution]:
    """Return the institutions that can still be given a role: neither dissolved nor succeeded."""
    return query_institutions().filter(succeeded_by__isnull=True, dissolved_on__isnull=True)


def read_successors() -> dict[int, int]:
    """Return which institution took over from each that was succeeded, by id; one statement."""
    pairs = Institution.objects.filter(succeeded_by__isnull=False)
    return {old: new for old, new in pairs.values_list("pk", "succeeded_by") if new}


def list_heirs(institution_id: int, successors: Mapping[int, int]) -> list[int]:
    """Return the institution and all that succeeded it, one after the other.

    A chain of successions has no circle.
    """
    chain = [institution_id]
    while chain[-1] in successors:
        chain.append(successors[chain[-1]])
    return chain
