"""What came back while many people were at work: how soon, how often, and what failed."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import quantiles
from threading import Lock

from benchmarks.crowd.visitor import Answer

STALE = 409


@dataclass(frozen=True)
class Screen:
    """How one kind of page, or of form, was answered. Times are of the answers that came."""

    name: str
    count: int
    errors: int
    stale: int
    p50_ms: float
    p95_ms: float


@dataclass
class Tally:
    """Counts answers, from any number of threads.

    An error is everything that a person would not expect: nothing came, or a failure of the server,
    or a refusal of what a page offers. A form that is stale is answered, and counted apart.
    """

    _times: dict[str, list[float]] = field(default_factory=dict)
    _errors: Counter[str] = field(default_factory=Counter)
    _stale: Counter[str] = field(default_factory=Counter)
    _problems: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def record(self, screen: str, path: str, answer: Answer, *, expected: int) -> bool:
        """Count one answer; return whether it is the one that was expected."""
        with self._lock:
            self._times.setdefault(screen, []).append(answer.seconds)
            if answer.status == STALE:
                self._stale[screen] += 1
            elif answer.status != expected:
                self._errors[screen] += 1
                self._problems[f"{path}: {answer.status} {answer.problem}".strip()] += 1
        return answer.status == expected

    @property
    def requests(self) -> int:
        """Return how many answers were counted."""
        return sum(map(len, self._times.values()))

    def list_screens(self) -> list[Screen]:
        """Return what came of each screen, the slowest first."""
        screens = [self._describe(name, times) for name, times in self._times.items()]
        return sorted(screens, key=lambda screen: -screen.p95_ms)

    def list_problems(self, at_most: int = 20) -> list[str]:
        """Return what failed, the most frequent first."""
        return [f"{count} x {words}" for words, count in self._problems.most_common(at_most)]

    def _describe(self, name: str, times: list[float]) -> Screen:
        # One answer has no quantiles: it is all of them.
        cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
        p50, p95 = (round(cuts[at] * 1000, 1) for at in (9, 18))
        return Screen(name, len(times), self._errors[name], self._stale[name], p50, p95)
