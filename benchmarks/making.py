"""The people and proposals that measurements move, made through the door."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from lifecycle.models import ActionPlan, PlanStage, Theme
from lifecycle.vocabulary import PlanState, StageCode, StageState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import fire, give_birth, load_in
from workflow.models import User
from workflow.permissions import grant


def make_people() -> tuple[User, User]:
    """Return somebody of the ministry, and an author."""
    official = User.objects.create_user("official@example.org")
    grant(MINISTRY_TEAM, official)
    return official, User.objects.create_user("author@example.org")


def make_plan(code: str) -> ActionPlan:
    """Return a plan in co-creation, whose collection and prioritization are open."""
    today = current_clock().today()
    common: dict[str, Any] = {"entered_at": timezone.now(), "version": 0}
    plan = ActionPlan.objects.create(
        code=code, kind="plan", title_fr=code, state=PlanState.CO_CREATION.value, **common
    )
    Theme.objects.create(plan=plan, code="access", name_fr="Accès")
    for stage in (StageCode.COLLECTION, StageCode.PRIORITIZATION):
        _make_stage(plan, stage, today, common)
    return plan


def submit_proposals(plan: ActionPlan, author: User, count: int) -> list[int]:
    """Return the ids of proposals that were written and submitted, one by one."""
    ids = []
    for number in range(count):
        values = {**_write(plan, number), "submitted_by": author}
        born = give_birth("proposal", "create", actor=author, values=values)
        fire(born.subject_id, "submit", actor=author)
        ids.append(born.subject_id)
    return ids


def load_signed(plan: ActionPlan, count: int) -> list[int]:
    """Return the ids of proposals that came in from a file, signed."""
    inputs = {"source_document": "benchmark", "as_of": current_clock().today(), "authors": []}
    return [
        load_in(
            "proposal", state="signed", values=_write(plan, number), inputs=inputs, actor=None
        ).subject_id
        for number in range(count)
    ]


def _make_stage(plan: ActionPlan, code: StageCode, today: date, common: dict[str, Any]) -> None:
    PlanStage.objects.create(
        plan=plan,
        parent=plan,
        code=code.value,
        kind="plan_stage",
        state=StageState.OPEN.value,
        opens_on=today - timedelta(days=30),
        closes_on=today + timedelta(days=30),
        **common,
    )


def _write(plan: ActionPlan, number: int) -> dict[str, Any]:
    return {
        "plan": plan,
        "parent": plan,
        "theme": plan.themes.get(),
        "title": f"Proposition {number}",
        "problem": "Un problème.",
        "solution": "Une solution.",
    }
