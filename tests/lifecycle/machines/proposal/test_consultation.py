"""A dossier through the consultation: carried by it, finalized once answered, reworked."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from lifecycle.models import Consultation, Proposal
from lifecycle.services.contributions import answer_contribution
from lifecycle.services.sheet_difference import publish_difference
from lifecycle.services.waivers import waive
from lifecycle.vocabulary import AnswerEffect, ProposalState
from lifecycle.vocabulary.roles import PROJECT_LEAD
from tests.consultation import TODAY, consultation_in, on, say
from tests.road import dossier_in, make_sheet
from workflow.engine import decide, explain, fire
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.models import Seat, Subject, User, Verdict
from workflow.permissions import grant
from workflow.tick import tick

pytestmark = pytest.mark.django_db
REASON = {"reason": "Une objection doit être étudiée."}
YES: dict[str, Any] = {"effect": AnswerEffect.ACCEPTED.value, "answer": "Le texte le dit."}
CLOSED_ON = date(2026, 9, 28)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


def refusals(proposal: Proposal, name: str, actor: User) -> list[str]:
    with pytest.raises(TransitionRefusedError) as refused:
        fire(proposal.pk, name, actor=actor)
    return [each.guard for each in refused.value.shortfalls]


def line_of(consultation: Consultation) -> Proposal:
    return consultation.plan_version.lines.all()[0].proposal


def closed_with_one_contribution() -> tuple[Consultation, Proposal]:
    """Return a closed consultation, and its line on which something was said."""
    consultation = consultation_in("open")
    line = line_of(consultation)
    say(consultation, line=line)
    with on(CLOSED_ON):
        tick()
    return consultation, line


@pytest.mark.parametrize("name", ["open_consultation", "close_consultation", "cancel_consultation"])
def test_no_person_opens_closes_or_cancels_it_on_a_line(
    name: str, amina: User, claire: User
) -> None:
    line = line_of(consultation_in("open"))

    for person in (amina, claire):
        with pytest.raises(TransitionForbiddenError):
            fire(line, name, actor=person)


def test_each_line_tells_the_act_that_moved_it() -> None:
    consultation = consultation_in("open")

    event = line_of(consultation).events.get(name="open_consultation")

    assert event.cause is not None
    assert (event.cause.subject_id, event.cause.name) == (consultation.pk, "open")


def test_it_is_finalized_once_its_contributions_are_answered(amina: User) -> None:
    consultation, line = closed_with_one_contribution()
    assert refusals(line, "finalize", amina) == ["contributions_answered"]

    answer_contribution(consultation.contributions.get().pk, actor=amina, **YES)
    fire(line.pk, "finalize", actor=amina)

    assert Proposal.objects.get(pk=line.pk).state == ProposalState.SIGNATURE.value


def test_what_was_said_of_another_line_or_of_the_plan_holds_nothing_back(amina: User) -> None:
    consultation = consultation_in("open")
    one, other = (each.proposal for each in consultation.plan_version.lines.all())
    say(consultation, line=other)
    say(consultation)
    with on(CLOSED_ON):
        tick()

    fire(one.pk, "finalize", actor=amina)

    assert refusals(other, "finalize", amina) == ["contributions_answered"]


def test_keeping_signatures_needs_the_answers_too(amina: User) -> None:
    _consultation, line = closed_with_one_contribution()

    assert "contributions_answered" in refusals(line, "keep_signatures", amina)


@pytest.mark.parametrize("name", ["finalize", "rework"])
def test_only_the_ministry_team_settles_a_text(name: str, claire: User, driss: User) -> None:
    _consultation, line = closed_with_one_contribution()

    for person in (claire, driss):
        with pytest.raises(TransitionForbiddenError):
            fire(line.pk, name, actor=person, inputs=REASON if name == "rework" else {})


def test_a_reworked_text_rejoins_once_its_difference_is_public(
    amina: User, claire: User, emna: User, ilias: User
) -> None:
    _consultation, line = closed_with_one_contribution()
    fire(line.pk, "rework", actor=amina, inputs=REASON)
    _approve_again(line, ilias, emna)

    before = refusals(line, "rejoin", claire)
    publish_difference(line.pk, actor=amina)
    fire(line.pk, "rejoin", actor=claire)

    assert before == ["difference_public"]
    assert Proposal.objects.get(pk=line.pk).state == ProposalState.FINALIZATION.value


def test_another_promise_rejoins_only_once_the_lead_has_waived_a_new_consultation(
    amina: User, claire: User, emna: User, ilias: User
) -> None:
    _consultation, line = closed_with_one_contribution()
    fire(line.pk, "rework", actor=amina, inputs=REASON)
    _approve_again(line, ilias, emna, solution_fr="Publier 60 séries.", solution_ar="نشر 60 سلسلة.")
    publish_difference(line.pk, actor=amina)

    before = refusals(line, "rejoin", claire)
    waive(line.pk, guard="promise_consulted", actor=claire, reason=REASON["reason"])
    fire(line.pk, "rejoin", actor=claire)

    assert before == ["promise_consulted"]
    assert Proposal.objects.get(pk=line.pk).state == ProposalState.FINALIZATION.value


def tell(dossier: Proposal, name: str, person: User) -> str:
    """Return why the transition is refused, in English."""
    with override("en"), pytest.raises(TransitionRefusedError) as refused:
        fire(dossier.pk, name, actor=person)
    return str(refused.value)


def test_what_was_never_consulted_on_does_not_rejoin(claire: User) -> None:
    consultation, _line = closed_with_one_contribution()
    dossier = dossier_in(ProposalState.READY, plan=consultation.plan)

    assert refusals(dossier, "rejoin", claire) == ["difference_public"]
    words = tell(dossier, "rejoin", claire)
    assert "was not consulted on this sheet" in words
    assert "Publish what changed" not in words


def test_nothing_rejoins_while_everybody_is_asked(claire: User) -> None:
    consultation = consultation_in("open")
    dossier = dossier_in(ProposalState.READY, plan=consultation.plan)

    assert "consultation_closed" in refusals(dossier, "rejoin", claire)


def test_the_team_does_not_let_a_line_rejoin(amina: User) -> None:
    dossier = dossier_in(ProposalState.READY)

    explained = explain(dossier.pk, actor=amina).find("rejoin")

    assert explained is not None
    assert not explained.is_theirs


def test_a_ready_dossier_waits_for_the_freeze_of_the_plan() -> None:
    dossier = dossier_in(ProposalState.READY)

    item = dossier.work_items.get(closed_at__isnull=True)

    stage = dossier.plan.stages.get(code="consultation")
    assert item.due_on is not None
    assert stage.opens_on is not None
    assert item.due_on >= stage.opens_on


def _approve_again(line: Proposal, project_lead: User, owner: User, **fields: Any) -> None:
    """Write the text anew, and let the owner of its porter approve it."""
    grant(PROJECT_LEAD, project_lead, on=Subject.objects.get(pk=line.pk))
    make_sheet(line, contact="Un autre bureau", editor=project_lead, **fields)
    fire(line.pk, "submit_sheet", actor=project_lead)
    seat = Seat.objects.get(round__subject=line.pk, round__name="approval", round__outcome="")
    decide(seat, actor=owner, verdict=Verdict.APPROVE)
