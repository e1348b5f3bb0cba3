"""Silence: a seat is passed over once its day has passed, where its round says so."""

from datetime import date

import pytest

from tests.workflow.toy.making import MONDAY, Office, make_parcel
from tests.workflow.toy.models import Treaty, Van
from tests.workflow.toy.treaties import TreatyMachine
from tests.workflow.toy.treaty_making import Party, make_treaty, round_of, seat_of, state_of
from workflow.clock import FixedClock, use_clock
from workflow.engine import decide, lapse
from workflow.exceptions import SubjectNotFoundError, TransitionRefusedError
from workflow.models import Decision, Event, Seat, Verdict, Via, WorkItem
from workflow.tick import Tick, foresee, tick

#: Three working days after the Monday on which the approval was asked for, and the day after.
DUE_ON, DAY_AFTER = date(2026, 6, 4), date(2026, 6, 5)


def tick_on(day: date) -> list[Tick]:
    with use_clock(FixedClock.on(day)):
        return tick()


def asked(treaty: Treaty) -> list[int | None]:
    items = WorkItem.objects.filter(round__subject=treaty, closed_at=None)
    return list(items.order_by("pk").values_list("institution_id", flat=True))


def test_nobody_is_passed_over_before_the_day_has_passed(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="submit")

    assert tick_on(DUE_ON) == []
    with pytest.raises(TransitionRefusedError, match="day"):
        lapse(seat_of(treaty, parties[0]))


def test_the_silence_of_partners_is_no_matter_once_the_lead_approves(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="submit")
    decide(seat_of(treaty, parties[0]), actor=parties[0].person, verdict=Verdict.APPROVE)

    ticks = tick_on(DAY_AFTER)

    assert [(each.owed.name, each.problem) for each in ticks] == [("approval.lapse", "")] * 2
    assert state_of(treaty) == "adopted"
    adopted = Event.objects.get(subject=treaty, name="adopt")
    assert (adopted.actor, adopted.via) == (None, str(Via.CLOCK))
    lapsed = Decision.objects.filter(seat__round__subject=treaty, verdict=str(Verdict.LAPSE))
    assert {each.decided_by for each in lapsed} == {None}


def test_the_silence_of_the_lead_returns_it_with_the_first_lapse(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="submit")

    ticks = tick_on(DAY_AFTER)

    # The lead was passed over first; what the others had not said was no longer needed.
    assert [each.problem for each in ticks] == [""]
    assert state_of(treaty) == "draft"


def test_the_next_candidate_is_asked_when_one_stays_silent(
    office: Office, parties: list[Party]
) -> None:
    treaty = make_treaty(office, parties, by="seek")

    tick_on(date(2026, 6, 4))

    assert asked(treaty) == [parties[1].institution.pk]
    item = WorkItem.objects.get(round__subject=treaty, closed_at=None)
    assert item.due_on == date(2026, 6, 8)


def test_when_all_stay_silent_nobody_gave_a_reason(office: Office, parties: list[Party]) -> None:
    treaty = make_treaty(office, parties, by="seek")

    for day in (4, 9, 12):
        tick_on(date(2026, 6, day))

    assert state_of(treaty) == "dropped"
    assert "Nobody gave a reason." in Event.objects.get(subject=treaty, name="drop").body.json


def test_a_dry_run_names_the_seats_and_writes_nothing(office: Office, parties: list[Party]) -> None:
    treaty = make_treaty(office, parties, by="submit")

    with use_clock(FixedClock.on(DAY_AFTER)):
        foreseen = foresee()

    assert [each.owed.subject_id for each in foreseen] == [treaty.pk] * 3
    assert round_of(treaty).outcome == ""


def test_a_round_that_waits_for_every_seat_passes_nobody_over(
    office: Office, parties: list[Party], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TreatyMachine.approval, "lapses", False)
    treaty = make_treaty(office, parties, by="submit")

    assert tick_on(date(2026, 7, 1)) == []
    with (
        use_clock(FixedClock.on(date(2026, 7, 1))),
        pytest.raises(TransitionRefusedError, match="however long"),
    ):
        lapse(seat_of(treaty, parties[0]))


def test_a_seat_that_spoke_does_not_lapse(office: Office, parties: list[Party]) -> None:
    treaty = make_treaty(office, parties, by="submit")
    decide(seat_of(treaty, parties[0]), actor=parties[0].person, verdict=Verdict.APPROVE)

    with (
        use_clock(FixedClock.on(DAY_AFTER)),
        pytest.raises(TransitionRefusedError, match="already decided"),
    ):
        lapse(seat_of(treaty, parties[0]))
    with pytest.raises(SubjectNotFoundError):
        lapse(0)


def test_who_collects_is_never_passed_over(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")
    seat = Seat.objects.get(round__subject=parcel)

    assert MONDAY < DUE_ON
    with (
        use_clock(FixedClock.on(date(2026, 7, 1))),
        pytest.raises(TransitionRefusedError, match="however long"),
    ):
        lapse(seat)
