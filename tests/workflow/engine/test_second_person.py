"""What one person proposes another confirms, on the version that was read."""

from datetime import date

import pytest

from tests.workflow.toy.making import MONDAY, Office, get_proposal, make_parcel, make_user
from tests.workflow.toy.models import Parcel, Slip, Van
from tests.workflow.toy.roles import CLERK
from workflow.clock import FixedClock, use_clock
from workflow.engine import confirm, decline, explain, fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import (
    Decision,
    Delegation,
    Event,
    EventKind,
    Round,
    RoundOutcome,
    Verdict,
    WorkItem,
)
from workflow.permissions import grant, revoke

REFUSAL = {"code": "wet", "reason": "It is wet."}


@pytest.fixture
def posted(office: Office, van: Van) -> Parcel:
    return make_parcel(office, van, "posted")


def propose(office: Office, parcel: Parcel) -> Round:
    fire(parcel, "refuse", actor=office.boris, inputs=REFUSAL)
    return get_proposal(parcel)


def state_of(parcel: Parcel) -> str:
    return Parcel.objects.values_list("state", flat=True).get(pk=parcel.pk)


def test_what_needs_a_second_person_is_only_proposed(office: Office, posted: Parcel) -> None:
    event = fire(posted, "refuse", actor=office.boris, inputs=REFUSAL)

    assert (event.kind, event.name) == (str(EventKind.FACT), "refuse.proposed")
    assert state_of(posted) == "posted"
    item = WorkItem.objects.get(subject=posted, round=get_proposal(posted))
    assert (item.desk, item.due_on) == ("toy_clerk", date(2026, 6, 3))


def test_somebody_else_confirms_and_both_names_are_kept(office: Office, posted: Parcel) -> None:
    proposal = propose(office, posted)

    event = confirm(proposal.pk, actor=office.carla)

    assert state_of(posted) == "returned"
    assert (event.name, event.actor, event.confirmed_by) == ("refuse", office.boris, office.carla)
    proposal.refresh_from_db()
    assert proposal.outcome == str(RoundOutcome.PASSED)
    assert Decision.objects.get(seat__round=proposal).decided_by == office.carla
    assert not WorkItem.objects.filter(subject=posted, closed_at=None, round=proposal).exists()


def test_nobody_confirms_what_they_proposed(office: Office, posted: Parcel) -> None:
    proposal = propose(office, posted)

    with pytest.raises(TransitionForbiddenError, match="yourself"):
        confirm(proposal.pk, actor=office.boris)


def test_who_holds_none_of_the_roles_does_not_confirm(office: Office, posted: Parcel) -> None:
    proposal = propose(office, posted)

    with pytest.raises(TransitionForbiddenError, match="clerk"):
        confirm(proposal.pk, actor=office.dora)


def test_who_may_not_see_it_finds_no_proposal(office: Office, posted: Parcel) -> None:
    proposal = propose(office, posted)

    with pytest.raises(SubjectNotFoundError):
        confirm(proposal.pk, actor=office.ben)
    with pytest.raises(SubjectNotFoundError):
        confirm(0, actor=office.carla)


def test_it_is_proposed_once(office: Office, posted: Parcel) -> None:
    propose(office, posted)

    with pytest.raises(TransitionRefusedError, match="Boris has already proposed"):
        fire(posted, "refuse", actor=office.carla, inputs=REFUSAL)


def test_any_change_voids_the_proposal(office: Office, posted: Parcel) -> None:
    proposal = propose(office, posted)

    fire(posted, "rename", actor=office.anna, inputs={"title": "Dry vase"})

    with pytest.raises(StaleSubjectError):
        confirm(proposal.pk, actor=office.carla)
    proposal.refresh_from_db()
    assert proposal.outcome == str(RoundOutcome.CANCELLED)
    assert not WorkItem.objects.filter(round=proposal, closed_at=None).exists()


def test_another_proposal_takes_the_place_of_the_first(office: Office, posted: Parcel) -> None:
    first = propose(office, posted)
    slip = Slip.objects.create(parcel=posted, name="Letter")
    paper = {
        "paper_number": "12",
        "paper_on": "2026-05-29",
        "paper_capacity": "Sender",
        "paper_scan": slip.pk,
    }

    fire(posted, "withdraw", actor=office.boris, inputs=paper)

    with pytest.raises(StaleSubjectError):
        confirm(first.pk, actor=office.carla)


