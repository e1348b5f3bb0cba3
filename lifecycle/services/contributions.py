"""Contributions: received from everybody, moderated, grouped, and each of them answered."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lifecycle.models import Consultation, Contribution
from lifecycle.models.consultation import CONTRIBUTION_MAX_LENGTH
from lifecycle.selectors.contributions import may_propose
from lifecycle.services.access import make_denial
from lifecycle.services.contribution_writing import (
    NEXT_VERSION,
    check_contribution_version,
    write_about,
)
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import AnswerEffect, ConsultationState, ContentLanguage, Moderation
from lifecycle.vocabulary.roles import (
    FOCAL_POINT,
    MINISTRY_TEAM,
    MODERATOR,
    OWNER,
    PROJECT_LEAD,
)
from workflow.clock import current_clock
from workflow.engine.reading import load_case
from workflow.exceptions import (
    InputError,
    SubjectNotFoundError,
    TransitionRefusedError,
)
from workflow.models import Event, User, Via
from workflow.permissions import Grants

NAME_MAX_LENGTH = 150
ANSWER_MAX_LENGTH = 10_000
REASON_MAX_LENGTH = 2_000
#: As long as the consultation is in one of these, answers are written and changed.
_ANSWERING = frozenset(
    {
        ConsultationState.OPEN.value,
        ConsultationState.CLOSED.value,
        ConsultationState.CANCELLED.value,
    }
)


def contribute(
    consultation: Consultation | int,
    *,
    text: str,
    language: str,
    proposal: int | None = None,
    person: User | None = None,
    name: str = "",
    email: str = "",
    shows_name: bool = False,
) -> Contribution:
    """Keep what somebody says of a line, or of the whole plan; no account is needed.

    Nothing that a guard reads changes while the consultation is open, so no version moves.

    Raises:
        SubjectNotFoundError: there is no such consultation, or it is not announced (404).
        TransitionRefusedError: it is not open (409).
        InputError: nothing is said, or too much, or of a line that is not consulted on (422).
    """
    values = {
        "text": clean_text(
            text,
            field="text",
            max_length=CONTRIBUTION_MAX_LENGTH,
            missing=_("Write your contribution."),
        ),
        "language": clean_code(language, field="language", choices=ContentLanguage),
        "name": clean_text(name, field="name", max_length=NAME_MAX_LENGTH),
        "email": _clean_email(email),
    }
    consultation_id = consultation if isinstance(consultation, int) else consultation.pk
    clock = current_clock()
    with transaction.atomic():
        # Under the lock of the consultation: nothing comes in once it has closed.
        case = load_case(consultation_id, today=clock.today(), lock=True)
        row = Consultation.objects.filter(pk=consultation_id).first()
        if row is None:
            raise SubjectNotFoundError(_("There is nothing here under this number."))
        if not is_receiving(row):
            raise TransitionRefusedError(_describe_closed(row))
        included = {each.proposal_id for each in case.facts.included}  # type: ignore[attr-defined]  # facts of its machine
        if proposal is not None and proposal not in included:
            raise InputError({"proposal": [_("This line is not consulted on.")]})
        return Contribution.objects.create(
            consultation=row,
            proposal_id=proposal,
            person=person,
            shows_name=shows_name and bool(values["name"]),
            received_at=clock.now(),
            **values,
        )


def is_answering(consultation: Consultation) -> bool:
    """Return whether answers are written and changed now: they are not settled."""
    return consultation.state in _ANSWERING


def is_receiving(consultation: Consultation) -> bool:
    """Return whether everybody can contribute now: it is open, and its last day has not passed."""
    return consultation.state == ConsultationState.OPEN.value and (
        consultation.closes_on is None or consultation.closes_on >= current_clock().today()
    )


def publish_contribution(
    pk: int, *, actor: User, expect: int | None = None, via: Via = Via.CODE
) -> Event:
    """Let everybody read a contribution.

    Raises:
        SubjectNotFoundError: there is none under this number (404).
        TransitionForbiddenError: the actor does not moderate (403).
        StaleSubjectError: it is not at version `expect` (409).
        TransitionRefusedError: it is published already (409).
    """

    def write(row: Contribution) -> None:
        if row.moderation == Moderation.PUBLISHED.value:
            raise TransitionRefusedError(_("This contribution is published already."))
        _moderate(row, actor, Moderation.PUBLISHED, "")

    return write_about(
        pk,
        "contribution.published",
        write,
        actor=actor,
        roles=(MODERATOR, MINISTRY_TEAM),
        expect=expect,
        via=via,
    )


def withhold_contribution(
    pk: int, *, reason: str, actor: User, expect: int | None = None, via: Via = Via.CODE
) -> Event:
    """Keep a contribution from everybody but its author, for a reason; it is answered all the same.

    Raises:
        InputError: the reason is missing (422).
        WorkflowError: as `publish_contribution` does.
    """
    words = clean_text(
        reason,
        field="reason",
        max_length=REASON_MAX_LENGTH,
        missing=_("Say why it is withheld; its author reads it."),
    )

    def write(row: Contribution) -> None:
        if row.moderation == Moderation.WITHHELD.value:
            raise TransitionRefusedError(_("This contribution is withheld already."))
        _moderate(row, actor, Moderation.WITHHELD, words)

    return write_about(
        pk,
        "contribution.withheld",
        write,
        actor=actor,
        roles=(MODERATOR, MINISTRY_TEAM),
        expect=expect,
        via=via,
    )


def group_contributions(
    leader: int,
    *,
    members: Iterable[int],
    actor: User,
    expect: Mapping[int, int] | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Put contributions that say the same behind one: its answer is theirs.

    `expect` are the versions that were read, by contribution; one that is not named is not checked.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        InputError: one of them belongs to another consultation, or to no contribution (422).
        TransitionRefusedError: the answers are settled (409).
    """
    wanted, given = set(members) - {leader}, expect or {}

    def write(row: Contribution) -> None:
        _check_answering(row)
        head = row.leader or row
        rows = Contribution.objects.filter(consultation=row.consultation_id, pk__in=wanted)
        if not wanted or rows.count() != len(wanted):
            raise InputError(
                {"members": [_("Choose contributions of the same consultation to group.")]}
            )
        for each in rows:
            check_contribution_version(each, given.get(each.pk))
        followers = Contribution.objects.filter(leader__in=rows).exclude(pk=head.pk)
        keys = [*rows.values_list("pk", flat=True), *followers.values_list("pk", flat=True)]
        grouped = Contribution.objects.filter(pk__in=keys).exclude(pk=head.pk)
        grouped.update(leader=head, **NEXT_VERSION, **_copy_answer(head))
        if head.pk != row.pk:
            Contribution.objects.filter(pk=head.pk).update(**NEXT_VERSION)

    return write_about(
        leader,
        "contribution.grouped",
        write,
        actor=actor,
        roles=(MINISTRY_TEAM,),
        content={"members": sorted(wanted)},
        expect=given.get(leader),
        via=via,
    )


