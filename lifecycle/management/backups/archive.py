"""The one file of a backup: a gzipped tar with the manifest last, as everything must be known."""

import hashlib
import shutil
import tarfile
import zlib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath

from lifecycle.management.backups.manifest import Manifest, StoredFile, read_manifest
from lifecycle.management.backups.problems import BackupError

MANIFEST = "manifest.json"
DATABASE = "database"
#: What stands before the path of an attachment.
FOLDER = "attachments/"

Report = Callable[[int, int], None]


def write_archive(
    path: Path, manifest: Manifest, *, database: Path, media: Path, report: Report
) -> None:
    """Write the backup; it has its name only once it is whole."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    # Every file with its content, never a link, nor a second name of it: none is unpacked.
    with tarfile.open(unfinished, "w:gz", compresslevel=6, dereference=True) as tar:
        tar.add(database, DATABASE)
        for number, each in enumerate(manifest.attachments, start=1):
            tar.add(media / each.path, FOLDER + each.path)
            report(number, len(manifest.attachments))
        content = manifest.render()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(content)
        tar.addfile(member, BytesIO(content))
    # It holds everything that people entrusted to the site.
    unfinished.chmod(0o600)
    unfinished.replace(path)


def unpack_archive(path: Path, folder: Path, report: Report) -> Manifest:
    """Unpack a backup into `folder` and return its manifest, once every file is what it was.

    Raises:
        BackupError: it cannot be read, or a file is missing, added or changed.
    """
    try:
        with tarfile.open(path, "r:gz") as tar:
            for member in tar:
                _unpack(tar, member, folder)
    except (OSError, EOFError, ValueError, tarfile.TarError, zlib.error) as error:
        raise BackupError(f"{path} cannot be read as a backup: {error}") from error
    text = folder / MANIFEST
    if not text.is_file():
        raise BackupError(f"{path} is no backup, or is cut short: it has no manifest.")
    manifest = read_manifest(text.read_bytes())
    wanted = {DATABASE: manifest.database}
    wanted |= {FOLDER + each.path: each for each in manifest.attachments}
    for number, (name, stored) in enumerate(wanted.items(), start=1):
        _check_file(folder / name, stored)
        report(number, len(wanted))
    for name in list_files(folder):
        if name not in wanted and name != MANIFEST:
            raise BackupError(f"This backup is damaged: {name} was added to it.")
    return manifest


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one file of the backup below `folder`, and nowhere else: no link, no way out.

    By hand, as the first releases of Python 3.11, which Debian has, know no filter of the library.
    """
    target = (folder / member.name).resolve()
    content = tar.extractfile(member) if member.isreg() else None
    if content is None or not target.is_relative_to(folder.resolve()):
        raise BackupError(f"This backup is damaged: {member.name} is no file of a backup.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as written:
        shutil.copyfileobj(content, written)


def _check_file(path: Path, stored: StoredFile) -> None:
    if not path.is_file() or digest_file(path) != stored.sha256:
        raise BackupError(f"This backup is damaged: {stored.path} is not what was written.")


def describe_file(path: Path, name: str) -> StoredFile:
    """Return what a file is, under the name it has in a backup."""
    return StoredFile(name, path.stat().st_size, digest_file(path))


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def list_files(media: Path) -> list[str]:
    """Return the files of the media folder, by their path in it."""
    if not media.is_dir():
        return []
    found = (each.relative_to(media) for each in media.rglob("*") if each.is_file())
    return sorted(str(PurePosixPath(each)) for each in found)


def move_in(folder: Path, media: Path, *, now: datetime) -> Path | None:
    """Put the attachments of an unpacked backup in the place of those that are there.

    Nothing of what was there is deleted: return where it is now, None when there was nothing.
    """
    set_aside = None
    if media.exists():
        set_aside = media.with_name(f"{media.name}.before-{now:%Y%m%dT%H%M%SZ}")
        shutil.move(media, set_aside)
    unpacked = folder / FOLDER.rstrip("/")
    unpacked.mkdir(exist_ok=True)
    shutil.move(unpacked, media)
    return set_aside
