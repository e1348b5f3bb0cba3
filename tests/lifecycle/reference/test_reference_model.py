"""The engine does what the rules say: every step is told to a model that shares no code with it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.lifecycle.reference.model import Model
from tests.lifecycle.reference.rules import (
    AUTHOR,
    EVERYBODY,
    LEAD,
    OWNER,
    PROJECT_LEAD,
    RULES,
    TEAM,
)
from tests.lifecycle.reference.world import World
from workflow.consistency import check_consistency

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: Chosen so that a run takes about a minute; a seed that fails is printed and can be replayed.
RUNS, STEPS = 15, 40
#: Usual steps from a draft to a sheet that its owner approved.
ROAD_LENGTH = 8
#: A failure is shown as it came: making it shorter takes minutes, and a laptop.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
#: What people try most: a way on, rather than one of the fifty names at random.
NAMES = st.sampled_from(sorted(RULES))
PEOPLE = st.sampled_from(EVERYBODY)
DRAWN = st.data()


class Road(RuleBasedStateMachine):
    """Proposals, people and whatever they try, on the product and on the model alike."""

    def __init__(self) -> None:
        super().__init__()
        self._atomic = transaction.atomic()
        self._atomic.__enter__()

    def teardown(self) -> None:
        """Let nothing of this run stay."""
        transaction.set_rollback(True)
        self._atomic.__exit__(None, None, None)

    @initialize(steps=st.lists(st.integers(0, ROAD_LENGTH), min_size=3, max_size=4))
    def begin(self, steps: list[int]) -> None:
        """Start with some proposals, each so many steps along the road."""
        self.model, self.world = Model(), World()
        for number, count in enumerate(steps):
            self.write()
            for _step in range(count):
                self._take_usual_step(number)

    @rule()
    def write(self) -> None:
        """Write a draft."""
        self.world.write()
        self.model.write()

    @rule(data=DRAWN, steps=st.integers(1, 8))
    def walk(self, data: st.DataObject, steps: int) -> None:
        """Bring a proposal some steps along the road, each as it is usually done."""
        number = self._draw(data)
        for _step in range(steps):
            self._take_usual_step(number)

    @rule(data=DRAWN, who=PEOPLE, name=NAMES)
    def try_anything(self, data: st.DataObject, who: str, name: str) -> None:
        """Let somebody try a transition, whatever they are and wherever the proposal is."""
        self._fire(data, self._draw(data), who, name)

    @rule(data=DRAWN)
    def go_on(self, data: st.DataObject) -> None:
        """Let somebody who may try a transition that leaves the state."""
        number = self._draw(data)
        state = self.model.ideas[number].state
        ways = sorted(
            (name, who) for name, each in RULES.items() if state in each.sources for who in each.who
        )
        if ways:
            name, who = data.draw(st.sampled_from(ways))
            self._fire(data, number, who, name)

    @precondition(lambda self: not self.model.has_minutes)
    @rule()
    def keep_minutes(self) -> None:
        """Attach the minutes of the workshop."""
        self.world.keep_minutes()
        self.model.has_minutes = True

    @precondition(lambda self: self._list_where(lambda idea: idea.refused_by))
    @rule(data=DRAWN, who=PEOPLE)
    def confirm(self, data: st.DataObject, who: str) -> None:
        """Let somebody confirm a refusal that waits for a second person."""
        number = data.draw(
            st.sampled_from(self._list_where(lambda idea: idea.refused_by is not None))
        )
        assert self.world.confirm(number, who) == self.model.confirm(number, who)

    @rule(data=DRAWN)
    def suspect(self, data: st.DataObject) -> None:
        """Suspect that two proposals are one."""
        earlier, later = sorted([self._draw(data), self._draw(data)])
        if earlier != later:
            expected = self.model.suspect(earlier, later)
            assert self.world.suspect(earlier, later) == expected

    @precondition(lambda self: self._list_where(lambda idea: idea.suspected))
    @rule(data=DRAWN)
    def judge(self, data: st.DataObject) -> None:
        """Say that two suspected of being one are two."""
        later = data.draw(st.sampled_from(self._list_where(lambda idea: idea.suspected)))
        earlier = data.draw(st.sampled_from(sorted(self.model.ideas[later].suspected)))
        self.world.judge(later, earlier)
        self.model.judge(later, earlier)

    @rule(data=DRAWN)
    def link(self, data: st.DataObject) -> None:
        """Let a dossier take up an idea."""
        source, dossier = self._draw(data), self._draw(data)
        assert self.world.link(source, dossier) == self.model.link(source, dossier)

    @rule(data=DRAWN, count=st.integers(1, 3))
    def rank(self, data: st.DataObject, count: int) -> None:
        """Name candidates."""
        number = self._draw(data)
        assert self.world.rank(number, count) == self.model.rank(number, count)

    @precondition(lambda self: self._list_where(_awaits_scores))
    @rule(data=DRAWN)
    def score(self, data: st.DataObject) -> None:
        """Let an assessor score."""
        number = data.draw(st.sampled_from(self._list_where(_awaits_scores)))
        self.world.score(number)
        self.model.score(number)

    @precondition(lambda self: self._list_where(_asks_candidates))
    @rule(data=DRAWN, accepts=st.booleans())
    def answer_as_candidate(self, data: st.DataObject, *, accepts: bool) -> None:
        """Let the candidate who is asked answer."""
        number = data.draw(st.sampled_from(self._list_where(_asks_candidates)))
        self.world.answer_as_candidate(number, accepts=accepts)
        self.model.answer_as_candidate(number, accepts=accepts)

    @rule(data=DRAWN)
    def check_prefill(self, data: st.DataObject) -> None:
        """Pre-fill a sheet and check it."""
        self._prefill(self._draw(data))

    @rule(data=DRAWN)
    def complete_sheet(self, data: st.DataObject) -> None:
        """Let the project lead write a whole sheet."""
        self._write_sheet(self._draw(data))

    @precondition(lambda self: self._list_where(_asks_owners))
    @rule(data=DRAWN, approves=st.booleans())
    def decide_on_sheet(self, data: st.DataObject, *, approves: bool) -> None:
        """Let the owner of the lead porter decide on the sheet."""
        number = data.draw(st.sampled_from(self._list_where(_asks_owners)))
        self.world.decide_on_sheet(number, approves=approves)
        self.model.decide_on_sheet(number, approves=approves)

    @invariant()
    def agree(self) -> None:
        """Both say the same of every proposal, and the tables of the engine agree."""
        if not hasattr(self, "world"):
            return
        assert self.world.read_states() == [idea.state for idea in self.model.ideas]
        faults = [each for each in check_consistency() if each.code != "birth"]
        assert faults == []

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

    def _do(self, number: int, who: str, name: str, *, target: int | None = None) -> None:
        answered = self.world.fire(number, who, name, target=target)
        assert answered == self.model.fire(number, who, name, target=target)

    def _fire(self, data: st.DataObject, number: int, who: str, name: str) -> None:
        target = self._draw(data) if name == "merge" else None
        self._do(number, who, name, target=target)

    def _draw(self, data: st.DataObject) -> int:
        return data.draw(st.integers(0, len(self.model.ideas) - 1))

    def _list_where(self, holds: Any) -> list[int]:
        return [index for index, idea in enumerate(self.model.ideas) if holds(idea)]


#: What is done before the usual step of a state can be taken.
PREPARATIONS: Mapping[str, Callable[[Road, int], None]] = {
    "submitted": Road._judge_all,
    "in_assessment": Road._prepare_decision,
    "prioritized": Road._rank_all,
    "porter_search": Road._accept,
    "lead_naming": Road._prefill,
    "sheet_drafting": Road._write_sheet,
    "sheet_approval": Road._approve,
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
}


def _awaits_scores(idea: Any) -> bool:
    return bool(idea.state == "in_assessment" and idea.awaited_scores)


def _asks_owners(idea: Any) -> bool:
    return bool(idea.state == "sheet_approval")


def _asks_candidates(idea: Any) -> bool:
    return bool(idea.state == "porter_search")


def test_whatever_people_try_the_engine_answers_as_the_rules_do() -> None:
    run_state_machine_as_test(
        Road,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
            database=None,
            print_blob=True,
        ),
    )
