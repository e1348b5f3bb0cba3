"""What the ministry does to a sheet: pre-fill it, check that, publish what changed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.sheets import make_unknown
from lifecycle.services.sheet_difference import publish_difference
from lifecycle.services.sheet_prefill import check_prefill, prefill
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.sheets.opening import describe_frame, find_sheet_page, open_dossier
from workflow.models import Via


@dataclass(frozen=True)
class Deed:
    """Something that is done to a sheet: what is asked before, and said afterwards."""

    act: Callable[..., object]
    title: str | Promise
    words: str | Promise
    done: str | Promise


DEEDS = {
    "prefill": Deed(
        prefill,
        _("Pre-fill the sheet"),
        _(
            "What is empty is filled with the words of the proposals that the dossier comes from; "
            "what is written already stays."
        ),
        _("The sheet is pre-filled."),
    ),
    "check": Deed(
        check_prefill,
        _("Say that the pre-filled sheet was checked"),
        _("The lead porter can then name the project lead, who writes the sheet."),
        _("The pre-filled sheet is checked; the project lead can be named."),
    ),
    "publish": Deed(
        publish_difference,
        _("Publish what changed since the consultation"),
        _("Everybody will read, word by word, what changed in the text they were consulted on."),
        _("What changed since the consultation is public."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_sheet_page)
def act_on_sheet(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Say on GET what will be done; do it on POST."""
    person = require_person(request)
    opened = open_dossier(request, pk)
    asked = DEEDS.get(deed)
    if asked is None or not opened.reads_drafts:
        raise make_unknown()
    if request.method != "POST":
        shown = {**describe_frame(opened), "deed": asked, "back_url": find_sheet_page(pk)}
        return render(request, "lifecycle/sheets/act.html", shown)
    asked.act(pk, actor=person, via=Via.WEB)
    messages.success(request, str(asked.done))
    return redirect("sheet", pk)
