"""Words kept in three languages, and the one the reader gets."""

from collections.abc import Mapping
from types import SimpleNamespace

from django.utils.translation import get_language

#: Asked in this order when the reader's language is empty.
FALLBACKS = ("fr", "ar", "en")


def pick_language(row: object, name: str) -> str:
    """Return `name` of the row in the reader's language, else in the first one that is filled.

    The columns are `{name}_fr`, `{name}_ar` and `{name}_en`.
    """
    wanted = (get_language() or FALLBACKS[0])[:2]
    for language in (wanted, *FALLBACKS):
        words = getattr(row, f"{name}_{language}", "")
        if words:
            return str(words)
    return ""


def pick_words(given: Mapping[str, object], name: str) -> str:
    """Return what was given as `name` in the reader's language, as `pick_language` does of rows."""
    return pick_language(SimpleNamespace(**given), name)
