"""People and their rights: the ministry lead gives and takes back, and it leaves a trace."""

from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.services.texts import clean_text
from lifecycle.services.work_items import hand_back
from lifecycle.vocabulary.roles import GRANTED_ROLES, MINISTRY_LEAD
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.models import (
    Delegation,
    EventKind,
    Institution,
    RightAction,
    Subject,
    User,
    Via,
    WorkItem,
)
from workflow.permissions import grant, load_grants, record_right, revoke
from workflow.roles import Held, Role

REASON_MAX_LENGTH = 250


def require_lead(actor: User) -> None:
    """Do nothing when `actor` is a ministry lead.

    Raises:
        TransitionForbiddenError: they are not (403).
    """
    if not load_grants(actor).has_group(MINISTRY_LEAD.code):
        raise TransitionForbiddenError(
            _("Only this role can do this: %(roles)s.") % {"roles": MINISTRY_LEAD.label}
        )


def give_role(
    person: User,
    *,
    role: Role,
    on: Institution | Subject | None,
    actor: User,
    reason: str = "",
    via: Via = Via.CODE,
) -> bool:
    """Give a role; return False when the person held it already.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead, or it is for themselves (403).
        InputError: the role cannot be given, or not like that (422).
        TransitionRefusedError: the account or the institution is closed, or the actor stands in
            for the person (409).
    """
    require_lead(actor)
    words = clean_text(reason, field="reason", max_length=REASON_MAX_LENGTH)
    _check_target(role, on)
    if actor.pk == person.pk:
        raise TransitionForbiddenError(_("Nobody gives a role to themselves."))
    _check_open(person, on)
    with transaction.atomic():
        lock_people(actor, person)
        _check_separate(actor, person)
        changed = grant(role, person, on=on, by=actor, reason=words)
        if changed:
            _tell_history(on, f"{role.code}.given", actor=actor, person=person, via=via)
    return changed


def lock_people(*people: User) -> list[User]:
    """Return the rows of these people locked in ascending id. Needs a transaction.

    A role that is given and a delegation that is made in the same instant meet here.
    """
    keys = [person.pk for person in people]
    rows = User.objects.filter(pk__in=keys).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def take_back_role(
    person: User,
    *,
    role: Role,
    on: Institution | Subject | None,
    actor: User,
    reason: str = "",
    via: Via = Via.CODE,
) -> bool:
    """Take a role back; what the person does next obeys. Return False when they did not hold it.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: the role is not held like that (422).
        TransitionRefusedError: nobody would be left to decide (409).
    """
    require_lead(actor)
    words = clean_text(reason, field="reason", max_length=REASON_MAX_LENGTH)
    _check_target(role, on)
    with transaction.atomic():
        if role.code == MINISTRY_LEAD.code:
            _check_other_lead(person)
        changed = revoke(role, person, on=on, by=actor, reason=words)
        if changed:
            _tell_history(on, f"{role.code}.taken_back", actor=actor, person=person, via=via)
    return changed


def deactivate(person: User, *, actor: User, reason: str) -> None:
    """Close an account: it is never deleted, history names it. What was claimed goes back.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead, or it is their own account (403).
        InputError: no reason is given (422).
        TransitionRefusedError: it is closed, or nobody would be left to decide (409).
    """
    require_lead(actor)
    if actor.pk == person.pk:
        raise TransitionForbiddenError(_("You cannot close your own account."))
    words = clean_text(
        reason,
        field="reason",
        max_length=REASON_MAX_LENGTH,
        missing=_("Say why the account is closed."),
    )
    with transaction.atomic():
        _check_other_lead(person)
        if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            raise TransitionRefusedError(_("This account is closed already."))
        _hand_back_everything(person)
        record_right(RightAction.CLOSED, person, by=actor, reason=words)


def reactivate(person: User, *, actor: User, reason: str = "") -> None:
    """Open a closed account again, with the roles it held.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        TransitionRefusedError: it is open, or whose it was is forgotten (409).
    """
    require_lead(actor)
    if person.is_forgotten:
        raise TransitionRefusedError(_("This person has been forgotten already."))
    words = clean_text(reason, field="reason", max_length=REASON_MAX_LENGTH)
    with transaction.atomic():
        if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            raise TransitionRefusedError(_("This account is open already."))
        record_right(RightAction.REOPENED, person, by=actor, reason=words)


def _hand_back_everything(person: User) -> None:
    """Put what the person had claimed back on the desk of its group."""
    for item in WorkItem.objects.filter(person=person, closed_at__isnull=True):
        # What was opened for this person alone stays: whoever runs the round stands the seat down.
        with suppress(TransitionRefusedError):
            hand_back(item, actor=person)


def _tell_history(
    on: Institution | Subject | None, name: str, *, actor: User, person: User, via: Via
) -> None:
    """Write a grant on a dossier into the history of the dossier too."""
    if isinstance(on, Subject):
        content = {"person": person.pk}
        record_fact(on.pk, name, actor=actor, content=content, kind=EventKind.GRANT, via=via)


def _check_target(role: Role, on: Institution | Subject | None) -> None:
    if role.code not in {each.code for each in GRANTED_ROLES}:
        raise InputError({"role": [_("Nobody gives this role: it follows from what is done.")]})
    if role.held is Held.GROUP and on is not None:
        raise InputError({"institution": [_("This role is not held on an institution.")]})
    if role.held is not Held.GROUP and on is None:
        raise InputError({"institution": [_("Say on which institution this role is held.")]})


def _check_open(person: User, on: Institution | Subject | None) -> None:
    if not person.is_active:
        raise TransitionRefusedError(_("This account is closed: open it again first."))
    if isinstance(on, Institution) and (on.succeeded_by_id or on.dissolved_on):
        raise TransitionRefusedError(
            _("%(institution)s has closed or was succeeded: give the role on its successor.")
            % {"institution": on}
        )


def _check_separate(actor: User, person: User) -> None:
    """Refuse that somebody gives a role which they would use the same day, standing in.

    Raises:
        TransitionRefusedError: the person has delegated their rights to the actor (409).
    """
    today = current_clock().today()
    stands_in = Delegation.objects.filter(
        principal=person, delegate=actor, revoked_at__isnull=True, ends_on__gte=today
    ).exists()
    if stands_in:
        raise TransitionRefusedError(
            _(
                "You act for %(person)s at present: who gives a role and who uses it must be two "
                "people. Ask another ministry lead."
            )
            % {"person": person}
        )


def _check_other_lead(person: User) -> None:
    if not person.groups.filter(name=MINISTRY_LEAD.code).exists():
        return
    # Locked, so that two leads who remove each other at once cannot both succeed.
    leads = User.objects.filter(groups__name=MINISTRY_LEAD.code, is_active=True)
    locked = list(leads.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if set(locked) <= {person.pk}:
        raise TransitionRefusedError(
            _("%(person)s is the only ministry lead: give the role to somebody else first.")
            % {"person": person}
        )
