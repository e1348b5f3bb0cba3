"""What the clock does when nobody answers: a candidate is passed over, a merge is made.

Each from the question to the tick, the history and what people read.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from lifecycle.models import Lineage, Proposal
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.pauses import pause, resume
from lifecycle.services.snoozes import snooze
from lifecycle.services.work_items import claim
from notifications.dispatch import dispatch
from tests.cast import Institutions
from tests.lifecycle.machines.proposal.road import Road, again, moved
from tests.lifecycle.machines.proposal.test_submission import CLOSES_ON, close_collection_on
from tests.lifecycle.web.proposals.browsing import browse
from tests.porters import asked_seat, owner_of
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.holiday_decisions import HolidayDecision, decide_holiday
from workflow.models import Event, HolidayAction, Seat, User, Via, WorkItem
from workflow.tick import Tick, tick

#: A Tuesday; the tenth working day after it is the fifteenth.
ASKED_ON = date(2026, 9, 1)
DUE_ON = date(2026, 9, 15)
DAY = timedelta(days=1)
BY_THE_CLOCK = {"fr": "fait par l’horloge", "ar": "قامت به الساعة", "en": "done by the clock"}


def tick_on(day: date) -> list[Tick]:
    """Do what the clock owes on a day."""
    with use_clock(FixedClock.on(day)):
        return tick()


def listen_on(day: date) -> dict[str, str]:
    """Return what is said in the mails that leave on a day, by whom they go to."""
    mail.outbox.clear()
    with use_clock(FixedClock.on(day)):
        dispatch()
    return {each.to[0]: f"{each.subject}\n{each.body}" for each in mail.outbox}


def list_names(proposal: Proposal) -> list[str]:
    """Return what happened to a proposal, in its order."""
    return list(proposal.events.order_by("seq").values_list("name", flat=True))


def read_history(proposal: Proposal, person: User, language: str) -> str:
    """Return the page of the history, as somebody reads it in a language."""
    address = reverse("proposal_history", args=[proposal.pk])
    return browse(person, language).get(address).content.decode()


def decree(day: date, *, today: date) -> None:
    """Decree a day off."""
    decision = HolidayDecision(HolidayAction.DECREED, "mourning", day.year, day, {"fr": "Deuil"})
    with use_clock(FixedClock.on(today)):
        decide_holiday(decision, today=today)


def get_item(proposal: Proposal) -> WorkItem:
    """Return what is awaited of somebody."""
    return proposal.work_items.get(closed_at__isnull=True)


@pytest.fixture
def search(road: Road, institutions: Institutions) -> Proposal:
    """Return a dossier for which the archives are asked first, then the ministry."""
    with use_clock(FixedClock.on(ASKED_ON)):
        close_collection_on(road, CLOSES_ON)
        dossier = road.prioritized()
        bodies = [institutions.archives, institutions.ministry]
        for body in bodies:
            owner_of(body)
        candidates = [Candidate(each.pk) for each in bodies]
        set_candidates(dossier, candidates=candidates, actor=road.team)
        asked = moved(dossier, "seek_porter", actor=road.team)
    listen_on(ASKED_ON)
    return asked


@pytest.fixture
def proposed(road: Road) -> Proposal:
    """Return a proposal whose author may object to a merge."""
    with use_clock(FixedClock.on(ASKED_ON)):
        close_collection_on(road, CLOSES_ON)
        proposal = road.merge_proposed()
    listen_on(ASKED_ON)
    return proposal


#: What silence leads to, and how one sees that it did.
Ended = Callable[[Proposal], bool]


def is_passed_over(dossier: Proposal) -> bool:
    """Return whether the first candidate was passed over."""
    return "acceptance.lapse" in list_names(dossier)


def is_merged(proposal: Proposal) -> bool:
    """Return whether the merge was made."""
    return str(again(proposal).state) == "merged"


@pytest.fixture(params=["search", "proposed"])
def silent(request: pytest.FixtureRequest) -> tuple[Proposal, Ended]:
    """Return a subject that waits for somebody silent, and what tells that the wait is over."""
    ended = {"search": is_passed_over, "proposed": is_merged}[request.param]
    return request.getfixturevalue(request.param), ended


def test_it_happens_on_the_day_after_the_last_one_by_the_clock_and_once(
    silent: tuple[Proposal, Ended],
) -> None:
    subject, has_ended = silent
    assert get_item(subject).due_on == DUE_ON

    before = (tick_on(DUE_ON), has_ended(subject))
    done = tick_on(DUE_ON + DAY)
    twice = tick_on(DUE_ON + DAY)

    assert before == ([], False)
    assert [each.problem for each in done] == [""]
    assert (has_ended(subject), twice) == (True, [])
    event = Event.objects.get(subject=subject, pk=done[0].event_id or 0)
    assert (event.actor, event.via) == (None, str(Via.CLOCK))


def test_after_an_outage_of_the_clock_it_happens_once_with_the_next_tick(
    silent: tuple[Proposal, Ended],
) -> None:
    subject, has_ended = silent
    names = list_names(subject)

    done = tick_on(DUE_ON + 8 * DAY)
    tick_on(DUE_ON + 9 * DAY)

    assert len(done) == 1
    assert has_ended(subject)
    assert len(list_names(subject)) == len(names) + 1


def test_a_day_off_that_is_decreed_meanwhile_moves_it(silent: tuple[Proposal, Ended]) -> None:
    subject, has_ended = silent
    decree(date(2026, 9, 9), today=date(2026, 9, 3))

    tick_on(DUE_ON + DAY)
    early = has_ended(subject)
    tick_on(DUE_ON + 2 * DAY)

    assert (early, has_ended(subject)) == (False, True)


def test_a_day_off_that_is_decreed_afterwards_takes_nothing_back(
    silent: tuple[Proposal, Ended],
) -> None:
    subject, _has_ended = silent
    tick_on(DUE_ON + DAY)
    names = list_names(subject)

    decree(date(2026, 9, 9), today=DUE_ON + 2 * DAY)
    tick_on(DUE_ON + 3 * DAY)

    assert list_names(subject) == names


def test_it_waits_while_another_party_has_the_pen(
    silent: tuple[Proposal, Ended], road: Road
) -> None:
    subject, has_ended = silent
    item = get_item(subject)
    with use_clock(FixedClock.on(ASKED_ON + DAY)):
        pause(item, reason="Le ministère répond à une question.", actor=road.team)

    paused = (tick_on(DUE_ON + 10 * DAY), has_ended(subject))
    with use_clock(FixedClock.on(DUE_ON + 10 * DAY)):
        resume(item, actor=road.team)
    tick_on(DUE_ON + 11 * DAY)

    assert paused == ([], False)
    assert has_ended(subject)


def test_what_its_holder_sets_aside_is_silent_all_the_same(
    silent: tuple[Proposal, Ended], road: Road, institutions: Institutions
) -> None:
    subject, has_ended = silent
    holder = road.author if is_merged is has_ended else owner_of(institutions.archives)
    with use_clock(FixedClock.on(DUE_ON)):
        # What lies on the desk of an institution is taken before it is set aside.
        if holder != road.author:
            claim(get_item(subject), actor=holder)
        snooze(get_item(subject), until=DUE_ON + 2 * DAY, actor=holder)

    tick_on(DUE_ON + DAY)

    assert has_ended(subject)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_history_says_that_the_clock_did_it(
    silent: tuple[Proposal, Ended], road: Road, language: str
) -> None:
    subject, _has_ended = silent
    before = read_history(subject, road.team, language).count(BY_THE_CLOCK[language])

    tick_on(DUE_ON + DAY)

    page = read_history(subject, road.team, language)
    assert page.count(BY_THE_CLOCK[language]) == before + 1


def test_the_next_candidate_is_asked_in_its_language_with_ten_days_of_its_own(
    search: Proposal, institutions: Institutions
) -> None:
    owner = owner_of(institutions.ministry)
    User.objects.filter(pk=owner.pk).update(language="ar")

    tick_on(DUE_ON + 8 * DAY)

    seat = asked_seat(search)
    item = get_item(search)
    said = listen_on(DUE_ON + 8 * DAY)
    assert seat.institution == institutions.ministry
    assert item.due_on == date(2026, 10, 7)
    assert set(said) == {owner.email}
    assert f"/rounds/{seat.round_id}/" in said[owner.email]
    assert "7 أكتوبر 2026" in said[owner.email]


def test_when_the_last_candidate_is_silent_the_ministry_is_told_and_asked(
    search: Proposal, road: Road
) -> None:
    tick_on(DUE_ON + DAY)
    item = get_item(search)
    assert item.due_on is not None
    listen_on(DUE_ON + DAY)

    done = tick_on(item.due_on + DAY)

    moving = Event.objects.get(subject=search, name="no_porter")
    said = listen_on(item.due_on + DAY)
    assert len(done) == 1
    assert (str(again(search).state), moving.actor, moving.via) == ("unported", None, "clock")
    assert moving.cause is not None
    assert moving.cause.name == "acceptance.lapse"
    assert road.team.email in said
    assert get_item(search).role == "ministry_team"
    assert not Seat.objects.filter(round__subject=search, round__outcome="").exists()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_author_reads_that_the_merge_was_made(
    proposed: Proposal, road: Road, language: str
) -> None:
    User.objects.filter(pk=road.author.pk).update(language=language)
    target = again(proposed).merge_target
    assert target is not None

    tick_on(DUE_ON + DAY)

    said = listen_on(DUE_ON + DAY)[road.author.email]
    assert target.reference in said
    assert Lineage.objects.get(parent_proposal=proposed).child_proposal_id == target.pk


def test_a_target_that_moved_aside_stops_the_merge_each_day_and_the_tick_says_so(
    proposed: Proposal, road: Road
) -> None:
    target = again(proposed).merge_target
    assert target is not None
    with use_clock(FixedClock.on(ASKED_ON + DAY)):
        fire(target, "withdraw", actor=road.author)

    problems = [each.problem for day in (1, 2) for each in tick_on(DUE_ON + day * DAY)]

    assert len(problems) == 2
    assert not is_merged(proposed)
    assert not [name for name in list_names(proposed) if name == "confirm_merge"]


def test_an_objection_on_the_last_day_is_in_time(proposed: Proposal, road: Road) -> None:
    with use_clock(FixedClock.on(DUE_ON)):
        fire(proposed, "object", actor=road.author, inputs={"objection": "Une autre idée."})

    tick_on(DUE_ON + DAY)

    assert str(again(proposed).state) == "submitted"
