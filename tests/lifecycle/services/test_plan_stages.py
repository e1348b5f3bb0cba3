"""Stages have windows in words; what reads two ways is refused with the readings."""

from datetime import date

import pytest

from lifecycle.models import PlanStage
from lifecycle.services.plan_stages import (
    AmbiguousWindowError,
    Window,
    add_stage,
    move_window,
    read_window,
)
from lifecycle.vocabulary import StageCode, StageState
from tests.factories import make_plan
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> object:
    with use_clock(FixedClock.on(date(2020, 7, 15))):
        yield


def test_words_are_read_in_the_language_of_the_reader() -> None:
    window = read_window("octobre 2020", language="fr")

    assert (window.opens_on, window.closes_on) == (date(2020, 10, 1), date(2020, 10, 31))
    assert read_window("أكتوبر 2020", language="ar").opens_on == date(2020, 10, 1)


def test_words_that_read_two_ways_are_refused_with_the_readings() -> None:
    with pytest.raises(AmbiguousWindowError) as refused:
        read_window("2ème semaine de septembre 2020", language="fr")

    assert (date(2020, 9, 7), date(2020, 9, 13)) in refused.value.readings
    assert len(refused.value.readings) == 3


def test_a_reading_that_was_offered_settles_it() -> None:
    meant = (date(2020, 9, 14), date(2020, 9, 20))

    window = read_window("2ème semaine de septembre 2020", language="fr", meant=meant)

    assert (window.opens_on, window.closes_on) == meant


def test_a_reading_that_was_not_offered_settles_nothing() -> None:
    meant = (date(2020, 1, 1), date(2020, 12, 31))

    with pytest.raises(AmbiguousWindowError):
        read_window("2ème semaine de septembre 2020", language="fr", meant=meant)


@pytest.mark.parametrize("words", ["", "bientôt", "à partir d'octobre 2020", "pas de visibilité"])
def test_words_that_are_no_window_are_refused(words: str) -> None:
    with pytest.raises(InputError) as refused:
        read_window(words, language="fr")

    assert set(refused.value.errors) == {"words"}


def test_a_stage_starts_with_its_first_window_as_baseline(claire: User) -> None:
    plan = make_plan()
    window = read_window("janvier 2021", language="fr")

    stage = add_stage(plan, code="publication", window=window, actor=claire)

    assert stage.state == StageState.NOT_STARTED
    assert stage.baseline_closes_on == stage.closes_on == date(2021, 1, 31)


def test_a_plan_has_each_stage_once(claire: User) -> None:
    plan = make_plan()
    window = read_window("janvier 2021", language="fr")

    with pytest.raises(InputError):
        add_stage(plan, code="collection", window=window, actor=claire)
    with pytest.raises(InputError):
        add_stage(plan, code="party", window=window, actor=claire)


def test_only_a_ministry_lead_adds_a_stage(amina: User) -> None:
    plan = make_plan()
    window = read_window("janvier 2021", language="fr")

    with pytest.raises(TransitionForbiddenError):
        add_stage(plan, code="publication", window=window, actor=amina)


def test_a_moved_window_keeps_the_one_promised_first(claire: User) -> None:
    stage = PlanStage.objects.get(plan=make_plan(), code=StageCode.DRAFTING.value)
    promised = stage.baseline_closes_on
    window = read_window("mars 2021", language="fr")

    move_window(
        stage, window=window, cause="pandemic", reason="Confinement.", actor=claire, expect=0
    )

    stage.refresh_from_db()
    assert (stage.opens_on, stage.closes_on) == (date(2021, 3, 1), date(2021, 3, 31))
    assert (stage.window_words, stage.baseline_closes_on) == ("mars 2021", promised)


def test_a_window_moves_with_a_cause_a_reason_and_the_version_that_was_read(claire: User) -> None:
    stage = PlanStage.objects.get(plan=make_plan(), code=StageCode.DRAFTING.value)
    window = Window("mars 2021", date(2021, 3, 1), date(2021, 3, 31))

    with pytest.raises(InputError):
        move_window(stage, window=window, cause="", reason="", actor=claire, expect=0)
    with pytest.raises(StaleSubjectError):
        move_window(stage, window=window, cause="other", reason="x", actor=claire, expect=7)


def test_the_window_of_a_closed_stage_does_not_move(claire: User) -> None:
    plan = make_plan()
    stage = PlanStage.objects.get(plan=plan, code=StageCode.PRIORITIZATION.value)
    fire(stage, "close", actor=claire)
    window = Window("mars 2021", date(2021, 3, 1), date(2021, 3, 31))

    with pytest.raises(TransitionRefusedError):
        move_window(stage, window=window, cause="other", reason="x", actor=claire, expect=1)
