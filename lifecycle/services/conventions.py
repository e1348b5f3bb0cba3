"""Conventions: written, given their parties and their annexes. Each step is a fact of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, Convention, ConventionParty
from lifecycle.phases.convention_writing import BODY_MAX_LENGTH
from lifecycle.selectors.convention_annexable import list_conventionable
from lifecycle.services.access import Access, access
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import ConventionState, SignaturePolicy
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.engine import give_birth, record_fact
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Event, Institution, User, Via

TITLE_MAX_LENGTH = 300
CAPACITY_MAX_LENGTH = 200
PARTIES_MAX = 60


@dataclass(frozen=True)
class ConventionWords:
    """What a convention says in both languages, and what a signature of it binds."""

    title_fr: str
    title_ar: str = ""
    body_fr: str = ""
    body_ar: str = ""
    policy: str = SignaturePolicy.OWN_SHEETS.value
    allows_partial: bool = False


@dataclass(frozen=True)
class Party:
    """An institution that signs, and in what capacity."""

    institution_id: int
    capacity: str = ""


def create_convention(
    plan: ActionPlan,
    *,
    words: ConventionWords,
    actor: User,
    key: str | None = None,
    via: Via = Via.CODE,
) -> Convention:
    """Begin the convention of a plan, as a draft with no party and no annex.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        InputError: the French title is missing, or a text is too long (422).
        TransitionRefusedError: the plan is made no more, and has a convention in force or is not
            being carried out (409).
        KeyReusedError: the key was used for another request (422).
    """
    columns = _clean(words)
    if not list_conventionable().filter(pk=plan.pk).exists():
        raise TransitionRefusedError(
            _(
                "A convention is written while its plan is being made, or carried out without one "
                "in force."
            )
        )
    event = give_birth(
        "convention",
        "create",
        actor=actor,
        values={"plan": plan, "parent": plan, "last_edited_by": actor, **columns},
        key=key,
        via=via,
    )
    return Convention.objects.get(pk=event.subject_id)


def write_text(
    convention: Convention | int,
    *,
    words: ConventionWords,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Write the text of a draft, and what a signature of it binds.

    Raises:
        SubjectNotFoundError: there is no such convention, or they may not see it (404).
        StaleSubjectError: somebody changed it since it was read (409).
        TransitionForbiddenError: the actor is not of the ministry team (403).
        TransitionRefusedError: its text is not a draft any more (409).
        InputError: the French title is missing, or a text is too long (422).
    """
    columns = _clean(words)

    def write(entered: Access) -> None:
        rows = Convention.objects.filter(pk=entered.case.row.id)
        rows.update(last_edited_by=actor, **columns)

    return change_draft(
        convention, "convention.written", write, actor=actor, expect=expect, via=via
    )


def set_parties(
    convention: Convention | int,
    *,
    parties: Sequence[Party],
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Replace the parties by these, in the order in which they sign.

    Raises:
        SubjectNotFoundError, StaleSubjectError, TransitionForbiddenError, TransitionRefusedError:
            as `write_text` does.
        InputError: an institution is named twice, unknown or dissolved (422).
    """

    def write(entered: Access) -> None:
        checked = _check_parties(parties)
        key = entered.case.row.id
        ConventionParty.objects.filter(convention=key).delete()
        ConventionParty.objects.bulk_create(
            ConventionParty(
                convention_id=key, institution_id=each.institution_id, capacity=each.capacity
            )
            for each in checked
        )

    content = {"institutions": [each.institution_id for each in parties]}
    return change_draft(
        convention,
        "convention.parties_named",
        write,
        actor=actor,
        expect=expect,
        content=content,
        via=via,
    )


def change_draft(
    convention: Convention | int,
    name: str,
    write: Callable[[Access], None],
    *,
    actor: User,
    expect: int | None,
    content: Mapping[str, Any] | None = None,
    via: Via,
) -> Event:
    """Change a convention whose text is a draft, and write its fact, in one transaction.

    Raises:
        WorkflowError: as `write_text` does.
    """
    with transaction.atomic():
        entered = access(convention, actor=actor, roles=[MINISTRY_TEAM], expect=expect)
        if entered.case.row.state != ConventionState.DRAFT:
            raise TransitionRefusedError(
                _("The text of the convention is not a draft any more: open it again first.")
            )
        write(entered)
        return record_fact(entered.case.row.id, name, actor=actor, content=content, via=via)


def _clean(words: ConventionWords) -> dict[str, Any]:
    lengths = {
        "title_fr": TITLE_MAX_LENGTH,
        "title_ar": TITLE_MAX_LENGTH,
        "body_fr": BODY_MAX_LENGTH,
        "body_ar": BODY_MAX_LENGTH,
    }
    columns: dict[str, Any] = {
        name: clean_text(
            getattr(words, name),
            field=name,
            max_length=length,
            missing=_("Write the title in French.") if name == "title_fr" else None,
        )
        for name, length in lengths.items()
    }
    policy = clean_code(words.policy, field="policy", choices=SignaturePolicy)
    return {**columns, "policy": policy, "allows_partial": words.allows_partial}


def _check_parties(parties: Sequence[Party]) -> list[Party]:
    keys = [each.institution_id for each in parties]
    problems = []
    if len(keys) > PARTIES_MAX:
        problems.append(_("Name at most %(count)d institutions.") % {"count": PARTIES_MAX})
    if len(set(keys)) < len(keys):
        problems.append(_("An institution is named twice."))
    living = Institution.objects.filter(pk__in=keys, dissolved_on__isnull=True)
    if living.count() < len(set(keys)):
        problems.append(_("An institution does not exist, or not any more."))
    if problems:
        raise InputError({"parties": problems})
    return [
        Party(
            each.institution_id,
            clean_text(each.capacity, field="parties", max_length=CAPACITY_MAX_LENGTH),
        )
        for each in parties
    ]
