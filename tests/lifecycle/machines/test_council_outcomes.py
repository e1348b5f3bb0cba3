"""The council decides line by line: each goes where its outcome says, with its reason."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from lifecycle.models import ActionPlan, Council, Proposal
from lifecycle.services.councils import start_file
from lifecycle.vocabulary import AttachmentPurpose, CouncilState, PlanState, ProposalState
from tests.council import (
    MEETS_ON,
    REASON,
    TODAY,
    add_document,
    council_in,
    frozen_version,
    on,
    signed_dossiers,
)
from workflow.engine import fire
from workflow.exceptions import (
    TransitionRefusedError,
)
from workflow.models import User

pytestmark = pytest.mark.django_db
DAY = {"meets_on": MEETS_ON.isoformat()}
ARROWS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("submit", "preparing", "submitted", {}),
    ("abandon", "preparing", "pulled_back", {}),
    ("put_on_agenda", "submitted", "on_agenda", DAY),
    ("postpone", "on_agenda", "submitted", {}),
    ("present", "on_agenda", "presented", {}),
    ("pull_back", "submitted", "pulled_back", REASON),
    ("pull_back", "on_agenda", "pulled_back", REASON),
    ("record_adopted", "presented", "adopted", {}),
    ("record_noted", "presented", "noted", {}),
    ("record_returned", "presented", "returned", {}),
]
TEAM_DOES = {"put_on_agenda", "postpone"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


def ready_for(name: str, state: str) -> Council:
    """Return a file in `state` against which nothing stands to take this arrow."""
    outcomes = ["returned", "removed"] if name == "record_returned" else []
    council = council_in(state, outcomes=outcomes)
    if name == "put_on_agenda":
        add_document(council, AttachmentPurpose.AGENDA)
    return council


def states_of(council: Council) -> list[str]:
    lines = council.lines.order_by("pk")
    return list(lines.values_list("proposal__state", flat=True))


def refusals(council: Council, name: str, actor: User, **inputs: Any) -> list[str]:
    with pytest.raises(TransitionRefusedError) as refused:
        fire(council, name, actor=actor, inputs=inputs)
    return [each.guard for each in refused.value.shortfalls]


def test_an_outcome_needs_the_decision_on_file_and_one_for_every_line(claire: User) -> None:
    council = council_in("on_agenda")
    with on(MEETS_ON):
        fire(council, "present", actor=claire)

    assert refusals(council, "record_adopted", claire) == [
        "decision_kept",
        "every_outcome",
        "something_adopted",
    ]
    with pytest.raises(TransitionRefusedError, match="document of the council's decision"):
        fire(council, "record_adopted", actor=claire)


def test_a_return_is_not_advised_before_every_line_has_its_outcome(claire: User) -> None:
    council = council_in("on_agenda")
    with on(MEETS_ON):
        fire(council, "present", actor=claire)

    with override("en"), pytest.raises(TransitionRefusedError) as refused:
        fire(council, "record_adopted", actor=claire)

    assert "No line is adopted yet." in str(refused.value)
    assert "returned the plan" not in str(refused.value)


def test_each_line_goes_where_its_outcome_says_with_its_reason(claire: User) -> None:
    council = council_in(
        "presented", signed_dossiers(3), outcomes=["adopted", "returned", "removed"]
    )

    fire(council, "record_adopted", actor=claire)

    assert states_of(council) == ["adopted", "finalization", "dropped"]
    removed = Proposal.objects.get(state=ProposalState.DROPPED)
    assert (removed.decided_reason, removed.left_phase) == ("À revoir.", "government_adoption")
    council.plan.refresh_from_db()
    assert council.plan.state == PlanState.IN_IMPLEMENTATION


def test_what_is_returned_does_not_make_the_plan(claire: User) -> None:
    council = council_in("presented", outcomes=["returned", "removed"])

    fire(council, "record_returned", actor=claire)

    assert states_of(council) == ["finalization", "dropped"]
    council.plan.refresh_from_db()
    assert council.plan.state == PlanState.CO_CREATION


def test_a_return_with_an_adopted_line_is_refused_and_so_is_an_adoption_of_none(
    claire: User,
) -> None:
    adopted = council_in("presented")
    assert refusals(adopted, "record_returned", claire) == ["nothing_adopted"]
    with on(MEETS_ON):
        fire(adopted, "record_adopted", actor=claire)

    returned = council_in("presented", signed_dossiers(1), outcomes=["returned"])
    assert refusals(returned, "record_adopted", claire) == ["something_adopted"]


@pytest.mark.parametrize(
    ("noted_adopts", "outcome", "guards"),
    [
        (True, "adopted", []),
        (True, "returned", ["noted_adopts_something"]),
        (False, "returned", []),
        (False, "adopted", ["noted_adopts_nothing"]),
    ],
)
def test_taking_note_adopts_by_the_policy_of_the_plan(
    noted_adopts: bool, outcome: str, guards: list[str], claire: User
) -> None:
    council = council_in("presented", signed_dossiers(1), outcomes=[outcome])
    ActionPlan.objects.filter(pk=council.plan_id).update(noted_adopts=noted_adopts)

    if guards:
        assert refusals(council, "record_noted", claire) == guards
        return
    fire(council, "record_noted", actor=claire)

    council.plan.refresh_from_db()
    assert (council.plan.state == PlanState.IN_IMPLEMENTATION) == noted_adopts


def test_a_return_goes_before_the_council_again_with_a_new_file(amina: User, claire: User) -> None:
    first = council_in("returned", signed_dossiers(1), outcomes=["returned"])
    line = first.lines.get().proposal
    fire(line, "finalize", actor=amina)
    with pytest.raises(TransitionRefusedError, match="The state is now"):
        fire(first, "submit", actor=claire)

    second = start_file(frozen_version([line]), actor=amina)

    assert second.state == CouncilState.PREPARING
    assert second.lines.get().outcome == ""
