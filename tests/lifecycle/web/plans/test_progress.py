"""The ministry lead says how progress is told, on pages and by the API; the history keeps it."""

import json

import pytest
from django.urls import reverse

from lifecycle.models import ActionPlan, Commitment
from lifecycle.selectors.commitments import find_commitment
from lifecycle.services.progress import set_policy, set_weights
from lifecycle.vocabulary import ProgressPolicy
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import make_person
from tests.lifecycle.api.clients import client_of
from tests.lifecycle.web.proposals.browsing import browse, read
from workflow.clock import current_clock
from workflow.exceptions import InputError, StaleSubjectError, TransitionForbiddenError
from workflow.models import User
from workflow.permissions import grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_first_plan")]


@pytest.fixture
def lead(first_plan: ActionPlan) -> User:
    """Return the lead of the ministry."""
    person = make_person("Claire")
    grant(MINISTRY_LEAD, person)
    return person


@pytest.fixture
def member(first_plan: ActionPlan) -> User:
    """Return somebody of the ministry team, who does not decide that."""
    person = make_person("Amina")
    grant(MINISTRY_TEAM, person)
    return person


def get_version(subject: ActionPlan | Commitment) -> int:
    subject.refresh_from_db()
    return subject.version


def compute(plan: ActionPlan, number: int) -> int | None:
    read = find_commitment(plan.pk, number, on=current_clock().today())
    assert read is not None
    return read.computed_progress


def test_the_policy_changes_what_is_computed_and_is_kept_in_the_history(
    first_plan: ActionPlan, lead: User
) -> None:
    before = compute(first_plan, 11)

    event = set_policy(
        first_plan,
        policy=ProgressPolicy.CANCELLED_NOT_DONE,
        actor=lead,
        expect=first_plan.version,
    )

    assert (before, compute(first_plan, 11)) == (None, 0)
    assert (event.name, event.actor) == ("plan.progress_set", lead)


def test_to_tell_the_declared_progress_alone_takes_a_reason(
    first_plan: ActionPlan, lead: User
) -> None:
    with pytest.raises(InputError) as refusal:
        set_policy(
            first_plan, policy=ProgressPolicy.DECLARED, actor=lead, expect=first_plan.version
        )

    assert set(refusal.value.errors) == {"reason"}


def test_the_team_does_not_decide_that(first_plan: ActionPlan, member: User) -> None:
    commitment = first_plan.commitments.get(number=9)
    weights = {commitment.activities.all()[0].pk: 3}

    with pytest.raises(TransitionForbiddenError):
        set_policy(
            first_plan,
            policy=ProgressPolicy.CANCELLED_NOT_DONE,
            actor=member,
            expect=first_plan.version,
        )
    with pytest.raises(TransitionForbiddenError):
        set_weights(commitment, weights=weights, actor=member)


def test_a_weight_makes_an_activity_count_more(first_plan: ActionPlan, lead: User) -> None:
    commitment = first_plan.commitments.get(number=4)
    report = commitment.activities.get(key="report")

    set_weights(commitment, weights={report.pk: 3}, actor=lead)

    assert compute(first_plan, 4) == 75
    assert commitment.events.get(name="progress.weighed").actor == lead


@pytest.mark.parametrize("weight", [0, -1, 1_001])
def test_a_weight_that_is_none_is_refused(first_plan: ActionPlan, lead: User, weight: int) -> None:
    commitment = first_plan.commitments.get(number=4)
    report = commitment.activities.get(key="report")

    with pytest.raises(InputError) as refusal:
        set_weights(commitment, weights={report.pk: weight}, actor=lead)

    assert set(refusal.value.errors) == {f"weight_{report.pk}"}


def test_an_activity_of_another_commitment_is_refused(first_plan: ActionPlan, lead: User) -> None:
    other = first_plan.commitments.get(number=9).activities.all()[0]

    with pytest.raises(InputError):
        set_weights(first_plan.commitments.get(number=4), weights={other.pk: 2}, actor=lead)


