"""What every page needs besides its own subject: names, languages, navigation."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import get_language

from lifecycle.web.navigation import (
    find_url,
    get_home_url,
    list_account_links,
    list_navigation,
)
from lifecycle.web.rights import list_role_codes, read_grants
from workflow.roles import list_roles

#: How each language calls itself, and the short form shown where there is little room.
LANGUAGE_NAMES = [
    {"code": "fr", "name": "Français", "short": "FR"},
    {"code": "ar", "name": "العربية", "short": "العربية"},
    {"code": "en", "name": "English", "short": "EN"},
]


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the frame. Callables are asked only by templates that use them."""
    return {
        "ministry_name": get_ministry_name(),
        "logo_url": settings.LIFECYCLE_LOGO_URL or static("lifecycle/logo.svg"),
        "source_url": settings.LIFECYCLE_SOURCE_URL,
        "languages": LANGUAGE_NAMES,
        "accessibility_url": partial(find_url, "accessibility"),
        "home_url": partial(get_home_url, request),
        "navigation": partial(list_navigation, request),
        "account_items": partial(list_account_links, request),
        "role_labels": partial(_list_role_labels, request),
    }


def get_ministry_name() -> str:
    """Return the name of the ministry in the language of the reader, else in the default one."""
    names = settings.LIFECYCLE_MINISTRY_NAMES
    default = names.get(settings.LANGUAGE_CODE, "")
    return str(names.get(get_language() or settings.LANGUAGE_CODE, default))


def _list_role_labels(request: HttpRequest) -> list[str]:
    held = list_role_codes(read_grants(request))
    return [str(role) for role in list_roles() if role.code in held]
