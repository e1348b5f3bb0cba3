"""Duplicates: the proposals of a plan whose words resemble those of another."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Left

from lifecycle.models import DuplicateSuspicion, Proposal
from lifecycle.vocabulary import ProposalState

#: How much of the problem is compared: people say at once what it is about.
COMPARED_LENGTH = 1_000
#: Below this nobody would take the two for one idea.
THRESHOLD = 0.30
SHOWN = 10

#: Nobody but their author has read these.
_UNREAD = (ProposalState.DRAFT.value, ProposalState.LAPSED.value)
_WORD = re.compile(r"[^\W\d_]{3,}")
#: Letters that writers of Arabic use for one another.
_SAME_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"}
)
_ARABIC_ARTICLES = ("وال", "بال", "ال", "لل")


@dataclass(frozen=True)
class Lookalike:
    """A proposal that may say the same. `verdict` is what somebody found who compared the two.

    `similarity` goes from 0 to 1. `suspicion_id` is None while nobody suspects the pair.
    """

    proposal_id: int
    reference: str
    title: str
    state: str
    similarity: float
    suspicion_id: int | None
    verdict: str


def list_lookalikes(proposal: Proposal) -> list[Lookalike]:
    """Return the proposals most like this one, written in its language, in two statements."""
    words = _Words.of(proposal.title, proposal.problem[:COMPARED_LENGTH])
    rows = (
        Proposal.objects.filter(plan=proposal.plan_id, language=proposal.language)
        .exclude(Q(pk=proposal.pk) | Q(state__in=_UNREAD))
        .order_by("pk")
        .values_list("pk", "reference", "title", "state", Left("problem", COMPARED_LENGTH))
    )
    found = [
        (compare(words, _Words.of(title, problem)), key, reference, title, state)
        for key, reference, title, state, problem in rows
    ]
    closest = sorted(
        (each for each in found if each[0] >= THRESHOLD), key=lambda each: (-each[0], each[1])
    )
    suspicions = _read_suspicions(proposal.pk)
    return [
        Lookalike(key, reference, title, state, similarity, *suspicions.get(key, (None, "")))
        for similarity, key, reference, title, state in closest[:SHOWN]
    ]


@dataclass(frozen=True)
class _Words:
    """What two proposals are compared by: the trigrams of the title, the stems of all words."""

    trigrams: frozenset[str]
    stems: frozenset[str]

    @classmethod
    def of(cls, title: str, problem: str) -> "_Words":
        plain = normalise(title)
        return cls(
            frozenset(_list_trigrams(plain)),
            frozenset(_stem(word) for word in _WORD.findall(f"{plain} {normalise(problem)}")),
        )


def compare(one: _Words, other: _Words) -> float:
    """Return how alike two proposals are, from 0 to 1: by their titles, and by all their words."""
    titles = _overlap(one.trigrams, other.trigrams)
    return max(titles, (titles + 2 * _overlap(one.stems, other.stems)) / 3)


def measure(title: str, problem: str, other_title: str, other_problem: str) -> float:
    """Return how alike two texts are, from 0 to 1."""
    return compare(_Words.of(title, problem), _Words.of(other_title, other_problem))


def normalise(text: str) -> str:
    """Return `text` in lower case without accents, vowel signs or spelling variants of Arabic."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_SAME_LETTERS))
    bare = "".join(each for each in apart if not unicodedata.combining(each) and each != "ـ")
    return " ".join(bare.split())


def _stem(word: str) -> str:
    """Return the beginning of a word, past the Arabic article: endings are what varies."""
    for article in _ARABIC_ARTICLES:
        if word.startswith(article) and len(word) > len(article) + 2:
            word = word.removeprefix(article)
            break
    return word[:6]


def _list_trigrams(text: str) -> Iterable[str]:
    padded = f"  {text} "
    return (padded[start : start + 3] for start in range(len(padded) - 2))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of what two sets have in common in all they have."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def _read_suspicions(proposal_id: int) -> dict[int, tuple[int | None, str]]:
    pairs = DuplicateSuspicion.objects.filter(Q(proposal=proposal_id) | Q(other=proposal_id))
    return {
        (other_id if key == proposal_id else key): (pk, verdict)
        for pk, key, other_id, verdict in pairs.values_list(
            "pk", "proposal_id", "other_id", "verdict"
        )
    }
