"""The text a round decides on, in parts, and what changed between two states of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import get_language

from lifecycle.selectors.word_diff import Piece, compare, has_changed


@dataclass(frozen=True)
class Section:
    """A part of a text: its words by language, none of them empty. `key` names the part.

    `is_heading`: what follows belongs to it, as the parts of an annex do.
    """

    key: str
    label: str | Promise
    texts: tuple[tuple[str, str], ...]
    is_heading: bool = False


@dataclass(frozen=True)
class ChangedText:
    """A part of a text in one language, with what was removed and added."""

    label: str | Promise
    language: str
    pieces: tuple[Piece, ...]


def make_section(key: str, label: str | Promise, **texts: str) -> Section:
    """Return the part with the words of each language: `fr=`, `ar=`, `en=`; empty ones fall out."""
    filled = tuple((language, words) for language, words in texts.items() if words.strip())
    return Section(key, label, filled)


def make_heading(key: str, label: str | Promise, **texts: str) -> Section:
    """Return the part that names those that follow it, with the words of each language."""
    return replace(make_section(key, label, **texts), is_heading=True)


def put_own_language_first(section: Section) -> Section:
    """Return the part with the words in the language of the page before the others."""
    own = (get_language() or "")[:2]
    ordered = sorted(section.texts, key=lambda text: text[0] != own)
    return replace(section, texts=tuple(ordered))


def compare_sections(before: Sequence[Section], after: Sequence[Section]) -> list[ChangedText]:
    """Return the parts that changed, in the order of the text as it is; removed ones last."""
    old = {each.key: each for each in before}
    kept = {each.key for each in after}
    pairs = [(old.get(each.key, make_section(each.key, each.label)), each) for each in after]
    pairs += [(each, make_section(each.key, each.label)) for each in before if each.key not in kept]
    return [changed for one, other in pairs for changed in _compare(one, other)]


def _compare(before: Section, after: Section) -> Iterator[ChangedText]:
    old, new = dict(before.texts), dict(after.texts)
    for language in dict.fromkeys([*new, *old]):
        pieces = tuple(compare(old.get(language, ""), new.get(language, "")))
        if has_changed(pieces):
            yield ChangedText(after.label, language, pieces)
