"""Where things are on the site: the domain says so once, because no floor below knows its pages."""

from collections.abc import Callable, Sequence

from notifications.topics import Outsider
from workflow.models import Announcement, Subject, User

_pages: dict[str, Callable[[Subject], str]] = {}
_preferences: list[Callable[[User], str]] = []
_stops: list[Callable[[Sequence[Outsider]], str]] = []


def register_page(kind: str, find: Callable[[Subject], str]) -> None:
    """Say where subjects of `kind` are read; `find` returns a whole address without a secret."""
    _pages[kind] = find


def find_page(announcement: Announcement) -> str:
    """Return the page of what is announced, or nothing when its kind has none."""
    find = _pages.get(announcement.subject.kind)
    return find(announcement.subject) if find is not None else ""


def register_preferences(find: Callable[[User], str]) -> None:
    """Say where somebody chooses what they are told; `find` returns a whole address."""
    _preferences[:] = [find]


def find_preferences_url(person: User) -> str:
    """Return where they choose, or nothing when there is no such page."""
    return _preferences[0](person) if _preferences else ""


def register_stop(find: Callable[[Sequence[Outsider]], str]) -> None:
    """Say where one address stops hearing of several things; `find` returns a whole address."""
    _stops[:] = [find]


def find_stop_url(outsiders: Sequence[Outsider]) -> str:
    """Return where they stop hearing of all that a letter tells them, empty when nowhere.

    Whoever presses the one button of their mail program (RFC 8058) wants no such letter any more:
    it stops everything that this letter tells, and nothing that another one does.
    """
    stoppable = list({each.unsubscribe_url: each for each in outsiders}.values())
    stoppable = [each for each in stoppable if each.unsubscribe_url]
    if len(stoppable) == 1:
        return stoppable[0].unsubscribe_url
    return _stops[0](stoppable) if stoppable and _stops else ""
