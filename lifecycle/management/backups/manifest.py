"""What a backup says of itself: of which database it is, and what everything in it must be."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lifecycle.management.backups.digests import TableDigest
from lifecycle.management.backups.problems import BackupError

#: Of the layout of the file; a backup of another one is refused.
FORMAT = 1


@dataclass(frozen=True)
class StoredFile:
    """One file of a backup; `path` is where it stands in there, and under the media folder."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """All that is known of a backup. `made_at` is an instant in UTC, as ISO 8601."""

    made_at: str
    vendor: str
    migrations: list[str]
    tables: Mapping[str, TableDigest]
    database: StoredFile
    attachments: list[StoredFile]
    #: Attachments in the database whose file was not there, or not as it was received.
    unsound: list[str] = field(default_factory=list)
    format: int = FORMAT

    def render(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def read_manifest(content: bytes) -> Manifest:
    """Return what a backup says of itself.

    Raises:
        BackupError: it is none, or of another layout.
    """
    try:
        given: dict[str, Any] = json.loads(content)
        if given["format"] != FORMAT:
            raise BackupError(f"This backup has layout {given['format']}; {FORMAT} is read here.")
        tables = {name: TableDigest(**each) for name, each in given.pop("tables").items()}
        attachments = [StoredFile(**each) for each in given.pop("attachments")]
        database = StoredFile(**given.pop("database"))
        return Manifest(tables=tables, attachments=attachments, database=database, **given)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError("This file is no backup: its manifest cannot be read.") from error


def list_migrations() -> list[str]:
    """Return the migrations that the database has run, as "app.name"."""
    loader = MigrationLoader(connection)
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations)


def is_older(manifest: Manifest) -> bool:
    """Return whether this program changed the tables since the backup was made."""
    # Tables that no migration made, as those of a test, are not brought further by one.
    return bool(manifest.migrations) and not _list_known() <= set(manifest.migrations)


def check_fits(manifest: Manifest) -> None:
    """Do nothing when a backup can be restored into this database by this program.

    Raises:
        BackupError: it is of another kind of database, or of a newer program.
    """
    if manifest.vendor != connection.vendor:
        raise BackupError(
            f"This backup is of {manifest.vendor}, and DATABASE_URL names {connection.vendor}."
        )
    newer = sorted(set(manifest.migrations) - _list_known())
    if newer:
        raise BackupError(
            "This backup was made by another version of the program, which has run: "
            f"{', '.join(newer)}. Restore it with that version."
        )


def _list_known() -> set[str]:
    """Return every migration of this program, and those that one of them stands for."""
    known = MigrationLoader(None).disk_migrations
    stood_for = (each for migration in known.values() for each in migration.replaces)
    return {f"{app}.{name}" for app, name in (*known, *stood_for)}
