"""The calendar: the ministry lead decrees, moves, confirms and takes away days off."""

from collections.abc import Mapping
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from lifecycle.services.people import require_lead
from lifecycle.services.texts import clean_text
from workflow.clock import current_clock
from workflow.exceptions import InputError
from workflow.holiday_decisions import HolidayDecision, Outlook, decide_holiday, foresee_holiday
from workflow.models import Holiday, HolidayAction, HolidayChange, User

REASON_MAX_LENGTH = 1_000
NAME_MAX_LENGTH = 120
_CODE_MAX_LENGTH = 50


def make_decree(day: date, names: Mapping[str, str]) -> HolidayDecision:
    """Return the decision that makes `day` a day off; `names` are by language, French required.

    Raises:
        InputError: a name is missing or too long (422).
    """
    missing = {"fr": _("Write the name in French.")}
    cleaned: dict[str, str] = {}
    errors: dict[str, list[str]] = {}
    for language in ("fr", "ar", "en"):
        try:
            cleaned[language] = clean_text(
                names.get(language, ""),
                field=f"name_{language}",
                max_length=NAME_MAX_LENGTH,
                missing=missing.get(language),
            )
        except InputError as error:
            errors |= error.errors
    if errors:
        raise InputError(errors)
    code = _find_free_code(cleaned["fr"], day.year)
    return HolidayDecision(HolidayAction.DECREED, code, day.year, day, cleaned)


def foresee(decision: HolidayDecision, *, actor: User) -> Outlook:
    """Return what the decision would move; nothing is written.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        SubjectNotFoundError: there is no such holiday (404).
        TransitionRefusedError: nothing would change, the year is not known, or the holiday is not
            of that kind (409).
    """
    require_lead(actor)
    return foresee_holiday(decision, today=current_clock().today())


def decide(
    decision: HolidayDecision, *, reason: str, actor: User, expect: int | None = None
) -> HolidayChange:
    """Carry the decision out, for a reason: days move, and what is open is counted anew.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        SubjectNotFoundError: there is no such holiday (404).
        StaleSubjectError: the calendar is not at version `expect` (409).
        TransitionRefusedError: nothing would change, the year is not known, or the holiday is not
            of that kind (409).
        InputError: no reason is given (422).
    """
    require_lead(actor)
    words = clean_text(
        reason,
        field="reason",
        max_length=REASON_MAX_LENGTH,
        missing=_("Say why: a decree, a sighting of the moon, an error."),
    )
    return decide_holiday(
        decision, today=current_clock().today(), reason=words, actor=actor, expect=expect
    )


def _find_free_code(name: str, year: int) -> str:
    """Return a code made of the name that no holiday of the year has."""
    base = slugify(name)[:_CODE_MAX_LENGTH].strip("-") or "decreed"
    taken = set(Holiday.objects.filter(year=year).values_list("code", flat=True))
    free = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 3))
    return next(code for code in free if code not in taken)
