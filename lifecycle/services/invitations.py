"""Invitations: the ministry lead offers an account with its rights; a link accepts it, once."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lifecycle.models import Invitation, InvitedRole
from lifecycle.services.accounts import (
    find_account,
    is_verified,
    open_account,
    take_over_account,
)
from lifecycle.services.memberships import begin_membership
from lifecycle.services.people import give_role, require_lead
from lifecycle.services.secret_words import compute_digest, make_secret
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import ContentLanguage, MembershipBody
from lifecycle.vocabulary.roles import GRANTED_ROLES, MINISTRY_LEAD
from workflow.clock import current_clock
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionRefusedError
from workflow.models import Institution, User
from workflow.permissions import load_grants
from workflow.roles import Held, Role, get_role

#: How long a link works.
LASTS = timedelta(days=7)
NAME_MAX_LENGTH = 150


class InvitationFate(StrEnum):
    """What became of an invitation."""

    #: The link works.
    OPEN = "open"
    #: Somebody accepted it; the link is used up.
    ACCEPTED = "accepted"
    #: The ministry took it back.
    REVOKED = "revoked"
    #: Nobody accepted it in time.
    EXPIRED = "expired"


def invite(
    email: str,
    *,
    roles: Sequence[Role],
    actor: User,
    institution: Institution | None = None,
    body: str = "",
    name: str = "",
    language: str = ContentLanguage.FRENCH.value,
) -> tuple[Invitation, str]:
    """Offer an account; return the invitation and the word its link is made of, told only now.

    An open invitation to the same address is taken back: one link at a time works.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        InputError: the address, a role, the body or the language is wrong (422).
    """
    require_lead(actor)
    address = _clean_address(email, actor)
    _check_rights(roles, institution, body)
    word, digest = make_secret()
    now = current_clock().now()
    with transaction.atomic():
        _list_open(address).update(revoked_at=now)
        invitation = Invitation.objects.create(
            email=address,
            name=clean_text(name, field="name", max_length=NAME_MAX_LENGTH),
            language=clean_code(language, field="language", choices=ContentLanguage),
            institution=institution,
            body=clean_code(body, field="body", choices=MembershipBody) if body else "",
            token_digest=digest,
            invited_by=actor,
            invited_at=now,
            expires_at=now + LASTS,
        )
        InvitedRole.objects.bulk_create(
            InvitedRole(invitation=invitation, role=role.code) for role in roles
        )
    return invitation, word


def renew(invitation_id: int, *, actor: User) -> tuple[Invitation, str]:
    """Send another link for the same invitation; the one sent before stops working.

    Raises:
        SubjectNotFoundError: there is no such invitation (404).
        TransitionForbiddenError: the actor is no ministry lead (403).
        TransitionRefusedError: it was accepted (409).
    """
    require_lead(actor)
    old = Invitation.objects.select_related("institution").filter(pk=invitation_id).first()
    if old is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    if old.accepted_at is not None:
        raise TransitionRefusedError(_("This invitation was accepted already."))
    return invite(
        old.email,
        roles=[get_role(each.role) for each in old.roles.all()],
        actor=actor,
        institution=old.institution,
        body=old.body,
        name=old.name,
        language=old.language,
    )


def take_back_invitation(invitation_id: int, *, actor: User) -> None:
    """Make the link useless.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead (403).
        TransitionRefusedError: it was accepted or taken back already (409).
    """
    require_lead(actor)
    open_one = Invitation.objects.filter(
        pk=invitation_id, accepted_at__isnull=True, revoked_at__isnull=True
    )
    if not open_one.update(revoked_at=current_clock().now()):
        raise TransitionRefusedError(_("This invitation was accepted or taken back already."))


def get_invitation(word: str) -> Invitation:
    """Return the invitation of a link, whatever became of it.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    found = (
        Invitation.objects.select_related("institution", "invited_by")
        .prefetch_related("roles", "institution__names")
        .filter(token_digest=compute_digest(word))
        .first()
    )
    if found is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return found


def find_fate(invitation: Invitation) -> InvitationFate:
    """Return what became of the invitation by now."""
    if invitation.accepted_at is not None:
        return InvitationFate.ACCEPTED
    if invitation.revoked_at is not None:
        return InvitationFate.REVOKED
    if current_clock().now() >= invitation.expires_at:
        return InvitationFate.EXPIRED
    return InvitationFate.OPEN


