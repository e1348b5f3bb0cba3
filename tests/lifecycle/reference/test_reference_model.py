"""The engine does what the rules say: every step is told to a model that shares no code with it."""

import os
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

from lifecycle.vocabulary import LineOutcome
from tests.lifecycle.reference.acts import Acts
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

#: Chosen so that a run takes about a minute; what fails is printed and can be replayed. The same
#: runs each time where changes are judged, others each time where they are made.
RUNS, STEPS = 10, 40
#: Usual steps from a draft to a dossier that its porters have signed.
ROAD_LENGTH = 13
#: A failure is shown as it came: making it shorter takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
NAMES = st.sampled_from(sorted(RULES))
PEOPLE = st.sampled_from(EVERYBODY)
DRAWN = st.data()


def step(when: Callable[["Road"], Any], **strategies: Any) -> Callable[[Any], Any]:
    """Declare a step that can be taken while the plan is made, and `when` says so."""

    def declare(method: Any) -> Any:
        ruled: Any = rule(**strategies)
        guarded: Any = precondition(lambda road: not road.model.is_adopted and bool(when(road)))
        return guarded(ruled(method))

    return declare


def _always(_road: "Road") -> bool:
    return True


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
        self.acts = Acts(self.world)
        for number, count in enumerate(steps):
            self.write()
            for _step in range(count):
                self._take_usual_step(number)

    @step(_always)
    def write(self) -> None:
        """Write a draft."""
        self.world.write()
        self.model.write()

    @step(_always, data=DRAWN, steps=st.integers(1, 8))
    def walk(self, data: st.DataObject, steps: int) -> None:
        """Bring a proposal some steps along the road, each as it is usually done."""
        number = self._draw(data)
        for _step in range(steps):
            self._take_usual_step(number)

    @step(_always, data=DRAWN, who=PEOPLE, name=NAMES)
    def try_anything(self, data: st.DataObject, who: str, name: str) -> None:
        """Let somebody try a transition, whatever they are and wherever the proposal is."""
        self._fire(data, self._draw(data), who, name)

    @step(_always, data=DRAWN)
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

    @step(lambda self: not self.model.has_minutes)
    def keep_minutes(self) -> None:
        """Attach the minutes of the workshop."""
        self.world.keep_minutes()
        self.model.has_minutes = True

    @step(lambda self: self._list_where(lambda idea: idea.refused_by), data=DRAWN, who=PEOPLE)
    def confirm(self, data: st.DataObject, who: str) -> None:
        """Let somebody confirm a refusal that waits for a second person."""
        number = data.draw(
            st.sampled_from(self._list_where(lambda idea: idea.refused_by is not None))
        )
        assert self.world.confirm(number, who) == self.model.confirm(number, who)

    @step(_always, data=DRAWN)
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

    @step(_always, data=DRAWN)
    def link(self, data: st.DataObject) -> None:
        """Let a dossier take up an idea."""
        source, dossier = self._draw(data), self._draw(data)
        assert self.world.link(source, dossier) == self.model.link(source, dossier)

    @step(_always, data=DRAWN, count=st.integers(1, 3))
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

    @step(_always, data=DRAWN)
    def check_prefill(self, data: st.DataObject) -> None:
        """Pre-fill a sheet and check it."""
        self._prefill(self._draw(data))

    @step(_always, data=DRAWN)
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
        """Consult on every dossier that is ready."""
        numbers = self._list_in("ready")
        self.acts.open_consultation(numbers)
        self.model.open_consultation(numbers)

    @step(lambda self: self.model.is_consulting)
    def close_consultation(self) -> None:
        """Close the consultation."""
        self.acts.close_consultation()
        self.model.close_consultation()

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

    def _consult_on(self, _number: int) -> None:
        if not self.model.is_consulting:
            self.open_consultation()

    def _sign_with_others(self, number: int) -> None:
        if number in self._list_unsigned():
            self.sign()

    def _do(self, number: int, who: str, name: str, *, target: int | None = None) -> None:
        answered = self.world.fire(number, who, name, target=target)
        assert answered == self.model.fire(number, who, name, target=target)

    def _fire(self, data: st.DataObject, number: int, who: str, name: str) -> None:
        target = self._draw(data) if name == "merge" else None
        self._do(number, who, name, target=target)

    def _draw(self, data: st.DataObject) -> int:
        return data.draw(st.integers(0, len(self.model.ideas) - 1))

    def _list_in(self, state: str) -> list[int]:
        return self.model.list_in(state)

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
    "in_consultation": lambda road, _number: road.close_consultation(),
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
            derandomize="CI" in os.environ,
            print_blob=True,
        ),
    )
