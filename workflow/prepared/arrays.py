"""Arrays of PostgreSQL, written at once: its driver looks at each element by itself."""

from collections.abc import Iterable
from typing import Any


def write_array(values: Iterable[Any]) -> str:
    """Return values as the text of an array; the statement says of what it is one.

    They are numbers, truth values, days, instants, texts, or None.
    """
    return f"{{{','.join(map(_write, values))}}}"


def _write(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    # An instant has a space in it, which quotes hold together.
    return str(int(value)) if isinstance(value, int) else f'"{value}"'
