"""Where a site still says a word: every column of every table, every file, what leaves it."""

import gzip
import tarfile
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection


def find_in_tables(words: Iterable[str]) -> dict[str, set[str]]:
    """Return which words stand in which tables, whatever their columns are."""
    found: dict[str, set[str]] = {}
    wanted = [word.lower() for word in words]
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            text = "\n".join(str(row) for row in cursor.fetchall()).lower()
            _note(found, table, text, wanted)
    for session in Session.objects.all():
        _note(found, "sessions, read", str(session.get_decoded()).lower(), wanted)
    return found


def find_in_files(words: Iterable[str], folder: Path) -> dict[str, set[str]]:
    """Return which words stand in which files: those of the site, its backup and its exports."""
    found: dict[str, set[str]] = {}
    wanted = [word.lower() for word in words]
    for name, content in _list_contents(folder):
        _note(found, name, content.decode("utf-8", "ignore").lower(), wanted)
    return found


def _list_contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            yield str(path.name), path.name.encode() + path.read_bytes()
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        for path in name.parent.glob(f"{name.name}*"):
            yield "the file of the database", path.read_bytes()
    call_command("backup", str(folder / "kept.tar.gz"), stdout=StringIO())
    with tarfile.open(folder / "kept.tar.gz") as archive:
        for member in archive:
            opened = archive.extractfile(member)
            content = opened.read() if opened is not None else b""
            yield f"backup: {member.name}", _unpack(content)
    for format_ in ("xes", "ocel"):
        path = folder / format_
        call_command("export_events", "--format", format_, "--out", str(path), stderr=StringIO())
        yield format_, path.read_bytes()


def _unpack(content: bytes) -> bytes:
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _note(found: dict[str, set[str]], where: str, text: str, words: list[str]) -> None:
    here = {word for word in words if word in text}
    if here:
        found.setdefault(where, set()).update(here)
