"""What each declared round decides on, as people read it: one source a round, by its name."""

from collections.abc import Callable

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Proposal, Replanning
from lifecycle.selectors.convention_agreements import AMENDMENT, SIGNING
from lifecycle.selectors.convention_sections import read_convention_text
from lifecycle.selectors.period_words import describe_with_typed
from lifecycle.selectors.proposal_surroundings import ACCEPTANCE
from lifecycle.selectors.replannings import read_requests
from lifecycle.selectors.round_sections import Section, make_section
from lifecycle.selectors.sheet_sections import read_sheet_text

#: Returns the parts of the text of a subject: the one with this hash, as this institution signs
#: it. An empty hash asks for the text as it is. Nothing when that text was not kept.
TextSource = Callable[[int, str, int | None], list[Section]]


def read_sections(
    kind: str, name: str, subject_id: int, *, content_hash: str, institution_id: int | None
) -> list[Section]:
    """Return the text that a seat of the round decides on; nothing when no source knows it."""
    source = SOURCES.get((kind, name))
    return source(subject_id, content_hash, institution_id) if source is not None else []


def read_dossier_text(
    proposal_id: int, _content_hash: str, _institution_id: int | None
) -> list[Section]:
    """Return what a candidate porter is asked to carry: the retained proposal, in its language."""
    proposal = Proposal.objects.filter(pk=proposal_id).first()
    if proposal is None:
        return []
    parts = (
        ("title", _("Title"), proposal.title),
        ("problem", _("The problem"), proposal.problem),
        ("solution", _("The solution"), proposal.solution),
        ("details", _("Details given by the author"), proposal.details),
    )
    sections = [
        make_section(key, label, **{proposal.language: words}) for key, label, words in parts
    ]
    return [each for each in sections if each.texts]


def read_new_date(
    replanning_id: int, _content_hash: str, _institution_id: int | None
) -> list[Section]:
    """Return what the committee decides on: from which date to which, why, in whose words."""
    rows = Replanning.objects.filter(pk=replanning_id).select_related("replaces")
    read = next(iter(read_requests(rows)), None)
    if read is None:
        return []
    language = read.request.reason_language or "fr"
    parts = (
        ("about", _("What it is about"), read.target.title),
        ("now", _("Planned now"), describe_with_typed(read.old)),
        ("new", _("New date"), describe_with_typed(read.new)),
        ("cause", _("Cause"), read.cause_label),
    )
    own = (get_language() or "fr")[:2]
    sections = [make_section(key, label, **{own: words}) for key, label, words in parts]
    sections.append(make_section("reason", _("Reason"), **{language: read.request.reason}))
    return [each for each in sections if each.texts]


#: By the kind of the subject and the name of the round.
SOURCES: dict[tuple[str, str], TextSource] = {
    ("proposal", ACCEPTANCE): read_dossier_text,
    ("proposal", "approval"): read_sheet_text,
    ("convention", SIGNING): read_convention_text,
    ("convention", AMENDMENT): read_convention_text,
    ("replanning", "committee"): read_new_date,
}
