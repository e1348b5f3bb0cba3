"""What the guards of a proposal know of its commitment sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.machine import SubjectRow


@dataclass(frozen=True)
class SheetFacts:
    """The commitment sheet. `lint_findings` None: the text has not been examined."""

    is_prefilled: bool = False
    is_complete: bool = False
    lint_findings: int | None = None
    planned_activities: int = 0
    returns: int = 0
    has_meeting_minutes: bool = False
    is_frozen: bool = False
    #: What approvals are bound to; empty while there is no text.
    content_hash: str = ""
    #: Who edited the current text last: they must not approve it.
    last_editor_id: int | None = None


def load_sheet_facts(rows: Sequence[SubjectRow], *, today: date) -> Mapping[int, SheetFacts]:
    """Return what is known of the sheets of these proposals, in a fixed number of statements."""
    return {}
