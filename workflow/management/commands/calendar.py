"""`manage.py calendar`: seed, list, move, confirm and decree holidays."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from workflow.exceptions import WorkflowError
from workflow.holidays import (
    confirm_holiday,
    decree_holiday,
    list_seeded_years,
    move_holiday,
    seed_holidays,
)
from workflow.models.calendar import Holiday


class Command(BaseCommand):
    """Keep the calendar of holidays; exits with 1 when the change is refused, 2 on bad usage."""

    help = "Seed, list, move, confirm and decree the holidays that deadlines are counted around."

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
        _add_holiday(actions.add_parser("confirm", help="Say that a provisional day stands."))
        decree = actions.add_parser("decree", help="Add a day off for the administrations.")
        decree.add_argument("code")
        decree.add_argument("day", type=date.fromisoformat, help="such as 2027-03-12")
        for language in ("fr", "ar", "en"):
            decree.add_argument(f"--{language}", required=True, help=f"its name ({language})")
        for action in actions.choices.values():
            action.add_argument("--json", action="store_true", help="print JSON")
            action.add_argument("--dry-run", action="store_true", help="show it, change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it in one transaction, then say what stands now."""
        try:
            with transaction.atomic():
                holidays = _ACTIONS[options["action"]](options)
                rows = [_describe(holiday) for holiday in holidays]
                transaction.set_rollback(options["dry_run"])
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        self._print(rows, as_json=options["json"])
        if options["dry_run"] and not options["json"]:
            self.stdout.write("Nothing was changed (dry run).")

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
    return Holiday.objects.filter(year__range=(options["first_year"], options["last_year"]))


def _list(options: dict[str, Any]) -> Iterable[Holiday]:
    year = options["year"]
    if year is None:
        return Holiday.objects.all()
    if year not in list_seeded_years():
        raise CommandError(f"The holidays of {year} are not known; seed that year first.")
    return Holiday.objects.filter(year=year)


def _move(options: dict[str, Any]) -> Iterable[Holiday]:
    return [move_holiday(options["code"], options["year"], to=options["day"])]


def _confirm(options: dict[str, Any]) -> Iterable[Holiday]:
    return [confirm_holiday(options["code"], options["year"])]


def _decree(options: dict[str, Any]) -> Iterable[Holiday]:
    names = {f"name_{language}": options[language] for language in ("fr", "ar", "en")}
    return [decree_holiday(options["code"], options["day"], **names)]


_ACTIONS = {
    "seed": _seed,
    "list": _list,
    "move": _move,
    "confirm": _confirm,
    "decree": _decree,
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
