"""The panel of the road on the page of a dossier: each line with the address it leads to."""

from dataclasses import dataclass

from django.urls import reverse

from lifecycle.selectors.dossier import Dossier
from lifecycle.selectors.road import RoadLine, list_road
from lifecycle.vocabulary import ProposalState
from lifecycle.web.prioritization.readers import finds_something


@dataclass(frozen=True)
class RoadLink:
    """A line of the road as the panel draws it; `url` is empty when there is nothing to open."""

    icon: str
    label: str
    words: str
    url: str


def list_road_links(dossier: Dossier) -> list[RoadLink]:
    """Return the lines of the road of a dossier, ready to be drawn."""
    lines = list_road(dossier.explanation.case, dossier.reader)
    return [RoadLink(line.icon, line.label, line.words, _find_url(line, dossier)) for line in lines]


def _find_url(line: RoadLine, dossier: Dossier) -> str:
    """Return where more is read of a line; scores are gathered on the page of the assessment."""
    if line.page == "round" and dossier.proposal.state == ProposalState.IN_ASSESSMENT:
        return reverse("assessment") if finds_something(dossier.reader.grants) else ""
    return reverse(line.page, args=line.keys) if line.page else ""
