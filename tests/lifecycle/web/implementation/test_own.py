"""What is open of an institution: read and answered by those who answer for it."""

import pytest
from django.urls import reverse

from lifecycle.vocabulary.roles import FOCAL_POINT, PROJECT_LEAD
from tests.cast import make_person
from tests.implementation import Scene
from tests.lifecycle.web.proposals.browsing import browse, read
from workflow.models import User
from workflow.permissions import grant

pytestmark = pytest.mark.django_db
OWN = "/activities/"


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_page_is_read_in_each_language(scene: Scene, language: str, direction: str) -> None:
    page = read(scene.focal_point, OWN, language)

    assert f'dir="{direction}">' in page
    assert "=Former" in page


def test_the_late_stand_first_each_with_its_three_answers(scene: Scene) -> None:
    page = read(scene.focal_point, OWN)

    key = scene.activity("train").pk
    assert page.index("36 days late") < page.index("Relier") < page.index("Evaluer")
    assert reverse("plan_act", args=["T-1", key, "report_done"]) in page
    assert reverse("replanning_ask", args=[key]) in page
    assert reverse("awaited_add", args=["T-1", key]) in page
    assert "Publier" not in page


def test_the_three_answers_lead_to_forms_that_open(scene: Scene) -> None:
    page = read(scene.focal_point, reverse("activity", args=[scene.activity("train").pk]))
    row = browse(scene.focal_point).get(OWN).context["groups"][0].rows[0]

    for address in (row.answers.done_url, row.answers.new_date_url, row.answers.blocked_url):
        assert address in page
        assert browse(scene.focal_point).get(address).status_code == 200


@pytest.mark.parametrize(
    ("who", "done", "blocked"),
    [
        ("focal_point", True, True),
        ("project_lead", True, True),
        ("owner", False, True),
        ("superior", False, False),
    ],
)
def test_each_reads_the_same_and_is_offered_what_they_may(
    scene: Scene, who: str, done: bool, blocked: bool
) -> None:
    page = read(getattr(scene, who), OWN)

    key = scene.activity("train").pk
    assert "=Former" in page
    assert (reverse("plan_act", args=["T-1", key, "report_done"]) in page) is done
    assert (reverse("replanning_ask", args=[key]) in page) is done
    assert (reverse("awaited_add", args=["T-1", key]) in page) is blocked


def test_who_runs_one_commitment_reads_that_one(scene: Scene) -> None:
    person = make_person("Tarik")
    grant(PROJECT_LEAD, person, on=scene.commitment)

    page = read(person, OWN)

    assert "=Former" in page
    assert "Publier" not in page
    key = scene.activity("train").pk
    assert reverse("plan_act", args=["T-1", key, "report_done"]) in page


def test_what_was_reported_done_waits_without_answers(scene: Scene) -> None:
    scene.report_done("train")

    page = read(scene.focal_point, OWN)

    assert "Reported done, being verified" in page
    assert reverse("plan_act", args=["T-1", scene.activity("train").pk, "report_done"]) not in page


def test_the_ministry_chooses_an_institution(scene: Scene, amina: User) -> None:
    assert "Choose an institution" in read(amina, OWN)

    page = read(amina, f"{OWN}?institution={scene.courts.pk}")

    assert "Publier" in page
    assert "=Former" not in page


def test_nobody_reads_for_an_institution_that_is_not_theirs(scene: Scene) -> None:
    stranger = make_person("Tarik")

    assert browse(stranger).get(OWN).status_code == 403
    assert browse().get(OWN).status_code == 302
    other = browse(scene.focal_point).get(f"{OWN}?institution={scene.courts.pk}")
    assert other.status_code == 404


def test_a_right_that_is_lost_is_lost_at_once(scene: Scene) -> None:
    person = make_person("Tarik")
    grant(FOCAL_POINT, person, on=scene.courts)

    assert "Publier" in read(person, OWN)
    assert "=Former" not in read(person, OWN)


def test_the_bar_leads_there(scene: Scene, amina: User) -> None:
    assert f'href="{OWN}"' in read(scene.superior, "/accessibility/")
    assert f'href="{OWN}"' not in read(amina, "/accessibility/")
    assert 'href="/late/"' in read(amina, "/accessibility/")


def test_a_period_is_told_in_ones_own_language_and_what_was_typed_stands_apart(
    scene: Scene,
) -> None:
    page = read(scene.focal_point, OWN, "ar")

    assert '<bdi>يونيو 2020</bdi> <span class="hint" dir="auto">(juin 2020)</span>' in page
