"""What certainly was not taken gathers anew with what came since; what may have been stays."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from notifications import delivery, operating
from notifications.claiming import claim_next
from notifications.gathering import gather
from notifications.models import AttemptOutcome, Message, MessageState
from notifications.relay import relay_announcements
from tests.notifications.gathering.asking import (
    MINUTE,
    Server,
    ask,
    deliver,
    get_told,
    list_states,
    list_told,
)
from tests.notifications.post import Manner, Postman, read_text
from tests.notifications.telling import Telling, announce, list_letters, make_person
from workflow.models import DeliveryClass, User

pytestmark = pytest.mark.django_db


def test_a_letter_of_several_parts_takes_in_what_came_since(
    amina: User, server: Server, now: datetime
) -> None:
    server.go_away()
    asked = ask(now, 3)
    waiting = list_states(asked)
    (letter,) = list_letters().filter(announcement=None)
    dissolved = (letter.state, letter.lines.count())
    server.come_back()

    asked += ask(now + MINUTE, 2)

    letter.refresh_from_db()
    assert waiting == [MessageState.GATHERING] * 3
    assert dissolved == (MessageState.DISSOLVED, 0)
    assert list_told() == [5]
    assert (letter.state, letter.attempts, letter.lines.count()) == (MessageState.SENT, 2, 5)
    assert list_states(asked) == [MessageState.SENT] * 5
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<message-{letter.pk}@localhost>"


def test_two_letters_that_failed_become_one(amina: User, server: Server, now: datetime) -> None:
    server.go_away()
    asked = [announce(now).pk for _number in range(2)]
    relay_announcements(now=now)
    gather(now=now)
    slow = claim_next(now=now)
    asked += ask(now, 2)
    assert slow is not None
    delivery.deliver(slow, get_now=lambda: now)
    server.come_back()

    deliver(now + 2 * MINUTE)

    letters = list_letters().filter(announcement=None).order_by("pk")
    assert list_told() == [4]
    assert [each.state for each in letters] == [MessageState.SENT, MessageState.DISSOLVED]
    assert list_states(asked) == [MessageState.SENT] * 4


def test_what_may_have_arrived_keeps_its_own_letter_and_the_rest_goes_together(
    amina: User, postman: Postman, server: Server, now: datetime
) -> None:
    postman.choose = lambda _recipient: Manner.TAKE_AND_CUT
    (doubtful,) = ask(now)
    server.go_away()
    later = [*ask(now + 5 * MINUTE), *ask(now + 10 * MINUTE)]
    states = list_states([doubtful, *later])
    server.come_back()

    deliver(now + 60 * MINUTE)

    assert states == [MessageState.PENDING, MessageState.GATHERING, MessageState.GATHERING]
    assert sorted(list_told()) == [1, 2]
    # The same letter a second time: whoever reads both is shown one.
    own = f"<message-{get_told(doubtful).pk}@localhost>"
    assert [str(each["Message-ID"]) for each in postman.taken] == [own]
    assert own in [each.extra_headers["Message-ID"] for each in mail.outbox]


def test_a_letter_that_may_have_arrived_takes_nothing_in_ever_after(
    amina: User, postman: Postman, server: Server, now: datetime
) -> None:
    postman.choose = lambda _recipient: Manner.TAKE_AND_CUT
    ask(now, 2)
    server.go_away()
    deliver(now + 5 * MINUTE)
    (letter,) = list_letters().filter(announcement=None)
    tried = (letter.state, letter.lines.count())

    ask(now + 6 * MINUTE)
    server.come_back()
    deliver(now + 60 * MINUTE)

    assert tried == (MessageState.PENDING, 2)
    assert [each.outcome for each in letter.tries.all()] == ["route_down", "unreached", "sent"]
    assert sorted(list_told()) == [1, 2]


def test_what_is_strict_goes_together_when_it_certainly_did_not_leave_and_else_waits(
    amina: User, postman: Postman, server: Server, now: datetime
) -> None:
    strict: dict[str, Any] = {"delivery_class": DeliveryClass.STRICT}
    server.go_away()
    first = ask(now, 2, **strict)
    server.come_back_as(postman)
    first += ask(now + 5 * MINUTE, **strict)
    postman.choose = lambda _recipient: Manner.TAKE_AND_CUT
    second = ask(now + 10 * MINUTE, 2, **strict)
    postman.choose = lambda _recipient: Manner.TAKE
    third = ask(now + 15 * MINUTE, **strict)
    deliver(now + 90 * MINUTE)

    assert list_states(first) == [MessageState.SENT] * 3
    assert list_states(second) == [MessageState.IN_DOUBT] * 2
    assert list_states(third) == [MessageState.SENT]
    assert [read_text(each).count("[n") for each in postman.taken] == [3, 2, 1]


def test_what_is_refused_once_it_was_read_goes_on_alone_and_dies_alone(
    asking: Telling, amina: User, postman: Postman, now: datetime
) -> None:
    # A server that answers "later" to these words for ever, and takes all others.
    asking.templates["told.txt"] = "{% if number == poison %}POISON{% endif %}[n{{ number }}]"
    poison: list[int] = []
    asking.describe = lambda announcement: {"number": announcement.pk, "poison": poison[0]}
    postman.choose_by_text = lambda text: Manner.DEFER if "POISON" in text else Manner.TAKE
    announced = announce(now)
    poison.append(announced.pk)
    relay_announcements(now=now)
    deliver(now)

    moment, others = now, []
    for _hour in range(9):
        moment += timedelta(hours=2)
        others += ask(moment)

    assert get_told(announced.pk).state == MessageState.DEAD
    assert list_states(others) == [MessageState.SENT] * 9


def test_a_recipient_who_is_put_off_gets_one_letter_in_the_end(
    asking: Telling, amina: User, postman: Postman, now: datetime
) -> None:
    asking.recipients = [amina, make_person("Bilal")]
    postman.answer = lambda step, address: (
        "450 4.2.0 greylisted" if (step, address) == ("RCPT", "amina@example.org") else ""
    )
    asked = ask(now, 2)
    put_off = set(list_states(asked))
    postman.answer = lambda _step, _address: ""

    asked += ask(now + 5 * MINUTE)

    to_amina = [each for each in postman.taken if each["To"] == "amina@example.org"]
    assert put_off == {MessageState.GATHERING, MessageState.SENT}
    assert [read_text(each).count("[n") for each in to_amina] == [3]
    assert set(list_states(asked)) == {MessageState.SENT}


def test_a_line_that_left_its_letter_is_not_held_up_by_it(
    asking: Telling, amina: User, server: Server, now: datetime
) -> None:
    asking.poison = set()
    announced = [announce(now), announce(now)]
    asking.poison = {announced[0].pk}
    relay_announcements(now=now)
    deliver(now)
    server.go_away()
    asking.poison = set()
    deliver(now + 5 * MINUTE)
    Message.objects.filter(announcement=announced[0]).update(state=MessageState.GATHERING.value)
    server.come_back()

    ask(now + 60 * MINUTE)

    deliver(now + 120 * MINUTE)
    assert list_states([each.pk for each in announced]) == [MessageState.SENT] * 2
    assert not list_letters().exclude(state=MessageState.SENT.value).exists()


def test_operators_see_what_gathers_anew_why_and_drop_it(
    amina: User, server: Server, now: datetime
) -> None:
    server.go_away()
    asked = ask(now, 2)
    seen = list(operating.list_letters(operating.LetterFilter(states=["gathering"])))
    (letter,) = operating.list_letters(operating.LetterFilter(states=["dissolved"]))

    dropped = operating.drop([letter.pk, get_told(asked[0]).pk], amina, "too late")
    retried = operating.retry([letter.pk], amina)
    server.come_back()
    deliver(now + 60 * MINUTE)

    assert [(each.attempts, each.last_error[:16]) for each in seen] == [(1, "UnreachableError")] * 2
    assert (dropped, retried) == ([get_told(asked[0]).pk], [])
    assert list_states(asked) == [MessageState.DROPPED, MessageState.SENT]
    assert list_told() == [1]


def test_what_an_operator_tries_anew_leaves_by_itself_when_it_may_have_arrived(
    amina: User, postman: Postman, server: Server, now: datetime
) -> None:
    postman.choose = lambda _recipient: Manner.CUT
    (doubtful,) = ask(now, delivery_class=DeliveryClass.STRICT)
    operating.retry([get_told(doubtful).pk], amina)
    Message.objects.update(available_at=now)
    server.go_away()

    deliver(now)

    assert get_told(doubtful).state == MessageState.PENDING
    assert not get_told(doubtful).tries.exclude(
        outcome__in=[AttemptOutcome.IN_DOUBT.value, AttemptOutcome.UNREACHED.value]
    )
