"""Slots: what stands for an argument while the SQL of a statement is built."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from inspect import signature
from typing import Any, NoReturn

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model

from workflow.prepared.arrays import write_array
from workflow.prepared.instants import adapt_instant

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

#: What every driver takes as it is.
AS_IT_IS: Set[type | None] = frozenset({bool, int, float, str, type(None)})
#: What is one value, and neither an instance of a model nor a list.
_SINGLE = frozenset({*AS_IT_IS, bytes, date, datetime})

#: The names of the arguments of a call, and the size of each list among them, None for one value.
Shape = tuple[tuple[str, ...], tuple[int | None, ...]]


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


class Written(Slot):
    """Stands for an argument that is read by some SQL of our own, and never has a value."""

    def __init__(self, name: str, sql: str) -> None:
        super().__init__(name)
        self.sql = sql

    def as_sql(
        self, compiler: object, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return that SQL."""
        return self.sql, ()


class Arguments:
    """The arguments of one call, by name; lists are lists, however they were given.

    `shape` is the size of each list, None for one value; it is None itself when no SQL is kept for
    such arguments. Sizes grow in powers of two, so that few statements serve lists of every length;
    above `LONGEST_LIST` keys, one does.
    """

    __slots__ = ("shape", "values")

    def __init__(
        self, names: Sequence[str], given: Sequence[Any], named: Mapping[str, Any]
    ) -> None:
        values = dict(zip(names, given, strict=False))
        values.update(named)
        sizes, is_kept = list[int | None](), True
        for name, value in values.items():
            kind = type(value)
            if kind is int:
                # A number of no row: a queryset knows that, a driver fails.
                is_kept = is_kept and value.bit_length() < _BITS_OF_A_KEY
            elif kind not in _SINGLE:
                values[name] = value = _settle(value)
                if isinstance(value, list):
                    if len(value) <= LONGEST_LIST and any(map(_is_no_key, value)):
                        # Such a number is that of no row, and of no use in a list of them.
                        values[name] = value = [each for each in value if not _is_no_key(each)]
                    sizes.append(_round_up(value))
                    is_kept = is_kept and bool(sizes[-1])
                    continue
                is_kept = is_kept and not _is_no_key(value)
            sizes.append(None)
        self.values = values
        self.shape: Shape | None = (tuple(values), tuple(sizes)) if is_kept else None

    def require_known(self) -> None:
        """Do nothing when every argument has a value.

        Raises:
            ValueError: one is None: SQL would find nothing, where a queryset would complain.
        """
        for name, value in self.values.items():
            if value is None:
                message = f"nothing compares with {name}, which is None"
                raise ValueError(message)

    def fill(self, parameters: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        """Return the parameters, every place filled; a list is filled up with its last value."""
        filled = []
        for each in parameters:
            value = self.values[each.name] if type(each) is Place else each
            # Nearly every one is a value of its own that the driver takes as it is.
            if type(value) not in AS_IT_IS and type(each) is Place:
                value = self._prepare(value, each, connection)
            filled.append(value)
        return filled

    def _prepare(self, value: Any, place: Place, connection: BaseDatabaseWrapper) -> Any:
        if place.takes_all:
            return write_array(value) if connection.vendor == "postgresql" else json.dumps(value)
        if place.index is not None:
            value = value[min(place.index, len(value) - 1)]
        kind = type(value)
        if kind in AS_IT_IS:
            return value
        if kind is datetime:
            return adapt_instant(value, connection)
        return connection.ops.adapt_unknown_value(value)


def list_names(build: Callable[..., Any]) -> list[str]:
    """Return the names of the arguments of a function, in their order."""
    return list(signature(build).parameters)


def make_slots(shape: Shape) -> dict[str, Any]:
    """Return a slot for each argument of this shape."""
    return {name: Slot(name, size) for name, size in zip(*shape, strict=True)}


def _round_up(values: Sequence[Any]) -> int:
    """Return the size for which SQL is kept of a list, or 0 when none is."""
    size = len(values)
    if size > LONGEST_LIST:
        return ANY_LENGTH if _are_keys(values) else 0
    return 1 << (size - 1).bit_length() if size else 0


def _is_no_key(value: object) -> bool:
    """Return whether this number is one of no row."""
    return isinstance(value, int) and value.bit_length() >= _BITS_OF_A_KEY


def _are_keys(values: Sequence[Any]) -> bool:
    return set(map(type, values)) == {int} and not any(map(_is_no_key, (min(values), max(values))))


def _settle(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return list(value)
    return value
