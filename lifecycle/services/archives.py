"""Office documents are archives: what they hold, and that opening them harms nobody."""

from typing import IO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from workflow.exceptions import WorkflowError

#: An office document that holds more than this is no document but an attack on who opens it.
MEMBERS_MAX = 2_000
UNPACKED_MAX_BYTES = 100 * 1024 * 1024
#: The parts that say what an archive is are short; a longer one is not read.
MANIFEST_MAX_BYTES = 1024 * 1024

_MANIFEST = "[Content_Types].xml"
_OOXML = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    f"{_OOXML}wordprocessingml.document.main+xml": "docx",
    f"{_OOXML}spreadsheetml.sheet.main+xml": "xlsx",
}
_MIMETYPES = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_MACRO_NAMES = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/")
_MACRO_WORDS = ("vbaproject", "macroenabled")


class HarmfulArchiveError(WorkflowError):
    """The archive is damaged, locked, too large once unpacked, or holds macros."""

    code = "harmful_archive"


def find_document_type(stream: IO[bytes]) -> str:
    """Return "docx", "xlsx", "odt" or "ods", or an empty text for any other archive.

    1. The index may not name more members, nor promise more bytes, than a document has.
    2. Every member is unpacked once, so that an index that lies is found.
    3. The type is what the archive says inside, where the programs that open it look.
    4. A document of that type may hold no macro.

    Raises:
        HarmfulArchiveError: it must not be kept, and the message says why.
    """
    try:
        with ZipFile(stream) as archive:
            _check_size(archive)
            _check_members(archive)
            found = _find_type(archive)
            if found:
                _check_macros(archive)
            return found
    except (BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as error:
        # RuntimeError is what the library raises for a member that needs a password.
        raise HarmfulArchiveError(_("The document is damaged, or locked by a password.")) from error


def _check_size(archive: ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MEMBERS_MAX or unpacked > UNPACKED_MAX_BYTES:
        raise HarmfulArchiveError(_("The document unpacks to more than any document holds."))


def _check_members(archive: ZipFile) -> None:
    # The library stops at the size the index promises and then finds the checksum wrong.
    damaged = archive.testzip()
    if damaged is not None:
        raise HarmfulArchiveError(_("The document is damaged, or locked by a password."))


def _find_type(archive: ZipFile) -> str:
    names = archive.namelist()
    if names and names[0] == "mimetype":
        return _MIMETYPES.get(_read_start(archive, "mimetype").strip(), "")
    if _MANIFEST not in names:
        return ""
    manifest = _read_start(archive, _MANIFEST)
    return next((found for part, found in _MAIN_PARTS.items() if f'"{part}"' in manifest), "")


def _check_macros(archive: ZipFile) -> None:
    names = [name.lower() for name in archive.namelist()]
    manifest = _read_start(archive, _MANIFEST).lower() if _MANIFEST in archive.namelist() else ""
    held = any(name.endswith(_MACRO_NAMES) or name.startswith(_MACRO_FOLDERS) for name in names)
    if held or any(word in manifest for word in _MACRO_WORDS):
        raise HarmfulArchiveError(_("The document holds macros, which are programs."))


def _read_start(archive: ZipFile, name: str) -> str:
    with archive.open(name) as member:
        return member.read(MANIFEST_MAX_BYTES).decode("utf-8", errors="replace")
