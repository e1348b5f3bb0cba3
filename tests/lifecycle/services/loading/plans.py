"""The plans that tests load: the two of the demonstration, and a small one."""

from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.reports import LoadReport
from tests.lifecycle.services.loading.files import DEMO, yaml_source

FIRST = DEMO / "plan-2018-2020.yaml"

SECOND = DEMO / "second-plan.yaml"

SMALL = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: PV, state: in_implementation}
institutions:
  - {key: archives, side: government, names: [{since: 2018-01-01, name: Archives}]}
commitments:
  - number: 3
    title: Archives ouvertes
    lead: archives
    progress: 70
    activities:
      - {key: train, title: Former, state: planned, period: "octobre 2020"}
      - {key: assess, title: Evaluer, state: planned, after: train, period: "novembre 2020"}
"""


def load(text: str = SMALL) -> LoadReport:
    """Load a plan from the words of its file."""
    return load_plan(yaml_source(text))
