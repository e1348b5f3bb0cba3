"""Find a circle in what waits for what."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def find_cycle(waits_for: Mapping[Name, Sequence[Name]]) -> list[Name]:
    """Return one circle of `waits_for`, its first name repeated at the end, or nothing.

    Names that appear only as a value wait for nothing. The walk is iterative: a chain of ten
    thousand is no problem.
    """
    finished: set[Name] = set()
    for start in waits_for:
        if start in finished:
            continue
        cycle = _walk(start, waits_for, finished)
        if cycle:
            return cycle
    return []


def _walk(start: Name, waits_for: Mapping[Name, Sequence[Name]], finished: set[Name]) -> list[Name]:
    positions = {start: 0}
    path = [start]
    branches = [iter(waits_for.get(start, ()))]
    while path:
        following = next(branches[-1], None)
        if following is None:
            branches.pop()
            positions.pop(path[-1])
            finished.add(path.pop())
        elif following in positions:
            return [*path[positions[following] :], following]
        elif following not in finished:
            positions[following] = len(path)
            path.append(following)
            branches.append(iter(waits_for.get(following, ())))
    return []
