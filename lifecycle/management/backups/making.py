"""Making a backup: the database at one instant, then the attachments, which are only ever added."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lifecycle.management.backups import archive, databases
from lifecycle.management.backups.archive import Report
from lifecycle.management.backups.manifest import Manifest, list_migrations
from lifecycle.management.backups.problems import BackupError
from lifecycle.models import Attachment


def make_backup(path: Path, *, tables: Report, files: Report) -> Manifest:
    """Write a backup to `path` and return what it holds. People may go on working meanwhile.

    `tables` and `files` are told how far it is.

    Raises:
        BackupError: a file of that name is there, or the database cannot be written out.
    """
    if path.exists():
        raise BackupError(f"{path} is there already: give the backup another name.")
    beside = path.absolute().parent
    if not beside.is_dir():
        raise BackupError(f"The folder {beside} does not exist.")
    media = Path(settings.MEDIA_ROOT)
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        database = Path(folder) / archive.DATABASE
        digests = databases.dump(database, tables)
        received = dict(Attachment.objects.order_by("pk").values_list("file", "sha256"))
        kept = [archive.describe_file(media / each, each) for each in archive.list_files(media)]
        sums = {each.path: each.sha256 for each in kept}
        manifest = Manifest(
            made_at=timezone.now().isoformat(timespec="seconds"),
            vendor=connection.vendor,
            migrations=list_migrations(),
            tables=digests,
            database=archive.describe_file(database, archive.DATABASE),
            attachments=kept,
            unsound=[name for name, sha256 in received.items() if sums.get(name) != sha256],
        )
        archive.write_archive(path, manifest, database=database, media=media, report=files)
    return manifest
