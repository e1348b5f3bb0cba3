"""Open a file a person gives: is it what it says, is it of a reasonable size, what does it hold."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from lifecycle.services.loading.csv_source import read_csv
from lifecycle.services.loading.places import Node, Table
from lifecycle.services.loading.problems import refuse
from lifecycle.services.loading.xlsx_source import read_xlsx
from lifecycle.services.loading.yaml_source import read_yaml

MAX_BYTES = 10 * 1024 * 1024
SUFFIXES = {".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx"}
#: What a file is by its first bytes, whatever its name says.
_SIGNATURES = (
    (b"PK\x03\x04", "xlsx", "ZIP"),
    (b"\xd0\xcf\x11\xe0", "", "Excel 97-2003"),
    (b"%PDF", "", "PDF"),
    (b"\x89PNG", "", "PNG"),
    (b"\xff\xd8\xff", "", "JPEG"),
    (b"<html", "", "HTML"),
    (b"<!doctype html", "", "HTML"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds: a tree (YAML) or tables (CSV, XLSX); `sha256` names these very bytes."""

    name: str
    sha256: str
    tree: Node | None = None
    tables: tuple[Table, ...] = ()


def read_source_file(path: Path) -> Source:
    """Return what the file at `path` holds.

    Raises:
        LoadRefusedError: it is missing, too large, or not what its name says.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(path.stat().st_size)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise refuse(
            _("The file %(name)s cannot be opened: there is none.") % {"name": path.name}
        ) from error
    except IsADirectoryError as error:
        raise refuse(
            _("The file %(name)s cannot be opened: it is a folder.") % {"name": path.name}
        ) from error
    except OSError as error:
        raise refuse(
            _("The file %(name)s cannot be opened: it may not be read.") % {"name": path.name}
        ) from error
    return read_source(content, name=path.name)


def read_source(content: bytes, *, name: str) -> Source:
    """Return what `content` holds, read by the suffix of `name`.

    Raises:
        LoadRefusedError: it is too large, or not what its name says.
    """
    if len(content) > MAX_BYTES:
        raise _too_large(len(content))
    kind = SUFFIXES.get(PurePath(name).suffix.lower())
    if kind is None:
        raise refuse(
            _("%(name)s cannot be read: give a file in %(suffixes)s.")
            % {"name": name, "suffixes": ", ".join(SUFFIXES)}
        )
    _check_signature(content, kind=kind, name=name)
    digest = hashlib.sha256(content).hexdigest()
    if kind == "xlsx":
        return Source(name, digest, tables=read_xlsx(content))
    text = decode(content)
    if kind == "csv":
        return Source(name, digest, tables=(read_csv(text, name=PurePath(name).stem),))
    return Source(name, digest, tree=read_yaml(text))


def _too_large(size: int) -> Exception:
    return refuse(
        _("The file has %(size)s MB and at most %(limit)s MB are read.")
        % {"size": round(size / (1024 * 1024), 1), "limit": MAX_BYTES // (1024 * 1024)}
    )


def _check_signature(content: bytes, *, kind: str, name: str) -> None:
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signature, signed_kind, label in _SIGNATURES:
        if start.startswith(signature.lower()) and signed_kind != kind:
            raise refuse(
                _("%(name)s is not what its name says: its content is %(label)s.")
                % {"name": name, "label": label}
            )


def decode(content: bytes) -> str:
    """Return `content` as text; only UTF-8 is read, with or without its mark.

    Raises:
        LoadRefusedError: it is in another encoding, or it is no text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(_("The file is in UTF-16: save it as UTF-8."), line=1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"0x{content[error.start]:02X}"
        raise refuse(
            _("The file is not in UTF-8 (byte %(byte)s); in a spreadsheet, save it as “CSV UTF-8”.")
            % {"byte": byte},
            line=line,
        ) from error
    if "\0" in text:
        raise refuse(
            _("The file is not text: it holds a zero byte."),
            line=text[: text.index("\0")].count("\n") + 1,
        )
    if not text.strip():
        raise refuse(_("The file is empty."))
    return text
