"""`manage.py backup`: the database and the attachments in one file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lifecycle.management.backups.making import make_backup
from lifecycle.management.backups.manifest import Manifest
from lifecycle.management.backups.problems import BackupError
from lifecycle.management.console import show_progress


class Command(BaseCommand):
    """Make a backup; exits with 1 when it cannot be made, or an attachment is not sound."""

    help = "Write the database and the attachments to one file, while the site goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where it goes and how to answer."""
        parser.add_argument("file", type=Path, help="such as iltizam-2026-11-26.tar.gz")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it, then say what it holds."""
        try:
            with show_progress("tables") as tables, show_progress("files") as files:
                manifest = make_backup(options["file"], tables=tables, files=files)
        except BackupError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(describe(manifest)))
        else:
            self._print(manifest, options["file"])
        if manifest.unsound:
            raise SystemExit(1)

    def _print(self, manifest: Manifest, path: Path) -> None:
        for each in manifest.unsound:
            self.stderr.write(f"{each}: its file is missing, or is not the one that was received")
        counts = describe(manifest)
        self.stdout.write(
            f"{path}: {counts['rows']} rows of {counts['tables']} tables, "
            f"{counts['attachments']} attachments."
        )


def describe(manifest: Manifest) -> dict[str, Any]:
    """Return what a backup holds, in numbers."""
    return {
        "made_at": manifest.made_at,
        "database": manifest.vendor,
        "tables": len(manifest.tables),
        "rows": sum(each.rows for each in manifest.tables.values()),
        "attachments": len(manifest.attachments),
        "unsound": manifest.unsound,
    }
