"""Setting a plan up: the plan itself, what it follows, how it is called. Each step is a fact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, PlanLabel
from lifecycle.services.people import require_lead
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary import PlanState
from workflow.clock import current_clock
from workflow.engine import give_birth, record_fact
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Event, User, Via

CODE_MAX_LENGTH = 20
TITLE_MAX_LENGTH = 300
NOTE_MAX_LENGTH = 5_000
LABEL_MAX_LENGTH = 40
LANGUAGES = ("fr", "ar", "en")
#: Words that stand for other pages where the code of a plan stands in an address.
_RESERVED = {"new"}
#: A plan that is over is read, not set up.
_CLOSED = {PlanState.ARCHIVED.value, PlanState.ABANDONED.value}


@dataclass(frozen=True, kw_only=True)
class PlanWords:
    """What is said of a plan; titles and notes are by language, the French title is required."""

    titles: Mapping[str, str]
    notes: Mapping[str, str]
    previous: ActionPlan | None = None
    accepts_attachments: bool = True
    noted_adopts: bool = True


def create_plan(
    code: str,
    *,
    words: PlanWords,
    actor: User,
    starts_on: date | None = None,
    ends_on: date | None = None,
    key: str | None = None,
    via: Via = Via.CODE,
) -> ActionPlan:
    """Start a plan, in co-creation; its end is also the one promised at first, which never moves.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: the code, a title or the days are wrong, or the code is taken (422).
    """
    require_lead(actor)
    if starts_on and ends_on and ends_on < starts_on:
        raise InputError({"ends_on": [_("A plan cannot end before it starts.")]})
    values = {
        "code": _clean_code(code),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "baseline_ends_on": ends_on,
        **_make_columns(words),
    }
    try:
        event = give_birth("plan", "create", actor=actor, values=values, key=key, via=via)
    except IntegrityError as error:
        raise InputError({"code": [_make_taken(code)]}) from error
    return ActionPlan.objects.get(pk=event.subject_id)


def describe_plan(
    plan: ActionPlan, *, words: PlanWords, actor: User, expect: int, via: Via = Via.CODE
) -> Event:
    """Change what is said of a plan.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: a title is wrong, or the plan would follow itself (422).
        StaleSubjectError: somebody changed the plan since it was read (409).
        TransitionRefusedError: the plan is over (409).
    """
    columns = _make_columns(words)

    def write() -> None:
        _refuse_circle(plan, words.previous)
        for name, value in columns.items():
            setattr(plan, name, value)
        plan.save(update_fields=list(columns))

    return record_on_plan(plan, "described", actor=actor, write=write, expect=expect, via=via)


def add_label(
    plan: ActionPlan,
    *,
    label: str,
    since: date,
    because: Mapping[str, str],
    actor: User,
    expect: int,
    via: Via = Via.CODE,
) -> Event:
    """Call the plan otherwise from a day on; its code, which is its identity, stays.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: nothing is written, or another label starts on that day (422).
        StaleSubjectError: somebody changed the plan since it was read (409).
        TransitionRefusedError: the plan is over (409).
    """
    words = clean_text(
        label, field="label", max_length=LABEL_MAX_LENGTH, missing=_("Write the new name.")
    )
    reasons = {
        f"because_{code}": clean_text(
            because.get(code, ""), field=f"because_{code}", max_length=TITLE_MAX_LENGTH
        )
        for code in LANGUAGES
    }

    def write() -> None:
        if PlanLabel.objects.filter(plan=plan, since=since).exists():
            raise InputError({"since": [_("Another name starts on this day.")]})
        PlanLabel.objects.create(plan=plan, label=words, since=since, **reasons)

    content = {"label": words}
    return record_on_plan(
        plan, "relabelled", actor=actor, write=write, expect=expect, content=content, via=via
    )


def record_on_plan(
    plan: ActionPlan,
    name: str,
    *,
    actor: User,
    write: Callable[[], None],
    expect: int,
    content: Mapping[str, Any] | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Write a change of a plan's set-up, and its fact in the history, in one transaction.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        StaleSubjectError: somebody changed the plan since it was read (409).
        TransitionRefusedError: the plan is over (409).
    """
    require_lead(actor)

    def guarded() -> None:
        # Under the lock of the plan's row, which record_fact holds by now.
        state = ActionPlan.objects.values_list("state", flat=True).get(pk=plan.pk)
        if state in _CLOSED:
            raise TransitionRefusedError(_("This plan is over: it is read, not set up."))
        write()

    return record_fact(
        plan.pk,
        f"plan.{name}",
        actor=actor,
        content={"day": current_clock().today().isoformat(), **(content or {})},
        expect=expect,
        write=guarded,
        via=via,
    )


def _make_columns(words: PlanWords) -> dict[str, Any]:
    titles = {
        f"title_{code}": clean_text(
            words.titles.get(code, ""),
            field=f"title_{code}",
            max_length=TITLE_MAX_LENGTH,
            missing=_("Write the title in French.") if code == "fr" else None,
        )
        for code in LANGUAGES
    }
    notes = {
        f"note_{code}": clean_text(
            words.notes.get(code, ""), field=f"note_{code}", max_length=NOTE_MAX_LENGTH
        )
        for code in LANGUAGES
    }
    return {
        **titles,
        **notes,
        "previous": words.previous,
        "accepts_attachments": words.accepts_attachments,
        "noted_adopts": words.noted_adopts,
    }


def _clean_code(code: str) -> str:
    words = clean_text(
        code, field="code", max_length=CODE_MAX_LENGTH, missing=_("Write the code of the plan.")
    )
    try:
        validate_slug(words)
    except ValidationError as error:
        raise InputError({"code": list(error.messages)}) from error
    if words.lower() in _RESERVED or ActionPlan.objects.filter(code__iexact=words).exists():
        raise InputError({"code": [_make_taken(words)]})
    return words


def _make_taken(code: str) -> str:
    return _("Another plan has the code %(code)s.") % {"code": code}


def _refuse_circle(plan: ActionPlan, previous: ActionPlan | None) -> None:
    """Refuse a plan that follows itself, whatever lies between.

    Raises:
        InputError: it would; the circle is named.
    """
    before = dict(ActionPlan.objects.values_list("pk", "previous"))
    codes = dict(ActionPlan.objects.values_list("pk", "code"))
    way: list[int] = [plan.pk]
    current = previous.pk if previous is not None else None
    while current is not None and current not in way:
        way.append(current)
        current = before.get(current)
    if current == plan.pk:
        circle = " → ".join(codes[key] for key in [*way, plan.pk])
        raise InputError(
            {"previous": [_("The plan would follow itself: %(circle)s.") % {"circle": circle}]}
        )
