"""A commitment that two institutions carry, on a day when its activities stand in every way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.core.files.base import ContentFile

from lifecycle.models import ActionPlan, Activity, Attachment, Commitment
from lifecycle.services.attachments import attach
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.vocabulary.roles import FOCAL_POINT, OWNER, PROJECT_LEAD, SUPERIOR
from tests.cast import make_person
from tests.lifecycle.services.loading.files import yaml_source
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.models import Institution, Subject, User
from workflow.permissions import grant

PLAN = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: PV, state: in_implementation}
institutions:
  - {key: registry, side: government, names: [{since: 2018-01-01, name: Registre}]}
  - {key: courts, side: government, names: [{since: 2018-01-01, name: Tribunaux}]}
commitments:
  - number: 3
    title: Archives ouvertes
    lead: registry
    progress: 70
    activities:
      - {key: train, label: "1", title: "=Former", state: planned, period: "juin 2020"}
      - {key: assess, label: "2", title: Evaluer, state: planned, period: "novembre 2020"}
      - {key: link, label: "3", title: Relier, state: planned, period: "pas de visibilité"}
  - number: 7
    title: Audiences publiques
    lead: courts
    progress: 40
    activities:
      - {key: publish, label: "1", title: Publier, state: planned, period: "mai 2020"}
"""
#: Thirty-six civil days after the last working day of June; every rung has fired by then.
TODAY = date(2020, 8, 5)


@dataclass(frozen=True)
class Scene:
    """The plan, and who carries its first commitment."""

    plan: ActionPlan
    registry: Institution
    courts: Institution
    focal_point: User
    owner: User
    superior: User
    project_lead: User

    def activity(self, key: str) -> Activity:
        """Return an activity by its key."""
        return Activity.objects.select_related("commitment__plan").get(key=key)

    def report_done(self, key: str) -> Activity:
        """Let the focal point say that an activity is done, with a file that shows it."""
        activity = self.activity(key)
        file = add_evidence(activity, self.focal_point)
        given = {"done_on": TODAY, "evidence": [file.pk]}
        fire(activity, "report_done", actor=self.focal_point, inputs=given)
        return self.activity(key)

    @property
    def commitment(self) -> Commitment:
        """Return the commitment that the registry carries."""
        return Commitment.objects.get(plan=self.plan, number=3)


def add_evidence(subject: Subject, person: User, *, name: str = "rapport.txt") -> Attachment:
    """Keep a file as evidence of a subject."""
    upload = ContentFile(b"Fait.", name=name)
    return attach(subject, upload=upload, purpose=AttachmentPurpose.EVIDENCE, actor=person)


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    """Load the plan on the day of the minutes and stand still some weeks later."""
    with use_clock(FixedClock.on(date(2020, 7, 15))):
        load_plan(yaml_source(PLAN))
    registry, courts = (Institution.objects.get(code=code) for code in ("registry", "courts"))
    people = []
    for name, role in (
        ("Nadia", FOCAL_POINT),
        ("Omar", OWNER),
        ("Rachid", SUPERIOR),
        ("Samira", PROJECT_LEAD),
    ):
        people.append(make_person(name))
        grant(role, people[-1], on=registry)
    with use_clock(FixedClock.on(TODAY)):
        yield Scene(ActionPlan.objects.get(code="T-1"), registry, courts, *people)
