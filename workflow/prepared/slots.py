"""Slots: what stands for an argument while the SQL of a statement is built."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from itertools import chain
from typing import Any, NoReturn

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model

#: A longer list of keys is one parameter, whatever its length; of other things, the queryset itself
#: reads one: building its SQL is not what takes the time then.
LONGEST_LIST = 64
#: The size of a longer list of keys.
ANY_LENGTH = -1
#: A number of so many bits does not fit into any column.
_BITS_OF_A_KEY = 64
#: A list of keys as one parameter: an array, or what SQLite has in its place.
_KEYS = {
    "postgresql": "(SELECT unnest(%s::bigint[]))",
    "sqlite": "(SELECT value FROM json_each(%s))",
}

#: The size of each list among the arguments of a call, by name; None for one value.
Shape = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Place:
    """Where the value of an argument goes among the parameters; `index` is its place in a list.

    One that `takes_all` is given the whole list.
    """

    name: str
    index: int | None = None
    takes_all: bool = False


class Slot(Expression):
    """Stands for the argument `name`: one value, or a list of `size` values for a lookup `__in`.

    It has no value: whatever would look at one fails, rather than be built in once and for all.
    """

    def __init__(self, name: str, size: int | None = None) -> None:
        super().__init__()
        self.name = name
        self.size = size

    def resolve_expression(self, *args: Any, **kwargs: Any) -> "Slot":
        """Return the slot: there is nothing in it to resolve."""
        return self

    def as_sql(
        self, compiler: object, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return one placeholder, or a list of them in parentheses; or one for a list of keys."""
        if self.size is None:
            return "%s", (Place(self.name),)
        if self.size == ANY_LENGTH:
            return _KEYS[connection.vendor], (Place(self.name, takes_all=True),)
        places = tuple(Place(self.name, index) for index in range(self.size))
        return f"({', '.join(['%s'] * self.size)})", places

    def _refuse(self, *args: Any) -> NoReturn:
        message = f"the SQL is built once: nothing may depend on what {self.name!r} is"
        raise TypeError(message)

    # Not `__iter__`, which Django asks for (whoever iterates asks `__getitem__` then), nor
    # `__bool__` and `__len__`: to Django an expression is true.
    __getitem__ = __str__ = __format__ = _refuse


class Arguments:
    """The arguments of one call, by name; lists are lists, however they were given."""

    def __init__(
        self, names: Sequence[str], given: Sequence[Any], named: Mapping[str, Any]
    ) -> None:
        values = dict(zip(names, given, strict=False)) | dict(named)
        self.values = {name: _settle(value) for name, value in values.items()}

    def require_known(self) -> None:
        """Do nothing when every argument has a value.

        Raises:
            ValueError: one is None: SQL would find nothing, where a queryset would complain.
        """
        for name, value in self.values.items():
            if value is None:
                message = f"nothing compares with {name}, which is None"
                raise ValueError(message)

    @property
    def shape(self) -> Shape | None:
        """Return the size of each list, None for one value; None when no SQL is kept for it.

        Sizes grow in powers of two, so that few statements serve lists of every length; above
        `LONGEST_LIST` keys, one does.
        """
        sizes = {
            name: len(value) if isinstance(value, list) else None
            for name, value in self.values.items()
        }
        if 0 in sizes.values() or any(_is_no_key(value) for value in self.values.values()):
            return None
        long = [name for name, size in sizes.items() if size is not None and size > LONGEST_LIST]
        if not all(map(_is_key, chain.from_iterable(self.values[name] for name in long))):
            return None
        rounded = {
            name: size if size is None else 1 << (size - 1).bit_length()
            for name, size in sizes.items()
        }
        return tuple((rounded | dict.fromkeys(long, ANY_LENGTH)).items())

    def fill(self, parameters: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        """Return the parameters, every place filled; a list is filled up with its last value."""
        return [
            self._get(each, connection) if isinstance(each, Place) else each for each in parameters
        ]

    def _get(self, place: Place, connection: BaseDatabaseWrapper) -> Any:
        value = self.values[place.name]
        if place.takes_all:
            return value if connection.vendor == "postgresql" else json.dumps(value)
        if place.index is not None:
            value = value[min(place.index, len(value) - 1)]
        return connection.ops.adapt_unknown_value(value)


def list_names(build: Callable[..., Any]) -> list[str]:
    """Return the names of the arguments of a function, in their order."""
    return list(signature(build).parameters)


def make_slots(shape: Shape) -> dict[str, Any]:
    """Return a slot for each argument of this shape."""
    return {name: Slot(name, size) for name, size in shape}


def _is_no_key(value: object) -> bool:
    """Return whether this number is one of no row: a queryset knows that, a driver fails."""
    return isinstance(value, int) and value.bit_length() >= _BITS_OF_A_KEY


def _is_key(value: object) -> bool:
    return type(value) is int and not _is_no_key(value)


def _settle(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return list(value)
    return value
