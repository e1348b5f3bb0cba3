"""The daily letter itself: all that waits for one reader, once, in order, in their language."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils.translation import override

from notifications import places
from notifications.daily import compose_daily
from notifications.models import Message, MessageState
from notifications.relay import relay_announcements
from notifications.topics import Outsider
from tests.notifications.daily.morning import (
    EIGHT,
    LINK,
    announce_some,
    get_daily,
    list_lines,
    run,
)
from tests.notifications.telling import (
    PREFERENCES,
    Telling,
    announce,
    list_letters,
)
from workflow.models import Announcement, User

pytestmark = pytest.mark.django_db


def test_all_that_waits_goes_as_one_letter_in_the_language_of_its_reader(
    calm: Telling, amina: User, now: datetime
) -> None:
    calm.context["url"] = LINK
    announce_some(now)

    with override("en"):
        run(EIGHT)

    (sent,) = mail.outbox
    daily = get_daily()
    assert sent.to == [amina.email]
    assert str(sent.body).count("فبراير") == 3
    assert str(sent.body).count(LINK) == 3
    assert sent.extra_headers["Content-Language"] == "ar"
    assert sent.extra_headers["Message-ID"] == f"<message-{daily.pk}@localhost>"
    assert (daily.state, daily.attempts) == (MessageState.SENT, 1)


def test_each_line_proves_that_it_was_sent_and_with_which_letter(
    amina: User, now: datetime
) -> None:
    announce_some(now)

    run(EIGHT)

    proofs = {(each.state, each.sent_at, each.daily_id, each.language) for each in list_lines()}
    assert proofs == {(MessageState.SENT, EIGHT, get_daily().pk, "ar")}


def test_somebody_without_an_account_has_a_daily_letter_too(calm: Telling, now: datetime) -> None:
    calm.recipients = [Outsider("follower:7", "zineb@example.org", "ar", f"{LINK}stop/")]
    announce_some(now)

    run(EIGHT)

    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    assert sent.to == ["zineb@example.org"]
    assert sent.extra_headers["List-Unsubscribe"] == f"<{LINK}stop/>"
    assert f"{LINK}stop/" in str(sent.body)
    assert f'href="{LINK}stop/"' in str(sent.alternatives[0][0])


def follow(number: int, *, email: str = "zineb@example.org", language: str = "ar") -> Outsider:
    """Return an address that follows one more thing, with the link by which it stops."""
    return Outsider(f"follower:{number}", email, language, f"{LINK}stop/{number}/")


def announce_to(calm: Telling, now: datetime, *outsiders: Outsider) -> list[Announcement]:
    """Announce one thing to each of these, as if each followed another thing."""
    made = []
    for outsider in outsiders:
        calm.recipients = [outsider]
        made.append(announce(now))
        relay_announcements(now=now)
    told = {each.pk: outsider for each, outsider in zip(made, outsiders, strict=True)}
    calm.find_recipients = lambda announcement: [told[announcement.pk]]
    return made


@pytest.fixture
def stop_all(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return where one address stops several things; the floor above is not asked."""
    monkeypatch.setattr(places, "_stops", [lambda each: f"{LINK}stop/{len(each)}-of-them/"])
    return f"{LINK}stop/2-of-them/"


def test_an_address_that_follows_several_things_has_one_letter(
    calm: Telling, now: datetime, stop_all: str
) -> None:
    announce_to(calm, now, follow(7), follow(8, email="Zineb@Example.org"), follow(7))

    run(EIGHT)

    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    html = str(sent.alternatives[0][0])
    assert sent.to == ["zineb@example.org"]
    assert sent.extra_headers["List-Unsubscribe"] == f"<{stop_all}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for written in (str(sent.body), html):
        assert written.count(f"{LINK}stop/7/") == 2
        assert written.count(f"{LINK}stop/8/") == 1
        assert stop_all in written
    assert {each.state for each in list_lines()} == {MessageState.SENT}


