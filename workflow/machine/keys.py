"""Keys: what names a row, as people and programs give it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

#: The largest number both databases hold as a key.
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class ReadRow:
    """A row that was named for many subjects and read once; each says whether it allows it."""

    row: Model


def key_of(row: Model) -> int:
    return int(row.pk)


def find_key(value: Any) -> int | None:
    if isinstance(value, Model):
        return int(value.pk)
    try:
        key = int(value)
    except (TypeError, ValueError):
        return None
    return key if abs(key) <= LARGEST_KEY else None


def bound_key(value: Any) -> Any:
    """Return a key that a database can hold; of a longer number one that no row has."""
    is_number = isinstance(value, int | str) and str(value).strip().lstrip("+-").isdecimal()
    return value if not is_number or find_key(value) is not None else 0
