"""New dates in the words people give: read, held against the one that counts, refused clearly."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from lifecycle.models import Activity, PeriodRecord, Replanning, make_period_columns
from lifecycle.selectors.replanning_simulation import simulate
from lifecycle.services.after_slips import answer_after_slips
from lifecycle.services.replannings import ask
from lifecycle.services.replannings_together import Line, ask_together, foresee_together
from lifecycle.vocabulary import PeriodRole
from lifecycle.vocabulary.roles import FOCAL_POINT, PROJECT_LEAD
from tests.cast import Institutions, make_person
from tests.lifecycle.machines.replanning_scene import (
    REASON,
    Scene,
    make_committee,
    read_periods,
    write_period,
)
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.holidays import load_calendar
from workflow.ladders import FURTHEST
from workflow.models import Event, LadderRung, User, WorkItem
from workflow.periods import PeriodKind, read_period
from workflow.permissions import grant

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)
PANDEMIC: dict[str, Any] = {"cause": "pandemic", "reason": "Confinement général."}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let every sentence be read in the language it is written in."""
    with override("en"):
        yield


@pytest.fixture
def scene(institutions: Institutions, farid: User, emna: User) -> Scene:
    """Return the archives, their focal point and their owner."""
    return Scene(institutions, farid, emna)


def test_the_words_and_the_reason_are_kept_as_they_were_given(scene: Scene, farid: User) -> None:
    request = scene.ask("أواخر شتنبر 2027", reason="تأخر الصفقة")

    asked = PeriodRecord.objects.get(subject=request.pk)
    kept = Event.objects.filter(subject=scene.activity.pk, name="replanning.asked").count()
    assert (asked.words, asked.words_language) == ("أواخر شتنبر 2027", "ar")
    assert asked.latest == date(2027, 9, 30)
    assert (request.reason, request.reason_language) == ("تأخر الصفقة", "ar")
    assert (request.asked_by, kept) == (farid, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Say the new date"),
        ("un de ces jours", "un de ces jours"),
        ("juillet - juin 2027", "juillet - juin 2027"),
        ("du 10 au 5 juillet 2027", "juillet 2027"),
        ("octobre 2020", "is over since"),
        ("30 juin 2027", "counts already"),
        ("annulé", "no new date"),
        ("toutes les activités sont réalisées", "no new date"),
        ("x" * 301, "300"),
    ],
)
def test_words_that_say_no_new_date_are_refused_with_the_reason(
    words: str, said: str, scene: Scene
) -> None:
    with pytest.raises(InputError) as caught:
        scene.ask(words)

    assert said in " ".join(caught.value.errors["words"])
    assert not Replanning.objects.exists()


def test_ambiguous_words_are_refused_with_the_readings(scene: Scene) -> None:
    with pytest.raises(InputError, match=r"more than one way: .+ / .+") as caught:
        scene.ask("05/06/2027", language="en")

    assert list(caught.value.errors) == ["words"]


def test_everything_that_is_wrong_is_said_at_once(scene: Scene) -> None:
    with pytest.raises(InputError) as caught:
        scene.ask("", cause="settled", reason=" ")

    assert set(caught.value.errors) == {"words", "cause", "reason"}


@pytest.mark.parametrize("words", ["pas de visibilité", "no visibility", "à partir de mai 2027"])
def test_no_date_is_a_date_to_ask_for_with_its_reason(words: str, scene: Scene) -> None:
    request = scene.ask(words)

    asked = PeriodRecord.objects.get(subject=request.pk)
    assert asked.latest is None
    assert asked.kind in {PeriodKind.NO_VISIBILITY, PeriodKind.OPEN_START}


