"""Versions of a plan and consultations in the state a test needs, each reached as people reach it.

The day is 1 September 2026, a Tuesday, unless a test stops the clock elsewhere.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from lifecycle.models import ActionPlan, Consultation, Contribution, PlanVersion, Proposal
from lifecycle.services import contributions
from lifecycle.services.consultations import (
    ConsultationWords,
    create_consultation,
    publish_notice,
)
from lifecycle.services.plan_versions import begin_version, freeze, set_lines
from lifecycle.vocabulary import AnswerEffect, ConsultationState, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.factories import make_plan, someone
from tests.road import dossier_in
from workflow.clock import FixedClock, use_clock
from workflow.engine import fire
from workflow.models import User
from workflow.tick import tick

TODAY = date(2026, 9, 1)
OPENS_ON = date(2026, 9, 7)
#: A Friday: from a Monday it lasts nineteen days.
CLOSES_ON = date(2026, 9, 25)
#: An answer of the ministry.
YES: dict[str, Any] = {"effect": AnswerEffect.ACCEPTED.value, "answer": "Le texte le dit."}
TEXTS = {
    "title_fr": "Projet de plan",
    "title_ar": "مشروع الخطة",
    "title_en": "Draft of the plan",
    "text_fr": "Le plan en une page.",
    "text_ar": "الخطة في صفحة واحدة.",
}
WORDS = ConsultationWords(
    titles={"fr": "Consultation sur le plan", "ar": "مشاورة حول الخطة", "en": "On the plan"},
    notices={"fr": "Chacun peut contribuer.", "ar": "يمكن للجميع المساهمة.", "en": ""},
    opens_on=OPENS_ON,
    closes_on=CLOSES_ON,
)


def draft_version(
    dossiers: Sequence[Proposal], *, plan: ActionPlan | None = None, **texts: str
) -> PlanVersion:
    """Begin a version with these dossiers as its lines."""
    plan = plan or (dossiers[0].plan if dossiers else make_plan())
    team = someone(MINISTRY_TEAM)
    version = begin_version(plan, texts={**TEXTS, **texts}, actor=team)
    set_lines(version, proposals=[each.pk for each in dossiers], actor=team)
    return version


def frozen_version(dossiers: Sequence[Proposal], **texts: Any) -> PlanVersion:
    """Begin a version with these dossiers and freeze it."""
    return freeze(draft_version(dossiers, **texts), actor=someone(MINISTRY_TEAM))


def make_consultation(version: PlanVersion | None = None, **changes: Any) -> Consultation:
    """Prepare a consultation on `version`, or on a frozen one with two dossiers."""
    version = version or frozen_version([dossier_in(ProposalState.READY) for _number in range(2)])
    words = ConsultationWords(**{**vars(WORDS), **changes})
    return create_consultation(version, words=words, actor=someone(MINISTRY_TEAM))


def consultation_in(state: ConsultationState | str, **changes: Any) -> Consultation:
    """Bring a consultation to `state`, by its machine and its clock."""
    team, lead = someone(MINISTRY_TEAM), someone(MINISTRY_LEAD)
    consultation = make_consultation(**changes)
    road = list(_STEPS)[: list(_STEPS).index(str(state)) + 1]
    for step in road:
        _STEPS[step](consultation, team, lead)
    consultation.refresh_from_db()
    return consultation


def on(day: date) -> Any:
    """Stop the clock on a day."""
    return use_clock(FixedClock.on(day))


def read(row: Contribution) -> Contribution:
    """Return the contribution as it is kept now."""
    return Contribution.objects.get(pk=row.pk)


def say(
    consultation: Consultation, text: str = "Une idée utile.", *, line: Proposal | None = None
) -> Contribution:
    """Contribute on a day on which the consultation is open."""
    with on(consultation.closes_on or CLOSES_ON):
        return contributions.contribute(
            consultation,
            text=text,
            language="fr",
            proposal=line.pk if line is not None else None,
        )


def answer_all(consultation: Consultation) -> None:
    """Answer every contribution."""
    for each in consultation.contributions.filter(effect=""):
        contributions.answer_contribution(
            each.pk,
            effect=AnswerEffect.ACCEPTED.value,
            answer="Le texte le dit désormais.",
            actor=someone(MINISTRY_TEAM),
        )


def _schedule(consultation: Consultation, team: User, lead: User) -> None:
    publish_notice(consultation, actor=team)
    fire(consultation, "schedule", actor=team)


def _tick_on(day: date) -> None:
    with on(day):
        for done in tick():
            assert not done.problem, done.problem


def _close(consultation: Consultation, team: User, lead: User) -> None:
    consultation.refresh_from_db()
    assert consultation.closes_on is not None
    _tick_on(date(2026, 9, 28) if consultation.closes_on == CLOSES_ON else date(2026, 12, 31))


def _settle(consultation: Consultation, team: User, lead: User) -> None:
    answer_all(consultation)
    fire(consultation, "settle", actor=team)


_STEPS: dict[str, Callable[[Consultation, User, User], object]] = {
    "draft": lambda consultation, team, lead: None,
    "scheduled": _schedule,
    "open": lambda consultation, team, lead: _tick_on(OPENS_ON),
    "closed": _close,
    "answered": _settle,
    "published": lambda consultation, team, lead: fire(consultation, "publish", actor=lead),
}
