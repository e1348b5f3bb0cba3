"""Senders die, the mail server misbehaves: no message is lost, and none is told twice for nothing.

G14: events = sent + held + dead. G15: strict never twice; what must arrive, one more a death.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet

from notifications import breakers, relay, topics
from notifications.models import AttemptOutcome, DeliveryAttempt, Message, MessageState
from notifications.relay import relay_announcements
from notifications.topics import Recipient
from tests.databases import Clone
from tests.figures import say
from tests.notifications.post import Manner, Postman, open_post, read_text
from tests.notifications.proofs.sending import (
    START,
    finish,
    hurry,
    make_clock,
    send_and_kill,
    send_once,
    send_until_nobody_dies,
)
from tests.notifications.telling import TOPIC, Telling, announce, list_letters, make_person
from workflow.models import Announcement, DeliveryClass

ANNOUNCED = 24
KILLS = 8
SENDERS = 3
#: Between announcements that are made while senders die.
APART = timedelta(seconds=0.3)
#: How the server behaves, and how often of a hundred.
MANNERS = {
    Manner.TAKE: 58,
    Manner.DEFER: 14,
    Manner.CUT: 14,
    Manner.TAKE_AND_CUT: 10,
    Manner.TAKE_AND_HANG: 4,
}
#: Taken, and the sender never heard so: it may be sent once more.
UNHEARD = (Manner.TAKE_AND_CUT, Manner.TAKE_AND_HANG)
HELD = {MessageState.IN_DOUBT, MessageState.REFUSED, MessageState.WITHHELD}


@pytest.fixture
def postman(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postman]:
    """Return a mail server that does everything wrong now and then."""
    hurry(settings, monkeypatch)
    with open_post(settings) as postman:
        random = Random(7)  # noqa: S311 - a server that behaves oddly, always in the same way.
        manners, weights = list(MANNERS), list(MANNERS.values())
        postman.choose = lambda _recipient: random.choices(manners, weights)[0]
        postman.hang_seconds = 0.5
        yield postman


def register(told: Telling, **changed: Any) -> None:
    """Let the topic of these tests be as one of them needs."""
    topics.forget(TOPIC)
    topics.register(told.make_topic(**changed))


def count_states() -> Counter[str]:
    """Return how many letters that tell of an announcement stand where."""
    told = list_letters().filter(announcement__isnull=False)
    return Counter(told.values_list("state", flat=True))


def name(message: Message) -> str:
    """Return the Message-ID under which it was sent: its own, or that of its daily letter."""
    return f"<message-{message.daily_id or message.pk}@localhost>"


def test_no_message_is_lost_and_none_comes_twice_but_for_a_death(
    cloned_database: Clone, told: Telling, postman: Postman
) -> None:
    people: list[Recipient] = [make_person("Amina"), make_person("Bilal"), make_person("Nobody")]
    told.recipients = people
    postman.unknown = frozenset({"nobody@example.org"})
    # Every third goes into daily letters.
    register(told, is_urgent=lambda announcement: announcement.pk % 3 != 0)
    made = [announce(START - timedelta(days=2)).pk for _number in range(ANNOUNCED)]
    told.closed, told.poison = {made[1]}, {made[4]}
    get_now = make_clock()

    send_and_kill(get_now, kills=KILLS, senders=SENDERS, seed=11)
    finish(get_now)

    states, taken = count_states(), postman.count_taken()
    sent = list_letters().filter(announcement__isnull=False, state=MessageState.SENT.value)
    missing = [each.pk for each in sent if not taken[name(each)]]
    extra = sum(times - 1 for times in taken.values())
    allowed = KILLS + sum(postman.manners[manner] for manner in UNHEARD)
    say(states=states, server=postman.manners, kills=KILLS, extra=extra, allowed=allowed)
    # Nobody could be told of the one that is closed: it is no letter.
    assert sum(states.values()) == (ANNOUNCED - 1) * len(people)
    assert set(states) <= {MessageState.SENT, MessageState.DEAD, *HELD}
    assert states[MessageState.DEAD] >= len(people) - 1
    assert states[MessageState.SENT] > ANNOUNCED
    assert missing == []
    assert extra <= allowed
    assert postman.manners.total() > sent.count() // 3


def test_what_is_strict_never_comes_twice_and_in_doubt_a_person_is_asked(
    cloned_database: Clone, told: Telling, postman: Postman
) -> None:
    told.recipients = [make_person("Amina"), make_person("Bilal")]
    register(told, is_urgent=lambda announcement: announcement.pk % 3 != 0)
    for _number in range(ANNOUNCED):
        announce(START - timedelta(days=2), delivery_class=DeliveryClass.STRICT)
    get_now = make_clock()

    send_and_kill(get_now, kills=KILLS, senders=SENDERS, seed=13)
    finish(get_now)

    states, taken = count_states(), postman.count_taken()
    letters = list_letters().filter(announcement__isnull=False)
    lost = [
        each.pk for each in letters if each.state == MessageState.SENT and not taken[name(each)]
    ]
    say(states=states, server=postman.manners, kills=KILLS, most=max(taken.values()))
    assert sum(states.values()) == ANNOUNCED * 2
    assert set(states) <= {MessageState.SENT, MessageState.IN_DOUBT}
    assert max(taken.values()) == 1
    assert lost == []
    assert states[MessageState.IN_DOUBT] > 0


def list_tries_of_dead(letters: QuerySet[Message]) -> set[int]:
    """Return how often each letter that was given up for dead had failed or lost its sender.

    Such a server may treat one letter badly each time it is tried.
    """
    tries = DeliveryAttempt.objects.filter(message__in=letters.filter(state=MessageState.DEAD))
    failed = tries.filter(outcome__in=[AttemptOutcome.FAILED, AttemptOutcome.DIED])
    return set(Counter(failed.values_list("message", flat=True)).values())


@pytest.mark.parametrize("delivery_class", list(DeliveryClass))
def test_what_leaves_together_is_neither_lost_nor_told_twice_for_nothing(
    cloned_database: Clone, told: Telling, postman: Postman, delivery_class: DeliveryClass
) -> None:
    people: list[Recipient] = [make_person("Amina"), make_person("Bilal")]
    told.recipients = people
    register(told, is_urgent=True, group="tasks")
    # In threes, one after the other: something is being gathered whenever a sender dies.
    for number in range(ANNOUNCED):
        announce(START + number // 3 * APART, delivery_class=delivery_class)
    get_now, kills = make_clock(), 2 * KILLS

    send_and_kill(get_now, kills=kills, senders=SENDERS, seed=17)
    finish(get_now)

    states, taken = count_states(), postman.count_taken()
    gathered = list_letters().filter(announcement__isnull=True, is_urgent=True)
    sent = list_letters().filter(announcement__isnull=False, state=MessageState.SENT.value)
    missing = [each.pk for each in sent if not taken[name(each)]]
    extra = sum(times - 1 for times in taken.values())
    is_strict = delivery_class is DeliveryClass.STRICT
    allowed = 0 if is_strict else kills + sum(postman.manners[manner] for manner in UNHEARD)
    figures = {"server": postman.manners, "kills": kills, "extra": extra, "allowed": allowed}
    say(delivery_class=delivery_class, states=states, gathered=gathered.count(), **figures)
    assert sum(states.values()) == ANNOUNCED * len(people)
    held = MessageState.IN_DOUBT if is_strict else MessageState.DEAD
    assert set(states) <= {MessageState.SENT, held}
    assert list_tries_of_dead(gathered) <= {settings.NOTIFICATIONS_ATTEMPTS}
    assert states[MessageState.SENT] > 0
    assert gathered.count() > len(people)
    assert missing == []
    assert extra <= allowed


@pytest.mark.parametrize("delivery_class", list(DeliveryClass))
def test_what_gathers_anew_is_neither_lost_nor_told_twice_for_nothing(
    cloned_database: Clone, told: Telling, postman: Postman, delivery_class: DeliveryClass
) -> None:
    told.recipients = [make_person("Amina"), make_person("Bilal")]
    register(told, is_urgent=True, group="tasks")
    told.templates["told.txt"] = "[n{{ announcement.pk }}]"
    refusals = Counter[str]()

    def answer(step: str, _address: str) -> str:
        # Well again once it was away often enough; every second time it goes one step further.
        if refusals.total() == 2 * KILLS or (step == "MAIL" and refusals.total() % 2):
            return ""
        refusals[step] += 1
        return "450 later" if step == "RCPT" else "421 going away"

    postman.answer = answer
    for number in range(ANNOUNCED):
        announce(START + number // 3 * APART, delivery_class=delivery_class)
    get_now, kills = make_clock(), 2 * KILLS

    send_and_kill(get_now, kills=kills, senders=SENDERS, seed=19)
    # Of what is strict, all that was announced before may be in doubt; nobody dies on these.
    late = {announce(get_now()).pk for _number in range(3)}
    finish(get_now, patience_seconds=60)

    states = count_states()
    texts = Counter(
        (str(each["To"]), int(number))
        for each in postman.taken
        for number in re.findall(r"\[n(\d+)\]", read_text(each))
    )
    sent = list_letters().filter(announcement__isnull=False, state=MessageState.SENT.value)
    told_of = set(sent.values_list("recipient__email", "announcement"))
    extra = sum(times - 1 for times in texts.values())
    unreached = DeliveryAttempt.objects.filter(outcome=AttemptOutcome.UNREACHED.value).count()
    figures = {"refusals": refusals, "unreached": unreached, "kills": kills, "extra": extra}
    say(delivery_class=delivery_class, states=states, **figures)
    is_strict = delivery_class is DeliveryClass.STRICT
    assert sum(states.values()) == (ANNOUNCED + len(late)) * 2
    assert set(states) <= {MessageState.SENT, *([MessageState.IN_DOUBT] if is_strict else [])}
    assert unreached >= KILLS // 2
    assert told_of <= set(texts)
    assert {number for _address, number in told_of} >= late
    assert max(texts.values()) == 1 or not is_strict
    # Of each death, and of each time nobody heard that it was taken, one letter comes again.
    unheard = sum(postman.manners[manner] for manner in UNHEARD)
    assert sum(times - 1 for times in postman.count_taken().values()) <= kills + unheard


def test_an_announcement_that_kills_its_relay_dies_and_the_others_flow(
    cloned_database: Clone, told: Telling, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(settings, monkeypatch)
    monkeypatch.setattr(relay, "RELAY_LEASE", timedelta(seconds=0.05))
    told.recipients = [make_person("Amina")]
    made = [announce(START - timedelta(days=2)).pk for _number in range(6)]
    told.deadly = {made[2]}
    get_now = make_clock()

    with open_post(settings) as postman:
        deaths = send_until_nobody_dies(get_now)

    told_of = set(list_letters().values_list("announcement", flat=True))
    assert deaths == settings.NOTIFICATIONS_ATTEMPTS
    assert told_of == {*made} - {made[2]}
    assert len(postman.taken) == 5
    assert not Announcement.objects.filter(taken_at__isnull=True).exists()


def test_a_message_that_kills_its_sender_dies_and_the_others_flow(
    cloned_database: Clone, told: Telling, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(settings, monkeypatch)
    settings.NOTIFICATIONS_LEASE_SECONDS = 0.05
    told.recipients = [make_person("Amina")]
    made = [announce(START - timedelta(days=2)).pk for _number in range(6)]
    get_now = make_clock()
    with open_post(settings) as postman:
        relay_announcements(now=get_now())
        told.deadly = {made[2]}

        deaths = send_until_nobody_dies(get_now)

    states = dict(list_letters().values_list("announcement", "state"))
    assert deaths == settings.NOTIFICATIONS_ATTEMPTS
    assert states.pop(made[2]) == MessageState.DEAD
    assert set(states.values()) == {MessageState.SENT}
    assert set(postman.count_taken().values()) == {1}


def test_a_server_that_returns_finds_everything_within_a_minute(
    told: Telling, settings: Any, db: None
) -> None:
    told.recipients = [make_person("Amina")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _number in range(20):
        announce(START)
    moment = START
    while moment < START + timedelta(hours=6):
        send_once(lambda: moment)  # noqa: B023 - called before the moment moves.
        moment += timedelta(minutes=30)
    down = breakers.list_open()

    with open_post(settings) as postman:
        send_once(lambda: moment + timedelta(seconds=30))
        send_once(lambda: moment + timedelta(seconds=60))

    assert down == {"email"}
    assert len(postman.taken) == 20
    assert count_states() == {MessageState.SENT: 20}
