"""Facts of the phases after prioritization: their defaults say that nothing has been done yet.

The guards that read them refuse with their repair until the tables of those phases answer.
"""

from dataclasses import dataclass


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


@dataclass(frozen=True)
class ConsultationFacts:
    """The consultation of the plan. `unanswered` None: contributions have not been counted."""

    is_numbered_in_frozen_version: bool = False
    is_closed: bool = False
    difference_is_public: bool = False
    unanswered: int | None = None


@dataclass(frozen=True)
class ConventionFacts:
    """The convention's line of a proposal. `unsigned` None: its parties have not been named."""

    unsigned: int | None = None
    signatures_match_the_text: bool = False


@dataclass(frozen=True)
class CouncilFacts:
    """The council's file."""

    is_frozen: bool = False
    has_decision_document: bool = False
