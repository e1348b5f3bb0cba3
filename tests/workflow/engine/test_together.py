"""What is moved together is what would have been moved one by one, in fewer statements."""

from typing import Any

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from tests.workflow.toy.machines.parcel import ParcelMachine
from tests.workflow.toy.making import Office, get_proposal, make_parcel
from tests.workflow.toy.models import Van
from workflow.consistency import check_consistency
from workflow.engine import Result, bulk, fire, fire_many
from workflow.engine.request import make_request
from workflow.engine.together import find_shared
from workflow.exceptions import (
    InputError,
    KeyReusedError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.history.verification import verify
from workflow.models import (
    Announcement,
    Event,
    EventBody,
    IdempotencyKey,
    Round,
    RoundKind,
    Subject,
    WorkItem,
)

REASON = {"reason": "No address"}
#: What tells two parcels apart, and the instant.
OWN = {"id", "subject", "event", "opened_by", "closed_by", "cause"}
COMPUTED = {"hash", "prev_hash", "body_digest", "head_hash"}
INSTANTS = {"recorded_at", "opened_at", "closed_at", "available_at", "entered_at"}


def send_back(office: Office, ids: list[int], **values: Any) -> list[Result]:
    return fire_many(ids, "send_back", actor=office.boris, inputs=REASON, **values)


def post(office: Office, van: Van, count: int) -> list[int]:
    return [make_parcel(office, van, "posted").pk for _number in range(count)]


def list_rows(parcel: int) -> list[dict[str, Any]]:
    """Return everything that is written about a parcel."""
    events = Event.objects.filter(subject=parcel).order_by("seq")
    rows = [
        *Subject.objects.filter(pk=parcel),
        *events,
        *WorkItem.objects.filter(subject=parcel).order_by("pk"),
        *Announcement.objects.filter(subject=parcel).order_by("pk"),
    ]
    left_out = OWN | COMPUTED | INSTANTS | {"reference"}
    told = [
        {name: value for name, value in model_to_dict(row).items() if name not in left_out}
        for row in rows
    ]
    by_event = EventBody.objects.filter(event__in=events).order_by("event")
    return told + [{"json": each.json} for each in by_event]


def test_it_writes_what_firing_one_by_one_writes(office: Office, van: Van) -> None:
    alone, *together = post(office, van, 4)

    fire(alone, "send_back", actor=office.boris, inputs=REASON)
    results = send_back(office, together)

    assert [result.error for result in results] == [None] * 3
    assert [list_rows(each) for each in together] == [list_rows(alone)] * 3
    closed = WorkItem.objects.filter(subject=together[1], closed_at__isnull=False)
    assert closed.latest("pk").closed_by == results[1].event
    assert WorkItem.objects.get(subject=together[1], closed_at=None).opened_by == results[1].event
    assert not verify().findings


def test_the_events_it_tells_are_those_it_wrote(office: Office, van: Van) -> None:
    ids = post(office, van, 3)

    told = [result.event for result in send_back(office, ids)]

    written = list(Event.objects.filter(name="send_back").order_by("subject"))
    assert [model_to_dict(each) for each in told if each] == [model_to_dict(e) for e in written]


def test_its_statements_do_not_depend_on_how_many_there_are(office: Office, van: Van) -> None:
    few, many = post(office, van, 2), post(office, van, 9)

    counts = []
    for ids in (few, many):
        with CaptureQueriesContext(connection) as captured:
            send_back(office, ids)
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert counts[0] <= 19


def test_each_chunk_is_a_transaction_of_its_own(
    office: Office, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    ids = post(office, van, 5)

    results = send_back(office, ids[::-1])

    assert [result.subject_id for result in results] == ids
    assert set(Subject.objects.filter(pk__in=ids).values_list("state", flat=True)) == {"draft"}


def test_who_is_refused_stops_nobody_and_is_told_why(office: Office, van: Van) -> None:
    good, draft, other = (make_parcel(office, van, each) for each in ("posted", "draft", "posted"))
    missing = other.pk + 1000

    results = send_back(office, [good.pk, draft.pk, other.pk, missing])

    assert [type(result.error) for result in results] == [
        type(None),
        TransitionRefusedError,
        type(None),
        SubjectNotFoundError,
    ]
    assert {Subject.objects.get(pk=each).version for each in (good.pk, other.pk)} == {3}
    assert Subject.objects.get(pk=draft.pk).version == 1


def test_who_may_not_moves_nothing(office: Office, van: Van) -> None:
    ids = post(office, van, 2)

    results = fire_many(ids, "send_back", actor=office.anna, inputs=REASON)

    assert {type(result.error) for result in results} == {TransitionForbiddenError}
    assert not Event.objects.filter(name="send_back").exists()


def test_what_is_missing_is_said_of_each(office: Office, van: Van) -> None:
    results = fire_many(post(office, van, 2), "send_back", actor=office.boris)

    assert {type(result.error) for result in results} == {InputError}


def test_what_a_second_person_was_asked_falls_with_the_state(office: Office, van: Van) -> None:
    ids = post(office, van, 2)
    fire(ids[0], "refuse", actor=office.boris, inputs={"code": "wet", **REASON})
    proposal = get_proposal(Subject.objects.get(pk=ids[0]).pk)

    send_back(office, ids)

    proposal.refresh_from_db()
    assert proposal.outcome == "cancelled"
    assert not WorkItem.objects.filter(round=proposal, closed_at=None).exists()


def test_with_a_key_what_is_done_is_not_done_again(office: Office, van: Van) -> None:
    ids = post(office, van, 4)
    done = send_back(office, ids[:2], key="morning")

    again = send_back(office, ids, key="morning")

    assert [result.event for result in again[:2]] == [result.event for result in done]
    assert [result.error for result in again] == [None] * 4
    assert Event.objects.filter(name="send_back").count() == 4
    assert IdempotencyKey.objects.filter(actor=office.boris).count() == 4


def test_a_key_used_for_something_else_stops_only_its_own(office: Office, van: Van) -> None:
    ids = post(office, van, 3)
    other = fire(make_parcel(office, van, "posted"), "send_back", actor=office.boris, inputs=REASON)
    IdempotencyKey.objects.create(
        actor=office.boris,
        key=f"morning:{ids[1]}",
        fingerprint="of another request",
        event=other,
        created_at=other.recorded_at,
    )

    results = send_back(office, ids, key="morning")

    assert [type(result.error) for result in results] == [type(None), KeyReusedError, type(None)]
    assert list(Subject.objects.filter(pk__in=ids).order_by("pk").values_list("version")) == [
        (3,),
        (2,),
        (3,),
    ]


def test_a_key_that_is_too_long_is_an_error_of_the_input(office: Office, van: Van) -> None:
    results = send_back(office, post(office, van, 2), key="k" * 100)

    assert {type(result.error) for result in results} == {InputError}


def test_who_may_not_see_what_came_of_it_is_not_told(office: Office, van: Van) -> None:
    """A key finds stored answers, so it tells nobody of what they may not see."""
    ids = post(office, van, 2)
    send_back(office, ids, key="morning")

    results = fire_many(ids, "send_back", actor=office.ben, inputs=REASON, key="morning")

    assert {type(result.error) for result in results} == {SubjectNotFoundError}


def test_it_hangs_together_for_more_than_one_list_of_keys(office: Office, van: Van) -> None:
    """Longer lists of keys are read as one parameter."""
    ids = post(office, van, 70)

    results = send_back(office, ids)

    assert all(result.event for result in results)
    assert list_rows(ids[0]) == list_rows(ids[-1])


@pytest.mark.parametrize(
    ("kind", "shared"), [(RoundKind.COLLECTING, True), (RoundKind.DECIDING, False)]
)
def test_a_round_with_a_run_of_its_own_is_ended_by_itself(
    office: Office, van: Van, monkeypatch: pytest.MonkeyPatch, kind: RoundKind, shared: bool
) -> None:
    monkeypatch.setattr(ParcelMachine.let_go, "apart", True)
    monkeypatch.setattr(ParcelMachine.let_go, "effects", ())
    monkeypatch.setattr(ParcelMachine.inspection, "kind", kind)
    parcel = make_parcel(office, van, "inspected" if shared else "posted")

    found = find_shared([parcel.pk], "let_go", make_request(office.dora))

    assert (found is not None) is shared


def test_a_round_that_collects_ends_with_the_state_of_each(
    office: Office, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ParcelMachine.let_go, "apart", True)
    alone, *together = [make_parcel(office, van, "inspected").pk for _number in range(3)]

    fire(alone, "let_go", actor=office.dora)
    results = fire_many(together, "let_go", actor=office.dora)

    assert [result.error for result in results] == [None, None]
    for each in (alone, *together):
        assert set(Round.objects.filter(subject=each).values_list("outcome")) == {("cancelled",)}
        assert not WorkItem.objects.filter(subject=each, closed_at=None, round__isnull=False)
    assert not check_consistency()
