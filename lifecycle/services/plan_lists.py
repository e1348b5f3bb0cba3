"""The themes and the criteria of a plan. Criteria are fixed once somebody has scored with them."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, Criterion, Score, Theme
from lifecycle.services.plan_setup import LANGUAGES, record_on_plan
from lifecycle.services.texts import clean_text
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Event, User, Via

Row = TypeVar("Row", Theme, Criterion)

CODE_MAX_LENGTH = 50
NAME_MAX_LENGTH = 200
DESCRIPTION_MAX_LENGTH = 1_000
WEIGHT_MAX = 100
POINTS_MAX = 100


def save_theme(
    plan: ActionPlan,
    *,
    code: str,
    names: Mapping[str, str],
    rank: int,
    actor: User,
    expect: int,
    theme: Theme | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Add a theme, or change `theme`.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: the code or a name is wrong, or another theme has the code (422).
        StaleSubjectError: somebody changed the plan since it was read (409).
        TransitionRefusedError: the plan is over (409).
    """
    values = {**_clean(code, names), "rank": rank}

    def write() -> None:
        _save(Theme, plan, theme, values)

    name = "theme_changed" if theme else "theme_added"
    content = _tell(values)
    return record_on_plan(
        plan, name, actor=actor, write=write, expect=expect, content=content, via=via
    )


def remove_theme(
    plan: ActionPlan, *, theme: Theme, actor: User, expect: int, via: Via = Via.CODE
) -> Event:
    """Remove a theme that nothing was submitted to.

    Raises:
        TransitionForbiddenError, StaleSubjectError: as `save_theme` does.
        TransitionRefusedError: a proposal or a commitment is in it, or the plan is over (409).
    """

    def write() -> None:
        if theme.proposals.exists() or theme.commitments.exists():
            raise TransitionRefusedError(
                _("Proposals or commitments are in this theme: it can be renamed, not removed.")
            )
        theme.delete()

    content = _tell(vars(theme))
    return record_on_plan(
        plan, "theme_removed", actor=actor, write=write, expect=expect, content=content, via=via
    )


def save_criterion(
    plan: ActionPlan,
    *,
    code: str,
    names: Mapping[str, str],
    weight: int,
    max_points: int,
    rank: int,
    actor: User,
    expect: int,
    criterion: Criterion | None = None,
    descriptions: Mapping[str, str] | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Add a criterion, or change `criterion`; None for `descriptions` leaves them as they are.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: a value is wrong, or another criterion has the code (422).
        StaleSubjectError: somebody changed the plan since it was read (409).
        TransitionRefusedError: somebody has scored already, or the plan is over (409).
    """
    errors = {
        **_check_number("weight", weight, WEIGHT_MAX),
        **_check_number("max_points", max_points, POINTS_MAX),
    }
    if errors:
        raise InputError(errors)
    values = {
        **_clean(code, names),
        **_clean_descriptions(descriptions or {}),
        "weight": weight,
        "max_points": max_points,
        "rank": rank,
    }

    def write() -> None:
        _refuse_scored(plan)
        _save(Criterion, plan, criterion, values)

    name = "criterion_changed" if criterion else "criterion_added"
    content = {**_tell(values), "weight": weight, "max_points": max_points}
    return record_on_plan(
        plan, name, actor=actor, write=write, expect=expect, content=content, via=via
    )


def remove_criterion(
    plan: ActionPlan, *, criterion: Criterion, actor: User, expect: int, via: Via = Via.CODE
) -> Event:
    """Remove a criterion nobody has scored with.

    Raises:
        TransitionForbiddenError, StaleSubjectError, TransitionRefusedError: as `save_criterion`.
    """

    def write() -> None:
        _refuse_scored(plan)
        criterion.delete()

    content = _tell(vars(criterion))
    return record_on_plan(
        plan, "criterion_removed", actor=actor, write=write, expect=expect, content=content, via=via
    )


def is_scored(plan: ActionPlan) -> bool:
    """Return whether somebody has scored a proposal of this plan."""
    return Score.objects.filter(criterion__plan=plan).exists()


def _refuse_scored(plan: ActionPlan) -> None:
    if is_scored(plan):
        raise TransitionRefusedError(
            _("Somebody has scored already: criteria no longer change, or scores would mislead.")
        )


def _save(model: type[Row], plan: ActionPlan, row: Row | None, values: Mapping[str, Any]) -> None:
    same_code = model.objects.filter(plan=plan, code=values["code"])
    if row is not None:
        same_code = same_code.exclude(pk=row.pk)
    if same_code.exists():
        raise InputError({"code": [_("The plan has this code already.")]})
    if row is None:
        model.objects.create(plan=plan, **values)
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _clean(code: str, names: Mapping[str, str]) -> dict[str, Any]:
    words = clean_text(
        code, field="code", max_length=CODE_MAX_LENGTH, missing=_("Write a short code.")
    )
    try:
        validate_slug(words)
    except ValidationError as error:
        raise InputError({"code": list(error.messages)}) from error
    return {
        "code": words,
        **{
            f"name_{language}": clean_text(
                names.get(language, ""),
                field=f"name_{language}",
                max_length=NAME_MAX_LENGTH,
                missing=_("Write the name in French.") if language == "fr" else None,
            )
            for language in LANGUAGES
        },
    }


def _clean_descriptions(descriptions: Mapping[str, str]) -> dict[str, str]:
    return {
        f"description_{language}": clean_text(
            words, field=f"description_{language}", max_length=DESCRIPTION_MAX_LENGTH
        )
        for language, words in descriptions.items()
        if language in LANGUAGES
    }


def _tell(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the history keeps of a row: its code, and its name in each language."""
    return {name: values[name] for name in ("code", *(f"name_{each}" for each in LANGUAGES))}


def _check_number(field: str, value: int, highest: int) -> dict[str, list[str]]:
    if 1 <= value <= highest:
        return {}
    message = _("Write a number from 1 to %(highest)d.") % {"highest": highest}
    return {field: [message]}
