"""Who a proposal waits for, since when and until when, as one reader may hear of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from lifecycle.selectors.readers import Reader
from lifecycle.selectors.tasks import name_task
from lifecycle.web.work.badges import Badge, describe_due
from workflow.engine import Explanation
from workflow.engine.explaining import Waited
from workflow.machine.registry import get_machine
from workflow.models import RoundKind


@dataclass(frozen=True)
class WaitLine:
    """Somebody who is waited for, and the page where the reader decides or reminds them."""

    holder: str
    task: str
    since: datetime
    due_on: date | None
    badge: Badge
    is_reader: bool
    decide_url: str
    remind_url: str
    pause_reason: str
    #: The page on which its days are changed, for those who run the procedure.
    days_url: str


def list_waits(explanation: Explanation, reader: Reader, *, today: date) -> list[WaitLine]:
    """Return who is waited for, the most urgent first."""
    proposed: dict[int | None, str] = {
        each.proposal_id: each.transition.name
        for each in explanation.transitions
        if each.proposal_id is not None
    }
    return [
        _describe(each, explanation, reader, transition=proposed.get(each.round_id), today=today)
        for each in explanation.waiting
    ]


def name_holder(waited: Waited, reader: Reader) -> str:
    """Return who is waited for: people by name to those who may know them, else by their role."""
    if waited.person is not None:
        is_reader = waited.person.pk == reader.grants.person_id
        return _("you") if is_reader else reader.name(waited.person, otherwise=waited.role.label)
    if _is_reader(waited, reader):
        return _("%(holder)s (you are one of them)") % {"holder": waited.holder}
    return waited.holder


def _describe(
    waited: Waited,
    explanation: Explanation,
    reader: Reader,
    *,
    transition: str | None,
    today: date,
) -> WaitLine:
    is_reader = _is_reader(waited, reader)
    may_remind = reader.may_remind and not is_reader
    url = reverse("proposal_remind", args=[explanation.subject_id, waited.item_id])
    return WaitLine(
        holder=name_holder(waited, reader),
        task=name_task(
            explanation.kind,
            waited.kind,
            round_kind=str(RoundKind.COUNTERSIGN) if transition else None,
            transition=transition,
        ),
        since=waited.opened_at,
        due_on=waited.due_on,
        badge=describe_due(waited.due_on, today=today),
        is_reader=is_reader,
        decide_url=_find_round(waited, explanation.kind) if is_reader else "",
        remind_url=url if may_remind else "",
        pause_reason=reader.read_pause(waited.pause_reason),
        days_url=reverse("work_item", args=[waited.item_id]) if reader.is_ministry else "",
    )


def _find_round(waited: Waited, subject_kind: str) -> str:
    """Return the page on which this seat decides, nothing where it does something else."""
    declared = get_machine(subject_kind).rounds.get(waited.kind)
    if declared is None or declared.kind is not RoundKind.DECIDING or waited.seat_id is None:
        return ""
    return f"{reverse('round', args=[waited.round_id])}?seat={waited.seat_id}"


def _is_reader(waited: Waited, reader: Reader) -> bool:
    """Return whether it is on a desk of the reader: theirs alone, or one they share."""
    grants, role = reader.grants, waited.role.code
    if waited.proposer_id is not None and waited.proposer_id == grants.person_id:
        return False
    if waited.person is not None:
        return waited.person.pk == grants.person_id
    if waited.institution is not None:
        return (role, waited.institution.pk) in grants.institutions
    return role in grants.groups
