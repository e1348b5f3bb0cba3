"""Turn words into signs."""

import re
from dataclasses import dataclass

from workflow.periods.vocabulary import ARABIC, ENGLISH, FRENCH, LONGEST_PHRASE, WORDS, Token
from workflow.periods.wording import fold

_PIECES = re.compile(
    r"""
    \d{4}-\d{1,2}-\d{1,2}(?!\d) | \d{4}/\d{1,2}/\d{1,2}(?!\d)   # year first
    | \d{1,2}([/.-])\d{1,2}\1\d{4}                              # day first, or month first
    | \d{1,2}/\d{4} | \d{4}-\d{1,2}(?!\d)                       # month and year
    | [tqhs][1-4]\b | [1-4]t\b                                  # T4 2026, Q4, H1, S1
    | \d+(?:er|ere|eme|e|nde?|st|rd|th)\b                       # 1er, 2ème, 3rd
    | \d+ | [^\W\d_]+ | \S
    """,
    re.VERBOSE,
)
_SEPARATORS = re.compile(r"[/.-]")
_SIGNS = {"-": Token("S"), "&": Token("&"), ",": Token(""), ".": Token("")}
_LETTERED = {"t": "Q", "q": "Q", "h": "H", "s": "X"}
_YEARS = range(1950, 2101)
_LONGEST_MONTH = 31


class UnknownWordError(Exception):
    """A word that says nothing about a date: reading on without it would be guessing."""


@dataclass(frozen=True)
class Reader:
    """How numbers like 05/06/2020 are read: the day first, or the month first."""

    day_first: bool

    def read(self, words: str) -> list[Token]:
        """Return the signs of `words`.

        Raises:
            UnknownWordError: a word or a number is not one a period is said with.
        """
        tokens: list[Token] = []
        pieces = split(words)
        while pieces:
            found, length = self._read_next(pieces)
            tokens += found
            del pieces[:length]
        return _drop_empty(tokens)

    def _read_next(self, pieces: list[str]) -> tuple[list[Token], int]:
        for length in range(min(LONGEST_PHRASE, len(pieces)), 0, -1):
            token = _find_phrase(" ".join(pieces[:length]))
            if token:
                return [token], length
        return self._read_piece(pieces[0]), 1

    def _read_piece(self, piece: str) -> list[Token]:
        if piece in _SIGNS:
            return [_SIGNS[piece]]
        if piece.isdigit():
            return [_read_number(int(piece), len(piece))]
        if piece[0].isdigit():
            return self._read_numeric(piece)
        if piece[0] in _LETTERED and piece[1:].isdigit():
            return [Token(_LETTERED[piece[0]], int(piece[1:]))]
        # Arabic writes "and" in one word with what follows.
        joined = _find_phrase(piece[1:]) if piece.startswith("و") else None
        if joined:
            return [Token("&"), joined]
        raise UnknownWordError(piece)

    def _read_numeric(self, piece: str) -> list[Token]:
        if piece.endswith("t"):
            return [Token("Q", int(piece[:-1]))]
        numbers = [int(n) for n in _SEPARATORS.split(piece) if n.isdigit()]
        match numbers:
            case [year, month, day] if year in _YEARS:
                return _write_day(day, month, year)
            case [day, month, year] if self.day_first:
                return _write_day(day, month, year)
            case [month, day, year]:
                return _write_day(day, month, year)
            case [year, month] if year in _YEARS:
                return _write_month(month, year)
            case [month, year]:
                return _write_month(month, year)
        return [Token("O", int(re.sub(r"\D", "", piece)))]


def split(words: str) -> list[str]:
    """Return the pieces of folded `words`: numbers, words and marks."""
    return [match.group(0) for match in _PIECES.finditer(fold(words))]


def list_languages(words: str) -> set[str]:
    """Return the languages that `words` can only belong to; empty when every word is shared."""
    pieces = split(words)
    return {
        language
        for piece in pieces
        for language in (FRENCH, ARABIC, ENGLISH)
        if [own for own, known in WORDS.items() if piece in known] == [language]
    }


def find_language(words: str, otherwise: str = "") -> str:
    """Return the one language `words` are in; `otherwise` when they do not tell it.

    Numbers and signs alone are of no language.
    """
    if not any(sign.isalpha() for sign in words):
        return ""
    if any("\u0600" <= sign <= "\u06ff" for sign in words):
        return ARABIC
    known = list_languages(words)
    return known.pop() if len(known) == 1 else otherwise


def _find_phrase(phrase: str) -> Token | None:
    return next((words[phrase] for words in WORDS.values() if phrase in words), None)


def _read_number(number: int, digits: int) -> Token:
    if digits <= 2 and 1 <= number <= _LONGEST_MONTH:
        return Token("D", number)
    if number in _YEARS:
        return Token("Y", number)
    raise UnknownWordError(str(number))


def _write_day(day: int, month: int, year: int) -> list[Token]:
    return [Token("D", day), *_write_month(month, year)]


def _write_month(month: int, year: int) -> list[Token]:
    if month not in range(1, 13) or year not in _YEARS:
        raise UnknownWordError(f"{month}/{year}")
    return [Token("M", month), Token("Y", year)]


def _drop_empty(tokens: list[Token]) -> list[Token]:
    """Drop what carries nothing; "from" carries something only in front ("في", "من")."""
    said = [token for token in tokens if token.sign]
    return said[:1] + [token for token in said[1:] if token.sign != "F"]
