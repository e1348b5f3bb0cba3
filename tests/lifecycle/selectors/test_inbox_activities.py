"""Activities in the inbox: their period says until when they are not late."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import Activity
from lifecycle.selectors.inbox import Filters, Urgency, find_urgency, read_inbox
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.vocabulary.roles import FOCAL_POINT, OWNER
from tests.cast import make_person
from tests.implementation import add_evidence
from tests.lifecycle.services.loading.files import yaml_source
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.models import Institution, User
from workflow.permissions import grant, load_grants

pytestmark = pytest.mark.django_db

PLAN = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: PV, state: in_implementation}
institutions:
  - {key: registry, side: government, names: [{since: 2018-01-01, name: Archives}]}
commitments:
  - number: 3
    title: Archives ouvertes
    lead: registry
    progress: 70
    activities:
      - {key: train, title: Former les archivistes, state: planned, period: "octobre 2020"}
"""


@pytest.fixture
def focal_point(driss: User) -> User:
    """Return the focal point of the institution that carries the loaded commitment."""
    with use_clock(FixedClock.on(date(2020, 7, 15))):
        load_plan(yaml_source(PLAN))
    grant(FOCAL_POINT, driss, on=Institution.objects.get(code="registry"))
    return driss


# The last working day of October 2020 was the 28th: a feast and a weekend followed.
@pytest.mark.parametrize(
    ("day", "urgency"),
    [
        (date(2020, 10, 28), Urgency.SOON),
        (date(2020, 10, 31), Urgency.SOON),
        (date(2020, 11, 1), Urgency.LATE),
    ],
)
def test_a_month_is_over_before_what_was_promised_for_it_is_late(
    focal_point: User, day: date, urgency: Urgency
) -> None:
    inbox = read_inbox(load_grants(focal_point), Filters(), today=day)

    (item,) = inbox.items
    assert item.due_on == date(2020, 10, 28)
    assert find_urgency(item, today=day) is urgency
    assert [facet.urgency for facet in inbox.facets] == [urgency]


def test_only_what_is_late_passes_the_filter_whatever_its_due_day(focal_point: User) -> None:
    grants, late = load_grants(focal_point), Filters(only_late=True)

    assert read_inbox(grants, late, today=date(2020, 10, 31)).items == []
    assert len(read_inbox(grants, late, today=date(2020, 11, 1)).items) == 1


def test_a_focal_point_is_led_from_the_line_to_the_activity(
    client: Client, focal_point: User
) -> None:
    client.force_login(focal_point)

    with use_clock(FixedClock.on(date(2020, 11, 3))):
        page = client.get("/inbox/", headers={"accept-language": "en"}).content.decode()

    activity = Activity.objects.get(key="train")
    assert "Former les archivistes" in page
    assert reverse("activity", args=[activity.pk]) in page
    assert "3 days late" in page


@pytest.mark.parametrize(
    ("day", "urgency"),
    [
        (date(2020, 10, 28), Urgency.SOON),
        (date(2020, 10, 31), Urgency.SOON),
        (date(2020, 11, 1), Urgency.LATE),
    ],
)
def test_a_commitment_is_late_no_sooner_than_the_activities_it_is_due_with(
    focal_point: User, claire: User, day: date, urgency: Urgency
) -> None:
    lead = make_person("Omar")
    grant(OWNER, lead, on=Institution.objects.get(code="registry"))

    inbox = read_inbox(load_grants(lead), Filters(), today=day)

    (item,) = inbox.items
    assert (item.subject_kind, item.due_on) == ("commitment", date(2020, 10, 28))
    assert find_urgency(item, today=day) is urgency
    assert [facet.urgency for facet in inbox.facets] == [urgency]
    late = read_inbox(load_grants(lead), Filters(only_late=True), today=day).items
    assert bool(late) is (urgency is Urgency.LATE)


def test_a_report_to_verify_is_late_after_its_own_day_whatever_the_period(
    focal_point: User, amina: User
) -> None:
    activity = Activity.objects.get()
    with use_clock(FixedClock.on(date(2020, 8, 3))):
        file = add_evidence(activity, focal_point)
        given = {"done_on": date(2020, 8, 3), "evidence": [file.pk]}
        fire(activity, "report_done", actor=focal_point, inputs=given)
    grants, day = load_grants(amina), date(2020, 9, 1)

    items = read_inbox(grants, Filters(), today=day).items

    (item,) = [each for each in items if each.kind == "reported_done"]
    assert item.due_on == date(2020, 8, 18)
    assert find_urgency(item, today=day) is Urgency.LATE
    assert item.kind in {
        each.kind for each in read_inbox(grants, Filters(only_late=True), today=day).items
    }
