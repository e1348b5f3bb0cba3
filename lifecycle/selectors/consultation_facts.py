"""What the guards of a proposal know of the consultation of its plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.machine import SubjectRow


@dataclass(frozen=True)
class ConsultationFacts:
    """The consultation of the plan. `unanswered` None: contributions have not been counted."""

    is_numbered_in_frozen_version: bool = False
    is_closed: bool = False
    difference_is_public: bool = False
    unanswered: int | None = None


def load_consultation_facts(
    rows: Sequence[SubjectRow], *, today: date
) -> Mapping[int, ConsultationFacts]:
    """Return what is known of the consultation of each proposal, in a few fixed statements."""
    return {}
