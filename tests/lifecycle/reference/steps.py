"""What every machine does: days pass, people stand in for one another, all is compared."""

import os
import secrets
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from django.db.models import Model
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lifecycle.models import PeriodRecord, Proposal, ProposalAuthor, Replanning
from tests.lifecycle.reference.choosing import BY_SEED
from tests.lifecycle.reference.people import Asker
from workflow.consistency import check_consistency
from workflow.history.verification import verify
from workflow.models import (
    Announcement,
    Decision,
    Delegation,
    Escalation,
    Event,
    EventBody,
    Round,
    Seat,
    Subject,
    User,
    WorkItem,
)

DRAWN = st.data()
#: How many steps one run is made of: a step is what one rule does, and what is compared after it.
STEPS = 50
#: From which number the runs are drawn: the same each time where changes are judged, others each
#: time where they are made.
SEED = "REFERENCE_SEED"
#: By how much there is to be more of everything: a night has more time than a change.
TIMES = "REFERENCE_TIMES"
#: What steps write of people, and of what they do.
_PEOPLE = (Delegation, User)
_DOSSIERS = (
    Subject,
    Event,
    EventBody,
    WorkItem,
    Round,
    Seat,
    Decision,
    Escalation,
    Announcement,
    PeriodRecord,
    Replanning,
    Proposal,
    ProposalAuthor,
)
#: Another seed for each, so that the two together try more.
_DATABASES = ("sqlite", "postgresql")
#: What is due so soon is waited for, until its last day or just after it.
_SOON = timedelta(days=20)
_JUST = (timedelta(0), timedelta(days=1))
#: A failure is shown as it came: making it shorter takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def step(when: Callable[[Any], Any], **strategies: Any) -> Callable[[Any], Any]:
    """Declare a step that can be taken while the machine goes on, and `when` says so."""

    def declare(method: Any) -> Any:
        ruled: Any = rule(**strategies)
        guarded: Any = precondition(lambda machine: machine.goes_on and bool(when(machine)))
        return guarded(ruled(method))

    return declare


def always(_machine: Any) -> bool:
    """Let a step be taken at any time."""
    return True


class Steps(RuleBasedStateMachine):
    """What all machines have: a model, a world, and a transaction of which nothing stays."""

    everybody: ClassVar[Sequence[str]]
    #: Who closes accounts; theirs is never closed.
    closer: ClassVar[str]
    #: How many days pass at once, at most.
    most_days: ClassVar[int] = 9
    model: Any
    world: Any
    #: What was last read of the world, of which content, and with which people, on which day.
    _read: Any = None
    _content: int | None = None
    _asked_with: tuple[int, date] | None = None
    _compared = 0
    #: What the model said after each step of every run, for who wants to know.
    told: ClassVar[list[str]] = []

    def __init__(self) -> None:
        super().__init__()
        self._atomic = transaction.atomic()
        self._atomic.__enter__()

    @property
    def goes_on(self) -> bool:
        """Return whether there is anything left to do."""
        return True

    def teardown(self) -> None:
        """Let nothing of this run stay."""
        transaction.set_rollback(True)
        self._atomic.__exit__(None, None, None)

    @invariant()
    def agree(self) -> None:
        """Both say the same of everything, and the tables of the engine agree.

        What is as it was a step before is not read again, but compared again: the model may have
        moved.
        """
        if not hasattr(self, "model"):
            return
        content, people = compute_content(_DOSSIERS), compute_content(_PEOPLE)
        moved = content != self._content
        if moved:
            self._read = self.world.read()
        expected = self.model.read()
        assert self._read == expected
        self.told.append(str(expected))
        if moved or (people, self.model.days.day) != self._asked_with:
            self._compared += 1
            self.compare_rights(self._compared)
        if moved:
            assert [each for each in check_consistency() if each.code != "birth"] == []
            assert verify().findings == ()
        self._content, self._asked_with = content, (people, self.model.days.day)

    @abstractmethod
    def compare_rights(self, turn: int) -> None:
        """Compare what one person may do with one thing; after some turns it was everybody."""

    def draw_asker(self, data: st.DataObject, who: str | None = None) -> Asker:
        """Return somebody who asks: mostly for themselves, else for whoever ever let them."""
        actor = who or data.draw(st.sampled_from(self.everybody))
        principals = self.model.people.list_principals(actor)
        for_whom = [None, None, *principals, *principals, self.everybody[0]]
        return Asker(actor, data.draw(st.sampled_from(for_whom)))

    def draw_doer(self, data: st.DataObject, doers: Sequence[str]) -> Asker:
        """Return one of those who do it, or whoever stands or stood in for them."""
        principal = data.draw(st.sampled_from(doers))
        stand_ins = self.model.people.stand_ins
        others = [each.delegate for each in stand_ins if each.principal == principal]
        actor = data.draw(st.sampled_from([principal, *others]))
        return Asker(actor, None if actor == principal else principal)


