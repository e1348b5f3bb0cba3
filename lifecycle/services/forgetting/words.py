"""The words by which a person is called, and how they are found in what others wrote."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: What stands where a name stood.
REMOVED = "[…]"


@dataclass(frozen=True)
class Words:
    """What a person is called by.

    An address or a name of several words is nobody else's: it goes wherever it stands. A name of
    one word goes from `subjects` alone, the dossiers in which it means this person.
    """

    words: frozenset[str]
    subjects: frozenset[int]

    def find_pattern(self, *, subject_id: int | None) -> re.Pattern[str] | None:
        """Return what to look for in a text about a subject, or about none; None for nothing."""
        return self.own if subject_id in self.subjects else self.everywhere

    @property
    def own(self) -> re.Pattern[str] | None:
        """Return what to look for in what is about one of the person's dossiers."""
        return make_pattern(self.words)

    @property
    def everywhere(self) -> re.Pattern[str] | None:
        """Return what to look for in everything else."""
        return make_pattern(each for each in self.words if "@" in each or " " in each)


def make_pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return the pattern of these words, each as a whole; None when there is none to look for."""
    # The longest first: an address holds a name that would else be found alone.
    alternatives = [_as_a_whole(each) for each in sorted(words, key=len, reverse=True)]
    return re.compile("|".join(alternatives), re.IGNORECASE) if alternatives else None


def _as_a_whole(word: str) -> str:
    """Return the pattern of a word: “Ali” is not in “réaliser”, nor an address in a longer one."""
    if "@" in word:
        return rf"(?<![\w.+-]){re.escape(word)}(?![\w-]|\.\w)"
    return rf"(?<!\w){re.escape(word)}(?!\w)"
