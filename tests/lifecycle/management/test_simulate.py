"""A simulation leads proposals through the door, and the same seed leads them the same way."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from lifecycle.management.simulation.running import Simulation, simulate
from lifecycle.models import ActionPlan, Commitment, Proposal, Replanning
from lifecycle.vocabulary import ActivityState, CommitmentState, PlanState
from workflow.history.verification import verify
from workflow.models import Event

FEW = 5

pytestmark = pytest.mark.django_db


def run(seed: int, *, proposals: int = FEW) -> Simulation:
    return simulate(proposals, seed=seed, report=lambda done, total: None)


def test_every_proposal_moves_and_is_counted_where_it_stands() -> None:
    done = run(seed=7)

    split = done.states.get("split", 0)
    assert sum(done.states.values()) >= FEW + split
    assert sum(done.transitions.values()) > FEW
    assert Proposal.objects.filter(plan__code=done.plan).count() == sum(done.states.values())


def test_the_same_seed_gives_the_same_history_to_the_second() -> None:
    first = run(seed=7)

    second = run(seed=7)

    assert first.plan != second.plan
    assert (second.digest, second.states, second.transitions, second.events) == (
        first.digest,
        first.states,
        first.transitions,
        first.events,
    )


def test_what_is_retained_becomes_commitments_that_are_carried_out_to_their_end() -> None:
    done = run(seed=3, proposals=20)

    plan = ActionPlan.objects.get(code=done.plan)
    commitments = Commitment.objects.filter(plan=plan)
    assert plan.state == PlanState.IN_IMPLEMENTATION
    assert commitments.count() == done.states["adopted"] > 0
    for commitment in commitments:
        assert commitment.porters.exists()
        assert commitment.state == CommitmentState.COMPLETED
        assert {each.state for each in commitment.activities.all()} == {ActivityState.VERIFIED}
    assert Replanning.objects.filter(target__parent__parent=plan, is_open=False).exists()
    assert not Replanning.objects.filter(is_open=True).exists()


def test_another_seed_gives_another_history() -> None:
    assert run(seed=7, proposals=4).digest != run(seed=8, proposals=4).digest


def test_the_history_of_a_simulation_holds_together() -> None:
    run(seed=7)

    audit = verify()

    assert audit.events == Event.objects.count()
    assert not audit.findings


def test_progress_is_told_proposal_by_proposal() -> None:
    told: list[tuple[int, int]] = []

    simulate(3, seed=1, report=lambda done, total: told.append((done, total)))

    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_command_answers_a_program_in_json() -> None:
    out = StringIO()

    call_command("simulate", "--proposals", "3", "--seed", "5", "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert (told["proposals"], told["seed"]) == (3, 5)
    assert sum(told["states"].values()) >= 3
    assert told["events_per_second"] > 0
    assert len(told["digest"]) == 64


def test_no_proposal_at_all_is_the_wrong_way_to_call_it() -> None:
    with pytest.raises(CommandError, match="a whole number of proposals, not '0'"):
        call_command("simulate", "--proposals", "0", stdout=StringIO())


def test_a_production_site_refuses_it(settings: Settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="refused under production settings"):
        call_command("simulate", "--proposals", "1", stdout=StringIO())

    assert not ActionPlan.objects.exists()
