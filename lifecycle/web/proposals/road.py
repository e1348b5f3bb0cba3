"""The panel of the road on the page of a dossier: each line with the address it leads to."""

from dataclasses import dataclass

from django.urls import reverse

from lifecycle.selectors.dossier import Dossier
from lifecycle.selectors.road import RoadLine, list_road


@dataclass(frozen=True)
class RoadLink:
    """A line of the road as the panel draws it; `url` is empty when there is nothing to open."""

    icon: str
    label: str
    words: str
    url: str


def list_road_links(dossier: Dossier) -> list[RoadLink]:
    """Return the lines of the road of a dossier, ready to be drawn."""
    return [_link(line) for line in list_road(dossier.explanation.case, dossier.reader)]


def _link(line: RoadLine) -> RoadLink:
    url = reverse(line.page, args=line.keys) if line.page else ""
    return RoadLink(line.icon, line.label, line.words, url)
