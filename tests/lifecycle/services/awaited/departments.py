"""A plan with an activity that waits for four departments, and what is read of it."""

from datetime import date

from lifecycle.models import Activity
from lifecycle.selectors.commitments import list_commitments
from lifecycle.vocabulary import AwaitedTask
from lifecycle.vocabulary.situations import Situation
from tests.cast import make_person
from workflow.models import Institution, User, WorkItem
from workflow.permissions import grant

ASK, NAME, ANSWER = AwaitedTask.ASK, AwaitedTask.NAME, AwaitedTask.ANSWER

AS_OF = date(2020, 7, 15)

TODAY = date(2020, 7, 20)

TEXT = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: PV, state: in_implementation}
institutions:
  - {key: registry, side: government, names: [{since: 2018-01-01, name: Archives}]}
  - {key: courts, side: government, names: [{since: 2018-01-01, name: Tribunaux}]}
commitments:
  - number: 1
    title: Archives ouvertes
    lead: registry
    activities:
      - key: train
        title: Former
        awaited: [{count: 4, who: départements, what: désignation, named: false}]
"""


def list_errands() -> list[tuple[str, str]]:
    """Return the open items about whoever is awaited, as kind and role."""
    items = WorkItem.objects.filter(kind__in=list(AwaitedTask), closed_at__isnull=True)
    return sorted(items.values_list("kind", "role"))


def official(role: object, code: str) -> User:
    """Return somebody who holds the role at this institution."""
    person = make_person(f"{role}{code}")
    grant(role, person, on=Institution.objects.get(code=code))  # type: ignore[arg-type]
    return person


def get_activity() -> Activity:
    """Return the activity that waits."""
    return Activity.objects.get()


def find_situation() -> Situation:
    """Return how the activity stands today."""
    (read,) = list_commitments(get_activity().commitment.plan_id, on=TODAY)
    return read.lines[0].situation