def test_of_two_who_read_the_same_version_the_second_is_told(
    first_plan: ActionPlan, lead: User
) -> None:
    expect = first_plan.version
    set_policy(first_plan, policy=ProgressPolicy.CANCELLED_NOT_DONE, actor=lead, expect=expect)

    with pytest.raises(StaleSubjectError):
        set_policy(first_plan, policy=ProgressPolicy.WITHOUT_CANCELLED, actor=lead, expect=expect)


def test_the_history_tells_the_policy_that_counted_whatever_was_read_before(
    first_plan: ActionPlan, lead: User
) -> None:
    read_long_ago = ActionPlan.objects.get(pk=first_plan.pk)
    set_policy(
        first_plan,
        policy=ProgressPolicy.CANCELLED_NOT_DONE,
        actor=lead,
        expect=first_plan.version,
    )

    event = set_policy(
        read_long_ago,
        policy=ProgressPolicy.WITHOUT_CANCELLED,
        actor=lead,
        expect=get_version(first_plan),
    )

    assert json.loads(event.body.json)["before"] == ProgressPolicy.CANCELLED_NOT_DONE


def test_the_history_tells_the_weight_that_counted_whatever_was_read_before(
    first_plan: ActionPlan, lead: User
) -> None:
    read_long_ago = Commitment.objects.prefetch_related("activities").get(
        pk=first_plan.commitments.get(number=4).pk
    )
    report = first_plan.commitments.get(number=4).activities.get(key="report")
    set_weights(first_plan.commitments.get(number=4), weights={report.pk: 3}, actor=lead)

    event = set_weights(read_long_ago, weights={report.pk: 5}, actor=lead)

    assert json.loads(event.body.json)["before"] == {str(report.pk): 3}


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_both_pages_are_read_in_each_language(
    first_plan: ActionPlan, lead: User, language: str, direction: str
) -> None:
    for address in (
        reverse("plan_progress", args=["MA-1"]),
        reverse("commitment_weights", args=["MA-1", 9]),
    ):
        assert f'dir="{direction}">' in read(lead, address, language)


def test_the_lead_does_both_on_pages(first_plan: ActionPlan, lead: User) -> None:
    client, commitment = browse(lead), first_plan.commitments.get(number=4)
    report = commitment.activities.get(key="report")
    policy = reverse("plan_progress", args=["MA-1"])
    weights = reverse("commitment_weights", args=["MA-1", 4])

    refused = client.post(policy, {"expect": get_version(first_plan), "policy": "declared"})
    kept = client.post(
        policy,
        {"expect": get_version(first_plan), "policy": "declared", "reason": "Sans activités."},
    )
    form = client.get(weights).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {f"weight_{report.pk}": 5}
    weighed = client.post(weights, typed)

    assert (refused.status_code, kept.status_code, weighed.status_code) == (422, 302, 302)
    report.refresh_from_db()
    assert report.weight == 5
    assert "Sans activités." in read(None, reverse("commitment", args=["MA-1", 4]))
    assert weights in read(lead, reverse("plan_setup", args=["MA-1"]))


def test_programs_do_both_under_the_same_rule(
    first_plan: ActionPlan, lead: User, member: User
) -> None:
    commitment = first_plan.commitments.get(number=4)
    report = commitment.activities.get(key="report")
    calls = (
        (f"/api/v1/plans/{first_plan.pk}/progress/", {"policy": "cancelled_not_done"}),
        (
            f"/api/v1/commitments/{commitment.pk}/weights/",
            {"weights": [{"activity": report.pk, "weight": 3}]},
        ),
    )

    for version, (address, body) in zip(
        (get_version(first_plan), get_version(commitment)), calls, strict=True
    ):
        tag = f'"{version}"'
        for person, status in ((member, 403), (lead, 204)):
            answer = client_of(person).post(address, body, format="json", HTTP_IF_MATCH=tag)
            assert answer.status_code == status
        assert client_of(lead).post(address, body, format="json").status_code == 428

    told = client_of(lead).get(f"/api/v1/plans/{first_plan.pk}/").json()
    assert told["progress_policy"] == "cancelled_not_done"
    assert compute(first_plan, 4) == 75
