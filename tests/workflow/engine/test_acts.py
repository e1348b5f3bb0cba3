"""An act moves every line of it, or none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workflow.toy.machines import VanMachine
from tests.workflow.toy.making import Office, leave, make_parcel, make_van
from tests.workflow.toy.models import Parcel, Van
from workflow.engine import fire, fire_act, preview, preview_act
from workflow.exceptions import (
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Event


def states(van: Van) -> list[str]:
    members = Parcel.objects.filter(parent=van, reference__startswith="T").order_by("pk")
    return list(members.values_list("state", flat=True))


def test_the_lines_leave_with_the_act_that_caused_them(office: Office, van: Van) -> None:
    aboard, left = make_parcel(office, van, "loaded"), make_parcel(office, van, "loaded")

    event = leave(office, van, {aboard.pk: "aboard", left.pk: "left"})

    assert Van.objects.get(pk=van.pk).state == "on_the_way"
    assert states(van) == ["on_road", "posted"]
    followers = Event.objects.filter(cause=event).order_by("subject_id")
    assert [follower.name for follower in followers] == ["leave", "stay_behind"]
    assert {follower.actor for follower in followers} == {office.dora}


def test_a_line_that_cannot_follow_stops_the_whole_act(office: Office, van: Van) -> None:
    good = make_parcel(office, van, "loaded")
    draft = make_parcel(office, van, "posted")
    open_one = make_parcel(office, van, "loaded", is_sealed=False)
    before = Event.objects.count()

    with pytest.raises(TransitionRefusedError) as refused:
        leave(office, van, {good.pk: "aboard", draft.pk: "aboard", open_one.pk: "aboard"})

    message = str(refused.value)
    assert f"T-{draft.pk:04} cannot follow from its state: Posted." in message
    assert f"T-{open_one.pk:04}: One thing is missing: Seal the parcel." in message
    assert f"T-{good.pk:04}" not in message
    assert [each.guard for each in refused.value.shortfalls] == ["sealed"]
    assert Van.objects.get(pk=van.pk).state == "waiting"
    assert Event.objects.count() == before


def test_an_outcome_that_nobody_declared_stops_the_act(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "loaded")

    with pytest.raises(TransitionRefusedError, match="cannot follow"):
        leave(office, van, {parcel.pk: "stolen"})


def test_a_line_that_does_not_exist_stops_the_act(office: Office, van: Van) -> None:
    with pytest.raises(TransitionRefusedError, match="no line under the number 999999"):
        leave(office, van, {999_999: "aboard"})


def test_who_is_left_out_stays_where_they_are(office: Office, van: Van) -> None:
    make_parcel(office, van, "loaded")

    leave(office, van, {})

    assert states(van) == ["loaded"]


def test_only_who_may_fire_the_act_moves_its_lines(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "loaded")

    with pytest.raises(TransitionForbiddenError):
        fire_act(van, "depart", actor=office.boris, lines={parcel.pk: "aboard"})


def test_an_act_is_decided_on_what_was_read(office: Office, van: Van) -> None:
    with pytest.raises(StaleSubjectError):
        fire_act(van, "depart", actor=office.dora, lines={}, expect=7)


def test_the_lines_of_a_later_act_have_each_their_outcome(office: Office, van: Van) -> None:
    whole, broken = make_parcel(office, van, "loaded"), make_parcel(office, van, "loaded")
    leave(office, van, {whole.pk: "aboard", broken.pk: "aboard"})

    fire_act(van, "arrive", actor=office.emil, lines={whole.pk: "whole", broken.pk: "broken"})

    assert states(van) == ["delivered", "returned"]


def test_an_act_that_finds_its_lines_by_itself_needs_none_named(office: Office, van: Van) -> None:
    make_parcel(office, van, "loaded")
    make_parcel(office, van, "loaded")
    other = make_parcel(office, make_van(office), "loaded")

    event = fire(van, "cancel", actor=office.dora, inputs={"reason": "No fuel."})

    assert states(van) == ["posted", "posted"]
    assert Parcel.objects.get(pk=other.pk).state == "loaded"
    assert Event.objects.filter(cause=event).count() == 2


def test_an_act_without_its_lines_is_no_act(office: Office, van: Van) -> None:
    make_parcel(office, van, "loaded")

    with pytest.raises(TransitionRefusedError, match="moves other dossiers too"):
        fire(van, "depart", actor=office.dora)
    with pytest.raises(TransitionRefusedError, match="moves other dossiers too"):
        preview(van, "depart", actor=office.dora)
    with pytest.raises(TransitionForbiddenError):
        fire(van, "depart", actor=office.boris)

    assert states(van) == ["loaded"]


def test_a_preview_shows_each_line_and_writes_nothing(office: Office, van: Van) -> None:
    aboard, left = make_parcel(office, van, "loaded"), make_parcel(office, van, "loaded")
    lines = {aboard.pk: "aboard", left.pk: "left"}
    before = Event.objects.count()

    foreseen = preview_act(van, "depart", actor=office.dora, lines=lines)

    assert Event.objects.count() == before
    event = leave(office, van, lines)
    done = Event.objects.filter(pk__gte=event.pk).order_by("pk")
    assert [(move.subject_id, move.transition) for move in foreseen.moves] == [
        (each.subject_id, each.name) for each in done
    ]
    (expected,) = foreseen.expected
    assert expected.institution_id == office.depot.pk


def test_a_preview_is_refused_as_the_act_would_be(office: Office, van: Van) -> None:
    draft = make_parcel(office, van, "posted")

    with pytest.raises(TransitionRefusedError, match="cannot follow from its state"):
        preview_act(van, "depart", actor=office.dora, lines={draft.pk: "aboard"})
    with pytest.raises(TransitionForbiddenError):
        preview_act(van, "depart", actor=office.boris, lines={})


def test_an_act_that_asks_for_a_second_person_is_refused_with_its_lines(
    office: Office, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VanMachine.depart, "second_person", True)

    with pytest.raises(TransitionRefusedError, match="second person"):
        leave(office, van, {})


def test_an_act_locks_all_that_it_reaches_in_one_statement(office: Office, van: Van) -> None:
    earlier, later = make_parcel(office, van, "loaded"), make_parcel(office, van, "loaded")

    with CaptureQueriesContext(connection) as seen:
        fire_act(
            van,
            "cancel",
            actor=office.dora,
            lines={later.pk: "left"},
            inputs={"reason": "Panne."},
        )

    locking = [each for each in seen.captured_queries if "FOR NO KEY UPDATE" in each["sql"]]
    # SQLite locks no rows: the transaction is the only writer.
    assert len(locking) == (1 if connection.vendor == "postgresql" else 0)
    assert {Parcel.objects.get(pk=each.pk).state for each in (earlier, later)} == {"posted"}
