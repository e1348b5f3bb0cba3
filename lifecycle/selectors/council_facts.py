"""What the guards of a proposal know of the file before the council."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.machine import SubjectRow


@dataclass(frozen=True)
class CouncilFacts:
    """The council's file."""

    is_frozen: bool = False
    has_decision_document: bool = False


def load_council_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, CouncilFacts]:
    """Return what is known of the council file of each proposal, in a few fixed statements."""
    return {}
