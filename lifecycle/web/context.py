"""What every page needs besides its own subject: names, languages, navigation."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from lifecycle.models import SiteIdentity
from lifecycle.selectors.identity import find_identity
from lifecycle.web.navigation import (
    find_url,
    get_home_url,
    list_account_links,
    list_navigation,
)
from lifecycle.web.rights import list_role_codes, read_grants
from notifications.bell import count_unread
from workflow.clock import current_clock
from workflow.demonstration import is_demonstration
from workflow.roles import list_roles

#: How each language calls itself, and the short form shown where there is little room.
LANGUAGE_NAMES = [
    {"code": "fr", "name": "Français", "short": "FR"},
    {"code": "ar", "name": "العربية", "short": "العربية"},
    {"code": "en", "name": "English", "short": "EN"},
]


_IDENTITY_KEPT_AS = "_identity_of_the_site"


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the frame. Callables are asked only by templates that use them."""
    return {
        "ministry_name": partial(get_ministry_name, request),
        "logo_url": partial(get_logo_url, request),
        "source_url": settings.LIFECYCLE_SOURCE_URL,
        "languages": LANGUAGE_NAMES,
        "accessibility_url": partial(find_url, "accessibility"),
        "home_url": partial(get_home_url, request),
        "navigation": partial(list_navigation, request),
        "account_items": partial(list_account_links, request),
        "role_labels": partial(_list_role_labels, request),
        "unread": partial(_count_unread, request),
        "demonstration_day": find_demonstration_day(),
    }


def find_demonstration_day() -> date | None:
    """Return the day on which a demonstration lives, None where time is real."""
    return current_clock().today() if is_demonstration() else None


def get_ministry_name(request: HttpRequest) -> str:
    """Return the name of the ministry in the language of the reader.

    A site that was set up bears its own; before, the name comes from the settings.
    """
    identity = _read_identity(request)
    if identity is not None:
        return identity.name
    names = settings.LIFECYCLE_MINISTRY_NAMES
    default = names.get(settings.LANGUAGE_CODE, "")
    return str(names.get(get_language() or settings.LANGUAGE_CODE, default))


def get_logo_url(request: HttpRequest) -> str:
    """Return the address of the logo: of the site that was set up, of the settings, or our mark."""
    identity = _read_identity(request)
    if identity is not None and identity.logo:
        # The name changes with the picture, so that browsers may keep each one.
        return f"{reverse('site_logo')}?v={Path(str(identity.logo.name)).name}"
    return settings.LIFECYCLE_LOGO_URL or static("lifecycle/logo.svg")


def _read_identity(request: HttpRequest) -> SiteIdentity | None:
    """Return whose site this is, in one statement for the whole page."""
    if not hasattr(request, _IDENTITY_KEPT_AS):
        setattr(request, _IDENTITY_KEPT_AS, find_identity())
    kept: SiteIdentity | None = getattr(request, _IDENTITY_KEPT_AS)
    return kept


def _count_unread(request: HttpRequest) -> int:
    """Return how many notices wait for whoever asks; one statement, none for the public."""
    return count_unread(request.user) if request.user.is_authenticated else 0


def _list_role_labels(request: HttpRequest) -> list[str]:
    held = list_role_codes(read_grants(request))
    return [str(role) for role in list_roles() if role.code in held]
