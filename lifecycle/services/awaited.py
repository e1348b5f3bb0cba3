"""Awaited parties: somebody says who is awaited, names them, and records that they answered."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from lifecycle.models import STILL_AWAITED, AwaitedParty
from lifecycle.services.access import Access, access, make_denial
from lifecycle.services.awaited_items import settle_items
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary import ActivityState, CommitmentState, ContentLanguage
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER, PROJECT_LEAD
from workflow.engine import record_fact
from workflow.engine.reading import load_case
from workflow.engine.request import make_request
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionRefusedError
from workflow.machine.rights import holds
from workflow.models import Event, Institution, Subject, User, Via
from workflow.permissions import Grants, load_grants

#: The facts that are written in the history.
ADDED = "awaited.added"
NAMED = "awaited.named"
ANSWERED = "awaited.answered"
WITHDRAWN = "awaited.withdrawn"
#: Those who carry the commitment, and the team that follows it for them.
CHANGERS = (OWNER, PROJECT_LEAD, FOCAL_POINT, MINISTRY_TEAM)
WHO_MAX_LENGTH = 250
WHAT_MAX_LENGTH = 300
REASON_MAX_LENGTH = 2_000
MAX_COUNT = 10_000
#: In these states of an activity or a commitment an answer changes nothing any more.
_OVER: dict[str, frozenset[str]] = {
    "activity": frozenset({ActivityState.VERIFIED, ActivityState.CANCELLED}),
    "commitment": frozenset(CommitmentState.values)
    - {CommitmentState.NOT_STARTED, CommitmentState.IN_PROGRESS, CommitmentState.SUSPENDED},
}


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


def require_reader(subject_id: int, actor: User) -> None:
    """Do nothing when the person changes who is awaited there, or answers for one of them.

    Raises:
        SubjectNotFoundError: there is no such subject (404).
        TransitionForbiddenError: they do neither (403).
    """
    own = load_grants(actor).institutions_of(FOCAL_POINT.code)
    awaited = AwaitedParty.objects.filter(STILL_AWAITED, subject=subject_id, institution__in=own)
    if not awaited.exists():
        require_changer(subject_id, actor)


def get_party(party_id: int) -> AwaitedParty:
    """Return an awaited party.

    Raises:
        SubjectNotFoundError: there is none (404).
    """
    party = AwaitedParty.objects.select_related("institution").filter(pk=party_id).first()
    if party is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    return party


def await_party(
    subject: Subject | int,
    *,
    actor: User,
    institution: Institution | None = None,
    who: str = "",
    what: str = "",
    language: str = ContentLanguage.FRENCH,
    count: int = 1,
    since: date | None = None,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> AwaitedParty:
    """Say that somebody's answer is awaited for an activity or a commitment; return the party.

    It is an institution, or somebody by the words `who`; several are words and a `count`, as
    "departments" and 7, and nobody has named them yet. `what` is what they are to give. It is
    awaited `since` today unless another day is said.

    Raises:
        SubjectNotFoundError: there is no such activity or commitment, or they may not see it (404).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionForbiddenError: they hold none of the roles (403).
        TransitionRefusedError: it is over: no answer changes anything (409).
        InputError: who, how many or since when is missing or wrong, or this institution is awaited
            already (422).
    """
    words = {
        **_clean_who(institution, who, language),
        f"what_{ContentLanguage(language).value}": clean_text(
            what, field="what", max_length=WHAT_MAX_LENGTH
        ),
    }
    with transaction.atomic():
        entered = access(subject, actor=actor, roles=CHANGERS, expect=expect)
        _check_goes_on(entered)
        day = since or entered.today
        _check_new(institution, count, day, today=entered.today)
        _check_not_awaited(entered.case.row.id, institution)
        party = AwaitedParty(
            subject_id=entered.case.row.id,
            institution=institution,
            count=count,
            named=count == 1,
            since=day,
            **words,
        )
        content = {**_tell(party), "count": count, "since": day.isoformat()}
        _record(entered, party, ADDED, content, actor=actor, via=via)
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

    Of several that nobody named, one is named; the others stay unnamed. Whoever is named answers by
    its own focal point when it is one of ours; else that of the lead porter asks it again.

    Raises:
        SubjectNotFoundError: there is no such party (404).
        StaleSubjectError: its subject is not at version `expect` (409).
        TransitionForbiddenError: they hold none of the roles (403).
        TransitionRefusedError: it is named already, or has answered (409).
        InputError: neither an institution nor words say who it is, or both do, or this institution
            is awaited already (422).
    """
    words = _clean_who(institution, who, language)
    with transaction.atomic():
        entered, party = _enter(party_id, actor, expect)
        if party.named:
            raise TransitionRefusedError(_("This party is named already."))
        _check_not_awaited(party.subject_id, institution)
        named = _split(party, 1)
        named.institution = institution
        named.named = True
        for name, value in words.items():
            setattr(named, name, value)
        _record(entered, named, NAMED, _tell(named), actor=actor, via=via)
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
        entered, party = _enter(party_id, actor, expect, answers=True)
        given = party.count if count is None else count
        day = answered_on or entered.today
        _check_answer(party, given, day, today=entered.today)
        answered = _split(party, given)
        answered.answered_on = day
        content = {**_tell(answered), "count": given, "day": day.isoformat()}
        _record(entered, answered, ANSWERED, content, actor=actor, via=via)
    return answered


