"""Sheets: written version by version; nothing that was typed is ever lost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Proposal, Sheet, SheetVersion
from lifecycle.models.sheet_content import SheetContent
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.sheet_rights import (
    EDITORS,
    explain_lock,
    is_editor,
    is_open_to,
)
from lifecycle.selectors.sheets import find_sheet, get_version, read_sources
from lifecycle.services.access import Access, access, make_denial
from lifecycle.services.sheet_values import clean_content
from lifecycle.services.texts import clean_text
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.exceptions import InputError, StaleSubjectError, TransitionRefusedError
from workflow.models import User, Via

COMMENT_MAX_LENGTH = 300
#: The fact written in the history for each new version.
EDITED = "sheet.edited"


@dataclass(frozen=True)
class Saved:
    """What became of a text: the version it is kept as.

    `is_set_aside`: somebody else had saved in the meantime, and `current` is what counts; the text
    is kept as a version of its own, to be brought together with it.
    """

    version: SheetVersion
    current: SheetVersion
    is_set_aside: bool = False
    is_new: bool = True


class SetAsideError(StaleSubjectError):
    """Somebody else saved first; the text is kept as a version that is set aside (409)."""

    code = "set_aside"

    def __init__(self, saved: Saved) -> None:
        self.saved = saved
        self.expected = saved.version.base.number if saved.version.base is not None else 0
        self.version = saved.current.number
        message = _(
            "Somebody saved version %(current)d while you were writing. Your text is kept as "
            "version %(version)d, set aside: bring both together."
        )
        numbers = {"current": saved.current.number, "version": saved.version.number}
        Exception.__init__(self, message % numbers)


def save_version(
    proposal: Proposal | int,
    *,
    values: Mapping[str, Any],
    base: int,
    actor: User,
    comment: str = "",
    via: Via = Via.CODE,
) -> Saved:
    """Keep what was written as a new version; fields that `values` leave out stay as in `base`.

    `base` is the number of the version that the writer had read, 0 for none. When it is no longer
    the current one, the new text is set aside: the current one stays what it is.

    Raises:
        SubjectNotFoundError: there is no such dossier, or they may not see it (404).
        TransitionForbiddenError: they write no sheet here (403).
        TransitionRefusedError: the text is locked where the dossier stands (409).
        InputError: what is there is wrong, or `base` is no version of it (422).
    """
    with transaction.atomic():
        entered = enter(proposal, actor=actor)
        proposal_id = entered.case.row.id
        sheet = find_sheet(proposal_id)
        read = _find_base(proposal_id, base, sheet)
        content = clean_content(
            values, base=read.read() if read else SheetContent(), today=entered.today
        )
        words = clean_text(comment, field="comment", max_length=COMMENT_MAX_LENGTH)
        return keep(proposal_id, content, read, actor=actor, comment=words, via=via)


def restore(
    proposal: Proposal | int,
    *,
    number: int,
    base: int,
    actor: User,
    via: Via = Via.CODE,
) -> Saved:
    """Write the text of an earlier version again, as a new one.

    Raises:
        WorkflowError: as `save_version` does.
        SubjectNotFoundError: there is no such version (404).
    """
    with transaction.atomic():
        entered = enter(proposal, actor=actor)
        proposal_id = entered.case.row.id
        read = _find_base(proposal_id, base, find_sheet(proposal_id))
        earlier = get_version(proposal_id, number)
        words = _("Version %(number)d again") % {"number": number}
        return keep(proposal_id, earlier.read(), read, actor=actor, comment=words, via=via)


def enter(proposal: Proposal | int, *, actor: User) -> Access:
    """Lock the dossier and let in who may write its sheet now. Needs a transaction.

    Raises:
        SubjectNotFoundError: there is none, or they may not see it (404).
        TransitionForbiddenError: they write no sheet here (403).
        TransitionRefusedError: the text is locked where the dossier stands (409).
    """
    entered = access(proposal, actor=actor)
    facts = cast("ProposalFacts", entered.case.facts)
    if not is_editor(entered.grants, facts):
        raise make_denial(EDITORS)
    if not is_open_to(entered.grants, facts):
        raise TransitionRefusedError(explain_lock(entered.case.row.state))
    return entered


def keep(
    proposal_id: int,
    content: SheetContent,
    read: SheetVersion | None,
    *,
    actor: User,
    comment: str,
    via: Via,
    sources: Mapping[str, list[int]] | None = None,
) -> Saved:
    """Add the text as a version written from `read`, current unless another is. The row is locked.

    A text that says what was read, or what is current, adds nothing.
    """
    sheet = find_sheet(proposal_id)
    current = sheet.current if sheet is not None else None
    digest = content.compute_hash()
    for known in (current, read):
        if known is not None and known.content_hash == digest and current is not None:
            return Saved(known, current, is_new=False)
    is_aside = current is not None and (read is None or read.pk != current.pk)
    version = SheetVersion.objects.create(
        proposal_id=proposal_id,
        number=_count_next(proposal_id),
        content=content.to_json(),
        content_hash=digest,
        sources=json.dumps({**read_sources(read), **(sources or {})}),
        base=read,
        set_aside=is_aside,
        comment=comment,
        edited_by=actor,
        edited_at=current_clock().now(),
    )
    if is_aside and current is not None:
        # No event: nothing that counts has changed, and nobody's reading of it is stale.
        return Saved(version, current, is_set_aside=True)
    Sheet.objects.update_or_create(proposal_id=proposal_id, defaults={"current": version})
    before = current.read() if current is not None else SheetContent()
    told = {"version": version.number, "sha256": digest, "fields": list_changed(before, content)}
    record_fact(proposal_id, EDITED, actor=actor, content=told, via=via)
    return Saved(version, version)


def list_changed(before: SheetContent, after: SheetContent) -> list[str]:
    """Return the names of the fields that differ."""
    return [
        each.name
        for each in fields(SheetContent)
        if getattr(before, each.name) != getattr(after, each.name)
    ]


def _find_base(proposal_id: int, base: int, sheet: Sheet | None) -> SheetVersion | None:
    if base == 0:
        return None
    if sheet is not None and sheet.current.number == base:
        return sheet.current
    found = SheetVersion.objects.filter(proposal=proposal_id, number=min(base, 2**31 - 1)).first()
    if found is None:
        raise InputError({"base": [_("The sheet has no version %(number)d.") % {"number": base}]})
    return found


def _count_next(proposal_id: int) -> int:
    last = SheetVersion.objects.filter(proposal=proposal_id).order_by("-number").first()
    return last.number + 1 if last is not None else 1
