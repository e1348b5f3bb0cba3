"""Whose site this is."""

from django.conf import settings
from django.utils.translation import get_language

from lifecycle.models import SiteIdentity


def find_identity() -> SiteIdentity | None:
    """Return the identity of the site, None before it is set up."""
    return SiteIdentity.objects.first()


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
