"""Where things are on the site: the domain says so once, because no floor below knows its pages."""

from collections.abc import Callable

from workflow.models import Announcement, Subject, User

_pages: dict[str, Callable[[Subject], str]] = {}
_preferences: list[Callable[[User], str]] = []


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
