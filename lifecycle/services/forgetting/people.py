"""A person is forgotten: the account stays as a number, and nothing tells any more whose it was.

1. The account is closed, its name, address and password go, and all by which they came in.
2. What was written down of them elsewhere goes: as an author, a follower, an invited or consulted
   person, and the files that they attached to what they proposed.
3. Every text that holds their name or address loses it: bodies of the history are erased, other
   texts are left without it. What is bound by a hash stays, and is told of.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lifecycle.models import (
    Attachment,
    Contribution,
    Follower,
    Invitation,
    Proposal,
    ProposalAuthor,
)
from lifecycle.models.proposal import make_receipt_token
from lifecycle.services.forgetting.history import erase_from_history
from lifecycle.services.forgetting.tables import Kept, redact_tables
from lifecycle.services.forgetting.words import Words
from lifecycle.services.people import deactivate, require_lead
from lifecycle.services.secret_words import make_secret
from lifecycle.services.tokens import revoke_token
from lifecycle.vocabulary import AttachmentPurpose, AuthorVisibility
from lifecycle.vocabulary.outsiders import AUTHOR_KEY, CONTRIBUTION_KEY, FOLLOWER_KEY
from notifications.models import CalendarFeed, MailboxMessage, Message, RefusedAddress
from notifications.refusals import digest_address
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.exceptions import TransitionForbiddenError, TransitionRefusedError
from workflow.models import Event, User, Via
from workflow.models.people import name_forgotten

_NAMELESS = {"name": "", "email": ""}


@dataclass(frozen=True)
class Forgotten:
    """What came of it: how many bodies of the history went, and where the name still stands."""

    bodies: int
    kept: tuple[Kept, ...]


@transaction.atomic
def forget_person(person: User, *, actor: User, reason: str, via: Via = Via.CODE) -> Forgotten:
    """Forget a person for ever, at their request. What they did stays, as done by a number.

    `reason` says on which request, without naming them. What is bound by a hash that others
    approved, signed or froze is left as it is and returned.

    Raises:
        TransitionForbiddenError: the actor is no ministry lead, or it is themselves (403).
        InputError: no reason is given (422).
        TransitionRefusedError: they were forgotten before, or nobody would be left to decide (409).
    """
    require_lead(actor)
    if actor.pk == person.pk:
        raise TransitionForbiddenError(_("Somebody else must do this for you."))
    if person.is_forgotten:
        raise TransitionRefusedError(_("This person has been forgotten already."))
    words = Words(frozenset(_list_names(person)), frozenset(_list_dossiers(person)))
    if person.is_active:
        deactivate(person, actor=actor, reason=reason)
    _forget_files(person, actor, via)
    # While their rows still tell which letters went to them.
    _forget_letters(person)
    _forget_rows(person)
    _close_the_ways_in(person)
    # The account last: until here it says by which words they were called.
    _forget_account(person)
    bodies = erase_from_history(words, actor=actor, via=via)
    return Forgotten(bodies, tuple(redact_tables(words)))


def _list_names(person: User) -> Iterable[str]:
    """Return what they are called by: in their account, and as others wrote them down."""
    authored = ProposalAuthor.objects.filter(_is_of(person)).values_list("name", "email")
    invited = Invitation.objects.filter(_is_invited(person)).values_list("name", "email")
    said = Contribution.objects.filter(_is_of(person)).values_list("name", "email")
    addresses = EmailAddress.objects.filter(user=person).values_list("email")
    rows = [(person.display_name, person.email), *authored, *invited, *said, *addresses]
    return {word.strip() for row in rows for word in row if word.strip()}


def _list_dossiers(person: User) -> set[int]:
    """Return the subjects in which they did something, or are named."""
    done = Event.objects.filter(Q(actor=person) | Q(on_behalf_of=person) | Q(confirmed_by=person))
    authored = ProposalAuthor.objects.filter(_is_of(person))
    return {
        *done.values_list("subject", flat=True).distinct(),
        *authored.values_list("proposal", flat=True),
    }


def _is_of(person: User) -> Q:
    return Q(person=person) | Q(person__isnull=True, email__iexact=person.email)


def _is_invited(person: User) -> Q:
    return Q(accepted_by=person) | Q(email__iexact=person.email)


def _forget_files(person: User, actor: User, via: Via) -> None:
    """Remove the files that they attached to their own proposals, from the disk too."""
    own = Attachment.objects.filter(
        uploaded_by=person,
        purpose=AttachmentPurpose.SUPPORT.value,
        subject__in=ProposalAuthor.objects.filter(person=person).values("proposal"),
    )
    for attachment in own.order_by("subject_id", "pk"):
        content = {"sha256": attachment.sha256}
        record_fact(attachment.subject_id, "detached", actor=actor, content=content, via=via)
        attachment.delete()
        # When this is undone after all, the row is there again and needs its bytes.
        transaction.on_commit(partial(attachment.file.delete, save=False), robust=True)


def _forget_rows(person: User) -> None:
    """Take them out of what is written down of people."""
    authored = ProposalAuthor.objects.filter(_is_of(person))
    proposals = set(authored.values_list("proposal", flat=True))
    # One who never had an account is somebody still: a removed name says so.
    authored.update(**_NAMELESS, name_removed_at=current_clock().now())
    named = ProposalAuthor.objects.filter(name_removed_at__isnull=True)
    for proposal_id in proposals - set(named.values_list("proposal", flat=True)):
        row = Proposal.objects.filter(pk=proposal_id)
        row.filter(visibility=AuthorVisibility.NAME.value).update(
            visibility=AuthorVisibility.ANONYMOUS.value
        )
        # Nobody but they had the link of the receipt.
        row.update(receipt_token=make_receipt_token())
    for contribution in Contribution.objects.filter(_is_of(person)):
        Contribution.objects.filter(pk=contribution.pk).update(
            **_NAMELESS, shows_name=False, receipt_token=make_receipt_token()
        )
    for invitation in Invitation.objects.filter(_is_invited(person)):
        _word, digest = make_secret()
        Invitation.objects.filter(pk=invitation.pk).update(**_NAMELESS, token_digest=digest)
    Follower.objects.filter(_is_of(person)).delete()


def _forget_letters(person: User) -> None:
    """Empty what was said to them, with its links, and what their mail server said of them."""
    told = Message.objects.filter(Q(recipient=person) | Q(outsider__in=list(_list_keys(person))))
    told.update(subject="", body="", link="", last_error="")
    refused = RefusedAddress.objects.filter(
        Q(recipient=person) | Q(digest=digest_address(person.email))
    )
    Message.objects.filter(refusal__in=refused).update(refusal=None)
    refused.delete()
    MailboxMessage.objects.filter(recipients__icontains=person.email).delete()


def _list_keys(person: User) -> Iterator[str]:
    """Yield the keys under which they were told something without an account."""
    rows: tuple[tuple[str, type[ProposalAuthor | Contribution | Follower]], ...] = (
        (AUTHOR_KEY, ProposalAuthor),
        (CONTRIBUTION_KEY, Contribution),
        (FOLLOWER_KEY, Follower),
    )
    for key, model in rows:
        for number in model._default_manager.filter(_is_of(person)).values_list("pk", flat=True):
            yield f"{key}{number}"


def _close_the_ways_in(person: User) -> None:
    """Take away all by which they, their programs and their calendars came in."""
    revoke_token(person)
    CalendarFeed.objects.filter(person=person).delete()
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    Session.objects.filter(pk__in=list(_find_sessions(person))).delete()


def _find_sessions(person: User) -> Iterator[str]:
    """Yield the sessions of the account, and those in which its address was typed."""
    for session in Session.objects.iterator(chunk_size=500):
        content = session.get_decoded()
        if content.get(SESSION_KEY) == str(person.pk) or person.email in str(content).lower():
            yield session.pk


def _forget_account(person: User) -> None:
    person.email = name_forgotten(person.pk)
    person.display_name = ""
    person.last_login = None
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()