@pytest.mark.parametrize("who", ["emna", "amina", "claire", "driss", "mounir", "jalila"])
def test_only_the_focal_point_and_the_project_lead_ask(
    who: str, scene: Scene, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(TransitionForbiddenError):
        scene.ask(actor=request.getfixturevalue(who))


def test_nobody_asks_for_what_another_institution_carries(scene: Scene) -> None:
    stranger = make_person("Stranger")
    grant(FOCAL_POINT, stranger, on=scene.institutions.rivage)

    with pytest.raises(TransitionForbiddenError):
        scene.ask(actor=stranger)


def test_whoever_runs_this_one_commitment_asks_too(scene: Scene) -> None:
    lead = make_person("Lead")
    grant(PROJECT_LEAD, lead, on=scene.commitment.subject_ptr)

    request = scene.ask(actor=lead)

    assert request.asked_by == lead


def test_one_request_is_open_at_a_time(scene: Scene, farid: User) -> None:
    first = scene.ask()
    with pytest.raises(TransitionRefusedError, match="asked for already"):
        scene.ask("octobre 2027")

    fire(first, "withdraw", actor=farid)

    assert scene.ask("octobre 2027").is_open


def test_what_was_read_before_somebody_else_wrote_is_stale(scene: Scene, farid: User) -> None:
    version = scene.activity.version
    fire(scene.activity, "start", actor=farid)

    with pytest.raises(StaleSubjectError):
        scene.ask(expect=version)


def test_no_new_date_of_what_is_over(scene: Scene, amina: User) -> None:
    fire(scene.activity, "cancel", actor=amina, inputs={**REASON, "code": "no_means"})

    with pytest.raises(TransitionRefusedError, match="over or reported done"):
        scene.ask()


def test_a_commitment_has_a_date_of_its_own_or_those_of_its_activities(scene: Scene) -> None:
    with pytest.raises(TransitionRefusedError, match="those of its activities"):
        scene.ask(activity=scene.commitment)
    write_period(scene.commitment.pk, read_period("juin 2027", today=TODAY), PeriodRole.CURRENT)

    request = scene.ask("septembre 2027", activity=scene.commitment)

    assert request.target_id == scene.commitment.pk


def test_the_new_date_of_a_commitment_is_accepted_like_any_other(scene: Scene, amina: User) -> None:
    write_period(scene.commitment.pk, read_period("juin 2027", today=TODAY), PeriodRole.CURRENT)
    request = scene.submitted("septembre 2027", activity=scene.commitment)

    fire(request, "accept", actor=amina)

    assert read_periods(scene.commitment.pk) == {
        "superseded": ["juin 2027"],
        "current": ["septembre 2027"],
    }


def list_lines(*activities: Activity, words: str = "décembre 2027") -> list[Line]:
    return [Line(each.pk, words) for each in activities]


def test_many_dates_move_for_one_cause_each_decided_by_itself(
    scene: Scene, amina: User, bilal: User
) -> None:
    other = scene.make_activity("septembre 2027")

    asked = ask_together(list_lines(other, scene.activity), actor=amina, **PANDEMIC)
    fire(asked[0], "accept", actor=bilal)

    assert len({each.batch for each in asked}) == 1
    assert {each.state for each in asked} == {"submitted"}
    assert read_periods(scene.activity.pk)["current"] == ["décembre 2027"]
    assert read_periods(other.pk)["current"] == ["septembre 2027"]


def test_of_many_all_are_asked_for_or_none(scene: Scene, amina: User) -> None:
    other = scene.make_activity("décembre 2027")
    lines = list_lines(scene.activity, other)

    with pytest.raises(InputError) as caught:
        ask_together(lines, actor=amina, **PANDEMIC)

    assert list(caught.value.errors) == [f"line_{other.pk}"]
    assert not Replanning.objects.exists()
    assert not WorkItem.objects.filter(paused_at__isnull=False).exists()


def test_each_line_is_foreseen_and_nothing_is_written(scene: Scene, amina: User) -> None:
    other = scene.make_activity("décembre 2027")
    before = Event.objects.count()

    first, second = foresee_together(list_lines(scene.activity, other), actor=amina)

    assert first.period is not None
    assert first.target.slips.slip_to(first.period.latest) == 184
    assert (second.period, "counts already" in second.problem) == (None, True)
    assert Event.objects.count() == before


@pytest.mark.parametrize("who", ["claire", "farid", "jalila"])
def test_only_the_ministry_team_asks_for_many(
    who: str, scene: Scene, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)

    with pytest.raises(TransitionForbiddenError):
        foresee_together(list_lines(scene.activity), actor=actor)
    with pytest.raises(TransitionForbiddenError):
        ask_together(list_lines(scene.activity), actor=actor, **PANDEMIC)


@pytest.mark.parametrize("count", [0, 2, 201])
def test_lines_are_some_not_too_many_and_each_once(count: int, scene: Scene, amina: User) -> None:
    lines = list_lines(*[scene.activity] * count)

    with pytest.raises(InputError) as caught:
        ask_together(lines, actor=amina, **PANDEMIC)

    assert list(caught.value.errors) == ["lines"]


def test_a_simulation_shows_rungs_slips_and_last_days_and_writes_nothing(scene: Scene) -> None:
    new = read_period("fin septembre 2027", today=TODAY)
    before = Event.objects.count()

    found = simulate({scene.activity.pk: new}, today=TODAY)

    (moved,), (commitment,) = found.targets, found.commitments
    reminder = next(each for each in moved.rungs if each.code == "R1")
    assert (moved.slip_days, moved.slips, moved.is_beyond) == (92, 1, False)
    assert (reminder.old_on, reminder.new_on) == (date(2027, 6, 30), date(2027, 9, 30))
    assert (commitment.old_on, commitment.new_on) == (date(2027, 6, 30), date(2027, 9, 30))
    assert Event.objects.count() == before


def test_a_simulation_counts_rungs_as_far_as_the_ministry_may_put_them(scene: Scene) -> None:
    LadderRung.objects.filter(ladder__code="activity", code="R4").update(
        offset_working_days=FURTHEST
    )

    found = simulate({scene.activity.pk: read_period("mars 2027", today=TODAY)}, today=TODAY)

    (last,) = [each for each in found.targets[0].rungs if each.code == "R4"]
    count = load_calendar().add_working_days
    assert last.old_on == count(date(2027, 6, 30), FURTHEST)
    assert last.new_on == count(date(2027, 3, 31), FURTHEST)


def test_a_simulation_knows_what_is_undated_for_long(scene: Scene) -> None:
    current = PeriodRecord.objects.filter(subject=scene.activity, role=PeriodRole.CURRENT.value)
    undated = make_period_columns(read_period("pas de visibilité", today=TODAY))
    assert current.update(recorded_on=date(2024, 1, 8), **undated)

    found = simulate({scene.activity.pk: read_period("mars 2027", today=TODAY)}, today=TODAY)

    old = {each.code: each.old_on for each in found.targets[0].rungs if each.old_on is not None}
    assert old["U1-20"] == load_calendar().add_working_days(date(2024, 1, 8), 20)


def test_a_simulation_pushes_what_comes_after_step_by_step(scene: Scene) -> None:
    second = scene.make_activity("juillet - août 2027")
    third = scene.make_activity("1er septembre 2027")
    free = scene.make_activity("2 juillet 2027")
    second.after.add(scene.activity)
    third.after.add(second)

    found = simulate({scene.activity.pk: read_period("15 juillet 2027", today=TODAY)}, today=TODAY)

    assert [(each.activity.pk, each.overlap_days) for each in found.followers] == [
        (second.pk, 15),
        (third.pk, 15),
    ]
    assert free.pk not in {each.activity.pk for each in found.followers}


def test_a_simulation_says_what_goes_beyond(scene: Scene) -> None:
    found = simulate(
        {scene.activity.pk: read_period("31/01/2029", today=TODAY, language="fr")}, today=TODAY
    )

    assert found.targets[0].is_beyond
    assert found.commitments[0].days_past_plan == 31


def test_a_simulation_of_many_takes_no_more_statements(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    new = read_period("décembre 2027", today=TODAY)
    many = {scene.activity.pk: new, **{scene.make_activity().pk: new for _each in range(4)}}

    with django_assert_num_queries(10):
        simulate({scene.activity.pk: new}, today=TODAY)
    with django_assert_num_queries(10):
        simulate(many, today=TODAY)


def test_no_date_moves_the_rungs_to_the_other_ladder(scene: Scene) -> None:
    found = simulate(
        {scene.activity.pk: read_period("pas de visibilité", today=TODAY)}, today=TODAY
    )

    new = {each.code for each in found.targets[0].rungs if each.new_on is not None}
    old = {each.code for each in found.targets[0].rungs if each.old_on is not None}
    assert new == {"U1-20", "U1-30", "U1-40"}
    assert "R1" in old


def test_what_loses_its_date_leaves_its_commitment_without_a_last_day(scene: Scene) -> None:
    scene.make_activity("30 avril 2027")

    found = simulate(
        {scene.activity.pk: read_period("pas de visibilité", today=TODAY)}, today=TODAY
    )

    (commitment,) = found.commitments
    assert (commitment.old_on, commitment.new_on) == (date(2027, 6, 30), None)


@pytest.fixture
def beyond(scene: Scene, amina: User, claire: User) -> Scene:
    """Return a scene whose activity goes beyond the plan, with the consent of the committee."""
    make_committee(1, scene.institutions.rivage)
    request = scene.escalated(by=amina)
    due_on = WorkItem.objects.get(subject=request.pk, closed_at=None).due_on
    assert due_on is not None
    WorkItem.objects.filter(subject=request.pk, closed_at=None).update(due_on=date(2026, 1, 5))
    fire(request, "settle_accept", actor=claire, inputs=REASON)
    return scene


def test_the_lead_says_what_becomes_of_what_slipped_too_far(beyond: Scene, claire: User) -> None:
    answer_after_slips(beyond.activity, answer="keep", reason="Presque fini.", actor=claire)

    event = Event.objects.filter(subject=beyond.activity.pk).order_by("-seq").first()
    assert event is not None
    assert event.name == "replanning.after_slips"
    with pytest.raises(TransitionRefusedError, match="Nothing is to be decided"):
        answer_after_slips(beyond.activity, answer="keep", reason="Encore.", actor=claire)


@pytest.mark.parametrize(
    ("answer", "reason", "field"), [("perhaps", "Oui.", "answer"), ("keep", " ", "reason")]
)
def test_the_lead_chooses_one_of_three_and_says_why(
    answer: str, reason: str, field: str, beyond: Scene, claire: User
) -> None:
    with pytest.raises(InputError) as caught:
        answer_after_slips(beyond.activity, answer=answer, reason=reason, actor=claire)

    assert list(caught.value.errors) == [field]


def test_nobody_but_the_lead_says_it(beyond: Scene, amina: User, farid: User) -> None:
    for person in (amina, farid):
        with pytest.raises(TransitionForbiddenError):
            answer_after_slips(beyond.activity, answer="keep", reason="Oui.", actor=person)


def test_by_default_the_words_are_read_in_the_language_of_who_asks(
    scene: Scene, farid: User
) -> None:
    request = ask(scene.activity, words="05/08/2027", cause="staff", reason="Départs.", actor=farid)

    assert PeriodRecord.objects.get(subject=request.pk).latest == date(2027, 8, 5)
