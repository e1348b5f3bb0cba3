"""Mandates: who sits on the committee, may be seated as an assessor, works for an institution."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lifecycle.models import Membership
from lifecycle.services.people import require_lead
from lifecycle.services.texts import clean_code
from lifecycle.vocabulary import MembershipBody, Side
from workflow.clock import current_clock
from workflow.exceptions import (
    InputError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Institution, RightAction, User
from workflow.permissions import record_right


def begin_membership(
    person: User,
    *,
    body: str,
    institution: Institution | None,
    actor: User,
    side: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Begin a mandate. The side is that of the seat; the institution's own when none is said.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead, or it is for themselves (403).
        InputError: the body, the side or the days are wrong (422).
        TransitionRefusedError: the account is closed, or the same mandate runs already (409).
    """
    require_lead(actor)
    if actor.pk == person.pk:
        raise TransitionForbiddenError(_("Nobody gives a mandate to themselves."))
    if not person.is_active:
        raise TransitionRefusedError(_("This account is closed: open it again first."))
    code = clean_code(body, field="body", choices=MembershipBody)
    first = starts_on or current_clock().today()
    _check(code, institution, first, ends_on)
    membership = Membership(
        person=person,
        body=code,
        institution=institution,
        side=_find_side(side, institution),
        starts_on=first,
        ends_on=ends_on,
    )
    try:
        with transaction.atomic():
            _check_none_runs(membership)
            membership.save()
            record_right(RightAction.JOINED, person, right=code, on=institution, by=actor)
    except IntegrityError as error:
        raise _make_twice(person) from error
    return membership


def end_membership(membership_id: int, *, actor: User, ends_on: date | None = None) -> None:
    """End a mandate on a day, today when none is said; it stays as a record.

    Raises:
        SubjectNotFoundError: there is no such mandate (404).
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: the day is before the mandate began (422).
        TransitionRefusedError: it has ended already (409).
    """
    require_lead(actor)
    last = ends_on or current_clock().today()
    with transaction.atomic():
        rows = Membership.objects.select_for_update(of=("self",))
        membership = rows.filter(pk=membership_id).first()
        if membership is None:
            raise SubjectNotFoundError(_("There is nothing here under this number."))
        if membership.ends_on is not None and membership.ends_on < current_clock().today():
            raise TransitionRefusedError(_("This mandate has ended already."))
        if last < membership.starts_on:
            raise InputError({"ends_on": [_("A mandate cannot end before it began.")]})
        membership.ends_on = last
        membership.save(update_fields=["ends_on"])
        record_right(
            RightAction.LEFT,
            membership.person,
            right=membership.body,
            on=membership.institution,
            by=actor,
        )


def _check(
    body: str, institution: Institution | None, starts_on: date, ends_on: date | None
) -> None:
    errors: dict[str, list[str]] = {}
    if body == MembershipBody.STAFF.value and institution is None:
        errors["institution"] = [_("Say which institution the person works for.")]
    if ends_on is not None and ends_on < starts_on:
        errors["ends_on"] = [_("A mandate cannot end before it began.")]
    if errors:
        raise InputError(errors)


def _find_side(side: str, institution: Institution | None) -> str:
    if side:
        return clean_code(side, field="side", choices=Side)
    return institution.side if institution else ""


def _check_none_runs(membership: Membership) -> None:
    """Refuse a second mandate of the same kind at the same time."""
    others = Membership.objects.filter(
        person=membership.person, body=membership.body, institution=membership.institution
    )
    day_before_first = membership.starts_on - timedelta(days=1)
    running = others.exclude(ends_on__lte=day_before_first)
    if membership.ends_on is not None:
        running = running.filter(starts_on__lte=membership.ends_on)
    if running.exists():
        raise _make_twice(membership.person)


def _make_twice(person: User) -> TransitionRefusedError:
    return TransitionRefusedError(
        _("%(person)s holds this mandate already in these days.") % {"person": person}
    )
