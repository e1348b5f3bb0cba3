"""`manage.py check_workflow`: states, history, work items and rounds agree."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflow.consistency import check_consistency


class Command(BaseCommand):
    """Compare the tables of the engine; exits with 1 when something does not agree."""

    help = "Check that states, history, work items, rounds and decisions agree."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how to answer."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare, telling progress to the terminal, then print one line for each disagreement."""
        found = check_consistency(None if options["json"] else self._report)
        if options["json"]:
            rows = [asdict(each) for each in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
        else:
            for each in found:
                self.stdout.write(f"{each.kind} {each.subject_id}: {each.problem}")
            self.stdout.write(f"{len(found)} disagreements." if found else "Everything agrees.")
        if found:
            raise SystemExit(1)

    def _report(self, count: int) -> None:
        self.stderr.write(f"{count} subjects compared")
