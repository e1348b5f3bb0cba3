"""Whose site this is."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language

from lifecycle.models import SiteIdentity
from workflow.prepared import prepared


def find_identity() -> SiteIdentity | None:
    """Return the identity of the site, None before it is set up."""
    return next(iter(_list_identities()), None)


@prepared
def _list_identities() -> QuerySet[SiteIdentity]:
    return SiteIdentity.objects.order_by("pk")[:1]


def get_ministry_name() -> str:
    """Return the name of the ministry in the language of the reader.

    A site that was set up bears its own; before, the name comes from the settings.
    """
    identity = find_identity()
    if identity is not None:
        return identity.name
    names = settings.LIFECYCLE_MINISTRY_NAMES
    default = names.get(settings.LANGUAGE_CODE, "")
    return str(names.get(get_language() or settings.LANGUAGE_CODE, default))
