"""What one person proposed and a second one must confirm, as those who may know of it read it."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from lifecycle.selectors.given import Detail, GivenInputs
from lifecycle.selectors.readers import Reader
from workflow.engine import Explanation, TransitionExplanation
from workflow.machine.rights import name_roles
from workflow.models import Round
from workflow.paper import list_paper_inputs


@dataclass(frozen=True)
class Pending:
    """A transition that waits for a second person. `may_answer`: the reader can be that person."""

    round_id: int
    words: str
    proposed_by: str
    proposed_at: datetime
    due_on: date | None
    details: tuple[Detail, ...]
    may_answer: bool


def list_pending(explanation: Explanation, reader: Reader, *, today: date) -> list[Pending]:
    """Return what waits for confirmation, to those who hold a role here; one statement for all."""
    waiting = {
        each.proposal_id: each
        for each in explanation.transitions
        if each.proposal_id is not None and (each.is_theirs or reader.is_ministry)
    }
    if not waiting:
        return []
    due = {each.round_id: each.due_on for each in explanation.waiting}
    rows = Round.objects.filter(pk__in=waiting).select_related("opened_by").order_by("pk")
    return [
        _describe(row, waiting[row.pk], explanation, reader, due_on=due.get(row.pk), today=today)
        for row in rows
    ]


def _describe(
    row: Round,
    explained: TransitionExplanation,
    explanation: Explanation,
    reader: Reader,
    *,
    due_on: date | None,
    today: date,
) -> Pending:
    case, transition = explanation.case, explained.transition
    declared = (*transition.inputs, *list_paper_inputs(case.machine))
    content = json.loads(row.proposed_inputs)
    given = GivenInputs.load([(declared, content)], case, reader, today=today)
    return Pending(
        round_id=row.pk,
        words=str(transition.label),
        proposed_by=_name_proposer(row, explained, reader),
        proposed_at=row.opened_at,
        due_on=due_on,
        details=given.describe(declared, content),
        may_answer=explained.is_theirs and row.opened_by_id != reader.grants.person_id,
    )


def _name_proposer(row: Round, explained: TransitionExplanation, reader: Reader) -> str:
    if row.opened_by is None:
        return ""
    transition = explained.transition
    roles = name_roles(transition.recorded_by or transition.roles)
    return reader.name(row.opened_by, otherwise=roles)
