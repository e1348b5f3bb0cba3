"""What changed between two texts, word by word, as a page draws it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile

#: Beyond so many pairs of words that may differ, the comparison would take longer than a reader
#: waits: then all of what differs is taken out and put in whole.
PAIRS_AT_MOST = 4_000_000

#: The end of a line, or a word with the spaces around it, which do not tell it from another.
_TOKEN = re.compile(r"\n|[^\S\n]*\S+[^\S\n]*|[^\S\n]+")


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """Some words that share one fate."""

    change: Change
    words: str


def compare(before: str, after: str) -> list[Piece]:
    """Return both texts in one: what stayed, what was removed, what was added.

    1. What both begin and end with alike stays.
    2. Of the words between, the longest runs that both have stay.
    3. What was removed stands before what took its place.
    4. Without what was removed, the pieces are the text as it is, to the last space.
    """
    old, new = _TOKEN.findall(_normalize(before)), _TOKEN.findall(_normalize(after))
    head = _count_alike(old, new)
    tail = _count_alike(old[head:][::-1], new[head:][::-1])
    middle = _compare_words(old[head : len(old) - tail], new[head : len(new) - tail])
    pieces = [
        Piece(Change.SAME, "".join(new[:head])),
        *middle,
        Piece(Change.SAME, "".join(new[len(new) - tail :])),
    ]
    return [piece for piece in pieces if piece.words]


def has_changed(pieces: Sequence[Piece]) -> bool:
    """Return whether anything was added or removed."""
    return any(piece.change is not Change.SAME for piece in pieces)


def _normalize(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _key(word: str) -> str:
    return word if word == "\n" else word.strip()


def _count_alike(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many words both begin with."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _pair in takewhile(lambda pair: _key(pair[0]) == _key(pair[1]), pairs))


def _compare_words(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) * len(new) > PAIRS_AT_MOST:
        yield Piece(Change.REMOVED, "".join(old))
        yield Piece(Change.ADDED, "".join(new))
        return
    # The words everybody uses count too: without them a sentence falls to pieces.
    matcher = SequenceMatcher(None, [*map(_key, old)], [*map(_key, new)], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Change.SAME, "".join(new[new_from:new_to]))
            continue
        yield Piece(Change.REMOVED, "".join(old[old_from:old_to]))
        yield Piece(Change.ADDED, "".join(new[new_from:new_to]))
