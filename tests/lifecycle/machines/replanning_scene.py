"""A commitment of the archives with an activity whose date moves, and the committee that sits."""

from datetime import date, timedelta
from typing import Any

from lifecycle.models import Activity, Commitment, PeriodRecord, Replanning, make_period_columns
from lifecycle.services.replannings import ask
from lifecycle.vocabulary import MembershipBody, PeriodRole, PlanState, ReplanningState
from lifecycle.vocabulary.roles import COMMITTEE
from tests.cast import Institutions, make_member
from tests.lifecycle.machines.carrying import activity_in, commitment_in, plan_in
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire
from workflow.models import Institution, Round, Seat, User, WorkItem
from workflow.periods import Period, read_period
from workflow.permissions import grant

#: What was promised at first.
PROMISED = "30 juin 2027"
#: The last day of the plan.
PLAN_END = date(2028, 12, 31)
REASON = {"reason": "Le marché est infructueux."}


class Scene:
    """A commitment that is carried out, its activity promised for June 2027, and its people."""

    def __init__(self, institutions: Institutions, farid: User, emna: User) -> None:
        self.institutions = institutions
        self.farid = farid
        self.emna = emna
        self.plan = plan_in(PlanState.IN_IMPLEMENTATION, ends_on=PLAN_END)
        self.commitment: Commitment = commitment_in(
            "in_progress", lead=institutions.archives, plan=self.plan
        )
        self.activity = self.make_activity()

    def make_activity(self, words: str = PROMISED, **values: Any) -> Activity:
        """Return another activity of the commitment, promised for these words."""
        activity = activity_in("planned", self.commitment, **values)
        period = read_period(words, today=date(2026, 11, 25))
        for role in (PeriodRole.BASELINE, PeriodRole.CURRENT):
            write_period(activity.pk, period, role)
        return activity

    def ask(self, words: str = "fin septembre 2027", **values: Any) -> Replanning:
        """Return a request of the focal point for the activity."""
        given = {"cause": "procurement", "actor": self.farid, **REASON, **values}
        return ask(given.pop("activity", self.activity), words=words, **given)

    def submitted(self, words: str = "fin septembre 2027", **values: Any) -> Replanning:
        """Return a request that the owner has sent on to the ministry."""
        request = self.ask(words, **values)
        fire(request, "forward", actor=self.emna)
        return get(request)

    def accepted(self, words: str, *, by: User) -> Replanning:
        """Return a request that the ministry has accepted."""
        request = self.submitted(words)
        fire(request, "accept", actor=by)
        return get(request)

    def escalated(self, words: str = "mars 2029", *, by: User) -> Replanning:
        """Return a request that is before the committee."""
        request = self.submitted(words)
        fire(request, "escalate", actor=by)
        return get(request)

    def goes_beyond(self, *, by: User, lead: User) -> Replanning:
        """Return a request by which the activity ended after the plan: the committee was late."""
        make_committee(1, self.institutions.rivage)
        request = self.escalated(by=by)
        items = WorkItem.objects.filter(subject=request.pk, closed_at=None)
        items.update(due_on=date(2026, 1, 5))
        fire(request, "settle_accept", actor=lead, inputs=REASON)
        return get(request)


def get(request: Replanning) -> Replanning:
    """Return the request as it is by now."""
    return Replanning.objects.get(pk=request.pk)


def write_period(subject_id: int, period: Period, role: PeriodRole) -> None:
    """Write a period of the subject."""
    PeriodRecord.objects.create(
        subject_id=subject_id,
        role=role.value,
        recorded_on=date(2026, 3, 2),
        **make_period_columns(period),
    )


def read_periods(subject_id: int) -> dict[str, list[str]]:
    """Return the words of each period by its role."""
    found: dict[str, list[str]] = {}
    for each in PeriodRecord.objects.filter(subject=subject_id).order_by("pk"):
        found.setdefault(each.role, []).append(each.words)
    return found


def make_committee(count: int, institution: Institution) -> list[User]:
    """Return members of the committee who sit for an institution."""
    people = [
        make_member(f"Member{number}", MembershipBody.COMMITTEE, institution)
        for number in range(count)
    ]
    for person in people:
        grant(COMMITTEE, person)
    return people


def list_seated(request: Replanning) -> list[int | None]:
    """Return the people who are asked in the open round of the request."""
    opened = Round.objects.get(subject=request.pk, name="committee", outcome="")
    return list(Seat.objects.filter(round=opened).order_by("rank").values_list("person", flat=True))


OPEN = (ReplanningState.ASKED, ReplanningState.SUBMITTED, ReplanningState.ESCALATED)


def at(state: str, scene: Scene, amina: User) -> Replanning:
    """Return a request in this state, in which it is still open."""
    if state == ReplanningState.ASKED:
        return scene.ask()
    if state == ReplanningState.SUBMITTED:
        return scene.submitted()
    make_committee(3, scene.institutions.rivage)
    return scene.escalated("fin septembre 2027", by=amina)


def move_to(day: date) -> Any:
    """Return a context in which it is noon of that day."""
    now = current_clock().now()
    return use_clock(FixedClock(now + timedelta(days=(day - now.date()).days)))
