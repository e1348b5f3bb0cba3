"""Races between services: what must not pass twice, or both, in the same instant."""

from datetime import timedelta
from functools import partial
from typing import Any

from lifecycle.models import Uptake
from lifecycle.services import delegations
from lifecycle.services.people import give_role
from lifecycle.services.uptakes import link, release
from lifecycle.vocabulary import LIVE_STATES, Extent, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, MODERATOR
from tests.cast import make_person
from tests.databases import Clone
from tests.factories import make_plan, proposal_in, someone
from tests.races import run_at_once
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.exceptions import TransitionRefusedError
from workflow.models import Delegation, RightRecord, User
from workflow.permissions import grant

#: Each is a coin that could fall the wrong way; so many falls show it.
ROUNDS = 4


def list_refused(results: list[Any]) -> list[TransitionRefusedError]:
    return [result for result in results if isinstance(result, TransitionRefusedError)]


def test_a_role_given_and_a_delegation_made_at_once_do_not_both_pass(
    cloned_database: Clone,
) -> None:
    make_plan()
    today = current_clock().today()
    days: dict[str, Any] = {"starts_on": today, "ends_on": today + timedelta(days=3)}

    for number in range(ROUNDS):
        lead, person = make_person(f"Lead{number}"), make_person(f"Person{number}")
        grant(MINISTRY_LEAD, lead)
        results = run_at_once(
            [
                partial(give_role, person, role=MODERATOR, on=None, actor=lead),
                partial(delegations.create, actor=person, delegate=lead, **days),
            ]
        )

        assert len(list_refused(results)) == 1
        given = RightRecord.objects.filter(person=person, right=MODERATOR.code).count()
        assert given + Delegation.objects.filter(principal=person).count() == 1


def test_an_idea_is_not_left_to_nobody_by_a_release_and_the_end_of_the_other_dossier(
    cloned_database: Clone,
) -> None:
    make_plan()
    team, lead = someone(MINISTRY_TEAM), someone(MINISTRY_LEAD)

    for _number in range(ROUNDS):
        first, idea, second = (proposal_in(ProposalState.PRIORITIZED) for _each in range(3))
        uptakes = [
            link(idea.pk, dossier=each.pk, extent=Extent.WHOLE, actor=team)
            for each in (first, second)
        ]
        fire(idea.pk, "take_up", actor=team)
        inputs = {"reason": "Aucun moyen cette année."}
        run_at_once(
            [
                partial(release, uptakes[0].pk, actor=team),
                partial(fire, second.pk, "drop", actor=lead, inputs=inputs),
            ]
        )

        idea.refresh_from_db()
        carried = Uptake.objects.filter(
            source=idea.pk, released_at__isnull=True, dossier__state__in=LIVE_STATES
        )
        assert carried.exists() == (idea.state == ProposalState.TAKEN_UP)


def test_of_two_releases_at_once_one_keeps_the_idea_carried(cloned_database: Clone) -> None:
    make_plan()
    team: User = someone(MINISTRY_TEAM)
    idea, *dossiers = (proposal_in(ProposalState.PRIORITIZED) for _each in range(3))
    uptakes = [link(idea.pk, dossier=each.pk, extent=Extent.WHOLE, actor=team) for each in dossiers]
    fire(idea.pk, "take_up", actor=team)

    results = run_at_once([partial(release, each.pk, actor=team) for each in uptakes])

    assert len(list_refused(results)) == 1
    assert Uptake.objects.filter(source=idea.pk, released_at__isnull=True).count() == 1
