"""`manage.py tick`: do what the clock owes, or say what it would do."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.exceptions import ClockSkewError
from workflow.tick import Tick, foresee, tick


class Command(BaseCommand):
    """Fire what is due; exits with 1 when something failed or the clocks disagree."""

    help = "Do what the clock owes: transitions and silent seats whose day has come."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how to answer, and whether to do it."""
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--dry-run", action="store_true", help="show it, change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, then print one line for each subject."""
        try:
            ticks = foresee() if options["dry_run"] else tick()
        except ClockSkewError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps([_describe(each) for each in ticks], ensure_ascii=False))
        else:
            self._print(ticks, dry_run=options["dry_run"])
        if any(each.has_failed for each in ticks):
            raise SystemExit(1)

    def _print(self, ticks: list[Tick], *, dry_run: bool) -> None:
        done = "would be done" if dry_run else "done"
        for each in ticks:
            name = each.owed.reference or f"{each.owed.kind} {each.owed.subject_id}"
            self.stdout.write(f"{name}  {each.owed.name}  {each.problem or done}")
        if not ticks:
            self.stdout.write("The clock owes nothing.")
        if dry_run:
            self.stdout.write("Nothing was changed (dry run).")


def _describe(each: Tick) -> dict[str, Any]:
    return {
        "subject": each.owed.subject_id,
        "kind": each.owed.kind,
        "reference": each.owed.reference,
        "transition": each.owed.name,
        "event": each.event_id,
        "problem": each.problem,
        "has_failed": each.has_failed,
    }
