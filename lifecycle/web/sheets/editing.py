"""The editor of a sheet: two languages side by side; whatever is refused, the words stay."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from lifecycle.models.sheet_content import SheetContent
from lifecycle.selectors.sheet_completeness import list_completeness
from lifecycle.selectors.sheet_lint import list_findings
from lifecycle.selectors.sheet_merging import Merge, merge
from lifecycle.selectors.sheet_returns import find_return
from lifecycle.selectors.sheet_rights import EDITORS, explain_lock, is_editor, prefills
from lifecycle.selectors.sheet_sources import list_sources
from lifecycle.selectors.sheets import ReadSheet, get_version, read_sheet, read_span
from lifecycle.services.access import make_denial
from lifecycle.services.sheet_values import clean_content
from lifecycle.services.sheets import Saved, save_version
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.proposals.dossier import find_dossier
from lifecycle.web.sheets.drafts import Draft, make_draft, read_draft
from lifecycle.web.sheets.forms import SheetForm
from lifecycle.web.sheets.opening import Opened, describe_frame, open_dossier
from lifecycle.web.sheets.parts import Beside, list_activities, list_parts
from lifecycle.web.sheets.words import label_address
from workflow.clock import current_clock
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Via

#: What a button asks for besides keeping the text.
CHECK = "check"
ARRANGING = ("add", "remove", "up", "down")
#: A number in an address that is longer names no version.
NUMBER_MAX_LENGTH = 9


@dataclass(frozen=True)
class Editing:
    """The editor of a dossier, with the sheet as it was read."""

    request: HttpRequest
    opened: Opened
    read: ReadSheet


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def edit_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet in fields; keep what was typed as a new version."""
    require_person(request)
    opened = open_dossier(request, pk)
    if not is_editor(opened.grants, opened.facts):
        raise make_denial(EDITORS)
    editing = Editing(request, opened, read_sheet(opened.case, opened.grants))
    if request.method == "POST":
        return _take(editing)
    if not opened.may_write:
        raise TransitionRefusedError(explain_lock(opened.state))
    aside = request.GET.get("merge", "")
    if aside.isdecimal() and len(aside) <= NUMBER_MAX_LENGTH:
        return _bring_together(editing, int(aside))
    return _show(editing, make_draft(editing.read.content, base=editing.read.number))


def _take(editing: Editing) -> HttpResponse:
    """Do what the button that was pressed asks for, with what was typed."""
    draft, deed = read_draft(editing.request.POST), editing.request.POST.get("do", "")
    if deed.partition(":")[0] in ARRANGING:
        return _show(editing, draft.arrange(deed))
    if deed == CHECK:
        return _check(editing, draft)
    try:
        saved = save_version(
            editing.opened.proposal.pk,
            values=draft.to_values(),
            base=draft.base,
            actor=require_person(editing.request),
            comment=draft.comment,
            via=Via.WEB,
        )
    except InputError as error:
        return _show(editing, draft, errors=error.errors, status=422)
    except TransitionRefusedError as error:
        return _show(editing, draft, refusal=str(error), status=409)
    if saved.is_set_aside:
        return _show_clash(editing, saved)
    return _go_on(editing.request, editing.opened.proposal.pk, saved)


def _check(editing: Editing, draft: Draft) -> HttpResponse:
    """Say what the lint finds in what was typed; nothing is kept."""
    try:
        content = _read_typed(editing, draft)
    except InputError as error:
        return _show(editing, draft, errors=error.errors, status=422)
    count = len(list_findings(content, read_span(editing.opened.proposal)))
    words = ngettext(
        "%(count)d wording cannot be verified. Nothing was kept yet.",
        "%(count)d wordings cannot be verified. Nothing was kept yet.",
        count,
    ) % {"count": count}
    clean = _("Every wording can be verified. Nothing was kept yet.")
    return _show(editing, draft, examined=words if count else clean)


