"""Run a replay: the plan is loaded on the first day, then each day brings what it owes."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta

from lifecycle.management.demonstration.files import get_path
from lifecycle.management.replaying.people import give_roles
from lifecycle.management.replaying.telling import Day, read_day
from lifecycle.models import ActionPlan
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.sources import read_source_file
from notifications.dispatch import dispatch, is_work_waiting
from workflow.clock import FixedClock, use_clock
from workflow.tick import tick

#: The plan that is lived, and the day its file tells of.
PLAN_FILE = "plan-2018-2020.yaml"
PLAN_CODE = "MA-1"
TOLD_ON = date(2020, 7, 15)
#: The clock looks at what is due before anybody works; letters leave in the morning.
_NIGHT, _MORNING = time(5), time(9)

Report = Callable[[int, int], None]


def load_world(first: date) -> ActionPlan:
    """Load the plan as of the first day, with somebody in each role."""
    with use_clock(FixedClock.on(first, at=time(0, 30))):
        load_plan(read_source_file(get_path(PLAN_FILE)))
        plan = ActionPlan.objects.get(code=PLAN_CODE)
        give_roles(plan)
    return plan


def live_through(
    first: date,
    days: int,
    *,
    do_night: Callable[[], object] = tick,
    do_morning: Callable[[], object] | None = None,
    report: Report | None = None,
) -> Iterator[Day]:
    """Yield each of so many days from the first one, once what it owes is done.

    `do_night` does what the clock owes, `do_morning` delivers: everything that waits, unless
    another is given.
    """
    for number in range(days):
        day = first + timedelta(days=number)
        with use_clock(FixedClock.on(day, at=_NIGHT)):
            do_night()
        with use_clock(FixedClock.on(day, at=_MORNING)):
            (do_morning or deliver_everything)()
            told = read_day(day)
        if report is not None:
            report(number + 1, days)
        yield told


def deliver_everything() -> None:
    """Relay and send until nothing waits any more."""
    while is_work_waiting():
        if not dispatch() and not is_work_waiting():
            return
