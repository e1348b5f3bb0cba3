"""Ladders: the ministry lead rules who hears of what is late, when, and in what form."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.selectors.ladders import is_held, list_known_roles, list_uses, name_ladder
from lifecycle.services.people import require_lead
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary.roles import GRANTED_ROLES
from workflow.clock import current_clock
from workflow.exceptions import InputError, StaleSubjectError, SubjectNotFoundError
from workflow.ladders import FURTHEST, CountedFrom, RungForm
from workflow.models import Ladder, LadderChange, LadderRung, User
from workflow.roles import Held, Role, list_roles
from workflow.sweep import recount

REASON_MAX_LENGTH = 1_000
RUNGS_AT_MOST = 20


@dataclass(frozen=True)
class RungDraft:
    """A rung as it is to be: one that is there already by its `code`, a new one without any."""

    offset: int
    roles: tuple[str, ...]
    form: str = str(RungForm.DIGEST)
    code: str = ""


def rewrite_ladder(
    code: str,
    *,
    rungs: Sequence[RungDraft],
    is_proposed: bool,
    reason: str,
    actor: User,
    expect: int | None = None,
) -> Ladder:
    """Give a ladder these rungs, in this order; what has fired stands, the rest counts anew.

    A rung that keeps its code is the same one: an item that climbed it does not climb it again.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        SubjectNotFoundError: there is no such ladder (404).
        StaleSubjectError: it is not at version `expect` (409).
        InputError: a rung cannot be like that, nothing changes, or no reason is given (422); the
            errors of a rung are under "rungs.0", "rungs.1" and so on.
    """
    require_lead(actor)
    with transaction.atomic():
        ladder = _lock(code, expect)
        before = list(ladder.rungs.order_by("offset_working_days"))
        words = _check(ladder, before, rungs, is_proposed=is_proposed, reason=reason)
        was = _keep(before, is_proposed=ladder.is_proposed)
        ladder.version += 1
        ladder.is_proposed = is_proposed
        ladder.save(update_fields=["version", "is_proposed"])
        after = _replace(ladder, rungs)
        LadderChange.objects.create(
            ladder=ladder,
            version=ladder.version,
            changed_at=current_clock().now(),
            changed_by=actor,
            reason=words,
            before=was,
            after=_keep(after, is_proposed=is_proposed),
        )
        recount(today=current_clock().today(), ladder=ladder)
    return ladder


def _lock(code: str, expect: int | None) -> Ladder:
    found = Ladder.objects.select_for_update(no_key=True).filter(code=code).first()
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this name."))
    if expect is not None and expect != found.version:
        raise StaleSubjectError(name_ladder(found), expected=expect, version=found.version)
    return found


def _replace(ladder: Ladder, rungs: Sequence[RungDraft]) -> list[LadderRung]:
    """Write the rungs anew: two that change places would meet on one day on the way."""
    ladder.rungs.all().delete()
    return LadderRung.objects.bulk_create(
        LadderRung(
            ladder=ladder,
            # The version makes it new for ever: an old rung of the same name may have fired.
            code=rung.code or f"V{ladder.version}-{number}",
            offset_working_days=rung.offset,
            roles=",".join(rung.roles),
            form=rung.form,
        )
        for number, rung in enumerate(rungs, start=1)
    )


def _keep(rungs: Sequence[LadderRung], *, is_proposed: bool) -> str:
    """Return the ladder as JSON, for its history."""
    kept = [
        {
            "code": rung.code,
            "offset": rung.offset_working_days,
            "roles": list(rung.role_codes),
            "form": rung.form,
        }
        for rung in rungs
    ]
    return json.dumps({"is_proposed": is_proposed, "rungs": kept}, sort_keys=True)


def _check(
    ladder: Ladder,
    before: Sequence[LadderRung],
    rungs: Sequence[RungDraft],
    *,
    is_proposed: bool,
    reason: str,
) -> str:
    """Return the reason; everything that is wrong is said at once."""
    errors: dict[str, list[str]] = defaultdict(list)
    words = ""
    try:
        words = clean_text(
            reason,
            field="reason",
            max_length=REASON_MAX_LENGTH,
            missing=_("Say why the ladder is changed."),
        )
    except InputError as error:
        errors |= error.errors
    if not rungs:
        errors["rungs"].append(_("A ladder without rungs tells nobody: keep one at least."))
    if len(rungs) > RUNGS_AT_MOST:
        message = _("A ladder has %(count)d rungs at most.")
        errors["rungs"].append(message % {"count": RUNGS_AT_MOST})
    _check_rungs(ladder, before, rungs, errors)
    if not errors and _is_same(ladder, before, rungs, is_proposed=is_proposed):
        errors["rungs"].append(_("Nothing was changed."))
    if errors:
        raise InputError(errors)
    return words


def _is_same(
    ladder: Ladder, before: Sequence[LadderRung], rungs: Sequence[RungDraft], *, is_proposed: bool
) -> bool:
    kept = [
        RungDraft(rung.offset_working_days, rung.role_codes, rung.form, rung.code)
        for rung in before
    ]
    return ladder.is_proposed == is_proposed and kept == list(rungs)


def _check_rungs(
    ladder: Ladder,
    before: Sequence[LadderRung],
    rungs: Sequence[RungDraft],
    errors: dict[str, list[str]],
) -> None:
    known = list_known_roles(list_uses(ladder.code))
    held_before = {rung.code: rung.role_codes for rung in before}
    seen: set[str] = set()
    previous: int | None = None
    for number, rung in enumerate(rungs):
        said = errors[f"rungs.{number}"]
        said += _check_code(rung, held_before, seen)
        said += _check_offset(ladder, rung, previous)
        said += _check_roles(rung, known, held_before.get(rung.code, ()))
        said += _check_form(rung)
        if not said:
            del errors[f"rungs.{number}"]
        previous, seen = rung.offset, seen | {rung.code}


def _check_code(rung: RungDraft, before: Mapping[str, Any], seen: set[str]) -> list[str]:
    if rung.code and rung.code not in before:
        message = _("The ladder has no rung “%(code)s”; leave the code out of a new one.")
        return [message % {"code": rung.code[:20]}]
    if rung.code and rung.code in seen:
        return [_("The rung “%(code)s” stands here twice.") % {"code": rung.code}]
    return []


def _check_offset(ladder: Ladder, rung: RungDraft, previous: int | None) -> list[str]:
    if abs(rung.offset) > FURTHEST:
        message = _("A rung fires %(count)d working days before or after at most.")
        return [message % {"count": FURTHEST}]
    if ladder.counted_from == CountedFrom.OPENING and rung.offset < 0:
        return [_("This ladder counts from the day it was asked: nothing fires before it.")]
    if previous is None or rung.offset > previous:
        return []
    if rung.offset == previous:
        return [_("Two rungs fire on the same day: give one another day, or join them.")]
    return [_("The rungs are out of order: each fires after the one before it.")]


def _check_roles(rung: RungDraft, known: Sequence[Role], before: Sequence[str]) -> list[str]:
    if not rung.roles:
        return [_("Choose at least one role: a rung speaks to somebody.")]
    labels = {role.code: role for role in list_roles()}
    said = []
    for code in rung.roles:
        role = labels.get(code)
        if role is None:
            codes = ", ".join(each.code for each in known)
            message = _("There is no role “%(code)s”; these are: %(codes)s.")
            said.append(message % {"code": code[:40], "codes": codes})
        elif role not in known:
            said.append(_describe_unfit(role))
        elif code not in before and not is_held(role):
            message = _("Nobody holds the role “%(role)s” today: give it to somebody first.")
            said.append(message % {"role": role.label})
    if len(set(rung.roles)) < len(rung.roles):
        said.append(_("A role is named twice."))
    return said


def _describe_unfit(role: Role) -> str:
    """Return why a rung of this ladder cannot speak to the role."""
    if role.held is Held.RELATION and role not in GRANTED_ROLES and role.code != "author":
        message = _("The role “%(role)s” is given to nobody: a rung cannot speak to it.")
    else:
        message = _("Nobody is “%(role)s” where this ladder is used.")
    return message % {"role": role.label}


def _check_form(rung: RungDraft) -> list[str]:
    forms = [str(each) for each in RungForm]
    if rung.form not in forms:
        message = _("“%(value)s” is not possible here; these are: %(codes)s.")
        return [message % {"value": rung.form[:50], "codes": ", ".join(forms)}]
    if rung.form != RungForm.WORK_ITEM:
        return []
    held = {role.code: role for role in list_roles()}
    unfit = [held[code] for code in rung.roles if code in held and held[code].held != Held.GROUP]
    message = _("A work item needs a desk, which the role “%(role)s” does not share.")
    return [message % {"role": role.label} for role in unfit]