def withdraw_party(
    party_id: int,
    *,
    actor: User,
    reason: str,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> AwaitedParty:
    """Say that somebody is no longer awaited, and why; return them. It did not answer.

    Raises:
        SubjectNotFoundError: there is no such party (404).
        StaleSubjectError: its subject is not at version `expect` (409).
        TransitionForbiddenError: they hold none of the roles (403).
        TransitionRefusedError: it has answered, or nobody waits for it any more (409).
        InputError: no reason is given (422).
    """
    because = clean_text(reason, field="reason", max_length=REASON_MAX_LENGTH)
    if not because:
        raise InputError({"reason": [_("Say why it is no longer awaited.")]})
    with transaction.atomic():
        entered, party = _enter(party_id, actor, expect)
        party.withdrawn_on = max(entered.today, party.since)
        party.withdrawn_because = because
        content = {**_tell(party), "count": party.count, "reason": because}
        _record(entered, party, WITHDRAWN, content, actor=actor, via=via)
    return party


def answers_for(party: AwaitedParty, actor: User) -> bool:
    """Return whether the person answers for the institution that is awaited."""
    return _answers_for(party, load_grants(actor))


def _enter(
    party_id: int, actor: User, expect: int | None, *, answers: bool = False
) -> tuple[Access, AwaitedParty]:
    """Lock the subject, let in who may, and return the party as it is under the lock.

    Whoever is awaited may say itself that it `answers`.
    """
    found = get_party(party_id)
    entered = access(found.subject_id, actor=actor, expect=expect)
    if not (entered.holds(*CHANGERS) or (answers and _answers_for(found, entered.grants))):
        raise make_denial(CHANGERS)
    party = get_party(party_id)
    if party.answered_on is not None:
        raise TransitionRefusedError(_("This party has answered already."))
    if party.withdrawn_on is not None:
        raise TransitionRefusedError(_("Nobody waits for this party any more."))
    return entered, party


def _answers_for(party: AwaitedParty, grants: Grants) -> bool:
    return party.institution_id in grants.institutions_of(FOCAL_POINT.code)


def _check_goes_on(entered: Access) -> None:
    row = entered.case.row
    over = _OVER.get(row.kind)
    if over is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    if row.state in over:
        state = entered.case.machine.states[row.state].label
        raise TransitionRefusedError(
            _("Its state is “%(state)s”: no answer changes anything any more.") % {"state": state}
        )


def _check_new(institution: Institution | None, count: int, day: date, *, today: date) -> None:
    errors: dict[str, list[str]] = {}
    if not 1 <= count <= MAX_COUNT:
        message = _("Write a number from 1 to %(highest)d.")
        errors["count"] = [message % {"highest": MAX_COUNT}]
    elif institution is not None and count != 1:
        errors["count"] = [_("An institution is one: write 1, or write in words who they are.")]
    if day > today:
        errors["since"] = [_("Choose a day that is not to come.")]
    if errors:
        raise InputError(errors)


def _check_not_awaited(subject_id: int, institution: Institution | None) -> None:
    """Do nothing when this institution is not awaited there yet. The subject is locked."""
    if institution is None:
        return
    awaited = AwaitedParty.objects.filter(STILL_AWAITED, subject=subject_id)
    if awaited.filter(institution=institution).exists():
        message = _("%(institution)s is awaited here already.")
        raise InputError({"institution": [message % {"institution": institution}]})


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
    part._state.adding = True  # Django documents this way to copy a row.
    part.count = count
    return part


def _tell(party: AwaitedParty) -> dict[str, Any]:
    return {f"name_{code}": getattr(party, f"who_{code}") for code in ContentLanguage.values}


def _record(
    entered: Access,
    party: AwaitedParty,
    fact: str,
    content: dict[str, Any],
    *,
    actor: User,
    via: Via,
) -> Event:
    """Write the party with its fact, and move its work item; the last one to go unblocks."""
    event = record_fact(
        party.subject_id, fact, actor=actor, content=content, write=party.save, via=via
    )
    leads = entered.case.facts.institutions.get(OWNER.code, frozenset())
    settle_items(event, leads=leads, today=entered.today)
    return event