def _bring_together(editing: Editing, number: int) -> HttpResponse:
    """Show a text that was set aside together with the one that counts."""
    aside = get_version(editing.opened.proposal.pk, number)
    base = aside.base.read() if aside.base is not None else SheetContent()
    merged = merge(base, aside.read(), editing.read.content)
    draft = make_draft(merged.content, base=editing.read.number, comment=aside.comment)
    return _show(editing, draft, merged=merged, aside=aside)


def _show_clash(editing: Editing, saved: Saved) -> HttpResponse:
    """Show both texts after somebody else had saved first: the typed one is kept, set aside."""
    aside, current = saved.version, saved.current
    base = aside.base.read() if aside.base is not None else SheetContent()
    merged = merge(base, aside.read(), current.read())
    draft = make_draft(merged.content, base=current.number, comment=aside.comment)
    return _show(
        editing, draft, status=409, merged=merged, aside=aside, current=current, is_fresh=True
    )


def _go_on(request: HttpRequest, pk: int, saved: Saved) -> HttpResponse:
    if not saved.is_new:
        messages.info(request, _("Nothing has changed: no new version was made."))
    else:
        words = _("Version %(number)d is kept.") % {"number": saved.version.number}
        messages.success(request, words)
    return redirect("sheet" if request.POST.get("do") == "close" else "sheet_edit", pk)


def _show(
    editing: Editing,
    draft: Draft,
    *,
    status: int = 200,
    errors: dict[str, list[str]] | None = None,
    merged: Merge | None = None,
    **extra: Any,
) -> HttpResponse:
    opened, read = editing.opened, editing.read
    form = SheetForm(draft)
    if errors:
        form.take_errors(errors)
    beside = _look_beside(editing, draft, merged)
    shown = {
        **describe_frame(opened, pgettext("action", "Edit")),
        "form": form,
        "draft": draft,
        "read": read,
        "returned": find_return(opened.case, opened.grants, today=current_clock().today()),
        "parts": list_parts(form, beside),
        "activities": list_activities(form, draft, beside),
        "sources": beside.sources,
        "findings": _list_lines(beside, draft),
        "clashes": merged.clashes if merged is not None else (),
        "merged": merged,
        "wanted": sum(each.wanted for each in beside.completeness),
        "filled": sum(each.filled for each in beside.completeness),
        "may_prefill": prefills(opened.grants) and opened.may_write,
        "current": extra.pop("current", read.version),
        **extra,
    }
    return render(editing.request, "lifecycle/sheets/edit.html", shown, status=status)


def _look_beside(editing: Editing, draft: Draft, merged: Merge | None) -> Beside:
    """Return what is to be said beside the fields; of words that cannot be read, nothing."""
    try:
        content = _read_typed(editing, draft)
    except InputError:
        content = None
    proposal = editing.opened.proposal
    return Beside(
        findings=list_findings(content, read_span(proposal)) if content is not None else (),
        clashes=merged.clashes if merged is not None else (),
        completeness=list_completeness(content) if content is not None else (),
        used=editing.read.sources,
        sources=list_sources(proposal),
    )


def _read_typed(editing: Editing, draft: Draft) -> SheetContent:
    """Return what was typed as a sheet.

    Raises:
        InputError: it is wrong somewhere.
    """
    return clean_content(
        draft.to_values(), base=editing.read.content, today=current_clock().today()
    )


def _list_lines(beside: Beside, draft: Draft) -> list[dict[str, str]]:
    """Return the findings with the field each is about, for the summary."""
    rows = [row.get("key", "") for row in draft.rows]
    numbers = {key: number for number, key in enumerate(rows, start=1)}
    return [
        {
            "label": label_address(each.address, numbers),
            "message": each.message,
            "anchor": f"id_a-{numbers[each.activity] - 1}-{each.name}"
            if each.activity in numbers
            else f"id_{each.name}",
        }
        for each in beside.findings
    ]
