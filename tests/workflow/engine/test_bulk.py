"""The same transition for many, each on its own, resumed by its key."""

import pytest

from tests.workflow.toy.making import Office, make_parcel
from tests.workflow.toy.models import Parcel, Van
from workflow.engine import Result, fire_many
from workflow.exceptions import SubjectNotFoundError, TransitionRefusedError
from workflow.models import Event


def test_one_refusal_stops_nobody_else(office: Office, van: Van) -> None:
    good, light, other = (
        make_parcel(office, van),
        make_parcel(office, van, weight=None),
        make_parcel(office, van),
    )

    results = fire_many([other.pk, good.pk, light.pk], "post", actor=office.anna)

    assert [result.subject_id for result in results] == [good.pk, light.pk, other.pk]
    assert [bool(result.event) for result in results] == [True, False, True]
    assert isinstance(results[1].error, TransitionRefusedError)


def test_what_one_may_not_see_is_a_result_like_another(office: Office, van: Van) -> None:
    own, foreign = make_parcel(office, van), make_parcel(office, van, sender=office.ben)

    results = fire_many([own.pk, foreign.pk], "post", actor=office.anna)

    assert isinstance(results[1].error, SubjectNotFoundError)
    assert results[0].event is not None


def test_a_run_that_was_cut_off_is_resumed_by_its_key(office: Office, van: Van) -> None:
    ids = [make_parcel(office, van).pk for _number in range(4)]

    class CutOffError(Exception):
        pass

    def cut_off(result: Result) -> None:
        if result.subject_id == ids[1]:
            raise CutOffError

    with pytest.raises(CutOffError):
        fire_many(ids, "post", actor=office.anna, key="bulk-1", report=cut_off)
    done_before = set(Event.objects.filter(name="post").values_list("pk", flat=True))

    results = fire_many(ids, "post", actor=office.anna, key="bulk-1")

    events = {result.event.pk for result in results if result.event}
    assert len(done_before) == 2
    assert len(events) == 4
    assert done_before < events
    assert Event.objects.filter(name="post").count() == 4


def test_each_is_named_once_however_often_it_is_asked_for(office: Office, parcel: Parcel) -> None:
    results = fire_many([parcel.pk, parcel.pk], "post", actor=office.anna)

    assert len(results) == 1
    assert Parcel.objects.get(pk=parcel.pk).state == "posted"


def test_progress_is_told_as_it_comes(office: Office, van: Van) -> None:
    ids = [make_parcel(office, van).pk for _number in range(3)]
    seen: list[int] = []

    fire_many(ids, "post", actor=office.anna, report=lambda result: seen.append(result.subject_id))

    assert seen == ids
