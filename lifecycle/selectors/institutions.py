"""Institutions with their names, the one they are part of and the one that succeeded them."""

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
