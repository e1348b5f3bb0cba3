"""Work items: one of a group takes an item and puts it back; of two who reach, one has it."""

import pytest

from lifecycle.services.work_items import claim, hand_back
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import Institutions
from tests.databases import Clone
from tests.factories import make_plan, proposal_in, someone
from tests.races import run_at_once
from workflow.engine import fire
from workflow.exceptions import (
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Subject, User, WorkItem


def find_item(proposal: Subject, **by: object) -> WorkItem:
    """Return the only open item of the proposal."""
    return WorkItem.objects.get(subject=proposal.pk, closed_at__isnull=True, **by)


@pytest.mark.django_db
def test_an_item_goes_from_the_desk_of_the_group_to_that_of_one_and_back(
    driss: User, amina: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = find_item(proposal)

    claimed = claim(item, actor=amina)
    returned = hand_back(claimed, actor=amina)

    assert item.desk == "ministry_team"
    assert (claimed.desk, claimed.person) == (f"person:{amina.pk}", amina)
    assert (returned.desk, returned.person) == ("ministry_team", None)


@pytest.mark.django_db
def test_who_reads_an_old_list_is_told_who_took_it(driss: User, amina: User, bilal: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = find_item(proposal)
    claim(item, actor=amina)

    with pytest.raises(TransitionRefusedError, match="Amina"):
        claim(item, actor=bilal)


@pytest.mark.django_db
def test_an_item_of_a_desk_of_others_is_not_taken(driss: User, claire: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    with pytest.raises(TransitionForbiddenError):
        claim(find_item(proposal), actor=claire)
    with pytest.raises(SubjectNotFoundError):
        claim(0, actor=claire)


@pytest.mark.django_db
def test_nobody_takes_the_confirmation_of_what_they_proposed(
    driss: User, amina: User, bilal: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    inputs = {"code": "out_of_scope", "reason": "Hors sujet."}
    fire(proposal, "refuse", actor=amina, inputs=inputs)
    item = find_item(proposal, round__isnull=False)

    with pytest.raises(TransitionForbiddenError):
        claim(item, actor=amina)
    claimed = claim(item, actor=bilal)
    returned = hand_back(claimed, actor=bilal)

    assert returned.desk == "ministry_team"


@pytest.mark.django_db
def test_only_who_holds_it_or_the_lead_hands_an_item_back(
    driss: User, amina: User, bilal: User, claire: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = claim(find_item(proposal), actor=amina)

    with pytest.raises(TransitionForbiddenError, match="Amina"):
        hand_back(item, actor=bilal)
    returned = hand_back(item, actor=claire)

    assert returned.desk == "ministry_team"


@pytest.mark.django_db
def test_an_item_on_the_desk_of_the_group_has_nobody_to_hand_it_back(
    driss: User, amina: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    with pytest.raises(TransitionRefusedError):
        hand_back(find_item(proposal), actor=amina)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [ProposalState.DRAFT, ProposalState.IN_ASSESSMENT])
def test_what_is_for_one_person_stays_with_them(driss: User, state: ProposalState) -> None:
    proposal = proposal_in(state, author=driss)
    item = WorkItem.objects.filter(subject=proposal.pk, person__isnull=False).last()
    assert item is not None
    assert item.person is not None

    with pytest.raises(TransitionRefusedError):
        hand_back(item, actor=item.person)


@pytest.mark.tampers  # Nothing waits for an institution yet where a proposal can be brought.
@pytest.mark.django_db
def test_an_item_of_an_institution_goes_back_to_its_desk(
    driss: User, farid: User, institutions: Institutions
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    desk = f"focal_point:{institutions.archives.pk}"
    WorkItem.objects.filter(subject=proposal.pk).update(
        role="focal_point", institution=institutions.archives, desk=desk
    )
    item = find_item(proposal)

    claimed = claim(item, actor=farid)
    returned = hand_back(claimed, actor=farid)

    assert claimed.desk == f"person:{farid.pk}"
    assert returned.desk == desk


@pytest.mark.django_db
def test_a_closed_item_is_taken_by_nobody(driss: User, amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = find_item(proposal)
    fire(proposal, "admit", actor=amina)

    with pytest.raises(TransitionRefusedError):
        claim(item, actor=amina)


def test_of_two_who_take_an_item_at_once_one_has_it(cloned_database: Clone) -> None:
    make_plan()
    proposal = proposal_in(ProposalState.SUBMITTED)
    item = find_item(proposal)
    one = someone(MINISTRY_TEAM)
    other = someone(MINISTRY_TEAM, other_than=[one])

    results = run_at_once([lambda: claim(item, actor=one), lambda: claim(item, actor=other)])

    won = [each for each in results if isinstance(each, WorkItem)]
    lost = [each for each in results if isinstance(each, TransitionRefusedError)]
    assert (len(won), len(lost)) == (1, 1)
    assert find_item(proposal).desk == won[0].desk
