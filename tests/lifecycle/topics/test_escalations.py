"""A rung of the ladder speaks: to whom it is for, in words that say where they stand."""

import logging
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils.translation import override

from lifecycle.models import Activity, PeriodRecord, make_period_columns
from lifecycle.selectors.tasks import name_task
from lifecycle.services.awaited import await_party
from lifecycle.services.ladders import RungDraft, rewrite_ladder
from lifecycle.topics.escalations import ESCALATED
from lifecycle.vocabulary import PeriodRole, ReplanningCause
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, PROJECT_LEAD
from notifications.dispatch import dispatch
from notifications.models import Message
from notifications.rendering import render_message
from notifications.topics import list_reachable
from tests.cast import Institutions, make_person
from tests.lifecycle.machines.carrying import activity_in, commitment_in
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.engine.rescheduling import reschedule
from workflow.models import Announcement, User, WorkItem
from workflow.periods import read_period
from workflow.permissions import grant, revoke
from workflow.sweep import sweep

OPENED = date(2020, 7, 15)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def activity(institutions: Institutions) -> Activity:
    """Return an activity of the archives without any date."""
    with use_clock(FixedClock.on(OPENED)):
        return activity_in("planned", commitment_in("in_progress", lead=institutions.archives))


def plan(activity: Activity, words: str, *, cause: str = "") -> None:
    """Give the activity this period, from the day it was opened on."""
    periods = PeriodRecord.objects.filter(subject=activity)
    periods.filter(role=PeriodRole.CURRENT.value).update(role=PeriodRole.SUPERSEDED.value)
    PeriodRecord.objects.create(
        subject=activity,
        role=PeriodRole.CURRENT.value,
        cause=cause,
        recorded_on=OPENED,
        **make_period_columns(read_period(words, today=OPENED, language="fr")),
    )
    reschedule([activity.pk], today=OPENED)


def sweep_on(day: date) -> list[Announcement]:
    """Sweep on that day; return what it announced."""
    known = set(Announcement.objects.values_list("pk", flat=True))
    with use_clock(FixedClock.on(day)):
        sweep()
    rows = Announcement.objects.filter(topic=ESCALATED.code).select_related("escalation__work_item")
    return list(rows.exclude(pk__in=known).order_by("pk"))


def told_on(day: date, announcement: Announcement) -> list[str]:
    """Return the addresses of whoever is told on that day."""
    with use_clock(FixedClock.on(day)):
        return sorted(str(each.email) for each in list_reachable(ESCALATED, announcement))


# ---- On which day, to whom.


@pytest.mark.parametrize(
    ("words", "rung", "day", "told"),
    [
        # 30 July 2020 is a holiday, then the feast: the check values of the counting rule.
        ("30 juillet 2020", "R1", date(2020, 8, 3), ["farid", "ilias"]),
        ("30 juillet 2020", "R2", date(2020, 8, 10), ["farid", "mounir"]),
        ("30 juillet 2020", "R4", date(2020, 8, 27), ["jalila"]),
        ("octobre 2020", "R1", date(2020, 10, 28), ["farid", "ilias"]),
        ("octobre 2020", "R2", date(2020, 11, 9), ["farid", "mounir"]),
        ("octobre 2020", "R4", date(2020, 11, 24), ["jalila"]),
        # No date: 20, 30 and 40 working days after 15 July 2020.
        ("sans visibilité", "U1-20", date(2020, 8, 17), ["farid"]),
        ("sans visibilité", "U1-30", date(2020, 9, 2), ["mounir"]),
        ("sans visibilité", "U1-40", date(2020, 9, 16), ["jalila"]),
    ],
)
@pytest.mark.usefixtures("farid", "ilias", "mounir", "jalila", "amina", "claire")
def test_each_rung_speaks_on_its_day_to_those_it_is_for(
    activity: Activity, words: str, rung: str, day: date, told: list[str]
) -> None:
    plan(activity, words)

    spoken = [each.escalation for each in sweep_on(day - ONE_DAY)]
    assert rung not in [each.rung for each in spoken if each is not None]
    (announcement,) = sweep_on(day)

    assert announcement.escalation is not None
    assert announcement.escalation.rung == rung
    assert told_on(day, announcement) == [f"{name}@example.org" for name in told]


