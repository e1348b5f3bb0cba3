"""What the engine is measured against writes the same rows as the engine."""

from typing import Any

import pytest
from django.db.models import Model
from django.forms.models import model_to_dict

from benchmarks import baseline
from lifecycle.models import Proposal
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from workflow.engine import fire
from workflow.models import Announcement, Event, EventBody, Subject, User, WorkItem

#: Computed from the subject itself, or from the calendar, which the measure does without.
COMPUTED = {"id", "subject", "event", "opened_by", "closed_by", "hash", "prev_hash", "body_digest"}
DAYS = {"due_on", "next_rung", "next_rung_on"}
INSTANTS = {"recorded_at", "opened_at", "closed_at", "available_at", "entered_at"}


@pytest.mark.django_db
def test_the_rows_written_by_hand_are_those_that_the_engine_writes(
    amina: User, driss: User
) -> None:
    by_hand, through_door = (proposal_in(ProposalState.SUBMITTED, author=driss) for _ in range(2))
    row = Subject.objects.values("id", "version", "head_hash").get(pk=by_hand.pk)

    baseline.get_writer()(baseline.make_values(row, amina))
    fire(through_door.pk, "admit", actor=amina)

    assert _list_rows(by_hand) == _list_rows(through_door)
    moved = Proposal.objects.filter(published_at__isnull=False).values_list("state", "version")
    assert list(moved) == [("admissible", 3), ("admissible", 3)]


def _list_rows(proposal: Proposal) -> list[list[dict[str, Any]]]:
    event = Event.objects.get(subject=proposal.pk, name="admit")
    items = WorkItem.objects.filter(subject=proposal.pk).order_by("pk")
    return [
        [_describe(each) for each in rows]
        for rows in (
            [event],
            items,
            items.filter(opened_by=event),
            items.filter(closed_by=event),
            Announcement.objects.filter(event=event),
        )
    ] + [[{"bodies": EventBody.objects.filter(event=event).count()}]]


def _describe(row: Model) -> dict[str, Any]:
    told = model_to_dict(row)
    left_out = COMPUTED | DAYS | INSTANTS
    return {name: value for name, value in told.items() if name not in left_out}
