"""What the engine is measured against writes the same rows as the engine."""

from typing import Any

import pytest
from django.db.models import Model
from django.forms.models import model_to_dict

from benchmarks import baseline
from benchmarks.baseline import ADMIT, RECALL, Written
from benchmarks.making import load_signed, make_plan
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
@pytest.mark.parametrize("written", [ADMIT, RECALL], ids=lambda written: written.name)
def test_the_rows_written_by_hand_are_those_that_the_engine_writes(
    amina: User, driss: User, written: Written
) -> None:
    by_hand, through_door = _MAKERS[written](driss)
    row = Subject.objects.values("id", "version", "head_hash").get(pk=by_hand)

    baseline.get_writer(written)(baseline.make_values(written, row, amina))
    fire(through_door, written.name, actor=amina, inputs=written.content)

    assert _list_rows(by_hand, written.name) == _list_rows(through_door, written.name)
    moved = Proposal.objects.filter(published_at__isnull=False).values_list("state", "version")
    assert list(moved) == [(written.target, row["version"] + 1)] * 2


def _submit_two(author: User) -> list[int]:
    return [proposal_in(ProposalState.SUBMITTED, author=author).pk for _number in range(2)]


def _load_two(_author: User) -> list[int]:
    return load_signed(make_plan("MA-9"), 2)


_MAKERS = {ADMIT: _submit_two, RECALL: _load_two}


def _list_rows(subject_id: int, name: str) -> list[list[dict[str, Any]]]:
    event = Event.objects.get(subject=subject_id, name=name)
    items = WorkItem.objects.filter(subject=subject_id).order_by("pk")
    return [
        [_describe(each) for each in rows]
        for rows in (
            [event],
            items,
            items.filter(opened_by=event),
            items.filter(closed_by=event),
            Announcement.objects.filter(event=event),
        )
    ] + [[{"json": each.json} for each in EventBody.objects.filter(event=event)]]


def _describe(row: Model) -> dict[str, Any]:
    told = model_to_dict(row)
    left_out = COMPUTED | DAYS | INSTANTS
    return {name: value for name, value in told.items() if name not in left_out}
