"""`manage.py calendar`: seed and list holidays; decree, move, confirm and remove them."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from workflow.clock import current_clock
from workflow.exceptions import WorkflowError
from workflow.holiday_decisions import (
    HolidayDecision,
    Outlook,
    decide_holiday,
    foresee_holiday,
)
from workflow.holidays import list_seeded_years, seed_holidays
from workflow.models import Holiday, HolidayAction, WorkItem
from workflow.sweep import recount


class Command(BaseCommand):
    """Keep the calendar of holidays; exits with 1 when the change is refused, 2 on bad usage.

    A decision says which open tasks and rungs it moves; with `--dry-run` it only says so.
    """

    help = "Seed and list the holidays that deadlines are counted around; decide about them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare one sub-command for each thing the ministry does."""
        actions = parser.add_subparsers(dest="action", required=True)
        seed = actions.add_parser("seed", help="Add the public holidays of Morocco.")
        seed.add_argument("first_year", type=int)
        seed.add_argument("last_year", type=int)
        listing = actions.add_parser("list", help="Show the holidays of a year, or of all.")
        listing.add_argument("year", type=int, nargs="?")
        move = actions.add_parser("move", help="Put a holiday on another day.")
        _add_holiday(move)
        move.add_argument("day", type=date.fromisoformat, help="such as 2027-03-10")
        confirm = actions.add_parser("confirm", help="Say that a provisional day stands.")
        _add_holiday(confirm)
        confirm.add_argument(
            "day", type=date.fromisoformat, nargs="?", help="the day it falls on, if another one"
        )
        remove = actions.add_parser("remove", help="Let a decreed day off be worked after all.")
        _add_holiday(remove)
        decree = actions.add_parser("decree", help="Add a day off for the administrations.")
        decree.add_argument("code")
        decree.add_argument("day", type=date.fromisoformat, help="such as 2027-03-12")
        for language in ("fr", "ar", "en"):
            decree.add_argument(f"--{language}", required=True, help=f"its name ({language})")
        for name in _DECISIONS:
            actions.choices[name].add_argument("--reason", default="", help="kept in the history")
        for action in actions.choices.values():
            action.add_argument("--json", action="store_true", help="print JSON")
            action.add_argument("--dry-run", action="store_true", help="show it, change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it in one transaction, then say what stands now."""
        try:
            if options["action"] in _DECISIONS:
                outlook = _decide(options)
                holidays: Iterable[Holiday] = [outlook.holiday]
            else:
                outlook, holidays = None, self._seed_or_list(options)
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        self._print([_describe(holiday) for holiday in holidays], as_json=options["json"])
        if options["json"]:
            return
        if outlook is not None:
            self._print_moved(outlook)
        if options["dry_run"]:
            self.stdout.write("Nothing was changed (dry run).")

    def _seed_or_list(self, options: dict[str, Any]) -> list[Holiday]:
        with transaction.atomic():
            holidays = list(_ACTIONS[options["action"]](options))
            transaction.set_rollback(options["dry_run"])
        return holidays

    def _print_moved(self, outlook: Outlook) -> None:
        """Say what is due on another day, and which rungs fire on another one."""
        names = WorkItem.objects.filter(pk__in=[item.item_id for item in outlook.items])
        known = dict(names.values_list("pk", "subject__reference"))
        for item in outlook.items:
            name = f"{known[item.item_id] or '-'} (item {item.item_id})"
            if item.is_due_moved:
                self.stdout.write(f"{name}: due {item.due_before} -> {item.due_after}")
            for rung in item.rungs:
                self.stdout.write(f"{name}: {rung.code} {rung.before} -> {rung.after}")
        self.stdout.write(f"{outlook.moved_items} due days and {outlook.moved_rungs} rungs move.")

    def _print(self, rows: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            mark = " (provisional)" if row["provisional"] else ""
            self.stdout.write(
                f"{row['day']}  {row['code']:<24} {row['kind']:<11} {row['fr']}{mark}"
            )


def _add_holiday(parser: ArgumentParser) -> None:
    parser.add_argument("code", help="such as eid-al-fitr-1; see the list")
    parser.add_argument("year", type=int)


def _seed(options: dict[str, Any]) -> Iterable[Holiday]:
    seed_holidays(options["first_year"], options["last_year"])
    # What was due beyond the calendar waited for these years.
    recount(today=current_clock().today())
    return Holiday.objects.filter(year__range=(options["first_year"], options["last_year"]))


def _list(options: dict[str, Any]) -> Iterable[Holiday]:
    year = options["year"]
    if year is None:
        return Holiday.objects.all()
    if year not in list_seeded_years():
        raise CommandError(f"The holidays of {year} are not known; seed that year first.")
    return Holiday.objects.filter(year=year)


def _decide(options: dict[str, Any]) -> Outlook:
    """Foresee a decision, and carry it out unless it is only to be shown."""
    decision, today = _make_decision(options), current_clock().today()
    with transaction.atomic():
        outlook = foresee_holiday(decision, today=today)
        if not options["dry_run"]:
            decide_holiday(decision, today=today, reason=options["reason"])
    return outlook


def _make_decision(options: dict[str, Any]) -> HolidayDecision:
    day = options.get("day")
    return HolidayDecision(
        action=_DECISIONS[options["action"]],
        code=options["code"],
        year=options["year"] if "year" in options else options["day"].year,
        day=day,
        names={language: options.get(language) or "" for language in ("fr", "ar", "en")},
    )


_ACTIONS = {"seed": _seed, "list": _list}
_DECISIONS = {
    "move": HolidayAction.MOVED,
    "confirm": HolidayAction.CONFIRMED,
    "decree": HolidayAction.DECREED,
    "remove": HolidayAction.REMOVED,
}


def _describe(holiday: Holiday) -> dict[str, Any]:
    return {
        "code": holiday.code,
        "year": holiday.year,
        "day": holiday.day.isoformat(),
        "kind": str(holiday.kind),
        "provisional": holiday.provisional,
        "fr": holiday.name_fr,
        "ar": holiday.name_ar,
        "en": holiday.name_en,
    }
