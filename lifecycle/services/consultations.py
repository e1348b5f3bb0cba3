"""Consultations: prepared on a version of the plan, described, announced; lines left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Consultation, LeftOutLine, PlanVersion
from lifecycle.phases.plan_consultation import check_working_day
from lifecycle.selectors.plan_versions import find_number
from lifecycle.services.access import access, check_state
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary import ConsultationState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import give_birth, record_fact
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Event, User, Via

TITLE_MAX_LENGTH = 300
NOTICE_MAX_LENGTH = 20_000
REASON_MAX_LENGTH = 5_000
LANGUAGES = ("fr", "ar", "en")
_BEFORE_OPENING = (ConsultationState.DRAFT.value, ConsultationState.SCHEDULED.value)


@dataclass(frozen=True, kw_only=True)
class ConsultationWords:
    """What is said of a consultation; titles and notices are by language."""

    titles: Mapping[str, str]
    notices: Mapping[str, str]
    opens_on: date | None = None
    closes_on: date | None = None


def create_consultation(
    version: PlanVersion,
    *,
    words: ConsultationWords,
    actor: User,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Consultation:
    """Prepare a consultation on a version of the plan.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        InputError: a title or the days are wrong (422).
        TransitionRefusedError: the plan is made no more (409).
    """
    values = {
        "plan": version.plan,
        "parent": version.plan,
        "plan_version": version,
        **_clean(words),
    }
    event = give_birth("consultation", "create", actor=actor, values=values, key=key, via=via)
    return Consultation.objects.get(pk=event.subject_id)


def describe_consultation(
    consultation: Consultation | int,
    *,
    words: ConsultationWords,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Write what a consultation says; a notice that was published must be published anew.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        InputError: a title or the days are wrong (422).
        TransitionRefusedError: it is no draft any more (409).
    """
    columns = {**_clean(words), "notice_published_at": None}

    def write(pk: int) -> None:
        Consultation.objects.filter(pk=pk).update(**columns)

    return _change(
        consultation,
        "consultation.described",
        write,
        actor=actor,
        expect=expect,
        states=(ConsultationState.DRAFT.value,),
        via=via,
    )


def check_describable(consultation: Consultation) -> None:
    """Do nothing while what a consultation says can be written.

    Raises:
        TransitionRefusedError: it is no draft any more (409).
    """
    check_state("consultation", consultation.state, (ConsultationState.DRAFT.value,))


def check_lines_open(consultation: Consultation) -> None:
    """Do nothing while lines can be left out.

    Raises:
        TransitionRefusedError: it has opened (409).
    """
    check_state("consultation", consultation.state, _BEFORE_OPENING)


def publish_notice(
    consultation: Consultation | int,
    *,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Announce the consultation: from now on everybody reads its notice and its days.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        TransitionRefusedError: the notice or the days are missing, its version of the plan is not
            frozen, or it is no draft (409).
    """

    def write(pk: int) -> None:
        row = Consultation.objects.select_related("plan_version").get(pk=pk)
        missing = []
        if not row.plan_version.is_frozen:
            # Whoever reads the notice reads the lines too.
            missing.append(_("Freeze the version of the plan that is consulted on."))
        if not row.notice_fr:
            missing.append(_("Write the notice in French."))
        if not row.notice_ar:
            missing.append(_("Write the notice in Arabic."))
        if row.opens_on is None or row.closes_on is None:
            missing.append(_("Set the days on which it opens and closes."))
        if missing:
            raise TransitionRefusedError(" ".join(missing))
        Consultation.objects.filter(pk=pk).update(notice_published_at=current_clock().now())

    return _change(
        consultation,
        "consultation.announced",
        write,
        actor=actor,
        expect=expect,
        states=(ConsultationState.DRAFT.value,),
        via=via,
    )


def leave_out(
    consultation: Consultation | int,
    *,
    proposal: int,
    reason: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Leave a line of the version out of its consultation, for a reason everybody reads.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        InputError: the reason is missing, or the version has no such line (422).
        TransitionRefusedError: the line is left out already, or the consultation has opened (409).
    """
    words = clean_text(
        reason,
        field="reason",
        max_length=REASON_MAX_LENGTH,
        missing=_("Say why the line does not take part; everybody reads it."),
    )

    def write(pk: int) -> None:
        row = Consultation.objects.get(pk=pk)
        if not row.plan_version.lines.filter(proposal=proposal).exists():
            raise InputError({"proposal": [_("The version has no such line.")]})
        _line, is_new = LeftOutLine.objects.get_or_create(
            consultation=row,
            proposal_id=proposal,
            defaults={
                "reason": words,
                "left_out_by": actor,
                "left_out_at": current_clock().now(),
            },
        )
        if not is_new:
            raise TransitionRefusedError(_("This line is left out already."))

    return _change(
        consultation,
        "consultation.line_left_out",
        write,
        actor=actor,
        expect=expect,
        states=_BEFORE_OPENING,
        content={"proposal": proposal, "line": find_number(proposal), "reason": words},
        via=via,
    )


def take_in(
    consultation: Consultation | int,
    *,
    proposal: int,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Let a line that was left out take part after all.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        TransitionRefusedError: it is not left out, or the consultation has opened (409).
    """

    def write(pk: int) -> None:
        deleted, _rows = LeftOutLine.objects.filter(consultation=pk, proposal=proposal).delete()
        if not deleted:
            raise TransitionRefusedError(_("This line is not left out."))

    return _change(
        consultation,
        "consultation.line_taken_in",
        write,
        actor=actor,
        expect=expect,
        states=_BEFORE_OPENING,
        content={"proposal": proposal, "line": find_number(proposal)},
        via=via,
    )


def _change(
    consultation: Consultation | int,
    name: str,
    write: Callable[[int], None],
    *,
    actor: User,
    expect: int | None,
    states: tuple[str, ...],
    via: Via,
    content: Mapping[str, Any] | None = None,
) -> Event:
    with transaction.atomic():
        row = access(consultation, actor=actor, roles=(MINISTRY_TEAM,), expect=expect).case.row
        check_state("consultation", row.state, states)
        return record_fact(
            row.id, name, actor=actor, content=content, write=lambda: write(row.id), via=via
        )


def _clean(words: ConsultationWords) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    clean: dict[str, Any] = {"opens_on": words.opens_on, "closes_on": words.closes_on}
    for name, given, longest in (
        ("title", words.titles, TITLE_MAX_LENGTH),
        ("notice", words.notices, NOTICE_MAX_LENGTH),
    ):
        for language in LANGUAGES:
            field = f"{name}_{language}"
            missing = _("Write the title in French.") if field == "title_fr" else None
            try:
                clean[field] = clean_text(
                    given.get(language, ""), field=field, max_length=longest, missing=missing
                )
            except InputError as error:
                errors.update({key: list(each) for key, each in error.errors.items()})
    if words.opens_on and words.closes_on and words.closes_on < words.opens_on:
        errors["closes_on"] = [_("It cannot close before it opens.")]
    for field in ("opens_on", "closes_on"):
        for key, messages in check_working_day(field, clean[field]).items():
            errors.setdefault(key, []).extend(messages)
    if errors:
        raise InputError(errors)
    return clean
