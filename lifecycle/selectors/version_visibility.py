"""Who reads a version of a plan: everybody once it is frozen, before that who follows it."""

from django.db.models import QuerySet

from lifecycle.models import PlanVersion
from lifecycle.selectors.visibility import READERS
from workflow.permissions import Grants


def list_readable_versions(grants: Grants) -> QuerySet[PlanVersion]:
    """Return the versions of every plan that the holder of `grants` may read, the newest first."""
    versions = PlanVersion.objects.select_related("plan").order_by("-plan_id", "-number")
    if grants.has_group(*READERS):
        return versions
    return versions.filter(frozen_at__isnull=False)
