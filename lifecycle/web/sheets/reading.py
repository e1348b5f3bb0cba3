"""Reading a sheet: the text in both languages, and for those who write it what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.models.sheet_content import (
    ACTIVITY_FIELDS,
    LANGUAGES,
    TEXT_FIELDS,
    PlannedActivity,
    SheetContent,
)
from lifecycle.selectors import comments
from lifecycle.selectors.period_words import describe_with_typed
from lifecycle.selectors.sheet_completeness import list_completeness
from lifecycle.selectors.sheet_lint import list_findings
from lifecycle.selectors.sheet_returns import find_return
from lifecycle.selectors.sheet_rights import PREFILLED_IN, explain_lock, is_editor, prefills
from lifecycle.selectors.sheet_sections import LABELS
from lifecycle.selectors.sheets import ReadSheet, find_consulted, read_sheet, read_span
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from lifecycle.web.access import answer_refusals
from lifecycle.web.proposals.dossier import find_dossier
from lifecycle.web.sheets.opening import Opened, describe_frame, open_dossier
from lifecycle.web.sheets.words import ACTIVITY_LABELS, label_address
from workflow.clock import current_clock
from workflow.machine.rights import holds


@dataclass(frozen=True)
class ReadPart:
    """A part of the text: its words in each language."""

    label: str | Promise
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReadActivity:
    """A planned activity as it is read."""

    number: int
    parts: tuple[ReadPart, ...]
    period: str


@require_safe
@answer_refusals(find_dossier)
def show_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text that counts, to whoever may read it."""
    opened = open_dossier(request, pk)
    read = read_sheet(opened.case, opened.grants)
    shown = {**describe_frame(opened), **describe_text(read), **_describe_state(opened, read)}
    return render(request, "lifecycle/sheets/sheet.html", shown)


@require_safe
@answer_refusals(find_dossier)
def show_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show one version of the text."""
    opened = open_dossier(request, pk)
    read = read_sheet(opened.case, opened.grants, number=number)
    words = _("Version %(number)d") % {"number": number}
    shown = {**describe_frame(opened, words), **describe_text(read), "is_version": True}
    return render(request, "lifecycle/sheets/sheet.html", shown)


def describe_text(read: ReadSheet) -> dict[str, Any]:
    """Return the text as the template draws it."""
    return {
        "read": read,
        "content": read.content,
        "parts": [part for part in list_read_parts(read.content) if part.texts],
        "activities": [
            ReadActivity(
                number,
                tuple(_list_activity_parts(activity)),
                describe_with_typed(activity.period),
            )
            for number, activity in enumerate(read.content.activities, start=1)
        ],
    }


def list_read_parts(content: SheetContent) -> Iterator[ReadPart]:
    """Yield the parts of the sheet itself, with the languages that are filled."""
    for name in TEXT_FIELDS:
        yield ReadPart(LABELS[name], _list_texts(content, name))
    contact = (("", content.contact),) if content.contact else ()
    yield ReadPart(LABELS["contact"], contact)


def _describe_state(opened: Opened, read: ReadSheet) -> dict[str, Any]:
    """Return what those who work on the sheet are told and offered besides its text."""
    if not opened.reads_drafts:
        return {}
    case, grants = opened.case, opened.grants
    completeness = list_completeness(read.content)
    findings = list_findings(read.content, read_span(opened.proposal)) if read.version else []
    numbers = {each.key: n for n, each in enumerate(read.content.activities, start=1)}
    is_writer = is_editor(grants, opened.facts)
    return {
        "returned": find_return(case, grants, today=current_clock().today()),
        "filled": sum(each.filled for each in completeness),
        "wanted": sum(each.wanted for each in completeness),
        "findings": [(label_address(each.address, numbers), each) for each in findings],
        "lock": explain_lock(opened.state) if is_writer and not opened.may_write else "",
        "dossier": {"comments": list(comments.list_readable(case, grants))},
        "may_comment": comments.has_say(case, grants),
        "may_moderate": any(holds(role, grants, case.facts) for role in comments.MODERATORS),
        "may_prefill": prefills(grants) and opened.may_write,
        "may_check": prefills(grants) and opened.state in PREFILLED_IN and read.sheet is not None,
        "submit_url": _find_submit(opened),
        "consulted": _find_difference(opened, read),
    }


def _find_submit(opened: Opened) -> str:
    """Return where the sheet is submitted, for whoever may write it now."""
    if opened.state != ProposalState.SHEET_DRAFTING.value or not opened.may_write:
        return ""
    return reverse("proposal_transition", args=[opened.proposal.pk, "submit_sheet"])


def _find_difference(opened: Opened, read: ReadSheet) -> dict[str, Any] | None:
    """Return what a consultation left to publish of the text, or that it missed the text."""
    if opened.state != ProposalState.READY.value or read.sheet is None:
        return None
    runs_the_plan = opened.grants.has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code)
    consultation = opened.facts.consultation
    if consultation.is_closed and not consultation.was_consulted_on:
        return {"was_missed": True, "leads_to_versions": runs_the_plan}
    consulted = find_consulted(opened.proposal.pk)
    if consulted is None or consulted.pk == read.sheet.current_id:
        return None
    return {
        "number": consulted.number,
        "is_published": read.sheet.difference_published_id == read.sheet.current_id,
        "may_publish": runs_the_plan,
    }


def _list_activity_parts(activity: PlannedActivity) -> Iterator[ReadPart]:
    for name in ACTIVITY_FIELDS:
        texts = _list_texts(activity, name)
        if texts:
            yield ReadPart(ACTIVITY_LABELS[name], texts)


def _list_texts(row: object, name: str) -> tuple[tuple[str, str], ...]:
    words = ((language, getattr(row, f"{name}_{language}")) for language in LANGUAGES)
    return tuple((language, each) for language, each in words if each)
