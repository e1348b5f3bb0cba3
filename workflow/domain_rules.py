"""What the domain itself compares: its tables and the engine's agree, or it is said."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

#: Subject, kind of subject and what is wrong, in words.
Fault: TypeAlias = tuple[int, str, str]

_RULES: dict[str, Callable[[], Iterable[Fault]]] = {}


def register_rule(code: str, find_faults: Callable[[], Iterable[Fault]]) -> None:
    """Have `find_faults` asked by every comparison; what it finds is told under `code`."""
    _RULES[code] = find_faults


def find_domain_faults() -> Iterator[tuple[int, str, str, str]]:
    """Yield what the registered rules find, as (subject, kind, code, problem)."""
    for code, find_faults in _RULES.items():
        for subject_id, kind, problem in find_faults():
            yield subject_id, kind, code, problem
