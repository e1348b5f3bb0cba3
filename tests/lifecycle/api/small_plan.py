"""A plan of two commitments, one late and one with nothing left to do."""

from datetime import date

from lifecycle.models import ActionPlan
from lifecycle.services.loading.plan_loader import load_plan
from tests.lifecycle.services.loading.files import yaml_source

SMALL = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: PV, state: in_implementation}
institutions:
  - {key: registry, side: government, names: [{since: 2018-01-01, name: Archives}]}
  - {key: courts, side: government, names: [{since: 2018-01-01, name: Tribunaux}]}
commitments:
  - number: 3
    title: Archives ouvertes
    lead: registry
    progress: 70
    activities:
      - {key: train, title: Former, state: planned, period: "juin 2020"}
      - {key: assess, title: Evaluer, state: planned, after: train, period: "novembre 2020"}
  - number: 7
    title: Audiences publiques
    lead: courts
    progress: 100
    activities:
      - {key: publish, title: Publier, state: verified, period: "mars 2020"}
"""
TODAY = date(2020, 7, 15)


def load_small_plan() -> ActionPlan:
    """Load the plan and return it."""
    load_plan(yaml_source(SMALL))
    return ActionPlan.objects.get(code="T-1")