def test_the_tenth_day_puts_it_on_the_desk_of_the_ministry(activity: Activity, farid: User) -> None:
    plan(activity, "octobre 2020")
    sweep_on(date(2020, 11, 15))

    assert sweep_on(date(2020, 11, 16)) == []

    item = WorkItem.objects.get(subject=activity, kind="escalated", closed_at=None)
    assert (item.desk, item.due_on, item.person) == (MINISTRY_TEAM.code, date(2020, 10, 28), None)
    assert name_task("activity", item.kind)


def test_a_reminder_that_comes_too_late_is_not_sent(activity: Activity, farid: User) -> None:
    plan(activity, "30 juillet 2020")

    # The period was recorded on 15 July; ten working days before 3 August is the 16th.
    (announcement,) = sweep_on(date(2020, 7, 16))
    assert announcement.escalation is not None
    assert announcement.escalation.rung == "R0-10"
    plan(activity, "22 juillet 2020")

    assert sweep_on(date(2020, 7, 16)) == []


def test_an_item_of_an_institution_tells_the_people_of_that_one(
    activity: Activity, institutions: Institutions, farid: User
) -> None:
    stranger = make_person("Nadia")
    grant(FOCAL_POINT, stranger, on=institutions.rivage)
    plan(activity, "octobre 2020")
    item = WorkItem.objects.filter(subject=activity, closed_at=None)
    item.update(institution=institutions.rivage)

    (announcement,) = sweep_on(date(2020, 10, 28))

    assert told_on(date(2020, 10, 28), announcement) == [stranger.email]


def test_whoever_runs_this_commitment_alone_is_told(
    activity: Activity, farid: User, institutions: Institutions
) -> None:
    lead = make_person("Nadia")
    grant(PROJECT_LEAD, lead, on=activity.commitment.subject_ptr)
    plan(activity, "octobre 2020")

    (announcement,) = sweep_on(date(2020, 10, 28))

    assert told_on(date(2020, 10, 28), announcement) == [farid.email, lead.email]


def test_when_nobody_holds_the_role_the_ministry_is_told_and_an_incident_says_so(
    activity: Activity, amina: User, claire: User, caplog: pytest.LogCaptureFixture
) -> None:
    plan(activity, "octobre 2020")
    (announcement,) = sweep_on(date(2020, 10, 28))

    with caplog.at_level(logging.ERROR, "workflow.incidents"):
        told = told_on(date(2020, 10, 28), announcement)

    assert told == [amina.email]
    assert "nobody_to_tell" in caplog.text


def test_whoever_lost_the_role_is_told_no_more(
    activity: Activity, institutions: Institutions, farid: User, ilias: User
) -> None:
    plan(activity, "octobre 2020")
    (announcement,) = sweep_on(date(2020, 10, 28))

    revoke(FOCAL_POINT, farid, on=institutions.archives)

    assert told_on(date(2020, 10, 28), announcement) == [ilias.email]


def test_what_is_done_or_has_another_day_is_told_no_more(activity: Activity, farid: User) -> None:
    plan(activity, "octobre 2020")
    (announcement,) = sweep_on(date(2020, 10, 28))
    plan(activity, "novembre 2020", cause=ReplanningCause.OTHER.value)

    announcement.refresh_from_db()
    assert told_on(date(2020, 10, 28), announcement) == []

    (announcement,) = sweep_on(date(2020, 11, 30))
    fire(activity.pk, "start", actor=farid)
    announcement.refresh_from_db()
    assert told_on(date(2020, 11, 30), announcement) == []


@pytest.mark.usefixtures("farid", "mounir", "jalila", "amina")
def test_what_has_spoken_stands_whatever_becomes_of_its_ladder(
    activity: Activity, claire: User
) -> None:
    plan(activity, "octobre 2020")
    (due,) = sweep_on(date(2020, 10, 28))
    (late,) = sweep_on(date(2020, 11, 9))
    (listed,) = sweep_on(date(2020, 11, 24))

    # All its rungs but one are taken away, and that one speaks to somebody else.
    draft = RungDraft(40, (MINISTRY_TEAM.code,), code="R2")
    with use_clock(FixedClock.on(date(2020, 11, 24) + ONE_DAY)):
        rewrite_ladder(
            "activity", rungs=[draft], is_proposed=False, reason="Moins de lettres.", actor=claire
        )

    day = date(2020, 11, 25)
    assert told_on(day, late) == ["farid@example.org", "mounir@example.org"]
    assert told_on(day, listed) == ["jalila@example.org"]
    assert ESCALATED.is_pressing(due)
    assert "which the committee reads" in render(listed, claire, day, "en")


