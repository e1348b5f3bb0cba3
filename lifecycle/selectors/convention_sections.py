"""The text of a convention in parts, as one party signs it: the words, then its own annexes."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.models import ConventionTextVersion, Proposal, SheetVersion
from lifecycle.models.convention_text import AnnexedSheet, ConventionText
from lifecycle.models.sheet_content import SheetContent
from lifecycle.selectors.convention_agreements import load_agreements
from lifecycle.selectors.round_sections import Section, make_heading, make_section
from lifecycle.selectors.sheet_sections import list_sections


def read_convention_text(
    convention_id: int, content_hash: str, institution_id: int | None
) -> list[Section]:
    """Return the text with this hash as this party signs it, or the present one without a hash."""
    text = find_text(convention_id, content_hash, institution_id)
    if text is None:
        return []
    bound = text.list_annexes_of(institution_id) if institution_id else text.annexes
    return [*list_words(text), *_list_annexes(text, bound)]


def find_text(
    convention_id: int, content_hash: str, institution_id: int | None
) -> ConventionText | None:
    """Return the text whose hash this is for this party, as it is or as it once was asked about."""
    agreement = load_agreements([convention_id]).get(convention_id)
    if agreement is None:
        return None
    key = institution_id or 0
    if not content_hash or agreement.text.compute_hash(key) == content_hash:
        return agreement.text
    versions = ConventionTextVersion.objects.filter(convention=convention_id).order_by("-pk")
    texts = (version.read() for version in versions)
    return next((text for text in texts if text.compute_hash(key) == content_hash), None)


def list_words(text: ConventionText) -> list[Section]:
    """Return the title and the words of a convention."""
    parts = [
        make_section("title", gettext_lazy("Title"), fr=text.title_fr, ar=text.title_ar),
        make_section("body", gettext_lazy("Text"), fr=text.body_fr, ar=text.body_ar),
    ]
    return [part for part in parts if part.texts]


def read_sheets(annexes: Iterable[AnnexedSheet]) -> Mapping[tuple[int, str], SheetContent]:
    """Return the sheets by dossier and hash; versions of a sheet are never changed."""
    rows = list(annexes)
    versions = SheetVersion.objects.filter(
        proposal__in=[each.proposal_id for each in rows],
        content_hash__in=[each.content_hash for each in rows],
    )
    return {(each.proposal_id, each.content_hash): each.read() for each in versions}


def _list_annexes(text: ConventionText, bound: Iterable[AnnexedSheet]) -> list[Section]:
    """Return the sheets that are bound, under the numbers that they bear in the whole text."""
    rows = list(bound)
    sheets = read_sheets(rows)
    names = Proposal.objects.in_bulk([each.proposal_id for each in rows])
    sections: list[Section] = []
    for number, each in enumerate(text.annexes, start=1):
        content = sheets.get((each.proposal_id, each.content_hash))
        if content is not None:
            words = {"number": number, "reference": names[each.proposal_id].reference}
            label = _("Annex %(number)d, %(reference)s") % words
            titles = {"fr": content.title_fr, "ar": content.title_ar}
            prefix = f"annex:{each.proposal_id}:"
            sections.append(make_heading(f"{prefix}name", label, **titles))
            parts = list_sections(content, prefix=prefix)
            # The name of the annex is the title of its sheet.
            sections += [part for part in parts if part.key != f"{prefix}title"]
    return sections
