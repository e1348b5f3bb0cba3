"""Restoring a backup: verified before anything is touched, and again once it is in place."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lifecycle.management.backups import archive, databases
from lifecycle.management.backups.archive import Report
from lifecycle.management.backups.digests import TableDigest
from lifecycle.management.backups.manifest import Manifest, check_fits, is_older
from lifecycle.management.backups.problems import BackupError
from notifications.pausing import pause
from workflow.clock import current_clock
from workflow.consistency import check_consistency
from workflow.heartbeats import read_ages
from workflow.history.verification import verify
from workflow.models import Heartbeat

#: A duty that was done so long ago, in seconds, may still be done by a process that runs.
RUNNING_WITHIN_SECONDS = 120


@dataclass(frozen=True)
class Restored:
    """What was restored, and what is to be said of it.

    `set_aside` is where the attachments of before are now. `findings` are those of the history,
    `disagreements` those of the tables of the engine: both came with the backup.
    """

    manifest: Manifest
    is_in_place: bool = False
    set_aside: Path | None = None
    findings: int = 0
    disagreements: int = 0


def restore_backup(path: Path, *, replaces: bool, rehearses: bool, report: Report) -> Restored:
    """Put a backup in the place of the database and the attachments; then nothing is sent.

    With `rehearses` everything is looked at and nothing is put in place.

    Raises:
        BackupError: the backup is damaged or does not fit, the site has data and `replaces` is not
            given, or it runs: nothing was changed. Or what is in place differs from the backup.
    """
    media = Path(settings.MEDIA_ROOT).absolute()
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent) as unpacked:
        folder = Path(unpacked)
        manifest = archive.unpack_archive(path, folder, report)
        check_fits(manifest)
        _check_tables(databases.find_tables(folder / archive.DATABASE), manifest)
        _check_place(media, replaces=replaces)
        if rehearses:
            return Restored(manifest)
        tables = databases.restore(folder / archive.DATABASE)
        set_aside = archive.move_in(folder, media, now=timezone.now())
    if is_older(manifest):
        call_command("migrate", interactive=False, verbosity=0)
    # First of all: what is not the backup after all sends nothing either. The first who reads it
    # is an operator of this site.
    with override(settings.LANGUAGE_CODE):
        pause(_("Restored from the backup of %(made_at)s.") % {"made_at": manifest.made_at})
    if tables != manifest.tables:
        differing = ", ".join(_list_differing(tables, manifest))
        raise BackupError(f"What is in place is not the backup: {differing} differ.")
    return Restored(
        manifest,
        is_in_place=True,
        set_aside=set_aside,
        findings=len(verify().findings),
        disagreements=len(check_consistency()),
    )


def _check_tables(tables: Mapping[str, TableDigest] | None, manifest: Manifest) -> None:
    """Do nothing when the database of a backup holds what the backup says, or cannot be asked yet.

    Raises:
        BackupError: it holds something else.
    """
    differing = _list_differing(tables, manifest) if tables is not None else []
    if differing:
        raise BackupError(f"This backup is damaged: in its database {', '.join(differing)} differ.")


def _list_differing(tables: Mapping[str, TableDigest], manifest: Manifest) -> list[str]:
    names = {*tables, *manifest.tables}
    return sorted(name for name in names if tables.get(name) != manifest.tables.get(name))


def _check_place(media: Path, *, replaces: bool) -> None:
    """Do nothing when a backup can be put here.

    Raises:
        BackupError: there is data and it is not to be replaced, or the site runs.
    """
    if not replaces and (databases.is_in_use() or archive.list_files(media)):
        raise BackupError(
            "This site has data. To put the backup in its place, stop the site and add --replace."
        )
    if Heartbeat._meta.db_table not in connection.introspection.table_names():
        return
    ages = read_ages(now=current_clock().now())
    running = sorted(duty for duty, age in ages.items() if age < RUNNING_WITHIN_SECONDS)
    if running:
        raise BackupError(
            f"The site runs: {', '.join(running)} was done less than {RUNNING_WITHIN_SECONDS} "
            "seconds ago. Stop its processes, wait, and try again."
        )
