"""Races: several leads weigh one activity at once, and each writes down what counted before."""

import json
from functools import partial

from lifecycle.services.progress import WEIGHED, set_weights
from lifecycle.vocabulary import ActivityState, CommitmentState
from lifecycle.vocabulary.roles import MINISTRY_LEAD
from tests.cast import make_person
from tests.databases import Clone
from tests.lifecycle.machines.carrying import activity_in, commitment_in
from tests.races import run_at_once
from tests.road import find_body
from workflow.models import Event
from workflow.permissions import grant


def test_each_of_six_who_weigh_at_once_writes_down_what_counted_before(
    cloned_database: Clone,
) -> None:
    lead = make_person("Claire")
    grant(MINISTRY_LEAD, lead)
    commitment = commitment_in(CommitmentState.IN_PROGRESS, lead=find_body())
    activity = activity_in(ActivityState.PLANNED, commitment)

    results = run_at_once(
        [
            partial(set_weights, commitment, weights={activity.pk: weight}, actor=lead)
            for weight in range(2, 8)
        ]
    )

    assert all(isinstance(each, Event) for each in results)
    told = [
        json.loads(event.body.json)
        for event in Event.objects.filter(subject=commitment.pk, name=WEIGHED).order_by("seq")
    ]
    weights = [fact["weights"][str(activity.pk)] for fact in told]
    assert [fact["before"][str(activity.pk)] for fact in told] == [activity.weight, *weights[:-1]]