class ClockSteps(Steps):
    """Days pass, and the clock does what it owes, once or twice a day or not at all."""

    @step(always, data=DRAWN, ticks=st.sampled_from((0, 1, 1, 1, 2)))
    def let_days_pass(self, data: st.DataObject, ticks: int) -> None:
        """Let some days pass, or none."""
        self.model.days.day += timedelta(days=data.draw(st.integers(0, self.most_days)))
        for _number in range(ticks):
            self.tick()

    @step(lambda self: self.list_coming(), data=DRAWN, more=st.sampled_from(_JUST))
    def wait_for_a_day(self, data: st.DataObject, more: timedelta) -> None:
        """Let the last day of something come, or pass."""
        self.model.days.day = data.draw(st.sampled_from(self.list_coming())) + more
        self.tick()

    def list_coming(self) -> list[date]:
        """Return the last days that come soon."""
        today = self.model.days.day
        return sorted(each for each in self.model.list_due_days() if today < each <= today + _SOON)

    def tick(self) -> None:
        """Let the clock do what it owes."""
        self.world.tick()
        self.model.tick()


class PeopleSteps(Steps):
    """People let others act for them, take it back, leave, and come back."""

    #: Whose account is closed sooner or later, and how many are at once.
    leaving: ClassVar[Sequence[str]]
    most_closed: ClassVar[int] = 2

    @step(always, data=DRAWN)
    def change_people(self, data: st.DataObject) -> None:
        """Let somebody act for somebody, mostly; one step for all, for there is more to be done."""
        people = self.model.people
        ways = [self._delegate, self._delegate, self._delegate]
        ways += [self._revoke, self._revoke] if people.stand_ins else []
        ways += [self._close] if len(people.closed) < self.most_closed else []
        ways += [self._reopen] if people.closed else []
        data.draw(st.sampled_from(ways))(data)

    def _delegate(self, data: st.DataObject) -> None:
        people = st.sampled_from(self.everybody)
        start = data.draw(st.sampled_from((*(0,) * 9, 1, 3, -1)))
        first = self.model.days.day + timedelta(days=start)
        last = first + timedelta(
            days=data.draw(st.sampled_from((0, 1, 3, 6, 6, 12, 12, 30, 30, -1)))
        )
        given = data.draw(people), data.draw(people), first, last
        assert self.world.office.delegate(*given) == self.model.people.delegate(*given)

    def _revoke(self, data: st.DataObject) -> None:
        people = self.model.people
        number = data.draw(st.integers(0, len(people.stand_ins) - 1))
        found = people.stand_ins[number]
        known = [found.principal, found.principal, found.delegate, self.everybody[-1]]
        who = data.draw(st.sampled_from(known))
        assert self.world.office.revoke(number, who) == people.revoke(number, who)

    def _close(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(self.leaving))
        assert self.world.office.close(who, by=self.closer) == self.model.people.close(who)

    def _reopen(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(self.model.people.closed)))
        assert self.world.office.reopen(who, by=self.closer) == self.model.people.reopen(who)


def compute_content(models: Iterable[type[Model]]) -> int:
    """Return a number that tells apart what these tables hold; a refusal leaves it alone."""
    found = []
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            found.append(sorted(map(str, cursor.fetchall())))
    return hash(str(found))


def run_machine(
    machine: type[Steps], *, number: int, examples: int, request: pytest.FixtureRequest
) -> None:
    """Run a machine from a seed of its own, and say with what to run it again when it fails."""
    chosen = os.environ.get(SEED) or ("0" if "CI" in os.environ else str(secrets.randbelow(10**6)))
    times = int(os.environ.get(TIMES, "1"))
    database = _DATABASES.index(connection.vendor)
    try:
        run_state_machine_as_test(
            seed((int(chosen) * 1_000 + number) * len(_DATABASES) + database)(machine),
            settings=settings(
                max_examples=examples * times,
                # Beginning is one of them.
                stateful_step_count=1 + STEPS,
                deadline=None,
                phases=PHASES,
                suppress_health_check=list(HealthCheck),
                database=None,
                print_blob=False,
                backend=BY_SEED,
            ),
        )
    except BaseException as error:
        command = f"{SEED}={chosen} {TIMES}={times} ./run test '{request.node.nodeid}'"
        error.add_note(f"Run it again, on {connection.vendor}: {command}")
        raise
