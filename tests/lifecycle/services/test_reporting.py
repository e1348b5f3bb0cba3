"""What those who carry a commitment report: progress that never goes back in silence, readings."""

from datetime import date, timedelta

import pytest

from lifecycle.models import Activity, Indicator, IndicatorReading
from lifecycle.services.reporting import MEASURED, REPORTED, add_reading, report_progress
from tests.cast import make_person
from tests.factories import make_minutes
from tests.implementation import TODAY, Scene
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Event, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(scene: Scene) -> Indicator:
    """Return what is measured of the commitment."""
    return Indicator.objects.create(commitment=scene.commitment, name_fr="Archives en ligne")


def test_each_of_those_who_carry_it_and_the_team_report_progress(scene: Scene, amina: User) -> None:
    people = (scene.focal_point, scene.project_lead, scene.owner, amina)
    for percent, person in zip((75, 80, 85, 90), people, strict=True):
        report_progress(scene.commitment, percent=percent, actor=person)

    assert scene.commitment.declared_progress == 90
    assert Event.objects.filter(subject=scene.commitment.pk, name=REPORTED).count() == 4


@pytest.mark.parametrize("who", ["superior", "outsider"])
def test_nobody_else_reports_anything(scene: Scene, indicator: Indicator, who: str) -> None:
    person = scene.superior if who == "superior" else make_person("Tarik")

    with pytest.raises(TransitionForbiddenError):
        report_progress(scene.commitment, percent=80, actor=person)
    with pytest.raises(TransitionForbiddenError):
        add_reading(indicator, value="3", actor=person)

    assert scene.commitment.declared_progress == 70
    assert not IndicatorReading.objects.exists()


@pytest.mark.parametrize("percent", [-1, 101, 70])
def test_what_is_no_percentage_or_no_news_is_refused(scene: Scene, percent: int) -> None:
    with pytest.raises(InputError) as refused:
        report_progress(scene.commitment, percent=percent, actor=scene.owner)

    assert list(refused.value.errors) == ["percent"]


@pytest.mark.parametrize("percent", [0, 100])
def test_the_ends_are_percentages_too(scene: Scene, percent: int) -> None:
    report_progress(scene.commitment, percent=percent, reason="Repris à zéro.", actor=scene.owner)

    assert scene.commitment.declared_progress == percent


def test_progress_goes_back_with_a_reason_only(scene: Scene) -> None:
    with pytest.raises(InputError) as refused:
        report_progress(scene.commitment, percent=40, reason="  ", actor=scene.owner)
    report_progress(scene.commitment, percent=40, reason="Compté deux fois.", actor=scene.owner)

    assert list(refused.value.errors) == ["reason"]
    assert scene.commitment.declared_progress == 40
    assert Event.objects.filter(subject=scene.commitment.pk, name=REPORTED).count() == 1


def test_an_activity_is_reported_on_until_it_is_said_to_be_done(scene: Scene) -> None:
    report_progress(scene.activity("train"), percent=60, actor=scene.focal_point)
    assert scene.activity("train").progress == 60

    scene.report_done("train")

    with pytest.raises(TransitionRefusedError):
        report_progress(scene.activity("train"), percent=80, actor=scene.focal_point)


def test_what_is_over_does_not_move_and_what_is_neither_has_no_progress(
    scene: Scene, amina: User, claire: User
) -> None:
    opinion = make_minutes(scene.commitment)
    given = {"reason": "Abandon.", "opinion": opinion.pk}
    fire(scene.commitment, "withdraw", actor=claire, inputs=given)

    with pytest.raises(TransitionRefusedError):
        report_progress(scene.commitment, percent=71, actor=scene.owner)
    with pytest.raises((SubjectNotFoundError, TransitionForbiddenError)):
        report_progress(scene.plan, percent=71, actor=scene.owner)

    assert scene.commitment.declared_progress == 70


def test_nobody_is_overwritten(scene: Scene, indicator: Indicator) -> None:
    version = scene.commitment.version
    report_progress(scene.commitment, percent=80, actor=scene.owner, expect=version)

    with pytest.raises(StaleSubjectError):
        report_progress(scene.commitment, percent=90, actor=scene.owner, expect=version)
    with pytest.raises(StaleSubjectError):
        add_reading(indicator, value="3", actor=scene.owner, expect=version)


def test_a_reading_is_kept_with_its_event(scene: Scene, indicator: Indicator) -> None:
    reading = add_reading(indicator, value="12,5", actor=scene.project_lead)

    assert (str(reading.value), reading.read_on) == ("12.5", TODAY)
    assert Event.objects.filter(subject=scene.commitment.pk, name=MEASURED).count() == 1


def test_a_second_reading_of_a_day_puts_the_first_right(scene: Scene, indicator: Indicator) -> None:
    for value in ("12", "13"):
        add_reading(indicator, value=value, read_on=date(2020, 8, 1), actor=scene.owner)

    (reading,) = IndicatorReading.objects.all()
    assert reading.value == 13
    assert Event.objects.filter(subject=scene.commitment.pk, name=MEASURED).count() == 2


@pytest.mark.parametrize(
    "value", ["beaucoup", "NaN", "Infinity", "1000000000000", "1.234", "1e400", ""]
)
def test_what_is_no_number_is_refused(scene: Scene, indicator: Indicator, value: str) -> None:
    with pytest.raises(InputError) as refused:
        add_reading(indicator, value=value, actor=scene.owner)

    assert list(refused.value.errors) == ["value"]


def test_nothing_is_measured_on_a_day_to_come(scene: Scene, indicator: Indicator) -> None:
    with pytest.raises(InputError) as refused:
        add_reading(indicator, value="1", read_on=TODAY + timedelta(days=1), actor=scene.owner)

    assert list(refused.value.errors) == ["read_on"]
    assert not Activity.objects.filter(progress__isnull=False).exists()
