"""The proposals a dossier is born of: they pre-fill its sheet and stand beside its fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lifecycle.models import Proposal, ProposalPorter, Uptake
from lifecycle.models.sheet_content import LANGUAGES
from lifecycle.vocabulary import Extent
from workflow.models import Institution

#: Two proposals are told apart by an empty line.
PARAGRAPH = "\n\n"


@dataclass(frozen=True)
class Source:
    """A proposal that the dossier is born of; the dossier itself is the first.

    `kept` is what the dossier keeps of it, when that is not all.
    """

    id: int
    reference: str
    language: str
    title: str
    problem: str
    solution: str
    extent: str = ""
    kept: str = ""

    def say(self, name: str) -> str:
        """Return its words for a part of the sheet; of a part of an idea, what is kept of it."""
        if name == "solution" and self.kept and self.extent != Extent.WHOLE.value:
            return self.kept
        return str(getattr(self, name))


def list_sources(proposal: Proposal) -> list[Source]:
    """Return the dossier and the ideas it carries, the first linked first; one statement."""
    uptakes = Uptake.objects.filter(dossier=proposal.pk, released_at__isnull=True)
    own = Source(
        proposal.pk,
        proposal.reference,
        proposal.language,
        proposal.title,
        proposal.problem,
        proposal.solution,
    )
    carried = [
        Source(
            row.source_id,
            row.source.reference,
            row.source.language,
            row.source.title,
            row.source.problem,
            row.source.solution,
            row.extent,
            row.kept,
        )
        for row in uptakes.select_related("source").order_by("pk")
    ]
    return [own, *carried]


def list_porter_names(proposal_id: int) -> dict[str, list[str]]:
    """Return the names of the institutions that carry it, by language; two statements."""
    porters = ProposalPorter.objects.filter(proposal=proposal_id, ended_on__isnull=True)
    rows = porters.select_related("institution").prefetch_related("institution__names")
    bodies = [each.institution for each in rows.order_by("-leads", "pk")]
    return {
        language: [words for body in bodies if (words := _name(body, language))]
        for language in LANGUAGES
    }


def gather(
    sources: Sequence[Source], name: str, language: str, *, limit: int
) -> tuple[str, list[int]]:
    """Return the words of the sources for a part in a language, and whose words they are.

    A source whose words would not fit any more is left out whole: it stands beside the field.
    """
    words: list[str] = []
    used: list[int] = []
    for source in sources:
        said = source.say(name).strip()
        if source.language != language or not said or said in words:
            continue
        if len(PARAGRAPH.join([*words, said])) > limit:
            continue
        words.append(said)
        used.append(source.id)
    return PARAGRAPH.join(words), used


def name_sources(sources: Iterable[Source]) -> Mapping[int, str]:
    """Return what each source is called: its reference, or its title before it has one."""
    return {each.id: each.reference or each.title for each in sources}


def _name(body: Institution, language: str) -> str:
    """Return the latest name of the institution in this very language, or nothing."""
    names = sorted(body.names.all(), key=lambda name: name.valid_from or date.min)
    return str(getattr(names[-1], f"name_{language}")) if names else ""