def ungroup_contribution(
    pk: int, *, actor: User, expect: int | None = None, via: Via = Via.CODE
) -> Event:
    """Take a contribution out of its group; it is then answered by itself.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        TransitionRefusedError: it is in no group, or the answers are settled (409).
    """

    def write(row: Contribution) -> None:
        _check_answering(row)
        if row.leader_id is None:
            raise TransitionRefusedError(_("This contribution is in no group."))
        Contribution.objects.filter(pk=row.pk).update(leader=None, **_NO_ANSWER)

    return write_about(
        pk,
        "contribution.ungrouped",
        write,
        actor=actor,
        roles=(MINISTRY_TEAM,),
        expect=expect,
        via=via,
    )


def propose_answer(
    pk: int,
    *,
    effect: str,
    answer: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Propose what the ministry answers to a contribution on a line of one's own institution.

    Raises:
        TransitionForbiddenError: the actor answers for no porter of this line (403).
        InputError: the effect or the reason is missing (422).
        TransitionRefusedError: the answers are settled (409).
    """
    given = _clean_answer(effect, answer)

    def write(row: Contribution) -> None:
        _check_answering(row)
        Contribution.objects.filter(pk=row.pk).update(
            proposed_effect=given["effect"],
            proposed_answer=given["answer"],
            proposed_by=actor,
            proposed_at=current_clock().now(),
        )

    def check(row: Contribution, grants: Grants) -> None:
        if not may_propose(row, grants):
            raise make_denial((OWNER, PROJECT_LEAD, FOCAL_POINT))

    return write_about(
        pk, "contribution.answer_proposed", write, actor=actor, check=check, expect=expect, via=via
    )


def answer_contribution(
    pk: int,
    *,
    effect: str,
    answer: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Say what became of a contribution and why; whatever is grouped behind it is answered too.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        InputError: the effect or the reason is missing (422).
        TransitionRefusedError: the answers are settled (409).
    """
    given = _clean_answer(effect, answer)

    def write(row: Contribution) -> None:
        _check_answering(row)
        head = row.leader or row
        given_now = {**given, "answered_by": actor, "answered_at": current_clock().now()}
        group = Contribution.objects.filter(Q(pk=head.pk) | Q(leader=head))
        group.update(**given_now)
        group.exclude(pk=row.pk).update(**NEXT_VERSION)

    return write_about(
        pk,
        "contribution.answered",
        write,
        actor=actor,
        roles=(MINISTRY_TEAM,),
        content={"effect": given["effect"]},
        expect=expect,
        via=via,
    )


_NO_ANSWER: Mapping[str, Any] = {
    "effect": "",
    "answer": "",
    "answered_by": None,
    "answered_at": None,
}


def _copy_answer(head: Contribution) -> dict[str, Any]:
    return {name: getattr(head, name) for name in _NO_ANSWER}


def _check_answering(row: Contribution) -> None:
    if not is_answering(row.consultation):
        raise TransitionRefusedError(_("The answers are settled: they no longer change."))


def _moderate(row: Contribution, actor: User, verdict: Moderation, reason: str) -> None:
    Contribution.objects.filter(pk=row.pk).update(
        moderation=verdict.value,
        withheld_because=reason,
        moderated_by=actor,
        moderated_at=current_clock().now(),
    )


def _clean_answer(effect: str, answer: str) -> dict[str, str]:
    errors: dict[str, list[str]] = {}
    given: dict[str, str] = {}
    try:
        given["effect"] = clean_code(effect, field="effect", choices=AnswerEffect)
    except InputError as error:
        errors.update({key: list(each) for key, each in error.errors.items()})
    try:
        given["answer"] = clean_text(
            answer,
            field="answer",
            max_length=ANSWER_MAX_LENGTH,
            missing=_("Say why; everybody reads it once the answers are published."),
        )
    except InputError as error:
        errors.update({key: list(each) for key, each in error.errors.items()})
    if errors:
        raise InputError(errors)
    return given


def _clean_email(raw: str) -> str:
    email = clean_text(raw, field="email", max_length=254)
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise InputError({"email": list(error.messages)}) from error
    return email


def _describe_closed(row: Consultation) -> str:
    if row.state in {ConsultationState.DRAFT.value, ConsultationState.SCHEDULED.value}:
        return _("This consultation is not open yet.")
    return _("This consultation is closed: it receives no more contributions.")
