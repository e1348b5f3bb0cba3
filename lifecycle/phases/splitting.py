"""Splitting: one proposal that holds several ideas goes on as its parts, nothing left out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Theme
from lifecycle.models.proposal import TEXT_MAX_LENGTH, TITLE_MAX_LENGTH
from lifecycle.phases.uptakes import release_sources
from lifecycle.selectors.proposal_facts import ProposalFacts
from workflow.machine import PlannedBirth, PlannedMove, Reference, Rows, Text

FEWEST_PARTS = 2
#: A sentence ends with a full stop, a question or exclamation mark, a semicolon, or a new line.
_SENTENCE_END = re.compile(r"[.!?؟;؛…\n]+")
_BETWEEN_WORDS = re.compile(r"\W+")
#: How much of an uncovered sentence is shown.
_SHOWN_LENGTH = 80


def list_themes(facts: ProposalFacts) -> QuerySet[Theme]:
    """Return the themes of the plan."""
    return Theme.objects.filter(plan=facts.subject.parent_id)


PARTS = Rows(
    "parts",
    _("Parts"),
    columns=[
        Text("title", _("Title"), lines=1, max_length=TITLE_MAX_LENGTH),
        Text("problem", _("Problem"), max_length=TEXT_MAX_LENGTH),
        Text("solution", _("Solution"), max_length=TEXT_MAX_LENGTH),
        Reference("theme", _("Theme, if it is another one"), among=list_themes, required=False),
    ],
    at_least=FEWEST_PARTS,
    help=_("Every sentence of the proposal must stand in one of its parts."),
)


def check_whole_text_covered(
    facts: ProposalFacts, inputs: Mapping[str, Any]
) -> Mapping[str, Sequence[str]]:
    """Return an error that quotes the sentences of the proposal which are in no part."""
    parts = " ".join(f"{row['problem']} . {row['solution']}" for row in inputs["parts"])
    covered = f" {_flatten(parts)} "
    original = f"{facts.content.problem}\n{facts.content.solution}"
    lost = [each for each in list_sentences(original) if f" {_flatten(each)} " not in covered]
    if not lost:
        return {}
    message = ngettext(
        "%(count)d sentence is in no part: %(quotes)s",
        "%(count)d sentences are in no part: %(quotes)s",
        len(lost),
    )
    quotes = " ".join(gettext("“%(words)s”") % {"words": _shorten(each)} for each in lost)
    return {"parts": [message % {"count": len(lost), "quotes": quotes}]}


def list_sentences(text: str) -> list[str]:
    """Return the sentences of `text`, those without a single word left out."""
    return [each.strip() for each in _SENTENCE_END.split(text) if _flatten(each)]


def plan_parts(
    facts: ProposalFacts, inputs: Mapping[str, Any]
) -> Iterable[PlannedBirth | PlannedMove]:
    """Plan the birth of each part, and the release of the ideas the whole carried."""
    for row in inputs["parts"]:
        yield PlannedBirth("proposal", "split_child", _make_values(facts, row))
    yield from release_sources(facts, inputs)


def _make_values(facts: ProposalFacts, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "plan_id": facts.subject.parent_id,
        "parent_id": facts.subject.parent_id,
        "title": row["title"],
        "problem": row["problem"],
        "solution": row["solution"],
        "theme_id": row["theme"].pk if row["theme"] else facts.content.theme_id,
    }


def _flatten(text: str) -> str:
    """Return the words of `text` alone, so that punctuation and spaces do not count."""
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()


def _shorten(sentence: str) -> str:
    if len(sentence) <= _SHOWN_LENGTH:
        return sentence
    return f"{sentence[:_SHOWN_LENGTH].rstrip()}…"
