"""Facts that are read when first asked, once for all subjects that were loaded together.

A guard looks at few of the things that can be known of a subject. Whatever surrounds some subjects
is therefore read a group at a time, when a guard, a role or a page first looks at it, and kept: the
number of statements depends on what is looked at, never on how many subjects there are (ADR 0016).

Each mapping has a `get` of its own: that of `Mapping` asks for what is missing to fail.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

V = TypeVar("V")


class LaterMapping(Mapping[str, V]):
    """A mapping that is read whole when it is first looked into."""

    def __init__(self, read: Callable[[], Mapping[str, V]]) -> None:
        self._read = read
        self._known: Mapping[str, V] | None = None

    def __getitem__(self, key: str) -> V:
        return self._get()[key]

    def get(self, key: str, default: Any = None, /) -> Any:
        """Return the value of `key`, or the default."""
        return self._get().get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._get()

    def __iter__(self) -> Iterator[str]:
        return iter(self._get())

    def __len__(self) -> int:
        return len(self._get())

    def _get(self) -> Mapping[str, V]:
        if self._known is None:
            self._known = self._read()
        return self._known


class KeyedValues(Mapping[str, V]):
    """A mapping whose keys are known and whose values are found for one subject when asked.

    `readers` are shared by all subjects; each is given what surrounds them, and the id of one.
    """

    __slots__ = ("_around", "_readers", "_subject_id")

    def __init__(
        self, readers: Mapping[str, Callable[[Any, int], V]], around: object, subject_id: int
    ) -> None:
        self._readers = readers
        self._around = around
        self._subject_id = subject_id

    def __getitem__(self, key: str) -> V:
        return self._readers[key](self._around, self._subject_id)

    def get(self, key: str, default: Any = None, /) -> Any:
        """Return the value of `key`, or the default."""
        read = self._readers.get(key)
        return default if read is None else read(self._around, self._subject_id)

    def __contains__(self, key: object) -> bool:
        # Asking whether it is there reads nothing.
        return key in self._readers

    def __iter__(self) -> Iterator[str]:
        return iter(self._readers)

    def __len__(self) -> int:
        return len(self._readers)


class JoinedMapping(Mapping[str, V]):
    """Several mappings as one; each is looked into only for what those before it do not have."""

    def __init__(self, *parts: Mapping[str, V]) -> None:
        self._parts = parts

    def __getitem__(self, key: str) -> V:
        for part in self._parts:
            if key in part:
                return part[key]
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return any(key in part for part in self._parts)

    def get(self, key: str, default: Any = None, /) -> Any:
        """Return the value of `key`, or the default."""
        for part in self._parts:
            if key in part:
                return part[key]
        return default

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key for part in self._parts for key in part))

    def __len__(self) -> int:
        return len(list(iter(self)))
