"""What time it is, asked once at the edge; below it, pure functions are given the day.

Three clocks. `MachineClock` is the default: it costs no statement, and a request that reads a day
keeps its constant number of statements. `DatabaseClock` asks the database, one statement a
question: the sweep and `manage.py tick` take it, because several machines must agree on what is
due. `FixedClock` stands still for replays, demonstrations and tests, and is refused in production.

A loaded demonstration moves the first two by the same shift (ADR 0010), so that they still agree.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from workflow.demonstration import find_shift

# Not the start of the transaction: a sweep that waited for a lock must see the time that passed.
_READ_DATABASE_TIME = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')",
}


class Clock(Protocol):
    """Whoever knows what time it is."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""

    def today(self) -> date:
        """Return the civil day in `settings.TIME_ZONE`."""


def compute_civil_day(instant: datetime) -> date:
    """Return the civil day of an aware instant in `settings.TIME_ZONE`.

    The zone is the installation's, never the reader's: a legal day is the same for everybody.
    """
    return timezone.localtime(instant, timezone.get_default_timezone()).date()


class MachineClock:
    """The clock of the machine this process runs on, moved by the demonstration if there is one."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        return datetime.now(UTC) + find_shift()

    def today(self) -> date:
        """Return the civil day in `settings.TIME_ZONE`."""
        return compute_civil_day(self.now())


@dataclass(frozen=True)
class DatabaseClock:
    """The clock of the database, the same for every machine; one statement a question."""

    using: str = DEFAULT_DB_ALIAS

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        connection = connections[self.using]
        with connection.cursor() as cursor:
            cursor.execute(_READ_DATABASE_TIME[connection.vendor])
            (instant,) = cursor.fetchone()
        if isinstance(instant, str):
            instant = datetime.fromisoformat(instant).replace(tzinfo=UTC)
        aware: datetime = instant.astimezone(UTC)
        return aware + find_shift()

    def today(self) -> date:
        """Return the civil day in `settings.TIME_ZONE`."""
        return compute_civil_day(self.now())


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still.

    Raises:
        ImproperlyConfigured: under production settings, where nobody may choose the time.
        ValueError: the instant has no time zone.
    """

    instant: datetime

    def __post_init__(self) -> None:
        if getattr(settings, "PRODUCTION", False):
            raise ImproperlyConfigured(
                "A fixed clock is refused under production settings: every deadline would stand "
                "still. Use it with settings.development or settings.testing."
            )
        if timezone.is_naive(self.instant):
            raise ValueError(f"a fixed clock needs an aware instant, not {self.instant!r}")

    @classmethod
    def on(cls, day: date, at: time = time(12)) -> "FixedClock":
        """Return the clock that stands at `at` of `day`, civil time in `settings.TIME_ZONE`."""
        return cls(datetime.combine(day, at, timezone.get_default_timezone()))

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        return self.instant.astimezone(UTC)

    def today(self) -> date:
        """Return the civil day in `settings.TIME_ZONE`."""
        return compute_civil_day(self.instant)


_current: ContextVar[Clock | None] = ContextVar("current_clock", default=None)
_machine = MachineClock()


def current_clock() -> Clock:
    """Return the clock of this call: the one `use_clock` put there, else the machine's."""
    return _current.get() or _machine


@contextmanager
def use_clock(clock: Clock) -> Iterator[Clock]:
    """Make `clock` the current one inside the block, in this thread or task only."""
    token = _current.set(clock)
    try:
        yield clock
    finally:
        _current.reset(token)


def compute_skew(using: str = DEFAULT_DB_ALIAS) -> timedelta:
    """Return how far this machine's clock is ahead of the database's; one statement.

    The sweep refuses to run when it is more than two minutes either way: firing early is worse
    than firing late.
    """
    return MachineClock().now() - DatabaseClock(using).now()
