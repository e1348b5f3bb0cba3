"""`manage.py restore`: put a backup in the place of the database and the attachments."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lifecycle.management.backups.problems import BackupError
from lifecycle.management.backups.restoring import Restored, restore_backup
from lifecycle.management.commands.backup import describe
from lifecycle.management.console import show_progress


class Command(BaseCommand):
    """Restore a backup; exits with 1 when it cannot be, or something in it does not agree."""

    help = "Verify a backup and put it in place; nothing is sent until it is released."
    # The tables may be missing, or those of another version: they are about to be replaced.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which backup, and what it may take the place of."""
        parser.add_argument("file", type=Path, help="what manage.py backup wrote")
        parser.add_argument(
            "--replace", action="store_true", help="put it in the place of the data of this site"
        )
        parser.add_argument("--dry-run", action="store_true", help="verify it, change nothing")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Restore it, then say what is in place."""
        try:
            with show_progress("files") as files:
                restored = restore_backup(
                    options["file"],
                    replaces=options["replace"],
                    rehearses=options["dry_run"],
                    report=files,
                )
        except BackupError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(_describe(restored)))
        else:
            self._print(restored)
        if restored.findings or restored.disagreements:
            raise SystemExit(1)

    def _print(self, restored: Restored) -> None:
        counts = describe(restored.manifest)
        holds = f"{counts['rows']} rows, {counts['attachments']} attachments"
        if not restored.is_in_place:
            self.stdout.write(f"The backup of {counts['made_at']} is sound and fits: {holds}.")
            self.stdout.write("Nothing was changed (dry run).")
            return
        self.stdout.write(f"The backup of {counts['made_at']} is in place: {holds}.")
        if restored.set_aside is not None:
            self.stdout.write(f"The attachments of before are in {restored.set_aside}.")
        self.stdout.write(
            f"The history: {restored.findings} findings. "
            f"The tables of the engine: {restored.disagreements} disagreements."
        )
        self.stdout.write(
            "Nothing is sent until somebody types: manage.py outbox resume --by ADDRESS"
        )


def _describe(restored: Restored) -> dict[str, Any]:
    return {
        **describe(restored.manifest),
        "is_in_place": restored.is_in_place,
        "set_aside": str(restored.set_aside or ""),
        "findings": restored.findings,
        "disagreements": restored.disagreements,
    }
