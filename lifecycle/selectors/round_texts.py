"""What each declared round decides on, as people read it: one source a round, by its name."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from lifecycle.models import Proposal
from lifecycle.selectors.convention_agreements import AMENDMENT, SIGNING
from lifecycle.selectors.convention_sections import read_convention_text
from lifecycle.selectors.proposal_surroundings import ACCEPTANCE
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


#: By the kind of the subject and the name of the round.
SOURCES: dict[tuple[str, str], TextSource] = {
    ("proposal", ACCEPTANCE): read_dossier_text,
    ("proposal", "approval"): read_sheet_text,
    ("convention", SIGNING): read_convention_text,
    ("convention", AMENDMENT): read_convention_text,
}
