"""Answers on paper that one person recorded for a seat, and a second one must confirm."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from lifecycle.selectors.given import Detail, GivenInputs
from lifecycle.selectors.rounds import RoundRead, load_round
from workflow.exceptions import SubjectNotFoundError
from workflow.machine.rights import holds
from workflow.models import Round, RoundKind, Verdict
from workflow.paper import list_paper_inputs
from workflow.permissions import Grants
from workflow.roles import get_role


@dataclass(frozen=True)
class RecordRead:
    """What was recorded for a seat. `may_answer`: the reader can be the second person."""

    id: int
    seat_id: int
    recorded_by: str
    recorded_at: datetime
    due_on: date | None
    verdict: Verdict
    comment: str
    details: tuple[Detail, ...]
    may_answer: bool


def list_records(read: RoundRead, *, today: date) -> list[RecordRead]:
    """Return what waits to be confirmed in the round, for whoever reads who said what."""
    if not read.reads_all:
        return []
    rows = list(
        Round.objects.filter(proposed_seat__round=read.id, kind=str(RoundKind.RECORD), outcome="")
        .select_related("opened_by")
        .prefetch_related("seats__work_item")
        .order_by("pk")
    )
    declared = list_paper_inputs(read.case.machine)
    contents = {row.pk: json.loads(row.proposed_inputs) for row in rows}
    given = GivenInputs.load(
        ((declared, content) for content in contents.values()), read.case, read.reader, today=today
    )
    return [
        _describe(row, contents[row.pk], given.describe(declared, contents[row.pk]), read)
        for row in rows
    ]


def load_record(
    record_id: int, *, grants: Grants, today: date
) -> tuple[RoundRead, RecordRead | None]:
    """Return the round of what was recorded, and the record itself while it waits.

    Raises:
        SubjectNotFoundError: there is none, or they may not read it (404).
    """
    row = Round.objects.filter(pk=record_id, kind=str(RoundKind.RECORD)).first()
    if row is None or row.proposed_seat is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    read = load_round(row.proposed_seat.round_id, grants=grants, today=today)
    if not read.reads_all:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    waiting = (each for each in list_records(read, today=today) if each.id == record_id)
    return read, next(waiting, None)


def _describe(
    row: Round, content: Mapping[str, Any], details: Sequence[Detail], read: RoundRead
) -> RecordRead:
    (asked,) = row.seats.all()
    role, grants = get_role(asked.role), read.reader.grants
    item = getattr(asked, "work_item", None)
    return RecordRead(
        id=row.pk,
        seat_id=content["seat"],
        recorded_by=read.reader.name(row.opened_by, otherwise=role.label) if row.opened_by else "",
        recorded_at=row.opened_at,
        due_on=item.due_on if item is not None else None,
        verdict=Verdict(content["verdict"]),
        comment=content["comment"],
        details=tuple(details),
        may_answer=row.opened_by_id != grants.person_id and holds(role, grants, read.case.facts),
    )