def find_owner(invitation: Invitation) -> User | None:
    """Return whose account the invited address is, None when it may be opened by the link.

    An account that nobody verified is no one's: whoever holds the link takes it over.
    """
    person = find_account(invitation.email)
    return person if person is not None and is_verified(person) else None


def accept_as_new(word: str, *, name: str, language: str, password: str) -> User:
    """Open the account an invitation offers, with its rights.

    Raises:
        SubjectNotFoundError: there is no such link (404).
        InputError: the name or the language is wrong (422).
        TransitionRefusedError: the link was used, taken back or is too old; or the address has an
            account, whose owner must sign in to accept (409).
    """
    words = clean_text(
        name, field="name", max_length=NAME_MAX_LENGTH, missing=_("Write your name.")
    )
    language = clean_code(language, field="language", choices=ContentLanguage)
    with transaction.atomic():
        invitation = _lock_open(word)
        if find_owner(invitation) is not None:
            raise TransitionRefusedError(_("This address has an account: sign in to accept."))
        unverified = find_account(invitation.email)
        if unverified is None:
            person = open_account(
                invitation.email, name=words, language=language, password=password
            )
        else:
            person = take_over_account(unverified, name=words, language=language, password=password)
        _accept(invitation, person)
    return person


def accept_as_known(word: str, *, actor: User) -> None:
    """Add the rights an invitation offers to the account it was sent to.

    Raises:
        SubjectNotFoundError: there is no such link (404).
        TransitionRefusedError: the link was used, taken back or is too old, or it was sent to
            somebody else (409).
    """
    with transaction.atomic():
        invitation = _lock_open(word)
        if actor.email.lower() != invitation.email.lower():
            raise TransitionRefusedError(
                _("This invitation was sent to another address than yours.")
            )
        _accept(invitation, actor)


def _clean_address(email: str, actor: User) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise InputError({"email": list(error.messages)}) from error
    if address == actor.email.lower():
        raise InputError({"email": [_("You cannot invite yourself.")]})
    return address


def _check_rights(roles: Sequence[Role], institution: Institution | None, body: str) -> None:
    known = {role.code for role in GRANTED_ROLES}
    if any(role.code not in known for role in roles):
        raise InputError({"roles": [_("Nobody gives this role: it follows from what is done.")]})
    needs_institution = body == MembershipBody.STAFF.value or any(
        role.held is not Held.GROUP for role in roles
    )
    if needs_institution and institution is None:
        raise InputError({"institution": [_("Say on which institution this role is held.")]})
    if institution is not None and (institution.succeeded_by_id or institution.dissolved_on):
        raise InputError({"institution": [_("This institution has closed or was succeeded.")]})


def _list_open(address: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        email=address, accepted_at__isnull=True, revoked_at__isnull=True
    )


def _lock_open(word: str) -> Invitation:
    """Return the invitation of a link that still works, locked.

    Raises:
        SubjectNotFoundError: there is none (404).
        TransitionRefusedError: it does not work any more; the message says why (409).
    """
    digest = compute_digest(word)
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(
        "institution", "invited_by"
    )
    invitation = rows.filter(token_digest=digest).first()
    if invitation is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    fate = find_fate(invitation)
    if fate is not InvitationFate.OPEN:
        raise TransitionRefusedError(describe_fate(fate))
    return invitation


def describe_fate(fate: InvitationFate) -> str:
    """Return why a link does not work any more."""
    return {
        InvitationFate.OPEN: _("This invitation can be accepted."),
        InvitationFate.ACCEPTED: _("This invitation was accepted already: sign in."),
        InvitationFate.REVOKED: _("The ministry took this invitation back."),
        InvitationFate.EXPIRED: _("This invitation is too old: ask the ministry for a new one."),
    }[fate]


def _accept(invitation: Invitation, person: User) -> None:
    """Give what was offered, in the name of whoever invited; their own rights count now.

    Raises:
        TransitionRefusedError: they may not give them any more (409).
    """
    inviter = invitation.invited_by
    if not load_grants(inviter).has_group(MINISTRY_LEAD.code):
        raise TransitionRefusedError(
            _("Whoever invited you no longer gives these rights: ask for a new invitation.")
        )
    for each in invitation.roles.all():
        role = get_role(each.role)
        on = None if role.held is Held.GROUP else invitation.institution
        give_role(person, role=role, on=on, actor=inviter)
    if invitation.body:
        begin_membership(
            person, body=invitation.body, institution=invitation.institution, actor=inviter
        )
    Invitation.objects.filter(pk=invitation.pk).update(
        accepted_at=current_clock().now(), accepted_by=person
    )
