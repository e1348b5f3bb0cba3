"""What the guards of a proposal know of its commitment sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from lifecycle.models import Attachment, PlanVersionLine, Sheet
from lifecycle.models.sheet_content import SheetContent
from lifecycle.selectors.plan_versions import query_frozen_lines
from lifecycle.selectors.sheet_completeness import PlanSpan, count_planned, is_complete
from lifecycle.selectors.sheet_lint import list_findings
from lifecycle.vocabulary import AttachmentPurpose
from workflow.machine import SubjectRow
from workflow.prepared import prepared


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
    """Return what is known of the sheets of these proposals, in one statement."""
    found = _list_sheets(row.id for row in rows)
    return {key: _make_facts(_Row(*values)) for key, *values in found}


@prepared
def _list_sheets(proposals: Iterable[int]) -> QuerySet[Sheet, tuple[Any, ...]]:
    sheets = Sheet.objects.filter(proposal__in=proposals).annotate(
        has_minutes=Exists(_list_minutes()), frozen=Exists(_list_frozen())
    )
    return sheets.values_list(
        "proposal_id",
        "prefill_checked_at",
        "returns",
        "has_minutes",
        "frozen",
        "current__content",
        "current__content_hash",
        "current__edited_by_id",
        "proposal__plan__starts_on",
        "proposal__plan__ends_on",
    )


class Examination(NamedTuple):
    """What was found in a text: whether it is complete, what the lint says, what is planned."""

    is_complete: bool
    lint_findings: int
    planned_activities: int


@lru_cache(maxsize=256)
def examine(content: str, starts_on: date | None, ends_on: date | None) -> Examination:
    """Return what is found in this text of a plan from a day to a day. The same is read once."""
    sheet, span = SheetContent.from_json(content), PlanSpan(starts_on, ends_on)
    return Examination(
        is_complete(sheet), len(list_findings(sheet, span)), count_planned(sheet, span)
    )


class _Row(NamedTuple):
    prefill_checked_at: object
    returns: int
    has_minutes: bool
    is_frozen: bool
    content: str
    content_hash: str
    edited_by_id: int | None
    starts_on: date | None
    ends_on: date | None


def _make_facts(row: _Row) -> SheetFacts:
    found = examine(row.content, row.starts_on, row.ends_on)
    return SheetFacts(
        is_prefilled=row.prefill_checked_at is not None,
        is_complete=found.is_complete,
        lint_findings=found.lint_findings,
        planned_activities=found.planned_activities,
        returns=row.returns,
        has_meeting_minutes=row.has_minutes,
        is_frozen=row.is_frozen,
        content_hash=row.content_hash,
        last_editor_id=row.edited_by_id,
    )


def _list_minutes() -> QuerySet[Attachment]:
    """Return the minutes that came after the last return: those of the porters' meeting."""
    return Attachment.objects.filter(
        subject=OuterRef("proposal"),
        purpose=AttachmentPurpose.MINUTES.value,
        uploaded_at__gt=OuterRef("returned_at"),
    )


def _list_frozen() -> QuerySet[PlanVersionLine]:
    return query_frozen_lines().filter(proposal=OuterRef("proposal"))
