"""Where what is announced is read: for messages to programs, and for the daily letter."""

from collections.abc import Sequence

from lifecycle.models import Activity, Commitment, Follower, PlanStage
from lifecycle.services.following import make_stop_all_token
from lifecycle.topics.words import make_url
from lifecycle.vocabulary.outsiders import FOLLOWER_KEY
from notifications.topics import Outsider
from workflow.models import Subject, User


def find_preferences(_person: User) -> str:
    """Return where somebody chooses what they are told."""
    return make_url("preferences")


def find_stop(outsiders: Sequence[Outsider]) -> str:
    """Return where one address stops following all that a letter told it."""
    keys = [each.key.removeprefix(FOLLOWER_KEY) for each in outsiders]
    followers = Follower.objects.filter(pk__in=[key for key in keys if key.isdecimal()])
    return make_url("follow_stop", make_stop_all_token(followers)) if followers else ""


def find_plan(subject: Subject) -> str:
    """Return the page of a plan, or of the plan a stage belongs to."""
    if subject.kind == "plan_stage":
        return make_url(
            "plan", PlanStage.objects.select_related("plan").get(pk=subject.pk).plan.code
        )
    return make_url("plan", subject.actionplan.code)


def find_commitment(subject: Subject) -> str:
    """Return the page of a commitment, or of the one a step belongs to."""
    key = subject.pk
    if subject.kind == "activity":
        key = Activity.objects.values_list("commitment_id", flat=True).get(pk=subject.pk)
    commitment = Commitment.objects.select_related("plan").get(pk=key)
    return make_url("commitment", commitment.plan.code, commitment.number)


def find_own_page(subject: Subject) -> str:
    """Return the page of what has one under its number, called like its kind."""
    return make_url(subject.kind, subject.pk)


#: How the page of each kind is found. What has none is told without an address.
PAGES = {
    "proposal": find_own_page,
    "consultation": find_own_page,
    "convention": find_own_page,
    "council": find_own_page,
    "replanning": find_own_page,
    "plan": find_plan,
    "plan_stage": find_plan,
    "commitment": find_commitment,
    "activity": find_own_page,
}
