"""The versions of a sheet: the list, two of them side by side in words, one written again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lifecycle.selectors.sheet_difference import (
    Difference,
    read_difference,
    read_public_difference,
)
from lifecycle.selectors.sheets import (
    VERSIONS_A_PAGE,
    find_sheet,
    get_version,
    list_versions,
    require_drafts,
)
from lifecycle.services.sheets import restore
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.sheets.opening import (
    Opened,
    describe_frame,
    find_sheet_page,
    open_dossier,
)
from workflow.models import Via

#: A number in an address that is longer names no version.
NUMBER_MAX_LENGTH = 9


@require_safe
@answer_refusals(find_sheet_page)
def show_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """List the versions, the latest first."""
    opened = _open_for_drafts(request, pk)
    sheet = find_sheet(pk)
    page = Paginator(list_versions(pk), VERSIONS_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        **describe_frame(opened, _("Versions")),
        "page": page,
        "current_id": sheet.current_id if sheet is not None else None,
        "current_number": sheet.current.number if sheet is not None else 0,
    }
    return render(request, "lifecycle/sheets/versions.html", shown)


@require_safe
@answer_refusals(find_sheet_page)
def compare_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed from one version to another, word by word."""
    opened = open_dossier(request, pk)
    difference = read_difference(
        opened.case,
        opened.grants,
        before=_read_number(request.GET.get("from", "")),
        after=_read_number(request.GET.get("to", "")),
    )
    versions = list_versions(pk)[:VERSIONS_A_PAGE]
    return _show_difference(request, opened, difference, versions=versions)


@require_safe
@answer_refusals(find_sheet_page)
def show_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everybody what changed since the consultation, once that is published."""
    opened = open_dossier(request, pk)
    return _show_difference(request, opened, read_public_difference(pk), is_public=True)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_sheet_page)
def restore_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask before an earlier text is written again on GET; write it on POST."""
    person = require_person(request)
    opened = _open_for_drafts(request, pk)
    version, sheet = get_version(pk, number), find_sheet(pk)
    current = sheet.current.number if sheet is not None else 0
    if request.method != "POST":
        shown = {**describe_frame(opened), "version": version, "current_number": current}
        return render(request, "lifecycle/sheets/restore.html", shown)
    base = _read_number(request.POST.get("base", "")) or current
    saved = restore(pk, number=number, base=base, actor=person, via=Via.WEB)
    if saved.is_set_aside:
        messages.warning(
            request, _("Somebody saved in the meantime: look at both before one counts.")
        )
        return redirect(f"{_find_editor(pk)}?merge={saved.version.number}")
    words = _("Version %(number)d is kept.") % {"number": saved.version.number}
    messages.success(request, words)
    return redirect("sheet", pk)


def _open_for_drafts(request: HttpRequest, pk: int) -> Opened:
    """Return the dossier for those who read every version.

    Raises:
        SubjectNotFoundError: there is none, or only its public text is theirs to read (404).
    """
    opened = open_dossier(request, pk)
    require_drafts(opened.case, opened.grants)
    return opened


def _show_difference(
    request: HttpRequest, opened: Opened, difference: Difference, **shown: object
) -> HttpResponse:
    frame = describe_frame(opened, _("What changed"))
    shown = {**frame, "difference": difference, **shown}
    return render(request, "lifecycle/sheets/compare.html", shown)


def _read_number(words: str) -> int:
    return int(words) if words.isdecimal() and len(words) <= NUMBER_MAX_LENGTH else 0


def _find_editor(pk: int) -> str:
    return reverse("sheet_edit", args=[pk])
