"""What can be done with a plan and its stages, from their pages."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import PlanStage
from lifecycle.selectors.late_words import name_activity
from lifecycle.services.plan_setup import PlanWords, create_plan
from lifecycle.services.plan_stages import Window, add_stage
from lifecycle.vocabulary import PlanState, StageState
from tests.cast import Institutions
from tests.factories import make_plan
from tests.lifecycle.machines.replanning_scene import Scene
from tests.lifecycle.web.proposals.uploads import make_pdf
from workflow.clock import FixedClock, use_clock
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> object:
    with use_clock(FixedClock.on(date(2020, 7, 15))):
        yield


def test_every_transition_is_shown_with_what_stands_against_it(
    client: Client, claire: User, amina: User
) -> None:
    plan = make_plan()
    address = reverse("plan_moves", args=[plan.code, plan.pk])

    for person, offered in ((claire, True), (amina, False)):
        client.force_login(person)
        page = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "Give the plan up" in page
        assert (f"/moves/{plan.pk}/abandon/" in page) is offered


def test_who_has_not_signed_in_is_asked_to(client: Client) -> None:
    plan = make_plan()

    answer = client.get(reverse("plan_moves", args=[plan.code, plan.pk]))

    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_transition_is_fired_on_the_version_that_was_read(client: Client, claire: User) -> None:
    plan = create_plan(
        "MA-3", words=PlanWords(titles={"fr": "Troisième plan"}, notes={}), actor=claire
    )
    address = reverse("plan_act", args=[plan.code, plan.pk, "abandon"])
    client.force_login(claire)
    asked = client.get(address)
    form = asked.context["form"]
    posted = {"expect": form.initial["expect"], "key": form.initial["key"], "reason": "Rien."}

    missing = client.post(address, {**posted, "reason": ""})
    stale = client.post(address, {**posted, "expect": 9})
    done = client.post(address, posted)
    again = client.post(address, posted)

    plan.refresh_from_db()
    assert (missing.status_code, stale.status_code) == (422, 409)
    assert (done.status_code, again.status_code) == (302, 302)
    assert (plan.state, plan.version) == (PlanState.ABANDONED, 2)


def test_a_stage_opens_from_its_page(client: Client, claire: User) -> None:
    window = Window("mars 2021", date(2021, 3, 1), date(2021, 3, 31))
    stage = add_stage(make_plan(), code="publication", window=window, actor=claire)
    address = reverse("plan_act", args=[stage.plan.code, stage.pk, "open"])
    client.force_login(claire)
    form = client.get(address).context["form"]

    client.post(address, {"expect": form.initial["expect"], "key": form.initial["key"]})

    stage.refresh_from_db()
    assert stage.state == StageState.OPEN


def test_the_report_of_the_collection_is_not_called_optional_and_is_uploaded_with_it(
    client: Client, claire: User
) -> None:
    plan = make_plan()
    collection, drafting = (plan.stages.get(code=code) for code in ("collection", "drafting"))
    PlanStage.objects.filter(pk__in=[collection.pk, drafting.pk]).update(
        state=StageState.OPEN, version=1
    )
    client.force_login(claire)
    pages = [
        client.get(
            reverse("plan_act", args=[plan.code, each.pk, "close"]),
            headers={"accept-language": "en"},
        )
        for each in (collection, drafting)
    ]
    form = pages[0].context["form"]
    posted = {"expect": form.initial["expect"], "key": form.initial["key"], "report": ""}
    address = reverse("plan_act", args=[plan.code, collection.pk, "close"])

    missing = client.post(address, posted, headers={"accept-language": "en"})
    done = client.post(address, {**posted, "report_upload": make_pdf("synthesis.pdf")})

    labels = ["Synthesis or report of the stage" + end for end in ("</label>", " <span")]
    for page, label in zip(pages, labels, strict=True):
        assert label in page.content.decode()
    assert "The collection closes on its synthesis report: add" in missing.content.decode()
    assert (missing.status_code, done.status_code) == (422, 302)


def test_what_moves_no_state_says_that_it_stays(client: Client, claire: User) -> None:
    window = Window("mars 2021", date(2021, 3, 1), date(2021, 3, 31))
    stage = add_stage(make_plan(), code="publication", window=window, actor=claire)
    client.force_login(claire)

    moved, opened = (
        client.get(
            reverse("plan_act", args=[stage.plan.code, stage.pk, name]),
            headers={"accept-language": "en"},
        ).content.decode()
        for name in ("move_window", "open")
    )

    assert "It stays in the state “Not started”." in moved
    assert "It stays in the state" not in opened


def test_a_date_that_moves_along_is_named_and_said_to_move_no_state(
    client: Client, institutions: Institutions, farid: User, emna: User, amina: User
) -> None:
    scene = Scene(institutions, farid, emna)
    request = scene.submitted()
    client.force_login(amina)
    address = reverse("plan_act", args=[scene.plan.code, request.pk, "accept"])

    page = client.get(address, headers={"accept-language": "en"}).content.decode()

    assert name_activity(scene.activity) in page
    assert "<strong>Move the date</strong>" in page
    assert "It stays in the state “Planned”." in page


def test_a_role_that_is_missing_is_said(client: Client, amina: User) -> None:
    plan = make_plan()
    client.force_login(amina)

    answer = client.get(reverse("plan_act", args=[plan.code, plan.pk, "abandon"]))

    assert answer.status_code == 403


def test_what_is_no_part_of_the_plan_is_not_found(client: Client, claire: User) -> None:
    plan, other = make_plan("MA-1"), make_plan("MA-2")
    client.force_login(claire)

    for pk, name in ((other.pk, "abandon"), (plan.pk, "fly"), (10**6, "abandon")):
        answer = client.get(reverse("plan_act", args=[plan.code, pk, name]))
        assert answer.status_code == 404
