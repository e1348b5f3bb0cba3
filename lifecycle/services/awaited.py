"""Awaited parties: somebody names who is awaited, and records that they answered."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from lifecycle.models import AwaitedParty
from lifecycle.services.access import Access, access, make_denial
from lifecycle.services.loading.activity_writing import ASK_AGAIN, NAME_IT
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary import ContentLanguage
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER, PROJECT_LEAD
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.engine.errands import close_errands, open_errand
from workflow.engine.reading import load_case
from workflow.engine.request import make_request
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionRefusedError
from workflow.machine.rights import holds
from workflow.models import Event, Institution, User, Via

#: The facts that are written in the history.
NAMED = "awaited.named"
ANSWERED = "awaited.answered"
#: Those who carry the commitment, and the team that follows it for them.
CHANGERS = (OWNER, PROJECT_LEAD, FOCAL_POINT, MINISTRY_TEAM)
WHO_MAX_LENGTH = 250


def require_changer(subject_id: int, actor: User) -> None:
    """Do nothing when the person says who is awaited there, and what they answered.

    Raises:
        SubjectNotFoundError: there is no such subject (404).
        TransitionForbiddenError: they hold none of the roles (403).
    """
    if not is_changer(subject_id, actor):
        raise make_denial(CHANGERS)


def is_changer(subject_id: int, actor: User) -> bool:
    """Return whether the person says who is awaited there, and what they answered.

    Raises:
        SubjectNotFoundError: there is no such subject (404).
    """
    request = make_request(actor)
    case = load_case(subject_id, today=request.today)
    return any(holds(role, request.grants, case.facts) for role in CHANGERS)


def get_party(party_id: int) -> AwaitedParty:
    """Return an awaited party.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    party = AwaitedParty.objects.select_related("institution").filter(pk=party_id).first()
    if party is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return party


def name_party(
    party_id: int,
    *,
    actor: User,
    institution: Institution | None = None,
    who: str = "",
    language: str = ContentLanguage.FRENCH,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> AwaitedParty:
    """Say who is awaited: an institution, or the words `who` in `language`. Return the named party.

    Of several that nobody named, one is named; the others stay unnamed. Whoever is named is to be
    asked again by the focal point of the lead porter.

    Raises:
        SubjectNotFoundError: there is no such party (404).
        StaleSubjectError: its subject is not at version `expect` (409).
        TransitionForbiddenError: they hold none of the roles (403).
        TransitionRefusedError: it is named already, or has answered (409).
        InputError: neither an institution nor words say who it is, or both do (422).
    """
    words = _clean_who(institution, who, language)
    with transaction.atomic():
        entered, party = _enter(party_id, actor, expect)
        if party.named:
            raise TransitionRefusedError(_("This party is named already."))
        named = _split(party, 1)
        named.institution = institution
        named.named = True
        for name, value in words.items():
            setattr(named, name, value)
        event = record_fact(
            named.subject_id,
            NAMED,
            actor=actor,
            content=_tell(named),
            write=named.save,
            via=via,
        )
        _ask_again(entered, event)
        _close_done(event)
    return named


def record_answer(
    party_id: int,
    *,
    actor: User,
    count: int | None = None,
    answered_on: date | None = None,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> AwaitedParty:
    """Record that `count` of those who are awaited answered, all of them by default; return them.

    The others are still awaited, since the same day. `answered_on` is today unless it is said.

    Raises:
        SubjectNotFoundError: there is no such party (404).
        StaleSubjectError: its subject is not at version `expect` (409).
        TransitionForbiddenError: they hold none of the roles (403).
        TransitionRefusedError: it has answered already (409).
        InputError: the count or the day is wrong (422).
    """
    with transaction.atomic():
        entered, party = _enter(party_id, actor, expect)
        given = party.count if count is None else count
        day = answered_on or entered.today
        _check_answer(party, given, day, today=entered.today)
        answered = _split(party, given)
        answered.answered_on = day
        event = record_fact(
            answered.subject_id,
            ANSWERED,
            actor=actor,
            content={**_tell(answered), "count": given, "day": day.isoformat()},
            write=answered.save,
            via=via,
        )
        _close_done(event)
    return answered


def _enter(party_id: int, actor: User, expect: int | None) -> tuple[Access, AwaitedParty]:
    """Lock the subject, let in who may, and return the party as it is under the lock."""
    found = get_party(party_id)
    entered = access(found.subject_id, actor=actor, roles=CHANGERS, expect=expect)
    party = get_party(party_id)
    if party.answered_on is not None:
        raise TransitionRefusedError(_("This party has answered already."))
    return entered, party


def _clean_who(institution: Institution | None, who: str, language: str) -> dict[str, str]:
    text = clean_text(who, field="who", max_length=WHO_MAX_LENGTH)
    if institution is None and not text:
        message = _("Choose an institution, or write who is awaited.")
        raise InputError({"institution": [message]})
    if institution is not None and text:
        message = _("Choose an institution or write who is awaited, not both.")
        raise InputError({"who": [message]})
    blank = {f"who_{code}": "" for code in ContentLanguage.values}
    if institution is None:
        return {**blank, f"who_{ContentLanguage(language).value}": text}
    return {f"who_{code}": _name_in(code, institution) for code in ContentLanguage.values}


def _name_in(language: str, institution: Institution) -> str:
    with override(language):
        return str(institution)[:WHO_MAX_LENGTH]


def _check_answer(party: AwaitedParty, count: int, day: date, *, today: date) -> None:
    errors: dict[str, list[str]] = {}
    if not 1 <= count <= party.count:
        message = _("Write a number from 1 to %(highest)d.")
        errors["count"] = [message % {"highest": party.count}]
    if not party.since <= day <= today:
        message = _("Choose a day from %(since)s to today.")
        errors["answered_on"] = [message % {"since": date_format(party.since, "DATE_FORMAT")}]
    if errors:
        raise InputError(errors)


def _split(party: AwaitedParty, count: int) -> AwaitedParty:
    """Return a party of `count` of those awaited, the party itself when nobody is left."""
    if count == party.count:
        return party
    party.count -= count
    party.save(update_fields=["count"])
    part = get_party(party.pk)
    part.pk = None
    part._state.adding = True  # noqa: SLF001  # Django documents this way to copy a row.
    part.count = count
    return part


def _tell(party: AwaitedParty) -> dict[str, Any]:
    return {f"name_{code}": getattr(party, f"who_{code}") for code in ContentLanguage.values}


def _ask_again(entered: Access, event: Event) -> None:
    leads = sorted(entered.case.facts.institutions.get(OWNER.code, ()))
    open_errand(
        event,
        ASK_AGAIN,
        role=FOCAL_POINT if leads else MINISTRY_TEAM,
        today=current_clock().today(),
        institution_id=leads[0] if leads else None,
    )


def _close_done(event: Event) -> None:
    """Close the errand to name whoever is awaited once all are named, that to ask once none is."""
    still = AwaitedParty.objects.filter(subject=event.subject_id, answered_on__isnull=True)
    if not still.filter(named=False).exists():
        close_errands(event, NAME_IT)
    if not still.filter(named=True).exists():
        close_errands(event, ASK_AGAIN)
