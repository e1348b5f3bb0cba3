"""The consultation of a plan: announced, opened and closed by the clock, answered, published."""

from collections.abc import Iterator
from datetime import date

import pytest

from lifecycle.models import Consultation
from lifecycle.services.consultations import leave_out, publish_notice
from lifecycle.services.contributions import answer_contribution
from lifecycle.services.waivers import waive
from lifecycle.vocabulary import ConsultationState, ProposalState
from tests.consultation import (
    CLOSES_ON,
    OPENS_ON,
    TODAY,
    YES,
    consultation_in,
    draft_version,
    frozen_version,
    make_consultation,
    on,
    say,
)
from tests.factories import make_plan
from tests.road import dossier_in
from workflow.engine import explain, fire, preview
from workflow.exceptions import (
    InputError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User
from workflow.tick import tick

pytestmark = pytest.mark.django_db
REASON = {"reason": "Le texte doit être relu."}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


def states_of(consultation: Consultation) -> set[str]:
    lines = consultation.plan_version.lines.all()
    return set(lines.values_list("proposal__state", flat=True))


def refusals(consultation: Consultation, name: str, actor: User) -> list[str]:
    with pytest.raises(TransitionRefusedError) as refused:
        fire(consultation, name, actor=actor)
    return [each.guard for each in refused.value.shortfalls]


# ---- schedule


def test_an_announced_consultation_of_fifteen_days_is_scheduled(amina: User) -> None:
    consultation = consultation_in("scheduled", closes_on=date(2026, 9, 21))

    assert consultation.state == ConsultationState.SCHEDULED.value
    assert states_of(consultation) == {"ready"}


def test_a_consultation_of_three_days_is_refused_with_its_repair(amina: User) -> None:
    with pytest.raises(TransitionRefusedError) as refused:
        consultation_in("scheduled", closes_on=date(2026, 9, 9))

    assert [each.guard for each in refused.value.shortfalls] == ["lasts_long_enough"]
    assert "3" in refused.value.shortfalls[0].fix


def test_fourteen_days_are_too_few(amina: User) -> None:
    with pytest.raises(TransitionRefusedError):
        consultation_in("scheduled", closes_on=date(2026, 9, 18), opens_on=date(2026, 9, 7))


def test_a_public_waiver_of_the_lead_shortens_it(amina: User, claire: User) -> None:
    consultation = make_consultation(closes_on=date(2026, 9, 9))
    waive(consultation, guard="lasts_long_enough", reason="Seconde lecture.", actor=claire)

    assert refusals(consultation, "schedule", amina) == ["notice_published"]


def test_everything_that_is_missing_is_said_at_once(amina: User) -> None:
    version = draft_version([dossier_in(ProposalState.READY)])
    consultation = make_consultation(version, opens_on=None, closes_on=None)

    assert refusals(consultation, "schedule", amina) == [
        "version_frozen",
        "days_set",
        "notice_published",
    ]


def test_a_first_day_that_has_passed_is_refused(amina: User) -> None:
    consultation = make_consultation(opens_on=date(2026, 8, 31))

    assert "days_set" in refusals(consultation, "schedule", amina)


def test_a_line_that_left_the_road_holds_it_back_until_it_is_left_out(
    amina: User, claire: User
) -> None:
    consultation = make_consultation()
    line = consultation.plan_version.lines.first()
    assert line is not None
    fire(line.proposal, "drop", actor=claire, inputs=REASON)

    held = refusals(consultation, "schedule", amina)
    leave_out(consultation, proposal=line.proposal_id, reason="Abandonné.", actor=amina)

    assert held == ["lines_ready", "notice_published"]
    assert refusals(consultation, "schedule", amina) == ["notice_published"]


def test_only_the_ministry_team_schedules(claire: User, jalila: User) -> None:
    consultation = make_consultation()

    for person in (claire, jalila):
        with pytest.raises(TransitionForbiddenError):
            fire(consultation, "schedule", actor=person)


def test_it_is_taken_back_before_it_opens(amina: User) -> None:
    consultation = consultation_in("scheduled")

    fire(consultation, "unschedule", actor=amina)

    consultation.refresh_from_db()
    assert consultation.state == ConsultationState.DRAFT.value


# ---- open and close


@pytest.mark.parametrize(
    ("day", "state"), [(date(2026, 9, 6), "scheduled"), (OPENS_ON, "open"), (CLOSES_ON, "open")]
)
def test_the_clock_opens_it_on_its_day_with_every_line(day: date, state: str) -> None:
    consultation = consultation_in("scheduled")

    with on(day):
        tick()

    consultation.refresh_from_db()
    assert consultation.state == state
    assert states_of(consultation) == {"in_consultation" if state == "open" else "ready"}


@pytest.mark.parametrize(("day", "state"), [(CLOSES_ON, "open"), (date(2026, 9, 26), "closed")])
def test_the_clock_closes_it_after_its_last_day(day: date, state: str) -> None:
    consultation = consultation_in("open")

    with on(day):
        tick()

    consultation.refresh_from_db()
    assert consultation.state == state
    assert states_of(consultation) == {"in_consultation" if state == "open" else "finalization"}


@pytest.mark.parametrize("name", ["open", "close"])
def test_no_person_opens_or_closes_it(name: str, amina: User, claire: User) -> None:
    consultation = consultation_in("scheduled" if name == "open" else "open")

    for person in (amina, claire):
        with pytest.raises(TransitionForbiddenError):
            fire(consultation, name, actor=person)


def test_a_line_that_is_not_ready_stops_the_opening_and_is_named(claire: User) -> None:
    consultation = consultation_in("scheduled")
    dossier = consultation.plan_version.lines.all()[0].proposal
    fire(dossier, "drop", actor=claire, inputs=REASON)

    with on(OPENS_ON):
        (done,) = tick()

    consultation.refresh_from_db()
    assert consultation.state == "scheduled"
    assert dossier.reference in done.problem or str(dossier.pk) in done.problem
    assert states_of(consultation) == {"ready", "dropped"}


def test_a_line_left_out_stays_where_it_is(amina: User) -> None:
    consultation = make_consultation()
    left = consultation.plan_version.lines.all()[0].proposal_id
    leave_out(consultation, proposal=left, reason="Attend une loi.", actor=amina)

    scheduled = _scheduled(consultation, amina)
    with on(OPENS_ON):
        foreseen = preview(scheduled, "open", actor=None)

    assert left not in {each.subject_id for each in foreseen.moves}
    assert len(foreseen.moves) == 2


def test_a_line_dropped_meanwhile_does_not_hold_the_closing_back(claire: User) -> None:
    consultation = consultation_in("open")
    fire(consultation.plan_version.lines.all()[0].proposal, "drop", actor=claire, inputs=REASON)

    with on(date(2026, 9, 28)):
        tick()

    assert states_of(consultation) == {"dropped", "finalization"}


# ---- extend


def test_the_lead_extends_it_and_what_is_due_moves(claire: User) -> None:
    consultation = consultation_in("open")
    later = {"closes_on": date(2026, 10, 9), **REASON}

    with on(CLOSES_ON):
        fire(consultation, "extend", actor=claire, inputs=later)
    with on(date(2026, 9, 28)):
        tick()

    consultation.refresh_from_db()
    assert (consultation.state, consultation.closes_on) == ("open", date(2026, 10, 9))


@pytest.mark.parametrize("day", [date(2026, 9, 24), CLOSES_ON, date(2026, 10, 10)])
def test_it_is_only_extended_to_a_later_working_day(claire: User, day: date) -> None:
    consultation = consultation_in("open")

    with on(OPENS_ON), pytest.raises(InputError):
        fire(consultation, "extend", actor=claire, inputs={"closes_on": day, **REASON})


def test_it_is_not_extended_after_its_last_day(claire: User) -> None:
    consultation = consultation_in("open")
    later = {"closes_on": date(2026, 10, 9), **REASON}

    with on(date(2026, 9, 26)), pytest.raises(TransitionRefusedError):
        fire(consultation, "extend", actor=claire, inputs=later)


def test_the_team_does_not_extend_it(amina: User) -> None:
    consultation = consultation_in("open")

    with on(OPENS_ON), pytest.raises(TransitionForbiddenError):
        fire(consultation, "extend", actor=amina, inputs=REASON)


# ---- settle, publish, cancel


def test_it_is_settled_once_every_contribution_is_answered(amina: User) -> None:
    consultation = consultation_in("open")
    say(consultation)
    with on(date(2026, 9, 28)):
        tick()

        assert refusals(consultation, "settle", amina) == ["all_answered"]


def test_what_a_cancelled_one_received_on_the_whole_plan_holds_back_the_next(
    amina: User, claire: User
) -> None:
    first = consultation_in("open")
    dossiers = [each.proposal for each in first.plan_version.lines.order_by("rank")]
    on_plan = say(first)
    say(first, line=dossiers[0])
    fire(first, "cancel", actor=claire, inputs=REASON)
    second = consultation_in("closed", version=frozen_version(dossiers))
    before = explain(second.pk, actor=amina)
    held = before.find("settle")

    with pytest.raises(TransitionRefusedError, match=f"whole plan.*{first.reference}"):
        fire(second, "settle", actor=amina)
    answer_contribution(on_plan.pk, actor=amina, **YES)

    after = explain(second.pk, actor=amina)
    free = after.find("settle")
    assert held is not None
    assert [(each.code, each.count) for each in held.reasons] == [("left_answered", 1)]
    assert free is not None
    assert free.is_allowed
    assert after.version == before.version + 1
    # What was said of a line holds back that line, as before.
    line = explain(dossiers[0].pk, actor=amina).find("finalize")
    assert line is not None
    assert [each.code for each in line.reasons] == ["contributions_answered"]


def test_the_lead_publishes_the_answers(amina: User, claire: User) -> None:
    consultation = consultation_in("answered")

    with pytest.raises(TransitionForbiddenError):
        fire(consultation, "publish", actor=amina)
    fire(consultation, "publish", actor=claire)

    consultation.refresh_from_db()
    assert consultation.state == "published"


@pytest.mark.parametrize("state", ["draft", "scheduled", "open"])
def test_cancelling_brings_every_line_back(state: str, claire: User) -> None:
    consultation = consultation_in(state)

    fire(consultation, "cancel", actor=claire, inputs=REASON)

    consultation.refresh_from_db()
    assert consultation.state == "cancelled"
    assert states_of(consultation) == {"ready"}


def test_what_is_closed_is_not_cancelled(claire: User) -> None:
    consultation = consultation_in("closed")

    with pytest.raises(TransitionRefusedError):
        fire(consultation, "cancel", actor=claire, inputs=REASON)


def test_cancelling_asks_for_a_reason(claire: User) -> None:
    consultation = consultation_in("open")

    with pytest.raises(InputError):
        fire(consultation, "cancel", actor=claire)


def test_a_plan_that_is_over_is_consulted_on_no_more(amina: User, claire: User) -> None:
    plan = make_plan()
    version = draft_version([dossier_in(ProposalState.READY, plan=plan)])
    fire(plan, "abandon", actor=claire, inputs=REASON)

    with pytest.raises(TransitionRefusedError):
        make_consultation(version)


def _scheduled(consultation: Consultation, amina: User) -> Consultation:
    publish_notice(consultation, actor=amina)
    fire(consultation, "schedule", actor=amina)
    consultation.refresh_from_db()
    return consultation
