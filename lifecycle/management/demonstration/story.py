"""The story: both plans are loaded, accounts opened, and each day played under its own date."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lifecycle.management.demonstration.acts import play
from lifecycle.management.demonstration.arrivals import list_arrivals
from lifecycle.management.demonstration.cast import FIRST_LEAD, create_accounts
from lifecycle.management.demonstration.files import get_path, read
from lifecycle.management.demonstration.register import Register
from lifecycle.models import ActionPlan
from lifecycle.services.identity import change_identity
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.sources import read_source_file
from lifecycle.services.plan_lists import save_criterion
from workflow.clock import FixedClock, use_clock
from workflow.models import Announcement, User

#: The day the demonstration begins on, a Monday.
BEGINS_ON = date(2020, 11, 16)
#: The day of the committee whose minutes both plans are loaded from.
LOADED_ON = date(2020, 7, 15)
PREPARED_ON = date(2020, 9, 21)
#: The first plan names the second and is named by it: it is read once more at the end.
PLANS = ("plan-2018-2020.yaml", "second-plan.yaml", "plan-2018-2020.yaml")
#: What people do, in the order in which acts of the same day are played.
STORIES = ("story.yaml", "road.yaml")
#: What was announced before this day was told at its time; the mailbox begins here.
MAIL_SINCE = date(2020, 11, 12)
MAX_POINTS = 5

Report = Callable[[int, int], None]


def tell_story(password: str, report: Report) -> None:
    """Load the plans and play every day of the story, all in one transaction."""
    with transaction.atomic():
        with use_clock(FixedClock.on(LOADED_ON)):
            for name in PLANS:
                load_plan(read_source_file(get_path(name)))
        with use_clock(FixedClock.on(PREPARED_ON)):
            register = _prepare(password)
        acts = list_acts()
        for done, (clock, act) in enumerate(acts, start=1):
            with use_clock(clock):
                play(register, act)
            report(done, len(acts))
        _let_old_announcements_rest()


def list_acts() -> list[tuple[FixedClock, dict[str, Any]]]:
    """Return every act with its instant: day by day, arrivals first, a few minutes apart."""
    told = [*list_arrivals(until=BEGINS_ON), *_read_acts()]
    return [(_set_clock(act["day"], number), act) for number, act in _number_by_day(told)]


def _read_acts() -> Iterator[dict[str, Any]]:
    for name in STORIES:
        yield from read(name)["acts"]


def _number_by_day(acts: list[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    counts: dict[date, int] = {}
    for act in sorted(acts, key=lambda act: act["day"]):
        counts[act["day"]] = counts.get(act["day"], 0) + 1
        yield counts[act["day"]], act


def _set_clock(day: date, number: int) -> FixedClock:
    start = datetime.combine(day, time(9), timezone.get_default_timezone())
    return FixedClock(start + timedelta(minutes=6 * number))


def _prepare(password: str) -> Register:
    told = read("story.yaml")
    people = create_accounts(password)
    plan = ActionPlan.objects.get(code=told["plan"])
    change_identity(names=settings.LIFECYCLE_MINISTRY_NAMES, logo=None, actor=people[FIRST_LEAD])
    for rank, row in enumerate(told["criteria"], start=1):
        _save_criterion(plan, row, rank, people[FIRST_LEAD])
    return Register(plan, people)


def _save_criterion(plan: ActionPlan, row: dict[str, Any], rank: int, actor: User) -> None:
    plan.refresh_from_db()
    save_criterion(
        plan,
        code=row["key"],
        names=row["name"],
        descriptions=row["description"],
        weight=row["weight"],
        max_points=MAX_POINTS,
        rank=rank,
        actor=actor,
        expect=plan.version,
    )


def _let_old_announcements_rest() -> None:
    since = FixedClock.on(MAIL_SINCE, at=time(0)).now()
    Announcement.objects.filter(available_at__lt=since).update(taken_at=F("available_at"))
