"""`manage.py replay`: live the plan of 2018-2020 day by day, and print who is told what."""

import json
from argparse import ArgumentTypeError
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from lifecycle.management.console import show_progress
from lifecycle.management.replaying.running import TOLD_ON, live_through, load_world
from lifecycle.management.replaying.scratch import use_scratch_database
from lifecycle.management.replaying.telling import Day

_DAYS_MAX = 1_000


class Command(BaseCommand):
    """Replay the plan in a database that is thrown away; refused under production settings."""

    help = "Live the plan of 2018-2020 day by day: which rungs fire, and who is told."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take from which day on, and for how many days."""
        parser.add_argument("--from", dest="first", type=_read_day, default=TOLD_ON, metavar="DAY")
        parser.add_argument("--days", type=_read_count, default=150, metavar="N")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Live through the days, then say what each of them brought."""
        if settings.PRODUCTION:
            raise CommandError("A replay is refused under production settings.")
        if options["first"] < TOLD_ON:
            raise CommandError(f"The plan is told as of {TOLD_ON}: begin on that day or later.")
        with use_scratch_database(), show_progress("Living through the days") as report:
            load_world(options["first"])
            days = list(live_through(options["first"], options["days"], report=report))
        if options["json"]:
            content = [asdict(each) for each in days]
            self.stdout.write(
                json.dumps(content, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)
            )
        else:
            self._print(days)

    def _print(self, days: Iterable[Day]) -> None:
        for each in days:
            if not each.rungs and not each.letters:
                continue
            self.stdout.write(f"{each.day:%A} {each.day.isoformat()}")
            for rung in each.rungs:
                where = f"{rung.role}, {rung.institution}" if rung.institution else rung.role
                about = f"{rung.commitment or '-'} {rung.subject}: {rung.task}"
                self.stdout.write(f"  {rung.rung} {rung.standing}: {about} ({where})")
            for letter in each.letters:
                self.stdout.write(f"  mail to {letter.to}: {letter.subject}")


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"expected a day such as 2020-07-15, not {text!r}") from error


def _read_count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _DAYS_MAX:
        raise ArgumentTypeError(f"expected a number of days from 1 to {_DAYS_MAX}, not {text!r}")
    return int(text)
