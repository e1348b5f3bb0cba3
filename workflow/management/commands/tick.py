"""`manage.py tick`: do what the clock owes, or say what it would do."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.exceptions import ClockSkewError
from workflow.sweep import Foreseen, Sweep
from workflow.tick import Tick, do_what_is_due, foresee, foresee_sweep


class Command(BaseCommand):
    """Fire what is due; exits with 1 when something failed or the clocks disagree."""

    help = "Do what the clock owes: transitions, silent seats and rungs whose day has come."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how to answer, and whether to do it."""
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--dry-run", action="store_true", help="show it, change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, then print one line for each subject and one for the sweep."""
        try:
            if options["dry_run"]:
                self._foresee(as_json=options["json"])
            else:
                self._do(as_json=options["json"])
        except ClockSkewError as error:
            raise CommandError(str(error)) from error

    def _do(self, *, as_json: bool) -> None:
        done = do_what_is_due(self._report)
        if as_json:
            ticks = [_describe(each) for each in done.ticks]
            self._print_json({"transitions": ticks, "sweep": done.swept.as_numbers()})
        else:
            self._print(done.ticks, "done")
            if done.swept:
                self.stdout.write(_tell(done.swept))
            elif not done.ticks:
                self.stdout.write("The clock owes nothing.")
        if any(each.has_failed for each in done.ticks):
            raise SystemExit(1)

    def _foresee(self, *, as_json: bool) -> None:
        ticks, rungs = foresee(), foresee_sweep()
        if as_json:
            self._print_json(
                {
                    "transitions": [_describe(each) for each in ticks],
                    "rungs": [_describe_rung(each) for each in rungs],
                }
            )
            return
        self._print(ticks, "would be done")
        for each in rungs:
            name = each.reference or f"{each.kind} {each.subject_id}"
            self.stdout.write(f"{name}  {each.rung} of {each.fires_on}  would be {each.standing}")
        if not (ticks or rungs):
            self.stdout.write("The clock owes nothing.")
        self.stdout.write("Nothing was changed (dry run).")

    def _report(self, done: Sweep) -> None:
        """Say how far a long sweep has come, to whoever watches."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{_tell(done)}", ending="")

    def _print(self, ticks: list[Tick], done: str) -> None:
        for each in ticks:
            name = each.owed.reference or f"{each.owed.kind} {each.owed.subject_id}"
            self.stdout.write(f"{name}  {each.owed.name}  {each.problem or done}")

    def _print_json(self, content: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(content, ensure_ascii=False))


def _tell(done: Sweep) -> str:
    numbers = ", ".join(f"{count} {name}" for name, count in done.as_numbers().items() if count)
    return f"Sweep: {numbers}."


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


def _describe_rung(each: Foreseen) -> dict[str, Any]:
    return {
        "subject": each.subject_id,
        "kind": each.kind,
        "reference": each.reference,
        "item": each.work_item_id,
        "rung": each.rung,
        "standing": str(each.standing),
        "fires_on": each.fires_on.isoformat(),
    }
