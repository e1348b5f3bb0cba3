"""Pre-filling a sheet from the proposals its dossier is born of, and checking what came of it."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Proposal, Sheet
from lifecycle.models.sheet_content import LANGUAGES, SheetContent
from lifecycle.selectors.sheet_rights import PREFILLED_IN, explain_lock
from lifecycle.selectors.sheet_sources import (
    Source,
    gather,
    list_porter_names,
    list_sources,
)
from lifecycle.selectors.sheets import find_sheet
from lifecycle.services.access import access
from lifecycle.services.sheet_values import MAX_LENGTHS
from lifecycle.services.sheets import Saved, enter, keep
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.engine.errands import finish_wait
from workflow.exceptions import TransitionRefusedError
from workflow.models import User, Via

#: The facts written in the history.
CHECKED = "sheet.prefill_checked"
#: The work item of the state that waits for it.
PREFILL = "prefill_sheet"
#: Parts of a proposal that are parts of a sheet.
GATHERED = ("problem", "solution")


def prefill(proposal: Proposal | int, *, actor: User, via: Via = Via.CODE) -> Saved:
    """Fill what is empty in the sheet with the words of the proposals it comes from.

    Each field keeps whose words they are. Words that are there already stay.

    Raises:
        SubjectNotFoundError: there is no such dossier, or they may not see it (404).
        TransitionForbiddenError: only the ministry team does this (403).
        TransitionRefusedError: the text is locked where the dossier stands (409).
    """
    with transaction.atomic():
        entered = access(proposal, actor=actor, roles=[MINISTRY_TEAM])
        proposal_id = entered.case.row.id
        enter(proposal_id, actor=actor)
        dossier = Proposal.objects.get(pk=proposal_id)
        sheet = find_sheet(proposal_id)
        current = sheet.current if sheet is not None else None
        before = current.read() if current is not None else SheetContent()
        content, sources = fill(before, list_sources(dossier), list_porter_names(proposal_id))
        comment = _("Pre-filled from the proposals it comes from")
        return keep(
            proposal_id,
            content,
            current,
            actor=actor,
            comment=comment,
            via=via,
            sources=sources,
        )


def check_prefill(proposal: Proposal | int, *, actor: User, via: Via = Via.CODE) -> Sheet:
    """Say that the pre-filled sheet was read and can be given to a project lead.

    Raises:
        SubjectNotFoundError: there is no such dossier, or they may not see it (404).
        TransitionForbiddenError: only the ministry team does this (403).
        TransitionRefusedError: there is nothing to check, or it is too late or too early (409).
    """
    with transaction.atomic():
        entered = access(proposal, actor=actor, roles=[MINISTRY_TEAM])
        proposal_id = entered.case.row.id
        if entered.case.row.state not in PREFILLED_IN:
            raise TransitionRefusedError(explain_lock(entered.case.row.state))
        sheet = find_sheet(proposal_id)
        if sheet is None:
            raise TransitionRefusedError(_("Nothing is pre-filled yet: there is nothing to check."))
        sheet.prefill_checked_at = current_clock().now()
        sheet.save(update_fields=["prefill_checked_at"])
        told = {"version": sheet.current.number, "sha256": sheet.current.content_hash}
        event = record_fact(proposal_id, CHECKED, actor=actor, content=told, via=via)
        finish_wait(event, PREFILL)
    return sheet


def fill(
    before: SheetContent, sources: Sequence[Source], porters: dict[str, list[str]]
) -> tuple[SheetContent, dict[str, list[int]]]:
    """Return the sheet with its empty fields filled, and from which proposals each was."""
    filled: dict[str, str] = {}
    used: dict[str, list[int]] = {}
    for language in LANGUAGES:
        own = [source for source in sources[:1] if source.language == language]
        for name, among in (("title", own), *((each, sources) for each in GATHERED)):
            column = f"{name}_{language}"
            words, ids = gather(among, name, language, limit=MAX_LENGTHS[column])
            if words and not getattr(before, column):
                filled[column], used[column] = words, ids
        if porters[language] and not getattr(before, f"stakeholders_{language}"):
            glue = "، " if language == "ar" else ", "
            filled[f"stakeholders_{language}"] = glue.join(porters[language])
    changes: dict[str, str] = filled
    return replace(before, **changes), used  # type: ignore[arg-type]  # every key is a text field
