"""Contributions that are answered together: how they come together and part."""

from collections.abc import Iterator

import pytest

from lifecycle.models import Contribution
from lifecycle.services.contributions import (
    answer_contribution,
    group_contributions,
    ungroup_contribution,
)
from tests.consultation import (
    TODAY,
    YES,
    consultation_in,
    make_consultation,
    on,
    read,
    say,
)
from workflow.clock import current_clock
from workflow.exceptions import (
    InputError,
    TransitionRefusedError,
)
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


def test_one_answer_answers_the_group(amina: User) -> None:
    consultation = consultation_in("open")
    head, one, two = (say(consultation, f"Idée {number}") for number in range(3))

    group_contributions(head.pk, members=[one.pk, two.pk], actor=amina)
    answer_contribution(two.pk, actor=amina, **YES)

    assert {read(each).answer for each in (head, one, two)} == {YES["answer"]}


def test_who_joins_an_answered_group_is_answered_and_who_leaves_is_not(amina: User) -> None:
    consultation = consultation_in("open")
    head, one = say(consultation), say(consultation)
    answer_contribution(head.pk, actor=amina, **YES)

    group_contributions(head.pk, members=[one.pk], actor=amina)
    joined = read(one).is_answered
    ungroup_contribution(one.pk, actor=amina)

    assert joined
    assert not read(one).is_answered
    assert read(one).leader is None
    assert read(head).is_answered


def test_a_group_that_joins_another_has_its_head(amina: User) -> None:
    consultation = consultation_in("open")
    head, second, third = (say(consultation, f"Idée {number}") for number in range(3))
    group_contributions(second.pk, members=[third.pk], actor=amina)

    group_contributions(head.pk, members=[second.pk], actor=amina)

    assert {read(each).leader_id for each in (second, third)} == {head.pk}


def test_contributions_of_two_consultations_are_not_grouped(amina: User, claire: User) -> None:
    first = consultation_in("open")
    row = say(first)
    other = Contribution.objects.create(
        consultation=make_consultation(first.plan_version),
        text="Ailleurs",
        received_at=current_clock().now(),
    )

    for members in ([other.pk], [], [row.pk]):
        with pytest.raises(InputError):
            group_contributions(row.pk, members=members, actor=amina)


def test_what_is_in_no_group_leaves_none(amina: User) -> None:
    with pytest.raises(TransitionRefusedError):
        ungroup_contribution(say(consultation_in("open")).pk, actor=amina)