def test_after_a_week_away_an_address_has_one_letter_too(
    calm: Telling, now: datetime, stop_all: str
) -> None:
    calm.recipients = [follow(7), follow(8)]
    for day in range(7):
        announce(now + timedelta(days=day))
    back = now + timedelta(days=7)

    run(back)
    run(back + timedelta(minutes=1))

    assert len(mail.outbox) == 1
    assert len(list_lines()) == 14


def test_an_address_reads_each_language_in_a_letter_of_its_own(
    calm: Telling, now: datetime, stop_all: str
) -> None:
    announce_to(calm, now, follow(7), follow(8, language="fr"), follow(9, email="o@example.org"))

    run(EIGHT)

    read = sorted((each.to[0], each.extra_headers["Content-Language"]) for each in mail.outbox)
    assert read == [
        ("o@example.org", "ar"),
        ("zineb@example.org", "ar"),
        ("zineb@example.org", "fr"),
    ]


def test_a_line_whose_reader_has_another_address_by_now_is_told_there_alone(
    calm: Telling, now: datetime, stop_all: str
) -> None:
    first, second = announce_to(calm, now, follow(7), follow(8))
    moved = follow(8, email="elsewhere@example.org")
    told = {first.pk: follow(7), second.pk: moved}
    calm.find_recipients = lambda announcement: [told[announcement.pk]]

    run(EIGHT)

    assert [each.to for each in mail.outbox] == [["zineb@example.org"], [moved.email]]
    assert "stop/8/" not in str(mail.outbox[0].body)
    assert mail.outbox[0].extra_headers["List-Unsubscribe"] == f"<{LINK}stop/7/>"


def test_nothing_of_an_address_is_kept_with_what_waits_for_it(calm: Telling, now: datetime) -> None:
    announce_to(calm, now, follow(7), follow(8))

    kept = {each.address_key for each in list_lines()}

    assert len(kept) == 1
    assert "zineb" not in repr(list(list_letters().values()))


def test_the_urgent_comes_first_then_what_is_due_first(
    calm: Telling, amina: User, now: datetime
) -> None:
    days = {1: None, 2: date(2026, 12, 24), 3: date(2026, 12, 3)}
    made = [announce(now).pk for _number in range(3)]
    calm.templates["told.subject.txt"] = "n{{ rank }}"
    calm.describe = lambda announcement: {
        "rank": made.index(announcement.pk) + 1,
        "due_on": days[made.index(announcement.pk) + 1],
    }
    relay_announcements(now=now)
    list_letters().filter(announcement=made[0]).update(is_urgent=True)

    run(EIGHT)

    body = str(mail.outbox[0].body)
    assert sorted(("n1", "n2", "n3"), key=body.rindex) == ["n1", "n3", "n2"]
    assert str(mail.outbox[0].subject).startswith("n1")


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_letter_is_written_in_each_language(
    calm: Telling, amina: User, now: datetime, language: str
) -> None:
    amina.language = language
    calm.context |= {"url": LINK, "due_on": date(2026, 12, 3), "actions": [("A", f"{LINK}a/")]}
    announce_some(now)

    run(EIGHT)

    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    html = str(sent.alternatives[0][0])
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert f'href="{PREFERENCES}"' in html
    assert PREFERENCES in str(sent.body)
    assert (html.count(f'href="{LINK}"'), str(sent.body).count(f"A: {LINK}a/")) == (3, 3)
    assert "{{" not in str(sent.body) + html


def test_a_letter_is_the_same_however_often_it_is_composed(amina: User, now: datetime) -> None:
    announce_some(now)

    composed = [compose_daily(now=EIGHT) for _time in range(3)]

    assert composed == [1, 0, 0]
    message = make_message_of_today(now)
    assert compose_daily(now=EIGHT) == 0
    message.refresh_from_db()
    assert message.state == MessageState.WAITING


def make_message_of_today(now: datetime) -> Message:
    """Return one more message for the same reader."""
    announcement = announce(now)
    relay_announcements(now=now)
    return list_letters().get(announcement=announcement)
