"""Whose site this is."""

from lifecycle.models import SiteIdentity


def find_identity() -> SiteIdentity | None:
    """Return the identity of the site, None before it is set up."""
    return SiteIdentity.objects.first()
