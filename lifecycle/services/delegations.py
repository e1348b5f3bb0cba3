"""Delegations: a person lets another act with their rights, between two days."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lifecycle.services.people import lock_people
from lifecycle.services.texts import clean_text
from workflow.clock import current_clock
from workflow.exceptions import (
    InputError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Delegation, RightAction, RightRecord, User

#: A longer absence is a change of function: the role is given to somebody else.
DELEGATION_MAX_DAYS = 366
REASON_MAX_LENGTH = 250


def create(
    *, actor: User, delegate: User, starts_on: date, ends_on: date, reason: str = ""
) -> Delegation:
    """Let `delegate` act for the actor, who alone can give their rights, both days included.

    Raises:
        InputError: the days or the person are wrong (422).
        TransitionRefusedError: one of them stands in for somebody, or is stood in for, then (409).
    """
    clock = current_clock()
    words = clean_text(reason, field="reason", max_length=REASON_MAX_LENGTH)
    _check_days(starts_on, ends_on, today=clock.today())
    if actor.pk == delegate.pk:
        raise InputError({"delegate": [_("You cannot delegate to yourself.")]})
    with transaction.atomic():
        _check_active(lock_people(actor, delegate))
        _check_no_chain(actor, delegate, starts_on, ends_on)
        _check_not_granter(actor, delegate, today=clock.today())
        return Delegation.objects.create(
            principal=actor,
            delegate=delegate,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=words,
            given_at=clock.now(),
        )


def revoke(delegation_id: int, *, actor: User) -> None:
    """End a delegation now; what its delegate does next obeys. The row stays as its record.

    Raises:
        SubjectNotFoundError: there is none that concerns them (404).
        TransitionForbiddenError: only who gave it takes it back (403).
        TransitionRefusedError: it has ended already (409).
    """
    clock = current_clock()
    found = Delegation.objects.filter(pk=delegation_id).first()
    if found is None or actor.pk not in {found.principal_id, found.delegate_id}:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    if found.principal_id != actor.pk:
        raise TransitionForbiddenError(_("Only who gave a delegation can take it back."))
    revoked = Delegation.objects.filter(
        pk=delegation_id, revoked_at__isnull=True, ends_on__gte=clock.today()
    ).update(revoked_at=clock.now())
    if not revoked:
        # Nothing was updated: it ran out, or was revoked in another window.
        raise TransitionRefusedError(_("This delegation has ended already."))


def _check_days(starts_on: date, ends_on: date, *, today: date) -> None:
    errors: dict[str, list[str]] = {}
    if starts_on < today:
        errors["starts_on"] = [_("A delegation cannot start in the past.")]
    if ends_on < starts_on:
        errors["ends_on"] = [_("A delegation cannot end before it starts.")]
    elif ends_on - starts_on >= timedelta(days=DELEGATION_MAX_DAYS):
        errors["ends_on"] = [
            _("A delegation lasts at most %(days)d days.") % {"days": DELEGATION_MAX_DAYS}
        ]
    if errors:
        raise InputError(errors)


def _check_active(people: Iterable[User]) -> None:
    for person in people:
        if not person.is_active:
            raise InputError(
                {"delegate": [_("The account of %(person)s is not active.") % {"person": person}]}
            )


def _check_no_chain(principal: User, delegate: User, starts_on: date, ends_on: date) -> None:
    """Do nothing unless a right would be handed on, or the one who stands in is away.

    A delegation gives one's own rights only. Where the delegate delegates too, nobody is there.
    """
    then = Delegation.objects.filter(
        revoked_at__isnull=True, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).select_related("principal", "delegate")
    given = then.filter(principal=principal, delegate=delegate).first()
    chained = then.filter(principal=delegate).first() or then.filter(delegate=principal).first()
    if given is not None:
        raise TransitionRefusedError(
            _describe(
                _("%(delegate)s already acts for %(principal)s from %(starts_on)s to %(ends_on)s."),
                given,
            )
        )
    if chained is not None:
        raise TransitionRefusedError(
            _describe(
                _(
                    "%(delegate)s acts for %(principal)s from %(starts_on)s to %(ends_on)s: a "
                    "delegation cannot be handed on. Choose other days or another person."
                ),
                chained,
            )
        )


def _check_not_granter(principal: User, delegate: User, *, today: date) -> None:
    """Refuse that somebody uses on the same day, standing in, a role that they gave.

    Raises:
        TransitionRefusedError: the delegate gave the principal a role today (409).
    """
    given = RightRecord.objects.filter(
        person=principal,
        given_by=delegate,
        action=str(RightAction.GIVEN),
        recorded_on=today,
    )
    if given.exists():
        raise TransitionRefusedError(
            _(
                "%(delegate)s gave you a role today: who gives a role and who uses it must be two "
                "people. Choose somebody else, or wait until tomorrow."
            )
            % {"delegate": delegate}
        )


def _describe(sentence: str, delegation: Delegation) -> str:
    return sentence % {
        "principal": delegation.principal,
        "delegate": delegation.delegate,
        "starts_on": date_format(delegation.starts_on),
        "ends_on": date_format(delegation.ends_on),
    }
