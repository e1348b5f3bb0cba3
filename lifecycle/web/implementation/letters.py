"""Letters to the institutions that are late: which there are, one by one or all in an archive."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.selectors.institutions import query_institutions
from lifecycle.selectors.late import OpenLine
from lifecycle.selectors.late_words import describe_open
from lifecycle.services.letters import LANGUAGES, WrittenFile, list_addressees
from lifecycle.services.letters import write_letter as write_one
from lifecycle.services.letters import write_letters as write_all
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.fields import LANGUAGE_CHOICES

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP_TYPE = "application/zip"


def _back(*_rest: object, **_named: object) -> str:
    return reverse("late_letters")


@require_safe
@answer_refusals()
def show_letters(request: HttpRequest) -> HttpResponse:
    """Show the institutions that are late, each with its letter in either language."""
    addressees = list_addressees(require_person(request))
    shown = {
        "tongues": [each for each in LANGUAGE_CHOICES if each[0] in LANGUAGES],
        "letters": [
            {
                "institution": each.institution,
                "points": ngettext(
                    "%(count)d late activity", "%(count)d late activities", len(each.lines)
                )
                % {"count": len(each.lines)},
                "lines": [_describe_line(line) for line in each.lines],
            }
            for each in addressees
        ],
        "crumbs": [
            {"words": _("Late activities"), "url": reverse("late_list")},
            {"words": _("Letters"), "url": ""},
        ],
    }
    return render(request, "lifecycle/implementation/letters.html", shown)


@require_safe
@answer_refusals(_back)
def write_letter(request: HttpRequest, institution: int) -> HttpResponse:
    """Send the letter to one institution as a document."""
    person = require_person(request)
    found = query_institutions().filter(pk=institution).first()
    if found is None:
        raise Http404
    return _send(write_one(found, language=_read_language(request), actor=person), DOCX_TYPE)


@require_safe
@answer_refusals(_back)
def write_letters(request: HttpRequest) -> HttpResponse:
    """Send every letter in one archive."""
    person = require_person(request)
    return _send(write_all(language=_read_language(request), actor=person), ZIP_TYPE)


def _describe_line(line: OpenLine) -> dict[str, str]:
    """Return a late activity by its name, with its period in words and the last day of it."""
    current, words = line.line.planning.current, describe_open(line)
    latest = current.latest if current is not None else None
    return {
        "activity": words.activity,
        "period": words.period,
        "typed": words.typed,
        "last_day": date_format(latest, "DATE_FORMAT") if latest is not None else "",
        "late": words.late,
    }


def _read_language(request: HttpRequest) -> str:
    """Return the language of the address, else the reader's own when letters are written in it."""
    own = (get_language() or "")[:2]
    return request.GET.get("language", "") or (own if own in LANGUAGES else LANGUAGES[0])


def _send(file: WrittenFile, media_type: str) -> HttpResponse:
    answer = HttpResponse(file.content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
