"""What tests are about, made with as few words as possible; override only what a test is about."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lifecycle.models import ActionPlan, Attachment, Criterion, PlanStage, Proposal, Theme
from lifecycle.selectors.assessors import list_assessors
from lifecycle.services.assessments import score
from lifecycle.services.attachments import attach
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.proposals import create_draft
from lifecycle.services.uptakes import link
from lifecycle.vocabulary import (
    AttachmentPurpose,
    Extent,
    MembershipBody,
    PlanState,
    ProposalState,
    RefusalCode,
    Side,
    StageCode,
    StageState,
)
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import make_institution, make_member, make_person
from tests.porters import accept, name_lead, owner_of, turn_down
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import confirm, fire
from workflow.models import Institution, Round, Seat, Subject, User
from workflow.permissions import grant
from workflow.roles import Role

#: The stages that count up to the end of prioritization, and how far around today they reach.
OPEN_STAGES = (StageCode.COLLECTION, StageCode.PRIORITIZATION)
LATER_STAGES = (StageCode.DRAFTING, StageCode.CONSULTATION, StageCode.SIGNATURE, StageCode.COUNCIL)
REACH = timedelta(days=60)


def make_plan(code: str = "MA-2", **values: Any) -> ActionPlan:
    """Create a plan in co-creation with two themes, two criteria, and its first stages open."""
    today = current_clock().today()
    fields = {"title_fr": "Deuxième plan", "title_ar": "الخطة الثانية", "title_en": "Second plan"}
    plan = ActionPlan.objects.create(
        code=code,
        kind="plan",
        state=PlanState.CO_CREATION.value,
        entered_at=timezone.now(),
        **{**fields, **values},
    )
    make_theme(plan, "access", french="Accès à l'information", arabic="الحصول على المعلومات")
    make_theme(plan, "justice", french="Justice ouverte", arabic="العدالة المنفتحة")
    make_criterion(plan, "impact", weight=3)
    make_criterion(plan, "feasibility", weight=1)
    for stage in OPEN_STAGES:
        make_stage(plan, stage, today - REACH, today + REACH, state=StageState.OPEN)
    for number, stage in enumerate(LATER_STAGES, start=1):
        opens_on = today + REACH * number
        make_stage(plan, stage, opens_on, opens_on + REACH, state=StageState.NOT_STARTED)
    return plan


def make_theme(plan: ActionPlan, code: str, *, french: str, arabic: str) -> Theme:
    """Create a theme of the plan."""
    return Theme.objects.create(plan=plan, code=code, name_fr=french, name_ar=arabic)


def make_criterion(plan: ActionPlan, code: str, *, weight: int) -> Criterion:
    """Create a criterion scored from 0 to 5."""
    return Criterion.objects.create(
        plan=plan, code=code, name_fr=code.title(), name_ar=code, weight=weight, max_points=5
    )


def make_stage(
    plan: ActionPlan, code: StageCode, opens_on: date, closes_on: date, *, state: StageState
) -> PlanStage:
    """Create a stage whose baseline and current windows are the same."""
    return PlanStage.objects.create(
        plan=plan,
        parent=plan,
        code=code.value,
        rank=list(StageCode).index(code),
        kind="plan_stage",
        state=state.value,
        entered_at=timezone.now(),
        opens_on=opens_on,
        closes_on=closes_on,
        baseline_opens_on=opens_on,
        baseline_closes_on=closes_on,
    )


# ---- Proposals, each brought to its state through the door by the people who may.

_numbers = count(1)


def proposal_in(
    state: ProposalState,
    *,
    plan: ActionPlan | None = None,
    author: User | None = None,
    **values: Any,
) -> Proposal:
    """Create a proposal of `author` to `plan` and bring it to `state` through the door.

    Officials and assessors are those of the cast that a test has asked for, else new ones.
    `values` are what the author wrote instead of the usual words.
    """
    road = _list_road(state)
    plan = plan or ActionPlan.objects.order_by("pk").first() or make_plan()
    number = next(_numbers)
    written = {
        "title": f"Publier le registre numéro {number}",
        "problem": f"Personne ne trouve le registre numéro {number}.",
        "solution": f"Mettre en ligne le registre numéro {number}.",
        "theme": plan.themes.first(),
    }
    person = author or make_person(f"Author{number}")
    proposal = create_draft(plan=plan, actor=person, values={**written, **values})
    for name in road:
        _STEPS[name](proposal, person)
    proposal.refresh_from_db()
    return proposal


def someone(role: Role, *, other_than: Collection[User] = ()) -> User:
    """Return somebody of the group of `role`, the first who joined it, else a new person."""
    keys = [person.pk for person in other_than]
    found = User.objects.filter(groups__name=role.code, is_active=True).exclude(pk__in=keys)
    person = found.order_by("pk").first()
    if person is None:
        person = make_person(f"{role.code}{next(_numbers)}")
        grant(role, person)
    return person


def two_assessors() -> list[User]:
    """Return two people who can be seated to score, new ones as far as there are none."""
    found = list(list_assessors(today=current_clock().today()).order_by("pk")[:2])
    while len(found) < 2:
        found.append(make_member(f"Assessor{next(_numbers)}", MembershipBody.ASSESSORS, None))
    return found


def make_minutes(subject: Subject) -> Attachment:
    """Attach the minutes of a workshop to a plan or a proposal, or return those that are there."""
    found = Attachment.objects.filter(subject=subject.pk, purpose=AttachmentPurpose.MINUTES).first()
    return found or attach(
        subject,
        upload=SimpleUploadedFile("compte-rendu.pdf", b"%PDF-1.7\n%%EOF\n"),
        purpose=AttachmentPurpose.MINUTES,
        actor=someone(MINISTRY_TEAM),
    )


def score_all(proposal: Proposal, *, points: int = 4) -> None:
    """Let every assessor of the proposal who has not decided give `points` for each criterion."""
    criteria = proposal.plan.criteria.values_list("pk", flat=True)
    for seat in Seat.objects.filter(round__subject=proposal.pk, round__outcome="", decisions=None):
        assert seat.person is not None
        score(seat.pk, actor=seat.person, points=dict.fromkeys(criteria, points))


def _list_road(state: ProposalState) -> list[str]:
    """Return the names of the steps that lead from a draft to `state`."""
    road: list[str] = []
    current = state
    while current != ProposalState.DRAFT:
        if current not in _ROADS:
            message = f"no road leads to {state!r}, only to {sorted(_ROADS)}"
            raise LookupError(message)
        current, step = _ROADS[current]
        road.insert(0, step)
    return road


def _fire_as(role: Role, name: str, **inputs: Any) -> Callable[[Proposal, User], None]:
    def step(proposal: Proposal, author: User) -> None:
        fire(proposal.pk, name, actor=someone(role, other_than=[author]), inputs=inputs)

    return step


def _fire_as_author(name: str) -> Callable[[Proposal, User], None]:
    def step(proposal: Proposal, author: User) -> None:
        fire(proposal.pk, name, actor=author)

    return step


def _decide(name: str, reason: str) -> Callable[[Proposal, User], None]:
    """Return the step of the lead, after every score, on the minutes of the plan."""

    def step(proposal: Proposal, author: User) -> None:
        score_all(proposal)
        inputs = {"minutes": make_minutes(proposal.plan), "reason": reason}
        fire(proposal.pk, name, actor=someone(MINISTRY_LEAD), inputs=inputs)

    return step


def _start_assessment(proposal: Proposal, author: User) -> None:
    team = someone(MINISTRY_TEAM, other_than=[author])
    fire(proposal.pk, "start_assessment", actor=team, inputs={"assessors": two_assessors()})


def _refuse(proposal: Proposal, author: User) -> None:
    first = someone(MINISTRY_TEAM, other_than=[author])
    inputs = {"code": RefusalCode.OUT_OF_SCOPE.value, "reason": "Hors du gouvernement ouvert."}
    fire(proposal.pk, "refuse", actor=first, inputs=inputs)
    asked = Round.objects.get(subject=proposal.pk, name="refuse", outcome="")
    confirm(asked.pk, actor=someone(MINISTRY_TEAM, other_than=[author, first]))


def _merge(proposal: Proposal, author: User) -> None:
    target = proposal_in(ProposalState.SUBMITTED, plan=proposal.plan)
    inputs = {"target": target, "reason": "La même idée."}
    fire(proposal.pk, "merge", actor=someone(MINISTRY_TEAM, other_than=[author]), inputs=inputs)


def _split(proposal: Proposal, author: User) -> None:
    parts = [
        {"title": f"Partie {number}", "problem": proposal.problem, "solution": proposal.solution}
        for number in (1, 2)
    ]
    fire(proposal.pk, "split", actor=someone(MINISTRY_TEAM), inputs={"parts": parts})


def _take_up(proposal: Proposal, author: User) -> None:
    team = someone(MINISTRY_TEAM)
    dossier = proposal_in(ProposalState.PRIORITIZED, plan=proposal.plan)
    link(proposal.pk, dossier=dossier, extent=Extent.WHOLE, actor=team)
    fire(proposal.pk, "take_up", actor=team)


def _seek_porter(proposal: Proposal, author: User) -> None:
    team = someone(MINISTRY_TEAM)
    body = Institution.objects.filter(side=Side.GOVERNMENT.value).order_by("pk").first()
    if body is None:
        body = make_institution("body", Side.GOVERNMENT, french="Établissement", arabic="مؤسسة")
    owner_of(body)
    set_candidates(proposal.pk, candidates=[Candidate(body.pk)], actor=team)
    fire(proposal.pk, "seek_porter", actor=team)


def _confirm_porter(proposal: Proposal, author: User) -> None:
    accept(proposal)


def _no_porter(proposal: Proposal, author: User) -> None:
    turn_down(proposal)


def _name_lead(proposal: Proposal, author: User) -> None:
    name_lead(proposal)


def _lapse(proposal: Proposal, author: User) -> None:
    collection = PlanStage.objects.get(plan=proposal.plan, code=StageCode.COLLECTION.value)
    assert collection.closes_on is not None
    with use_clock(FixedClock.on(collection.closes_on + timedelta(days=14))):
        fire(proposal.pk, "lapse", actor=None)


#: Each state: the one before it on the shortest road, and the step between.
_ROADS: dict[ProposalState, tuple[ProposalState, str]] = {
    ProposalState.SUBMITTED: (ProposalState.DRAFT, "submit"),
    ProposalState.LAPSED: (ProposalState.DRAFT, "lapse"),
    ProposalState.NEEDS_DETAILS: (ProposalState.SUBMITTED, "request_details"),
    ProposalState.MERGE_PROPOSED: (ProposalState.SUBMITTED, "merge"),
    ProposalState.MERGED: (ProposalState.MERGE_PROPOSED, "confirm_merge"),
    ProposalState.INADMISSIBLE: (ProposalState.SUBMITTED, "refuse"),
    ProposalState.REDIRECTED: (ProposalState.SUBMITTED, "redirect"),
    ProposalState.WITHDRAWN: (ProposalState.SUBMITTED, "withdraw"),
    ProposalState.ADMISSIBLE: (ProposalState.SUBMITTED, "admit"),
    ProposalState.SPLIT: (ProposalState.ADMISSIBLE, "split"),
    ProposalState.IN_ASSESSMENT: (ProposalState.ADMISSIBLE, "start_assessment"),
    ProposalState.PRIORITIZED: (ProposalState.IN_ASSESSMENT, "retain"),
    ProposalState.NOT_RETAINED: (ProposalState.IN_ASSESSMENT, "decline"),
    ProposalState.DEFERRED: (ProposalState.IN_ASSESSMENT, "defer"),
    ProposalState.TAKEN_UP: (ProposalState.PRIORITIZED, "take_up"),
    ProposalState.PORTER_SEARCH: (ProposalState.PRIORITIZED, "seek_porter"),
    ProposalState.UNPORTED: (ProposalState.PORTER_SEARCH, "no_porter"),
    ProposalState.LEAD_NAMING: (ProposalState.PORTER_SEARCH, "confirm_porter"),
    ProposalState.SHEET_DRAFTING: (ProposalState.LEAD_NAMING, "name_lead"),
    ProposalState.DROPPED: (ProposalState.PRIORITIZED, "drop"),
}
_STEPS: dict[str, Callable[[Proposal, User], None]] = {
    "submit": _fire_as_author("submit"),
    "withdraw": _fire_as_author("withdraw"),
    "confirm_merge": _fire_as_author("confirm_merge"),
    "lapse": _lapse,
    "request_details": _fire_as(MINISTRY_TEAM, "request_details", question="Pour quel registre ?"),
    "merge": _merge,
    "refuse": _refuse,
    "redirect": _fire_as(
        MINISTRY_LEAD,
        "redirect",
        receiving_body="Commission du droit d'accès",
        reference="2026/12",
        reason="La commission est compétente.",
    ),
    "admit": _fire_as(MINISTRY_TEAM, "admit"),
    "split": _split,
    "start_assessment": _start_assessment,
    "retain": _decide("retain", ""),
    "decline": _decide("decline", "Le registre existe déjà."),
    "defer": _decide("defer", "Le plan suivant le reprendra."),
    "take_up": _take_up,
    "seek_porter": _seek_porter,
    "confirm_porter": _confirm_porter,
    "no_porter": _no_porter,
    "name_lead": _name_lead,
    "drop": _fire_as(MINISTRY_LEAD, "drop", reason="Aucun moyen cette année."),
}
#: The states that `proposal_in` reaches.
REACHABLE: tuple[ProposalState, ...] = (ProposalState.DRAFT, *_ROADS)
