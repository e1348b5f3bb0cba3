"""What the guards of a proposal know of the council that has it, or is about to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from lifecycle.models import Commitment, CouncilLine, PlanVersionLine
from lifecycle.models.sheet_content import SheetContent
from lifecycle.vocabulary import CouncilState, LineOutcome
from workflow.machine import SubjectRow
from workflow.prepared import prepared

#: A file that is still on its way: the council has not said anything.
RUNNING_STATES: tuple[str, ...] = (
    CouncilState.PREPARING.value,
    CouncilState.SUBMITTED.value,
    CouncilState.ON_AGENDA.value,
    CouncilState.PRESENTED.value,
)


@dataclass(frozen=True)
class CouncilFacts:
    """The line of a proposal in the file that is on its way; without one, as if nothing was done.

    `sheet_version_id` and `content` are the very text that the council has before it, and
    `number_is_free` says whether no commitment of the plan bears the number of the dossier.
    """

    council_id: int | None = None
    state: str = ""
    is_frozen: bool = False
    has_decision_document: bool = False
    meets_on: date | None = None
    #: The council adopted at least one line of the file: the plan will be carried out.
    adopts: bool = False
    number: int | None = None
    number_is_free: bool = False
    theme_id: int | None = None
    sheet_version_id: int | None = None
    content: str = ""

    def read_sheet(self) -> SheetContent:
        """Return the text that the council has before it, as values."""
        return SheetContent.from_json(self.content)


def load_council_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, CouncilFacts]:
    """Return what is known of the council file of each proposal, in one statement."""
    return {
        proposal_id: CouncilFacts(
            council_id, state, frozen_at is not None, document is not None, *others
        )
        for proposal_id, council_id, state, frozen_at, document, *others in _list_lines(
            row.id for row in rows
        )
    }


@prepared
def _list_lines(proposals: Iterable[int]) -> QuerySet[CouncilLine, tuple[Any, ...]]:
    line_of_version = PlanVersionLine.objects.filter(
        version=OuterRef("council__plan_version"), proposal=OuterRef("proposal")
    )
    taken = Commitment.objects.filter(
        plan=OuterRef("proposal__plan"), number=OuterRef("proposal__plan_number")
    )
    adopted = CouncilLine.objects.filter(
        council=OuterRef("council"), outcome=LineOutcome.ADOPTED.value
    )
    found = (
        CouncilLine.objects.filter(
            proposal__in=proposals,
            left_out_because="",
            council__state__in=RUNNING_STATES,
        )
        .annotate(
            adopts=Exists(adopted),
            number_is_free=~Exists(taken),
            text_id=Subquery(line_of_version.values("sheet_version")[:1]),
            text=Subquery(line_of_version.values("sheet_version__content")[:1]),
        )
        .order_by("council_id")
    )
    return found.values_list(
        "proposal_id",
        "council_id",
        "council__state",
        F("council__frozen_at"),
        F("council__decision_document"),
        "council__meets_on",
        "adopts",
        "proposal__plan_number",
        "number_is_free",
        "proposal__theme_id",
        "text_id",
        "text",
    )
