"""Letters: to each institution one that lists what it is late with, and nothing else."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from lifecycle.selectors.identity import get_ministry_name
from lifecycle.selectors.late import Lateness, OpenLine, Scope, list_late
from lifecycle.selectors.late_words import LateWords, describe_open
from lifecycle.services.access import check_group
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.models import Institution, User
from workflow.permissions import load_grants

if TYPE_CHECKING:
    from lifecycle.services.letter_pages import LetterPage

#: The languages letters are written in: those of the administration.
LANGUAGES = ("fr", "ar")


@dataclass(frozen=True)
class Addressee:
    """An institution that is late, with what it is late with."""

    institution: Institution
    lines: tuple[OpenLine, ...]


@dataclass(frozen=True)
class WrittenFile:
    """A file to send: its name and its bytes."""

    name: str
    content: bytes


def list_addressees(actor: User, *, plan: str = "") -> list[Addressee]:
    """Return the institutions that are late today, by name, with what each is late with.

    Raises:
        TransitionForbiddenError: the person is not of the ministry team (403).
    """
    check_group(load_grants(actor), MINISTRY_TEAM)
    return _group(list_late(Scope(plan), on=current_clock().today(), what=Lateness.LATE))


def write_letter(
    institution: Institution, *, language: str, actor: User, plan: str = ""
) -> WrittenFile:
    """Return the letter to one institution.

    Raises:
        TransitionForbiddenError: the person is not of the ministry team (403).
        TransitionRefusedError: the institution is late with nothing (409).
        InputError: no letters are written in this language (422).
    """
    addressees = list_addressees(actor, plan=plan)
    _check_language(language)
    found = [each for each in addressees if each.institution.pk == institution.pk]
    if not found:
        message = _("%(institution)s is late with nothing: there is no letter to write.")
        raise TransitionRefusedError(message % {"institution": institution})
    return _write(found[0], language)


def write_letters(*, language: str, actor: User, plan: str = "") -> WrittenFile:
    """Return the letters to every institution that is late, in one archive.

    Raises:
        TransitionForbiddenError: the person is not of the ministry team (403).
        TransitionRefusedError: nobody is late (409).
        InputError: no letters are written in this language (422).
    """
    addressees = list_addressees(actor, plan=plan)
    _check_language(language)
    if not addressees:
        raise TransitionRefusedError(_("Nobody is late: there is no letter to write."))
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in addressees:
            letter = _write(each, language)
            archive.writestr(letter.name, letter.content)
    today = current_clock().today().isoformat()
    return WrittenFile(f"letters-{today}-{language}.zip", written.getvalue())


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        message = _("Letters are written in one of these languages: %(codes)s.")
        raise InputError({"language": [message % {"codes": ", ".join(LANGUAGES)}]})


def _group(lines: Iterable[OpenLine]) -> list[Addressee]:
    """Return the lines by institution; what several carry stands in the letter of each."""
    institutions: dict[int, Institution] = {}
    found: dict[int, list[OpenLine]] = {}
    for line in lines:
        for institution in line.porters:
            institutions[institution.pk] = institution
            found.setdefault(institution.pk, []).append(line)
    addressees = [Addressee(institutions[key], tuple(each)) for key, each in found.items()]
    return sorted(addressees, key=lambda each: str(each.institution))


def _write(addressee: Addressee, language: str) -> WrittenFile:
    with override(language):
        content = _compose(addressee, language)
    return WrittenFile(f"letter-{addressee.institution.code}-{language}.docx", content)


def _compose(addressee: Addressee, language: str) -> bytes:
    clock = current_clock()
    today, ministry = clock.today(), get_ministry_name()
    count = len(addressee.lines)
    subject = _("Late activities of the open government action plan")
    # Its library is loaded with the first letter: most processes never write one.
    page_class: type[LetterPage] = import_string("lifecycle.services.letter_pages.LetterPage")
    page = page_class(language=language, title=subject, author=ministry, written_at=clock.now())
    page.write(ministry, is_strong=True)
    page.write(_format_day(today), space_before=6)
    page.write(
        _("To: %(institution)s") % {"institution": addressee.institution},
        is_strong=True,
        space_before=18,
    )
    page.write(_("Subject: %(subject)s") % {"subject": subject}, is_strong=True, space_before=12)
    page.write(_("Dear Sir or Madam,"), space_before=18)
    page.write(
        ngettext(
            "On %(day)s, %(count)d activity that your institution carries is past its last day:",
            "On %(day)s, %(count)d activities that your institution carries are past their last "
            "day:",
            count,
        )
        % {"count": count, "day": _format_day(today)},
        space_before=12,
    )
    page.tabulate(_list_heads(), [_list_cells(each) for each in addressee.lines])
    page.write(
        _(
            "Please tell us of each whether it is done, with its evidence, on which new date it "
            "will be and why, or whose answer you are waiting for."
        ),
        space_before=12,
    )
    page.write(_("Yours faithfully,"), space_before=12)
    page.write(_("Name, capacity and signature:"), space_before=30)
    page.write("." * 48, space_before=36)
    return page.to_bytes()


def _list_heads() -> Sequence[str]:
    return (_("Commitment"), _("Activity"), _("Due on"), _("Late"), _("Who is awaited"))


def _list_cells(line: OpenLine) -> Sequence[str]:
    words: LateWords = describe_open(line)
    due_on = line.line.due_on
    due = _format_day(due_on) if due_on else ""
    promised = _("Planned at first: %(words)s") % {"words": words.promised}
    return (
        _("%(plan)s, commitment %(number)d: %(title)s")
        % {"plan": words.plan, "number": words.number, "title": words.commitment},
        words.activity,
        "\n".join(filter(None, (words.period, due, words.promised and promised))),
        words.late,
        "\n".join(str(each) for each in words.awaited),
    )


def _format_day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
