"""Find words in what people typed, whatever their case, accents and vowel marks. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

#: Letters of the Arabic script that are written in several ways, and the one they are read as.
_ALIKE = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_TATWEEL = "ـ"
#: Arabic glues "and", "to", "by" and the article to the word.
_GLUED = "(?:[وف])?(?:[لبك])?(?:ال|ل)?"
_ARABIC = re.compile(r"[؀-ۿ]")
_NUMBER = re.compile(r"\d+(?:[.,  ]\d+)*")


def fold(text: str) -> str:
    """Return the text as it is compared: lower case, no accents or vowel marks, one space."""
    marks = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").lower())
    bare = "".join(each for each in marks if not unicodedata.combining(each) and each != _TATWEEL)
    straight = bare.translate(_ALIKE).replace("’", "'")
    return " ".join(straight.split())


def find_words(text: str, stems: Sequence[str]) -> list[str]:
    """Return the words of `text` that match a stem, as they are compared, each once."""
    return list(
        dict.fromkeys(each.group(1) for each in _compile(tuple(stems)).finditer(fold(text)))
    )


def list_numbers(text: str) -> list[str]:
    """Return the numbers written in figures, in the digits of this text's reader: 0 to 9."""
    western = "".join(str(unicodedata.digit(each)) if each.isdigit() else each for each in text)
    return [re.sub(r"\D", "", each) for each in _NUMBER.findall(western)]


def compute_arabic_share(text: str) -> float | None:
    """Return the share of Arabic letters among the letters; None when there are no letters."""
    letters = [each for each in text if each.isalpha()]
    if not letters:
        return None
    return sum(1 for each in letters if _ARABIC.match(each)) / len(letters)


def is_same(one: str, other: str) -> bool:
    """Return whether two texts say the same, punctuation and case left out."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


@lru_cache(maxsize=64)
def _compile(stems: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_GLUED}({'|'.join(stems)})(?!\w)")
