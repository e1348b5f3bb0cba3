"""For each arrow: allowed and written down, refused to everybody else and from elsewhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from lifecycle.models import Proposal
from tests.cast import introduce, make_institutions
from tests.factories import make_plan
from tests.lifecycle.machines.proposal.arrows import ARROWS, Arrow
from tests.lifecycle.machines.proposal.road import Road, again, last_event
from tests.shared_scenes import share
from workflow.engine import available, explain, fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Announcement, User, WorkItem

_NAMES: tuple[str, ...] = (
    "amina",
    "bilal",
    "claire",
    "driss",
    "emna",
    "farid",
    "ghita",
    "hamid",
    "ilias",
)
_NAMES += ("jalila", "karim", "lamia")


@dataclass(frozen=True)
class Start:
    """A proposal from which an arrow leaves, and everybody, by name."""

    road: Road
    proposal: Proposal
    cast: dict[str, User]


@pytest.fixture(scope="module", params=ARROWS, ids=str)
def arrow(request: pytest.FixtureRequest) -> Arrow:
    """Return one arrow after the other, each for all tests."""
    found: Arrow = request.param
    return found


@pytest.fixture(scope="module")
def shared_start(
    arrow: Arrow,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], Start]]:
    """Bring a proposal to where the arrow leaves, once for the tests of the arrow."""

    def build() -> Start:
        institutions = make_institutions()
        cast = {name: introduce(name, institutions) for name in _NAMES}
        road = Road(
            plan=make_plan(),
            author=cast["driss"],
            team=cast["amina"],
            second=cast["bilal"],
            lead=cast["claire"],
            assessors=(cast["ghita"], cast["hamid"]),
            porter=institutions.archives,
        )
        return Start(road, road.at(arrow.start), cast)

    files = tmp_path_factory.mktemp("arrow")
    with override_settings(MEDIA_ROOT=files), share(build, django_db_blocker) as copy:
        yield copy


@pytest.fixture
def start(db: None, shared_start: Callable[[], Start]) -> Start:
    """Return where the arrow leaves."""
    return shared_start()


def test_whoever_it_belongs_to_takes_it(arrow: Arrow, start: Start) -> None:
    road, proposal, cast = start.road, start.proposal, start.cast
    inputs = arrow.inputs(road)

    event = fire(proposal, arrow.name, actor=cast[arrow.who], inputs=inputs)

    assert again(proposal).state == arrow.target
    assert (event.name, event.source, event.target) == (arrow.name, proposal.state, arrow.target)
    assert event == last_event(proposal)
    assert event.actor == cast[arrow.who]
    assert Announcement.objects.filter(event=event, topic=f"proposal.{arrow.name}").exists()


def test_what_the_old_state_waited_for_is_closed(arrow: Arrow, start: Start) -> None:
    road, proposal, cast = start.road, start.proposal, start.cast
    before = set(proposal.work_items.filter(closed_at__isnull=True).values_list("pk", flat=True))

    fire(proposal, arrow.name, actor=cast[arrow.who], inputs=arrow.inputs(road))

    assert not WorkItem.objects.filter(pk__in=before, closed_at__isnull=True).exists()


def test_nobody_else_takes_it(arrow: Arrow, start: Start) -> None:
    road, proposal, cast = start.road, start.proposal, start.cast
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


def test_it_is_not_taken_twice(arrow: Arrow, start: Start) -> None:
    road, proposal, cast = start.road, start.proposal, start.cast
    inputs = arrow.inputs(road)
    fire(proposal, arrow.name, actor=cast[arrow.who], inputs=inputs)

    with pytest.raises(TransitionRefusedError, match="is possible from"):
        fire(proposal, arrow.name, actor=cast[arrow.who], inputs=inputs)

    assert again(proposal).state == arrow.target


def test_who_read_an_older_version_is_told(arrow: Arrow, start: Start) -> None:
    road, proposal, cast = start.road, start.proposal, start.cast
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


def test_what_can_be_done_is_what_is_explained(arrow: Arrow, start: Start) -> None:
    road, proposal, cast = start.road, start.proposal, start.cast
    road.minutes()

    explained = explain(proposal, actor=cast[arrow.who]).find(arrow.name)
    names = {each.name for each in available(proposal, actor=cast[arrow.who])}

    assert explained is not None
    assert explained.is_allowed
    assert arrow.name in names


def test_only_what_asks_for_nothing_is_taken_with_nothing(arrow: Arrow, start: Start) -> None:
    road, proposal, cast = start.road, start.proposal, start.cast
    road.minutes()

    if arrow.asks:
        with pytest.raises(InputError):
            fire(proposal, arrow.name, actor=cast[arrow.who], inputs={})
        assert again(proposal).state == proposal.state
    else:
        fire(proposal, arrow.name, actor=cast[arrow.who], inputs={})
        assert again(proposal).state == arrow.target
