"""Following: somebody asks to hear of a proposal or a commitment, confirms it, and stops.

Links carry the number of the follower, signed: nothing of them is kept, and nobody makes one up.
"""

from collections.abc import Iterable
from datetime import timedelta

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.models import Follower
from lifecycle.services.connection_limits import count_request
from workflow.clock import current_clock
from workflow.engine.reading import load_case
from workflow.exceptions import InputError, SubjectNotFoundError
from workflow.models import Subject, User
from workflow.permissions import NOBODY

#: What can be followed.
FOLLOWED_KINDS = ("proposal", "commitment")
#: An address that was not confirmed for so long is asked again.
CONFIRM_WITHIN = timedelta(days=7)
#: Whoever asks more often writes to others, not to themselves.
AT_MOST_AN_HOUR = 10
#: So many questions a day reach one address, whoever asks: nobody is pestered through us.
QUESTIONS_A_DAY = 10
_CONFIRM, _STOP = "follower.confirm", "follower.stop"


class TooManyRequestsError(InputError):
    """One connection asked to follow more often than people do (429)."""

    code = "throttled"

    def __init__(self) -> None:
        message = ngettext(
            "More than %(count)d request came from this connection within an hour. Try later.",
            "More than %(count)d requests came from this connection within an hour. Try later.",
            AT_MOST_AN_HOUR,
        )
        super().__init__({"": [message % {"count": AT_MOST_AN_HOUR}]})


def get_followable(subject_id: int) -> Subject:
    """Return a subject that everybody may follow.

    Raises:
        SubjectNotFoundError: there is none, it is of another kind, or it is not public (404).
    """
    subject = Subject.objects.filter(pk=subject_id, kind__in=FOLLOWED_KINDS).first()
    if subject is None or not is_public(subject.pk):
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return subject


def is_public(subject_id: int) -> bool:
    """Return whether everybody may read the subject, with or without an account."""
    case = load_case(subject_id, today=current_clock().today())
    return case.machine.sees(NOBODY, case.facts)


def ask_to_follow(
    subject_id: int, *, email: str, language: str, connection: str
) -> Follower | None:
    """Write down that an address asks to follow; return whom to ask to confirm, None if nobody.

    Whoever follows already is sent nothing, nor an address that was asked often enough today; and
    whoever asks is told the same in each case: who follows what is nobody's business. `connection`
    is the address of the asking connection.

    Raises:
        SubjectNotFoundError: the subject is not public (404).
        TooManyRequestsError: the connection asks too often (429).
        InputError: it is no e-mail address (422).
    """
    get_followable(subject_id)
    address = _clean_email(email)
    if not count_request("follow", connection, at_most=AT_MOST_AN_HOUR):
        raise TooManyRequestsError
    if _follows(subject_id, address) or not _may_be_asked(address):
        return None
    now = current_clock().now()
    with transaction.atomic():
        follower, _created = Follower.objects.get_or_create(
            subject_id=subject_id,
            email=address,
            person=None,
            ended_at=None,
            defaults={"language": language, "asked_at": now},
        )
        if follower.confirmed_at is not None:
            # They said yes to an earlier question between the two lines.
            return None
        follower.language, follower.asked_at = language, now
        follower.save(update_fields=["language", "asked_at"])
    return follower


def _follows(subject_id: int, address: str) -> bool:
    confirmed = Follower.objects.filter(confirmed_at__isnull=False, ended_at__isnull=True)
    return confirmed.filter(subject=subject_id, email=address).exists()


def _may_be_asked(address: str) -> bool:
    """Count one more question to an address; return whether it may be sent.

    What follows a “+” is left out: such addresses end in one mailbox.
    """
    name, _at, domain = address.rpartition("@")
    mailbox = f"{name.partition('+')[0]}@{domain}"
    return count_request("follow_to", mailbox, at_most=QUESTIONS_A_DAY, within=timedelta(days=1))


def follow_as(person: User, subject_id: int) -> Follower:
    """Let an account follow a subject; following twice changes nothing.

    Raises:
        SubjectNotFoundError: the subject is not public (404).
    """
    get_followable(subject_id)
    now = current_clock().now()
    follower, _created = Follower.objects.get_or_create(
        subject_id=subject_id,
        person=person,
        ended_at=None,
        defaults={"language": person.language, "asked_at": now, "confirmed_at": now},
    )
    return follower


def stop_following_as(person: User, subject_id: int) -> bool:
    """Let an account follow a subject no more; return whether it did."""
    following = Follower.objects.filter(subject=subject_id, person=person, ended_at__isnull=True)
    return following.update(ended_at=current_clock().now()) > 0


def confirm(token: str) -> Follower:
    """Say yes for an address; saying it twice changes nothing.

    Raises:
        SubjectNotFoundError: the link is wrong or too old, or they stopped meanwhile (404).
    """
    follower = find_to_confirm(token)
    if follower.confirmed_at is None:
        follower.confirmed_at = current_clock().now()
        follower.save(update_fields=["confirmed_at"])
    return follower


def stop(token: str) -> list[Follower]:
    """Say no for an address to all that a letter told; saying it twice changes nothing.

    Raises:
        SubjectNotFoundError: the link is wrong (404).
    """
    followers, now = find_to_stop(token), current_clock().now()
    standing = [each.pk for each in followers if each.ended_at is None]
    Follower.objects.filter(pk__in=standing, ended_at__isnull=True).update(ended_at=now)
    for each in followers:
        each.ended_at = each.ended_at or now
    return followers


def find_to_confirm(token: str) -> Follower:
    """Return who would be confirmed by a link.

    Raises:
        SubjectNotFoundError: as `confirm` does.
    """
    (follower,) = _read(token, _CONFIRM, within=CONFIRM_WITHIN)
    if follower.ended_at is not None:
        raise SubjectNotFoundError(_("This link leads nowhere."))
    return follower


def find_to_stop(token: str) -> list[Follower]:
    """Return what one address would be told no more by a link, which never grows old.

    Raises:
        SubjectNotFoundError: the link is wrong (404).
    """
    return _read(token, _STOP, within=None)


def make_confirm_token(follower: Follower) -> str:
    """Return what the link to say yes carries."""
    return signing.dumps(follower.pk, salt=_CONFIRM)


def make_stop_token(follower: Follower) -> str:
    """Return what the link to say no carries."""
    return signing.dumps(follower.pk, salt=_STOP)


def make_stop_all_token(followers: Iterable[Follower]) -> str:
    """Return what the link to say no to several things at once carries."""
    return signing.dumps(sorted(each.pk for each in followers), salt=_STOP, compress=True)


def _read(token: str, salt: str, *, within: timedelta | None) -> list[Follower]:
    try:
        signed = signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:
        signed = 0
    keys = signed if isinstance(signed, list) else [signed]
    rows = Follower.objects.select_related("subject", "person").filter(pk__in=keys)
    followers = list(rows.order_by("pk"))
    if not followers:
        raise SubjectNotFoundError(_("This link leads nowhere."))
    return followers


def _clean_email(raw: str) -> str:
    try:
        return str(forms.EmailField().clean(raw)).lower()
    except ValidationError as error:
        raise InputError({"email": list(error.messages)}) from error
