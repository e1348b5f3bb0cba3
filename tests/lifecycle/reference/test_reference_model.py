"""The engine does what the rules say: every step is told to a model that shares no code with it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from lifecycle.vocabulary import LineOutcome
from tests.lifecycle.reference.acts import Acts
from tests.lifecycle.reference.answer import Answer
from tests.lifecycle.reference.days import Days
from tests.lifecycle.reference.model import Model
from tests.lifecycle.reference.people import Asker
from tests.lifecycle.reference.rules import (
    AUTHOR,
    CITIZEN,
    EVERYBODY,
    LEAD,
    OWNER,
    PROJECT_LEAD,
    RULES,
    SECOND,
    TEAM,
)
from tests.lifecycle.reference.steps import (
    DRAWN,
    ClockSteps,
    PeopleSteps,
    always,
    run_machine,
    step,
)
from tests.lifecycle.reference.traces import list_traces
from tests.lifecycle.reference.world import World
from workflow.clock import use_clock
from workflow.models import Holiday

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: A Monday; the plan receives proposals until Labour Day, so until the Monday after it.
BEGINS_ON = date(2026, 3, 2)
#: Usual steps from a draft to a dossier that its porters have signed.
ROAD_LENGTH = 13
NAMES = st.sampled_from(sorted(RULES))


def _has_ideas(road: "Road") -> bool:
    return bool(road.model.ideas)


class Road(ClockSteps, PeopleSteps):
    """Proposals, people and whatever they try, on the product and on the model alike."""

    everybody = EVERYBODY
    closer = LEAD
    # Whoever walks the road with a proposal stays.
    leaving = (AUTHOR, SECOND, CITIZEN)
    most_closed = 1

    @property
    def goes_on(self) -> bool:
        """Return whether the plan is still being made."""
        return not self.model.is_adopted

    @initialize(steps=st.lists(st.integers(0, ROAD_LENGTH), min_size=2, max_size=3))
    def begin(self, steps: list[int]) -> None:
        """Start with some proposals, each so many steps along the road."""
        self.world.days.day = BEGINS_ON
        self.world.begin()
        closes_on = self.world.plan.stages.get(code="collection").closes_on
        self.model = Model(self.world.days, closes_on)
        self.acts = Acts(self.world)
        for number, count in enumerate(steps):
            self.write()
            for _step in range(count):
                if number < len(self.model.ideas):
                    self._take_usual_step(number)

    @step(always)
    def write(self) -> None:
        """Write a draft."""
        assert self.world.write() == self.model.write()
        self.world.read()

    @step(always)
    def record(self) -> None:
        """Write down what somebody said who has no account."""
        name = f"Zineb{len(self.model.ideas)}"
        assert self.world.record(name) == self.model.record(name)
        self.world.read()

    @step(lambda self: self.model.ideas, data=DRAWN)
    def erase(self, data: st.DataObject) -> None:
        """Let somebody have the name of an author forgotten."""
        number = self._draw(data)
        likely = AUTHOR if self.model.ideas[number].by_author else TEAM
        who = data.draw(st.sampled_from([likely, likely, likely, *EVERYBODY]))
        told = self.world.erase(number, who)
        assert told == self.model.erase(number, who)
        if told is Answer.DONE:
            self._find_traces()

    @step(_has_ideas, data=DRAWN, steps=st.integers(1, 8))
    def walk(self, data: st.DataObject, steps: int) -> None:
        """Bring a proposal some steps along the road, each as it is usually done."""
        number = self._draw(data)
        for _step in range(steps):
            self._take_usual_step(number)

    @step(_has_ideas, data=DRAWN, name=NAMES)
    def try_anything(self, data: st.DataObject, name: str) -> None:
        """Let somebody try a transition, whatever they are and wherever the proposal is."""
        self._fire(data, self._draw(data), self.draw_asker(data), name)

    @step(_has_ideas, data=DRAWN)
    def go_on(self, data: st.DataObject) -> None:
        """Let somebody who may, or their stand-in, try a transition that leaves the state."""
        number = self._draw(data)
        state = self.model.ideas[number].state
        names = [name for name, each in RULES.items() if state in each.sources and each.who]
        if names:
            name = data.draw(st.sampled_from(sorted(names)))
            asker = self.draw_doer(data, sorted(RULES[name].who))
            self._fire(data, number, asker, name)

    @step(lambda self: not self.model.has_minutes)
    def keep_minutes(self) -> None:
        """Attach the minutes of the workshop."""
        self.world.keep_minutes()
        self.model.has_minutes = True

    @step(lambda self: self._list_where(lambda idea: idea.refused_by), data=DRAWN)
    def confirm(self, data: st.DataObject) -> None:
        """Let somebody confirm a refusal that waits for a second person."""
        number = data.draw(st.sampled_from(self._list_where(lambda idea: idea.refused_by)))
        doer, asker = self.draw_doer(data, [TEAM, SECOND]), self.draw_asker(data)
        asker = data.draw(st.sampled_from([doer, doer, asker]))
        assert self.world.confirm(number, asker) == self.model.confirm(number, asker)

    @step(_has_ideas, data=DRAWN)
    def suspect(self, data: st.DataObject) -> None:
        """Suspect that two proposals are one."""
        earlier, later = sorted([self._draw(data), self._draw(data)])
        if earlier != later:
            expected = self.model.suspect(earlier, later)
            assert self.world.suspect(earlier, later) == expected

    @step(lambda self: self._list_where(lambda idea: idea.suspected), data=DRAWN)
    def judge(self, data: st.DataObject) -> None:
        """Say that two suspected of being one are two."""
        later = data.draw(st.sampled_from(self._list_where(lambda idea: idea.suspected)))
        earlier = data.draw(st.sampled_from(sorted(self.model.ideas[later].suspected)))
        self.world.judge(later, earlier)
        self.model.judge(later, earlier)

    @step(_has_ideas, data=DRAWN)
    def link(self, data: st.DataObject) -> None:
        """Let a dossier take up an idea."""
        source, dossier = self._draw(data), self._draw(data)
        assert self.world.link(source, dossier) == self.model.link(source, dossier)

    @step(_has_ideas, data=DRAWN, count=st.integers(1, 3))
    def rank(self, data: st.DataObject, count: int) -> None:
        """Name candidates."""
        number = self._draw(data)
        assert self.world.rank(number, count) == self.model.rank(number, count)

    @step(lambda self: self._list_where(_awaits_scores), data=DRAWN)
    def score(self, data: st.DataObject) -> None:
        """Let an assessor score."""
        number = data.draw(st.sampled_from(self._list_where(_awaits_scores)))
        self.world.score(number)
        self.model.score(number)

    @step(lambda self: self._list_where(_asks_candidates), data=DRAWN, accepts=st.booleans())
    def answer_as_candidate(self, data: st.DataObject, *, accepts: bool) -> None:
        """Let the candidate who is asked answer."""
        number = data.draw(st.sampled_from(self._list_where(_asks_candidates)))
        self.world.answer_as_candidate(number, accepts=accepts)
        self.model.answer_as_candidate(number, accepts=accepts)

    @step(_has_ideas, data=DRAWN)
    def check_prefill(self, data: st.DataObject) -> None:
        """Pre-fill a sheet and check it."""
        self._prefill(self._draw(data))

    @step(_has_ideas, data=DRAWN)
    def complete_sheet(self, data: st.DataObject) -> None:
        """Let the project lead write a whole sheet."""
        self._write_sheet(self._draw(data))

    @step(lambda self: self._list_where(_asks_owners), data=DRAWN, approves=st.booleans())
    def decide_on_sheet(self, data: st.DataObject, *, approves: bool) -> None:
        """Let the owner of the lead porter decide on the sheet."""
        number = data.draw(st.sampled_from(self._list_where(_asks_owners)))
        self.world.decide_on_sheet(number, approves=approves)
        self.model.decide_on_sheet(number, approves=approves)

    @step(lambda self: self._list_in("ready") and not self.model.is_consulting)
    def open_consultation(self) -> None:
        """Consult on every dossier that is ready, once its day has come."""
        numbers = self._list_in("ready")
        opens_on, closes_on = self.acts.schedule_consultation(numbers)
        self.model.schedule_consultation(numbers, opens_on, closes_on)
        self.model.days.day = opens_on
        self.tick()

    @step(lambda self: self.model.is_consulting)
    def close_consultation(self) -> None:
        """Let the last day of the consultation pass."""
        self.model.days.day = max(self.model.closes_on + timedelta(days=1), self.model.days.day)
        self.tick()

    def tick(self) -> None:
        """Let the clock do what it owes; what was contributed is answered at once."""
        was_consulting = self.model.is_consulting
        super().tick()
        if was_consulting and not self.model.is_consulting:
            self.acts.answer_contributions()

    @step(lambda self: self.model.is_consulting)
    def cancel_consultation(self) -> None:
        """Stop the consultation."""
        self.acts.cancel_consultation()
        self.model.cancel_consultation()

    @step(lambda self: self._list_unsigned())
    def sign(self) -> None:
        """Let the parties of everything that waits for signatures sign."""
        numbers = self._list_unsigned()
        self.acts.sign(numbers)
        self.model.sign(numbers)

    @step(lambda self: self._list_in("signed") and self.model.is_over, data=DRAWN)
    def decide_in_council(self, data: st.DataObject) -> None:
        """Bring everything that is signed to the council."""
        outcomes = {
            number: data.draw(st.sampled_from(LineOutcome)) for number in self._list_in("signed")
        }
        self.acts.decide_in_council(outcomes)
        self.model.decide_in_council({number: each.value for number, each in outcomes.items()})

    @precondition(lambda self: self.model.is_adopted)
    @rule()
    def rest(self) -> None:
        """Do nothing any more: the plan is adopted."""

    def compare_rights(self, turn: int) -> None:
        """Compare what one person may do with one proposal; after some turns it was everybody."""
        who = EVERYBODY[turn % len(EVERYBODY)]
        principals = self.model.people.list_principals(who)
        asker = Asker(who, principals[turn % len(principals)] if principals else None)
        if self.model.ideas:
            number = (turn * 7) % len(self.model.ideas)
            allowed = {name: self.model.may_fire(number, asker, name) for name in RULES}
            told = self.world.list_allowed(number, asker)
            assert told == (None if None in allowed.values() else allowed)

    def _find_traces(self) -> None:
        """Look for every name that was to be forgotten, in every table and every file."""
        forgotten = {each.name for each in self.model.ideas if each.erased} - {""}
        for name in sorted(forgotten):
            assert list_traces(name, f"{name}@example.org") == []

    def _take_usual_step(self, number: int) -> None:
        idea = self.model.ideas[number]
        if idea.state in PREPARATIONS:
            PREPARATIONS[idea.state](self, number)
        if idea.state in USUAL:
            self._do(number, *USUAL[idea.state])

    def _prepare_decision(self, number: int) -> None:
        if not self.model.has_minutes:
            self.keep_minutes()
        while self.model.ideas[number].awaited_scores:
            self.world.score(number)
            self.model.score(number)

    def _judge_all(self, number: int) -> None:
        for earlier in sorted(self.model.ideas[number].suspected):
            self.world.judge(number, earlier)
            self.model.judge(number, earlier)

    def _rank_all(self, number: int) -> None:
        assert self.world.rank(number, 3) == self.model.rank(number, 3)

    def _accept(self, number: int) -> None:
        self.world.answer_as_candidate(number, accepts=True)
        self.model.answer_as_candidate(number, accepts=True)

    def _prefill(self, number: int) -> None:
        assert self.world.check_prefill(number) == self.model.check_prefill(number)

    def _write_sheet(self, number: int) -> None:
        assert self.world.complete_sheet(number) == self.model.complete_sheet(number)

    def _approve(self, number: int) -> None:
        self.world.decide_on_sheet(number, approves=True)
        self.model.decide_on_sheet(number, approves=True)

    def _consult_on(self, _number: int) -> None:
        if not self.model.is_consulting:
            self.open_consultation()

    def _end_consultation(self, _number: int) -> None:
        if self.model.is_consulting:
            self.close_consultation()

    def _sign_with_others(self, number: int) -> None:
        if number in self._list_unsigned():
            self.sign()

    def _do(self, number: int, who: str, name: str, *, target: int | None = None) -> None:
        self._ask(number, Asker(who), name, target=target)

    def _ask(self, number: int, asker: Asker, name: str, *, target: int | None = None) -> None:
        answered = self.world.fire(number, asker, name, target=target)
        assert answered == self.model.fire(number, asker, name, target=target)
        if name == "split":
            self.world.read()

    def _fire(self, data: st.DataObject, number: int, asker: Asker, name: str) -> None:
        target = self._draw(data) if name == "merge" else None
        self._ask(number, asker, name, target=target)

    def _draw(self, data: st.DataObject) -> int:
        return data.draw(st.integers(0, len(self.model.ideas) - 1))

    def _list_in(self, state: str) -> list[int]:
        numbers: list[int] = self.model.list_in(state)
        return numbers

    def _list_unsigned(self) -> list[int]:
        """Return what waits for signatures and stands in no convention yet."""
        ideas = self.model.ideas
        return [number for number in self._list_in("signature") if ideas[number].signed_by is None]

    def _list_where(self, holds: Any) -> list[int]:
        return [number for number, idea in enumerate(self.model.ideas) if holds(idea)]


#: What is done before the usual step of a state can be taken.
PREPARATIONS: Mapping[str, Callable[[Road, int], None]] = {
    "submitted": Road._judge_all,
    "in_assessment": Road._prepare_decision,
    "prioritized": Road._rank_all,
    "porter_search": Road._accept,
    "lead_naming": Road._prefill,
    "sheet_drafting": Road._write_sheet,
    "sheet_approval": Road._approve,
    "ready": Road._consult_on,
    "in_consultation": Road._end_consultation,
    "signature": Road._sign_with_others,
}
#: Who usually takes a proposal on from a state, and how.
USUAL: Mapping[str, tuple[str, str]] = {
    "draft": (AUTHOR, "submit"),
    "submitted": (TEAM, "admit"),
    "admissible": (TEAM, "start_assessment"),
    "in_assessment": (LEAD, "retain"),
    "prioritized": (TEAM, "seek_porter"),
    "lead_naming": (OWNER, "name_lead"),
    "sheet_drafting": (PROJECT_LEAD, "submit_sheet"),
    "finalization": (TEAM, "finalize"),
}


def _awaits_scores(idea: Any) -> bool:
    return bool(idea.state == "in_assessment" and idea.awaited_scores)


def _asks_owners(idea: Any) -> bool:
    return bool(idea.state == "sheet_approval")


def _asks_candidates(idea: Any) -> bool:
    return bool(idea.state == "porter_search")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Make the plan and its people once; what is done with them is undone."""
    days = Days(BEGINS_ON, frozenset(Holiday.objects.values_list("day", flat=True)))
    with use_clock(days):
        yield World(days)


@pytest.mark.parametrize("number", [1, 2])
def test_whatever_people_try_the_engine_answers_as_the_rules_do(
    world: World,
    number: int,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr(Road, "world", world, raising=False)

    run_machine(Road, number=number, examples=10, request=request)