def test_only_the_rung_of_the_day_itself_leaves_at_once(activity: Activity, farid: User) -> None:
    plan(activity, "octobre 2020")

    (due,) = sweep_on(date(2020, 10, 28))
    (late,) = sweep_on(date(2020, 11, 9))

    assert ESCALATED.is_pressing(due)
    assert not ESCALATED.is_pressing(late)


def test_from_the_sweep_to_the_mail(activity: Activity, farid: User) -> None:
    plan(activity, "octobre 2020")

    with use_clock(FixedClock.on(date(2020, 10, 28))):
        sweep()
        dispatch()

    (sent,) = [each for each in mail.outbox if each.to == [farid.email]]
    with override(farid.language):
        assert name_task("activity", "planned") in sent.body


# ---- In which words.


@pytest.mark.parametrize(
    ("words", "day", "sentence"),
    [
        ("octobre 2020", date(2020, 10, 23), "It is due on Oct. 28, 2020."),
        ("octobre 2020", date(2020, 10, 28), "It is due today."),
        ("octobre 2020", date(2020, 10, 31), "its period is not over yet"),
        ("octobre 2020", date(2020, 11, 1), "It was due on Oct. 28, 2020, and is 1 day late."),
        ("octobre 2020", date(2020, 11, 9), "is 9 days late."),
        ("sans visibilité", date(2020, 8, 17), "It has no date since July 15, 2020, for 33 days."),
    ],
)
def test_the_message_says_where_it_stands(
    activity: Activity, farid: User, words: str, day: date, sentence: str
) -> None:
    plan(activity, words)
    (announcement,) = sweep_on(day)

    assert sentence in render(announcement, farid, day, "en")


@pytest.mark.parametrize(
    ("words", "day", "subject"),
    [
        ("octobre 2020", date(2020, 11, 24), ": 24 days late"),
        ("sans visibilité", date(2020, 9, 16), ": no date for 63 days"),
    ],
)
def test_the_committee_is_told_what_stands_on_its_list_and_not_to_do_it(
    activity: Activity, jalila: User, words: str, day: date, subject: str
) -> None:
    plan(activity, words)
    (announcement,) = sweep_on(day)
    jalila.language = "en"

    with use_clock(FixedClock.on(day)):
        told = render_message(Message(announcement=announcement), ESCALATED, jalila)

    assert told.subject.endswith(subject)
    assert told.due_on is None
    assert "which the committee reads" in told.body
    assert not any(ask in told.body for ask in ("Say that it is done", "Give a date"))


def test_the_message_says_what_slipped_and_who_is_awaited(activity: Activity, farid: User) -> None:
    plan(activity, "septembre 2020")
    plan(activity, "octobre 2020", cause=ReplanningCause.OTHER.value)
    await_party(activity, actor=farid, who="Treasury", what="Figures", language="en")
    announcement = sweep_on(date(2020, 11, 9))[0]

    message = render(announcement, farid, date(2020, 11, 9), "en")

    assert "Its date has moved 1 time so far." in message
    assert "- Treasury" in message
    assert f"/activities/{activity.pk}/" in message


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_message_is_written_in_the_language_of_its_reader(
    activity: Activity, farid: User, language: str
) -> None:
    plan(activity, "octobre 2020")
    (announcement,) = sweep_on(date(2020, 10, 28))

    message = render(announcement, farid, date(2020, 10, 28), language)

    with override(language):
        assert name_task("activity", "planned") in message


def render(announcement: Announcement, reader: User, day: date, language: str) -> str:
    """Return the body of the message to this reader on that day."""
    reader.language = language
    with use_clock(FixedClock.on(day)):
        message = Message(announcement=announcement, recipient=reader)
        return render_message(message, ESCALATED, reader).body
