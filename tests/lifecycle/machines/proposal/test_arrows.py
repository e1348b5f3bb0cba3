"""For each arrow: allowed and written down, refused to everybody else and from elsewhere."""

import pytest

from tests.lifecycle.machines.proposal.arrows import ARROWS, Arrow
from tests.lifecycle.machines.proposal.road import Road, again, last_event
from workflow.engine import available, explain, fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Announcement, User, WorkItem

each_arrow = pytest.mark.parametrize("arrow", ARROWS, ids=str)


@pytest.fixture
def cast(
    road: Road, emna: User, farid: User, ilias: User, jalila: User, karim: User, lamia: User
) -> dict[str, User]:
    """Return everybody, by name."""
    people = (road.author, road.team, road.second, road.lead, *road.assessors)
    everybody = (*people, emna, farid, ilias, jalila, karim, lamia)
    return {person.display_name.lower(): person for person in everybody}


@each_arrow
def test_whoever_it_belongs_to_takes_it(arrow: Arrow, road: Road, cast: dict[str, User]) -> None:
    proposal = road.at(arrow.start)
    inputs = arrow.inputs(road)

    event = fire(proposal, arrow.name, actor=cast[arrow.who], inputs=inputs)

    assert again(proposal).state == arrow.target
    assert (event.name, event.source, event.target) == (arrow.name, proposal.state, arrow.target)
    assert event == last_event(proposal)
    assert event.actor == cast[arrow.who]
    assert Announcement.objects.filter(event=event, topic=f"proposal.{arrow.name}").exists()


@each_arrow
def test_what_the_old_state_waited_for_is_closed(
    arrow: Arrow, road: Road, cast: dict[str, User]
) -> None:
    proposal = road.at(arrow.start)
    before = set(proposal.work_items.filter(closed_at__isnull=True).values_list("pk", flat=True))

    fire(proposal, arrow.name, actor=cast[arrow.who], inputs=arrow.inputs(road))

    assert not WorkItem.objects.filter(pk__in=before, closed_at__isnull=True).exists()


@each_arrow
def test_nobody_else_takes_it(arrow: Arrow, road: Road, cast: dict[str, User]) -> None:
    proposal = road.at(arrow.start)
    inputs = arrow.inputs(road)
    colleagues = {"amina": {"bilal"}}.get(arrow.who, set())
    # A paper act of an author without account can be recorded by the ministry team.
    recorders = (
        {"amina", "bilal"} if arrow.name in {"withdraw", "give_details", "object"} else set()
    )
    # The owner withdraws a porter as well as the ministry lead.
    recorders |= {"emna"} if arrow.name == "withdraw_porter" else set()
    others = set(cast) - {arrow.who} - colleagues - recorders

    for name in sorted(others):
        with pytest.raises((TransitionForbiddenError, SubjectNotFoundError)):
            fire(proposal, arrow.name, actor=cast[name], inputs=inputs)

    assert again(proposal).version == proposal.version


@each_arrow
def test_it_is_not_taken_twice(arrow: Arrow, road: Road, cast: dict[str, User]) -> None:
    proposal = road.at(arrow.start)
    inputs = arrow.inputs(road)
    fire(proposal, arrow.name, actor=cast[arrow.who], inputs=inputs)

    with pytest.raises(TransitionRefusedError, match="is possible from"):
        fire(proposal, arrow.name, actor=cast[arrow.who], inputs=inputs)

    assert again(proposal).state == arrow.target


@each_arrow
def test_who_read_an_older_version_is_told(arrow: Arrow, road: Road, cast: dict[str, User]) -> None:
    proposal = road.at(arrow.start)
    inputs = arrow.inputs(road)

    with pytest.raises(StaleSubjectError):
        fire(
            proposal,
            arrow.name,
            actor=cast[arrow.who],
            inputs=inputs,
            expect=proposal.version - 1,
        )

    assert again(proposal).state == proposal.state


@each_arrow
def test_what_can_be_done_is_what_is_explained(
    arrow: Arrow, road: Road, cast: dict[str, User]
) -> None:
    road.minutes()
    proposal = road.at(arrow.start)

    explained = explain(proposal, actor=cast[arrow.who]).find(arrow.name)
    names = {each.name for each in available(proposal, actor=cast[arrow.who])}

    assert explained is not None
    assert explained.is_allowed
    assert arrow.name in names


@pytest.mark.parametrize("arrow", [each for each in ARROWS if each.asks], ids=str)
def test_what_must_be_given_is_asked_for(arrow: Arrow, road: Road, cast: dict[str, User]) -> None:
    road.minutes()
    proposal = road.at(arrow.start)

    with pytest.raises(InputError):
        fire(proposal, arrow.name, actor=cast[arrow.who], inputs={})

    assert again(proposal).state == proposal.state