def test_a_guard_that_fails_by_now_refuses_the_confirmation(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    proposal = propose(office, parcel)
    revoke(CLERK, office.boris)

    # The proposer would not be allowed any more.
    with pytest.raises(TransitionForbiddenError):
        confirm(proposal.pk, actor=office.carla)


def test_a_proposal_is_answered_once(office: Office, posted: Parcel) -> None:
    proposal = propose(office, posted)
    decline(proposal.pk, actor=office.carla, comment="It is dry.")

    with pytest.raises(TransitionRefusedError, match="already been answered"):
        confirm(proposal.pk, actor=office.carla)


def test_saying_no_leaves_it_where_it_is_and_says_why(office: Office, posted: Parcel) -> None:
    proposal = propose(office, posted)

    event = decline(proposal.pk, actor=office.carla, comment="It is dry.")

    assert state_of(posted) == "posted"
    assert (event.name, event.kind) == ("refuse.declined", str(EventKind.DECISION))
    item = WorkItem.objects.get(round=proposal)
    assert (item.closed_at, item.closed_by) == (event.recorded_at, event)
    decision = Decision.objects.get(seat__round=proposal)
    assert (decision.verdict, decision.comment) == (str(Verdict.OBJECT), "It is dry.")


def test_saying_no_needs_a_reason(office: Office, posted: Parcel) -> None:
    proposal = propose(office, posted)

    with pytest.raises(InputError):
        decline(proposal.pk, actor=office.carla, comment="  ")


def test_it_can_be_proposed_again_after_a_no(office: Office, posted: Parcel) -> None:
    decline(propose(office, posted).pk, actor=office.carla, comment="It is dry.")

    confirm(propose(office, posted).pk, actor=office.carla)

    assert state_of(posted) == "returned"


@pytest.mark.tampers
def test_what_was_changed_behind_the_proposal_is_not_confirmed(
    office: Office, posted: Parcel
) -> None:
    proposal = propose(office, posted)
    Round.objects.filter(pk=proposal.pk).update(proposed_inputs='{"code":"torn"}')

    with pytest.raises(TransitionRefusedError, match="not what is stored"):
        confirm(proposal.pk, actor=office.carla)


def test_the_page_offers_the_confirmation(office: Office, posted: Parcel) -> None:
    proposal = propose(office, posted)

    found = explain(posted, actor=office.carla).find("refuse")

    assert found is not None
    assert found.proposal_id == proposal.pk
    assert [reason.code for reason in found.reasons] == ["proposed"]


def test_the_master_alone_decides_what_needs_no_second_person(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")

    event = fire(parcel, "let_go", actor=office.dora)

    assert (event.name, event.confirmed_by) == ("let_go", None)


# ---- By a delegate.


def delegate(office: Office) -> None:
    Delegation.objects.create(
        principal=office.boris, delegate=office.ben, starts_on=MONDAY, ends_on=MONDAY
    )


def test_a_delegate_proposes_with_the_rights_of_who_they_stand_in_for(
    office: Office, posted: Parcel
) -> None:
    delegate(office)
    fire(posted, "refuse", actor=office.ben, on_behalf_of=office.boris, inputs=REFUSAL)

    event = confirm(get_proposal(posted).pk, actor=office.carla)

    assert (event.actor, event.on_behalf_of, event.confirmed_by) == (
        office.ben,
        office.boris,
        office.carla,
    )


def test_nobody_confirms_what_was_proposed_in_their_name(office: Office, posted: Parcel) -> None:
    delegate(office)
    fire(posted, "refuse", actor=office.ben, on_behalf_of=office.boris, inputs=REFUSAL)

    with pytest.raises(TransitionForbiddenError, match="yourself"):
        confirm(get_proposal(posted).pk, actor=office.boris)


def test_a_delegation_that_ended_takes_its_proposals_with_it(
    office: Office, posted: Parcel
) -> None:
    delegate(office)
    fire(posted, "refuse", actor=office.ben, on_behalf_of=office.boris, inputs=REFUSAL)

    with (
        use_clock(FixedClock.on(date(2026, 6, 2))),
        pytest.raises(TransitionForbiddenError, match="No delegation"),
    ):
        confirm(get_proposal(posted).pk, actor=office.carla)


# ---- Paper.


@pytest.fixture
def paper(posted: Parcel) -> dict[str, object]:
    slip = Slip.objects.create(parcel=posted, name="Letter")
    return {
        "paper_number": "12",
        "paper_on": "2026-05-29",
        "paper_capacity": "Sender",
        "paper_scan": slip.pk,
    }


def test_a_paper_act_is_recorded_by_one_and_confirmed_by_another(
    office: Office, posted: Parcel, paper: dict[str, object]
) -> None:
    proposed = fire(posted, "withdraw", actor=office.boris, inputs=paper)
    assert state_of(posted) == "posted"

    event = confirm(get_proposal(posted).pk, actor=office.carla)

    assert state_of(posted) == "returned"
    assert proposed.occurred_on == event.occurred_on == date(2026, 5, 29)


@pytest.mark.parametrize("missing", ["paper_number", "paper_on", "paper_capacity", "paper_scan"])
def test_a_paper_act_is_recorded_with_all_that_proves_it(
    office: Office, posted: Parcel, paper: dict[str, object], missing: str
) -> None:
    del paper[missing]

    with pytest.raises(InputError) as refused:
        fire(posted, "withdraw", actor=office.boris, inputs=paper)

    assert refused.value.errors.keys() == {missing}


def test_whoever_holds_the_role_needs_no_paper(office: Office, posted: Parcel) -> None:
    event = fire(posted, "withdraw", actor=office.anna)

    assert (event.name, event.occurred_on) == ("withdraw", None)


def test_who_holds_both_roles_acts_for_themselves(office: Office, van: Van) -> None:
    person = make_user("Both")
    grant(CLERK, person)
    parcel = make_parcel(office, van, sender=person)

    assert fire(parcel, "withdraw", actor=person).name == "withdraw"
    assert Event.objects.filter(subject=parcel, name="withdraw.proposed").count() == 0
