"""What is exported of a simulated plan runs through the nets of its machines; a forgery, not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from lifecycle.management.simulation.running import simulate
from tests.figures import say
from tests.mining.miner import OLD_MATRICES, Case, Miner
from tests.mining.walking import Step, find_ends, list_steps
from tests.shared_scenes import share
from workflow.history.exporting.selection import name_object
from workflow.machine import StateMachine, get_machine
from workflow.machine.pnml import START, Way, name_place
from workflow.models import Subject

pytestmark = [pytest.mark.once, pytest.mark.filterwarnings(OLD_MATRICES)]

#: From the first idea to the last commitment that is complete, with refusals, merges, releases,
#: returns, new dates and what failed its test.
PROPOSALS, SEED = 60, 2
A_YEAR = 365
#: The kinds whose subjects a simulation leads through their machines.
KINDS = (
    *("proposal", "plan", "plan_stage", "consultation", "convention", "council"),
    *("commitment", "activity", "replanning"),
)
#: Aligning is slow: so many forgeries are tried of those that names alone must tell.
FORGED = 150

#: What befell one subject, as it was exported, and the state in which the database has it now.
Told = tuple[list[dict[str, Any]], str]


@pytest.fixture(scope="module")
def logs(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    miner: Miner,
) -> dict[str, list[Told]]:
    """Return what is exported of a simulated plan, by kind."""
    folder = tmp_path_factory.mktemp("logs")

    def build() -> dict[str, list[Told]]:
        done = simulate(PROPOSALS, seed=SEED, report=lambda done, total: None)
        say(days=done.days)
        assert done.days > A_YEAR
        return {kind: list(export(kind, folder, miner)) for kind in KINDS}

    with share(build, django_db_blocker) as read:
        return read()


def export(kind: str, folder: Path, miner: Miner) -> Iterator[Told]:
    """Yield the subjects of a kind, out of a file in XES that another program has read."""
    path = folder / f"{kind}.xes"
    call_command("export_events", "--kind", kind, "--out", str(path), stderr=StringIO())
    read = miner.read_log(path)
    subjects = {
        name_object(pk, kind): state
        for pk, state in Subject.objects.filter(kind=kind).values_list("pk", "state")
    }
    assert set(read) == set(subjects)
    yield from ((events, subjects[name]) for name, events in read.items())


def name_events(told: Iterable[Told]) -> list[Case]:
    """Return the histories by the names of their events, those that are alike once."""
    cases = {(tuple(each["concept:name"] for each in events), state) for events, state in told}
    return sorted(cases)


def name_ways(machine: type[StateMachine]) -> dict[Step, str]:
    """Return what each step of the machine is called in its net."""
    return {
        step: Way(
            step.name, name_place(step.source) if step.source else START, name_place(step.target)
        ).id
        for step in list_steps(machine)
    }


def name_moves(machine: type[StateMachine], told: Iterable[Told]) -> list[Case]:
    """Return the same by what an event says besides: from which state to which it led."""
    ways = name_ways(machine)
    cases = {
        (
            tuple(
                ways[Step(each["concept:name"], each["source"], each["target"])] for each in events
            ),
            state,
        )
        for events, state in told
    }
    return sorted(cases)


@pytest.mark.parametrize("kind", KINDS)
def test_every_history_of_a_simulated_plan_replays_whole(
    kind: str, logs: dict[str, list[Told]], miner: Miner, tmp_path: Path
) -> None:
    cases, machine = name_events(logs[kind]), get_machine(kind)

    net = miner.read_net(machine, tmp_path)

    say(kind=kind, subjects=len(logs[kind]), histories=len(cases))
    assert cases
    assert set(miner.align(net, cases)) == {1.0}
    net.tell_ways_apart()
    assert set(miner.replay(net, name_moves(machine, logs[kind]))) == {1.0}


def forge(case: Case, names: Sequence[str], random: Random) -> Iterator[tuple[str, Case]]:
    """Yield the case with something inserted, removed or swapped at each of its places."""
    told, state = case
    for at in range(len(told) + 1):
        yield "inserted", ((*told[:at], random.choice(names), *told[at:]), state)
    for at in range(len(told)):
        yield "removed", ((*told[:at], *told[at + 1 :]), state)
    for at in range(len(told) - 1):
        if told[at] != told[at + 1]:
            yield "swapped", ((*told[:at], told[at + 1], told[at], *told[at + 2 :]), state)


def test_whatever_is_forged_in_a_history_lowers_its_fitness(
    logs: dict[str, list[Told]], miner: Miner, tmp_path: Path
) -> None:
    machine = get_machine("proposal")
    moves, random = list(name_ways(machine).values()), Random(1)  # noqa: S311  # the same each time
    forged = [
        each
        for case in name_moves(machine, logs["proposal"])
        for each in forge(case, moves, random)
    ]

    net = miner.read_net(machine, tmp_path)
    net.tell_ways_apart()
    fitness = miner.replay(net, [case for _how, case in forged])

    # Each step of a proposal leads to another state: whatever is added, left out or moved is seen.
    assert all(step.source != step.target for step in list_steps(machine))
    say(forged=Counter(how for how, _case in forged))
    assert [each for each, fit in zip(forged, fitness, strict=True) if fit == 1] == []


def test_by_names_alone_only_a_history_that_is_legal_too_is_not_told_from_the_true_one(
    logs: dict[str, list[Told]], miner: Miner, tmp_path: Path
) -> None:
    machine, random = get_machine("proposal"), Random(1)  # noqa: S311  # the same each time
    names = sorted({*machine.births, *machine.transitions})
    forged = [each for case in name_events(logs["proposal"]) for each in forge(case, names, random)]
    tried = random.sample(forged, FORGED)

    fitness = miner.align(miner.read_net(machine, tmp_path), [case for _how, case in tried])

    found = Counter(how for (how, _case), fit in zip(tried, fitness, strict=True) if fit < 1)
    say(tried=Counter(how for how, _case in tried), found=found)
    for (_how, (told, state)), fit in zip(tried, fitness, strict=True):
        assert (fit == 1) == (state in find_ends(machine, told)), told
    assert set(found) == {"inserted", "removed", "swapped"}
