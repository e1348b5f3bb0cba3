"""One transition: `fire` with everything on, beside the same rows by hand and the usual peer."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from benchmarks import baseline
from benchmarks.measure import Figure, measure
from benchmarks.peers.fsm import admit_ticket, make_tickets
from lifecycle.models import ActionPlan, PlanStage, Proposal, Theme
from lifecycle.vocabulary import PlanState, StageCode, StageState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import fire, give_birth
from workflow.models import Subject, User
from workflow.permissions import grant
from workflow.permissions.grants import load_grants

WARM_UP = 20


def run(count: int) -> list[Figure]:
    """Return the figures of `count` admissions: by hand, through the door, and the peer's."""
    now = timezone.now()
    official, author = _make_people()
    by_hand = _submit(_make_plan("BY-HAND"), author, count + WARM_UP)
    through_door = _submit(_make_plan("DOOR"), author, count + WARM_UP)
    grants = load_grants(official)
    write = baseline.get_writer()
    values = {row["id"]: baseline.make_values(row, official) for row in _read_rows(by_hand)}
    tickets = make_tickets(count + WARM_UP, actor=official, now=now)
    return [
        measure("rows written by hand", lambda key: write(values[key]), by_hand, warm_up=WARM_UP),
        measure(
            "fire, everything on",
            lambda key: fire(key, "admit", actor=official, grants=grants),
            through_door,
            warm_up=WARM_UP,
        ),
        measure(
            "django-fsm-2 + log + guardian",
            lambda key: admit_ticket(key, actor=official, now=now),
            tickets,
            warm_up=WARM_UP,
        ),
    ]


def _make_people() -> tuple[User, User]:
    official = User.objects.create_user("official@example.org")
    grant(MINISTRY_TEAM, official)
    return official, User.objects.create_user("author@example.org")


def _make_plan(code: str) -> ActionPlan:
    today = current_clock().today()
    common: dict[str, Any] = {"entered_at": timezone.now(), "version": 0}
    plan = ActionPlan.objects.create(
        code=code, kind="plan", title_fr=code, state=PlanState.CO_CREATION.value, **common
    )
    Theme.objects.create(plan=plan, code="access", name_fr="Accès")
    for stage in (StageCode.COLLECTION, StageCode.PRIORITIZATION):
        _make_stage(plan, stage, today, common)
    return plan


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


def _submit(plan: ActionPlan, author: User, count: int) -> list[int]:
    theme = plan.themes.get()
    ids = []
    for number in range(count):
        born = give_birth(
            "proposal",
            "create",
            actor=author,
            values={
                "plan": plan,
                "parent": plan,
                "theme": theme,
                "title": f"Proposition {number}",
                "problem": "Un problème.",
                "solution": "Une solution.",
                "submitted_by": author,
            },
        )
        fire(born.subject_id, "submit", actor=author)
        ids.append(born.subject_id)
    return ids


def _read_rows(ids: list[int]) -> Iterator[dict[str, Any]]:
    for row in Subject.objects.filter(pk__in=ids).values("id", "version", "head_hash"):
        yield dict(row)


def count_published() -> int:
    """Return how many proposals were admitted: both ways must have done the whole work."""
    return Proposal.objects.filter(published_at__isnull=False).count()
