"""Golden texts: what a machine declared when it was agreed, and what is no longer so."""

from collections.abc import Iterator
from difflib import ndiff


def list_differences(agreed: str, found: str) -> list[str]:
    """Return what one text has and the other has not, each line after the block it stands in."""
    return list(_list_changes(agreed, found))


def _list_changes(agreed: str, found: str) -> Iterator[str]:
    blocks = [_split(text) for text in (agreed, found)]
    for name in dict.fromkeys(name for each in blocks for name in each):
        before, after = (each.get(name, []) for each in blocks)
        for line in ndiff(before, after):
            if line[0] in "+-":
                yield f"{name}: {line[0]} {line[2:].strip()}"


def _split(text: str) -> dict[str, list[str]]:
    """Return the lines of each block, by what its first line declares, as in "guard scored"."""
    blocks = [block.splitlines() for block in text.split("\n\n") if block.strip()]
    return {" ".join(lines[0].split(":")[0].split()[:2]): lines for lines in blocks}
