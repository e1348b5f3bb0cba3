"""Bring words to one form before they are read: digits, accents, spaces, invisible marks."""

import re
import unicodedata

_DIGITS = {ord(digit): str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_QUOTES = dict.fromkeys(map(ord, "’ʼ‘"), "'")
_PUNCTUATION = {ord("،"): ",", ord("؛"): ";", ord("ـ"): ""}
_PLAIN = _DIGITS | _DASHES | _QUOTES | _PUNCTUATION


def tidy(words: str) -> str:
    """Return `words` with Western digits, plain dashes and single spaces; accents stay."""
    plain = unicodedata.normalize("NFC", words).translate(_PLAIN)
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return " ".join(visible.split())


def fold(words: str) -> str:
    """Return `words` tidied, in small letters, without accents, vowel signs or hamzas.

    What people type on a telephone and what a word processor corrects must read alike.
    """
    # Without its accent, "dès octobre" (from October) would become an article.
    said = re.sub(r"\bdès\b", "à partir de", tidy(words).casefold())
    apart = unicodedata.normalize("NFKD", said)
    bare = "".join(c for c in apart if unicodedata.category(c) != "Mn")
    return " ".join(bare.replace("'", " ").split())
