"""Names people give their files: kept readable, stripped of what could deceive or escape."""

import unicodedata
from pathlib import PurePosixPath

#: What the column holds.
NAME_MAX_LENGTH = 200
#: Whatever a name was before cleaning, it is not nothing after it.
NAMELESS = "document"


def clean_name(raw: str) -> str:
    """Return the last part of a path without control, bidirectional or invisible characters.

    “invoice‮fdp.exe” is shown as “invoiceexe.pdf” by a browser: here it becomes what it is.
    """
    last = raw.replace("\\", "/").rsplit("/", 1)[-1]
    composed = unicodedata.normalize("NFC", last)
    visible = "".join(character for character in composed if not _is_deceptive(character))
    return _shorten(" ".join(visible.split()).strip(". ")) or NAMELESS


def get_extension(name: str) -> str:
    """Return the extension of a clean name in lower case with its dot, or an empty text."""
    return PurePosixPath(name).suffix.lower()


def _is_deceptive(character: str) -> bool:
    # Cc control, Cf format (bidirectional marks, zero width), Cs and Co: no character at all.
    # Blanks among them (tab, line break) are kept here and become plain spaces.
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} and not character.isspace()


def _shorten(name: str) -> str:
    if len(name) <= NAME_MAX_LENGTH:
        return name
    extension = get_extension(name)[:20]
    return name[: NAME_MAX_LENGTH - len(extension)].rstrip() + extension
