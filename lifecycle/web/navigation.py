"""The green bar: which pages exist, and which of them the reader may open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lifecycle.selectors.following_late import ANSWERING, LIST_READERS
from lifecycle.web.prioritization.readers import finds_something
from lifecycle.web.rights import list_role_codes, read_grants
from workflow.permissions.grants import Grants


@dataclass(frozen=True)
class Destination:
    """A page that may stand in the bar, and who sees it there."""

    url_name: str
    words: str | Promise
    icon: str
    seen_by: Callable[[Grants], bool]


@dataclass(frozen=True)
class Link:
    """A destination as the template draws it."""

    url: str
    words: str | Promise
    icon: str
    is_current: bool


def _by_everybody(_grants: Grants) -> bool:
    return True


def _by_the_public(grants: Grants) -> bool:
    return not grants.is_authenticated


def _by_the_signed_in(grants: Grants) -> bool:
    return grants.is_authenticated


def _by_staff(grants: Grants) -> bool:
    return bool(list_role_codes(grants))


def _by_authors(grants: Grants) -> bool:
    """Citizens hold no role; a focal point may submit for an institution."""
    roles = list_role_codes(grants)
    return grants.is_authenticated and (not roles or "focal_point" in roles)


def _by(*roles: str) -> Callable[[Grants], bool]:
    return lambda grants: not list_role_codes(grants).isdisjoint(roles)


_ANSWERING = [role.code for role in ANSWERING]
_LIST_READERS = [role.code for role in LIST_READERS]
#: The order is the order of the bar. A page that is not installed is left out.
DESTINATIONS = [
    Destination("inbox", _("Inbox"), "inbox", _by_the_signed_in),
    Destination(
        "pipeline",
        _("Pipeline"),
        "layout-kanban",
        _by("ministry_team", "ministry_lead", "committee", "observer"),
    ),
    Destination("proposal_list", _("My proposals"), "file-text", _by_authors),
    Destination("proposal_list", _("Proposals"), "file-text", _by_the_public),
    Destination("assessment", _("Assessment"), "scale", finds_something),
    Destination("plan_list", _("Plans"), "target", _by_everybody),
    Destination(
        "replanning_list",
        _("New dates"),
        "calendar-event",
        _by("ministry_team", "ministry_lead"),
    ),
    Destination("own_activities", _("My institution"), "building-bank", _by(*_ANSWERING)),
    Destination("late_list", _("Late activities"), "alert-triangle", _by(*_LIST_READERS)),
    Destination("consultation_list", _("Consultations"), "message", _by_everybody),
    Destination("calendar", _("Calendar"), "calendar", _by_everybody),
    Destination("people", _("People"), "users", _by("ministry_team", "ministry_lead")),
    Destination("mailbox", _("Mailbox"), "mail", _by_everybody),
]

ACCOUNT_DESTINATIONS = [
    Destination("profile", _("My profile"), "user", _by_the_signed_in),
    Destination("preferences", _("What I am told"), "bell", _by_the_signed_in),
    Destination("letters", _("Delivery"), "mail", _by("ministry_lead")),
    Destination("account_change_password", _("Change my password"), "key", _by_the_signed_in),
]


def list_navigation(request: HttpRequest) -> list[Link]:
    """Return the links of the bar for whoever asks, the current page marked."""
    return _link(request, DESTINATIONS)


def list_account_links(request: HttpRequest) -> list[Link]:
    """Return the links of the account menu."""
    return _link(request, ACCOUNT_DESTINATIONS)


def get_home_url(request: HttpRequest) -> str:
    """Return the first page of whoever asks: the inbox of staff, the home of the public."""
    if _by_staff(read_grants(request)):
        return find_url("inbox") or "/"
    return "/"


@cache
def find_url(url_name: str) -> str | None:
    """Return the address of a page, or None when it is not installed. Asked once a process."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def _link(request: HttpRequest, destinations: list[Destination]) -> list[Link]:
    grants = read_grants(request)
    offered = [
        (destination, url)
        for destination in destinations
        if destination.seen_by(grants) and (url := find_url(destination.url_name))
    ]
    current = _find_current(request.path, [url for _destination, url in offered])
    return [
        Link(url, destination.words, destination.icon, url == current)
        for destination, url in offered
    ]


def _find_current(path: str, urls: list[str]) -> str | None:
    """Return the longest address that `path` lies under; `/` stands for itself alone."""
    holding = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(holding, key=len, default=None)
