"""Run a simulation: one queue of lives, each called when its day has come."""

import hashlib
import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as hour_of_day
from random import Random

from django.db.models import QuerySet
from django.utils import timezone

from lifecycle.management.simulation.acts import adopt, consult, sign
from lifecycle.management.simulation.delivery import carry_out
from lifecycle.management.simulation.dossiers import find_porters, has_dossiers, write_sheets
from lifecycle.management.simulation.life import Life
from lifecycle.management.simulation.world import STARTS_ON, World, make_world
from lifecycle.models import ActionPlan, Proposal
from workflow.clock import FixedClock, use_clock
from workflow.models import Event, EventKind

#: Proposals arrive over so many days.
ARRIVALS_DAYS = 90

#: Seconds after the morning at which the acts on the plan begin.
AFTERNOON = 5 * 3600

Report = Callable[[int, int], None]
#: The day a life acts on, counted from the first; its number; what it still does.
_Entry = tuple[int, int, Iterator[int]]


@dataclass(frozen=True)
class Simulation:
    """What a run did. `digest` stands for its whole history: the same seed gives the same."""

    plan: str
    proposals: int
    seed: int
    days: int
    states: dict[str, int]
    transitions: dict[str, int]
    events: int
    digest: str
    seconds: float

    @property
    def events_per_second(self) -> float:
        """Return how many Events a second were written."""
        return round(self.events / self.seconds, 1) if self.seconds else 0.0


def simulate(proposals: int, *, seed: int, report: Report) -> Simulation:
    """Lead so many proposals to a new plan through the machine, and what is adopted to its end."""
    started = time.monotonic()
    first = FixedClock.on(STARTS_ON, at=hour_of_day(8))
    with use_clock(first):
        world = make_world(proposals)
    lives: list[Life] = []
    # A generator of chance for each life: what one does must not change what another does.
    lives += [
        # Chance that decides nothing but a simulation.
        Life(world, number, Random(f"{seed}/{number}"), lives)  # noqa: S311
        for number in range(1, proposals + 1)
    ]
    days = _run(lives, first, report)
    chance = Random(f"{seed}/plan")  # noqa: S311
    days = _adopt_plan(world, first, days, chance)
    days = _take_all(carry_out(world, chance), first, days)
    return _sum_up(world.plan, proposals, seed, days, time.monotonic() - started)


def _run(lives: list[Life], first: FixedClock, report: Report) -> int:
    queue: list[_Entry] = [
        (life.number * ARRIVALS_DAYS // len(lives), life.number, life.live()) for life in lives
    ]
    heapq.heapify(queue)
    ended = day = steps = 0
    while queue:
        last, (day, number, life) = day, heapq.heappop(queue)
        steps = steps + 1 if day == last else 0
        with use_clock(_set_clock(first, day, steps)):
            wait = next(life, None)
        if wait is None:
            ended += 1
            report(ended, len(lives))
        else:
            heapq.heappush(queue, (day + wait, number, life))
    return day


def _adopt_plan(world: World, first: FixedClock, day: int, chance: Random) -> int:
    """Lead what has become a dossier on to adopted commitments; return the last day."""
    for step in (find_porters, write_sheets, consult, sign, adopt):
        if not has_dossiers(world):
            return day
        day = _take_all(step(world, chance), first, day)
    return day


def _take_all(acts: Iterator[int], first: FixedClock, day: int) -> int:
    """Take every step of these acts, each on its day; return the last day."""
    while (wait := _take_step(acts, first, day)) is not None:
        day += wait
    return day


def _take_step(acts: Iterator[int], first: FixedClock, day: int) -> int | None:
    # In the afternoon, after everything that the lives of that day did.
    with use_clock(_set_clock(first, day, AFTERNOON)):
        return next(acts, None)


def _set_clock(first: FixedClock, day: int, steps: int) -> FixedClock:
    """Return the clock of a step: a second after the one before it on the same day."""
    morning = datetime.combine(
        STARTS_ON + timedelta(days=day), hour_of_day(9), timezone.get_default_timezone()
    )
    return FixedClock(max(first.instant, morning) + timedelta(seconds=steps))


def _sum_up(plan: ActionPlan, proposals: int, seed: int, days: int, seconds: float) -> Simulation:
    events = Event.objects.filter(subject__parent=plan, subject__kind="proposal")
    moved = events.filter(kind=str(EventKind.TRANSITION))
    return Simulation(
        plan=plan.code,
        proposals=proposals,
        seed=seed,
        days=days,
        states=_count(Proposal.objects.filter(plan=plan).values_list("state", flat=True)),
        transitions=_count(moved.values_list("name", flat=True)),
        events=events.count(),
        digest=_compute_digest(events),
        seconds=round(seconds, 2),
    )


def _count(names: QuerySet[Proposal, str] | QuerySet[Event, str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _compute_digest(events: QuerySet[Event]) -> str:
    """Return one hash over who did what to which proposal, when, in the order it happened."""
    digest = hashlib.sha256()
    told = events.order_by("pk").values_list(
        "subject__reference", "seq", "name", "target", "actor__email", "recorded_at"
    )
    for reference, seq, name, target, actor, instant in told.iterator(chunk_size=2_000):
        line = f"{reference} {seq} {name} {target} {actor} {instant.isoformat()}\n"
        digest.update(line.encode())
    return digest.hexdigest()
