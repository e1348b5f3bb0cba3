"""How ways beside a row of places are kept apart."""

from collections.abc import Mapping

#: Where a way begins and ends along the row, the smaller number first.
Span = tuple[int, int]


def find_levels(spans: Mapping[str, Span]) -> dict[str, int]:
    """Return how far from the row each way runs, by its name: 0 is the closest.

    The shorter come first, and each takes the first level where nothing is in its way.
    """
    taken, levels = list[list[Span]](), dict[str, int]()
    for name in sorted(spans, key=lambda name: (spans[name][1] - spans[name][0], name)):
        level = 0
        while level < len(taken) and any(_touch(spans[name], each) for each in taken[level]):
            level += 1
        if level == len(taken):
            taken.append([])
        taken[level].append(spans[name])
        levels[name] = level
    return levels


def _touch(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
