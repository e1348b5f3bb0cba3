"""Read a file of proposals received elsewhere: one row each, in French, Arabic or English.

Columns (any order; the first line of a table names them, in French, Arabic or English; a YAML file
lists them under `proposals`, and may name its `source`):

    key          what the source calls this proposal; without it, the content is the key
    channel      web, event, letter, email: how it arrived (or given once for the whole file)
    reference    the event or letter it arrived by, required for those two
    language     fr, ar or en: the language the author wrote in
    received_on  the day it arrived, 2020-10-12 or in words that read one way
    title, problem, solution    what the author wrote
    theme        key of a theme of the plan
    association  the association or institution that speaks, if any
    author_name, author_email   the person, if they agreed to be known to the ministry
    visibility   what the public sees of the author: name, association or anonymous
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from lifecycle.services.loading.fields import TEXT_LIMIT, Fields
from lifecycle.services.loading.headers import rename_columns
from lifecycle.services.loading.places import Branch, Place, Table
from lifecycle.services.loading.problems import Problem, refuse
from lifecycle.services.loading.sources import Source
from lifecycle.vocabulary import AuthorVisibility, Channel, ContentLanguage
from workflow.exceptions import AmbiguousPeriodError, UnreadablePeriodError
from workflow.periods import PeriodKind, read_period

REQUIRED = ("language", "title", "problem", "solution", "received_on")
#: Headers accepted for each column, besides its own name.
HEADERS = {
    "key": ("référence externe", "identifiant", "id", "clé", "المعرف", "الرقم"),
    "channel": ("canal", "canal de réception", "القناة", "قناة التوصل"),
    "reference": (
        "événement ou lettre",
        "référence",
        "event or letter",
        "المرجع",
        "الحدث أو الرسالة",
    ),
    "language": ("langue", "اللغة"),
    "received_on": ("reçue le", "date de réception", "received on", "تاريخ التوصل"),
    "title": ("titre", "intitulé", "العنوان"),
    "problem": ("problème", "problématique", "constat", "المشكلة", "الإشكالية"),
    "solution": ("solution proposée", "proposition", "الحل", "الحل المقترح"),
    "theme": ("axe", "thème", "المحور"),
    "association": ("organisation", "organisme", "الجمعية", "المنظمة"),
    "author_name": ("auteur", "nom", "author", "name", "صاحب المقترح", "الاسم"),
    "author_email": ("courriel", "e-mail", "adresse électronique", "email", "البريد الإلكتروني"),
    "visibility": ("visibilité", "affichage", "الظهور"),
}
#: What people write for a code, in the three languages.
CHANNEL_WORDS = {
    "site": Channel.WEB,
    "site web": Channel.WEB,
    "الموقع": Channel.WEB,
    "événement": Channel.EVENT,
    "atelier": Channel.EVENT,
    "webinaire": Channel.EVENT,
    "ندوة": Channel.EVENT,
    "لقاء": Channel.EVENT,
    "lettre": Channel.LETTER,
    "courrier": Channel.LETTER,
    "رسالة": Channel.LETTER,
    "courriel": Channel.EMAIL,
    "e-mail": Channel.EMAIL,
    "بريد إلكتروني": Channel.EMAIL,
}
LANGUAGE_WORDS = {
    "français": ContentLanguage.FRENCH,
    "french": ContentLanguage.FRENCH,
    "الفرنسية": ContentLanguage.FRENCH,
    "arabe": ContentLanguage.ARABIC,
    "arabic": ContentLanguage.ARABIC,
    "العربية": ContentLanguage.ARABIC,
    "anglais": ContentLanguage.ENGLISH,
    "english": ContentLanguage.ENGLISH,
    "الإنجليزية": ContentLanguage.ENGLISH,
}
VISIBILITY_WORDS = {
    "nom": AuthorVisibility.NAME,
    "الاسم": AuthorVisibility.NAME,
    "organisation": AuthorVisibility.ASSOCIATION,
    "الجمعية": AuthorVisibility.ASSOCIATION,
    "anonyme": AuthorVisibility.ANONYMOUS,
    "مجهول": AuthorVisibility.ANONYMOUS,
}
CHANNELS_WITH_REFERENCE = frozenset({Channel.EVENT, Channel.LETTER})


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal as received; `digest` changes when what the author wrote changes."""

    key: str
    digest: str
    channel: str
    reference: str
    language: str
    received_on: date
    title: str
    problem: str
    solution: str
    theme: str
    association: str
    author_name: str
    author_email: str
    visibility: str
    place: Place


@dataclass(frozen=True, slots=True)
class ProposalsFile:
    """The rows that can be read, and what is wrong with the others.

    `source` names where they come from: with the key of a row, it says which proposal it is.
    """

    source: str
    rows: tuple[ProposalRow, ...]
    problems: tuple[Problem, ...]


def read_proposals(source: Source, *, today: date, channel: str = "") -> ProposalsFile:
    """Return the proposals of the file; `channel` is that of rows which name none.

    Raises:
        LoadRefusedError: the file is no list of proposals, or a column is unknown or missing.
    """
    problems: list[Problem] = []
    name, branches = _list_branches(source, problems)
    rows: dict[str, ProposalRow] = {}
    for path, branch in branches:
        found: list[Problem] = []
        row = _read_row(Fields(branch, path=path, problems=found), today=today, channel=channel)
        if not found:
            first = rows.setdefault(row.key, row)
            found += [] if first is row else [_double(row, first, path)]
        problems += found
    return ProposalsFile(name, tuple(rows.values()), tuple(problems))


def _list_branches(source: Source, problems: list[Problem]) -> tuple[str, list[tuple[str, Branch]]]:
    if source.tree is None:
        rows = _list_table_rows(source.tables, problems)
        return source.name, [(f"proposals[{n}]", row) for n, row in enumerate(rows, start=1)]
    if not isinstance(source.tree, Branch) or "proposals" not in source.tree.entries:
        raise refuse(_("A file of proposals lists them under “proposals”."), line=1)
    fields = Fields(source.tree, path="", problems=problems)
    name = fields.text("source", limit=100) or source.name
    listed = fields.list_branches("proposals")
    fields.refuse_unknown()
    return name, listed


def _list_table_rows(tables: Sequence[Table], problems: list[Problem]) -> list[Branch]:
    if not tables:
        raise refuse(_("The workbook is empty."))
    rows: list[Branch] = []
    for table in tables:
        rows += rename_columns(table, HEADERS, required=REQUIRED)
        problems += table.problems
    return rows


def _read_row(fields: Fields, *, today: date, channel: str) -> ProposalRow:
    language = fields.choice(
        "language", ContentLanguage.values, required=True, words=LANGUAGE_WORDS
    )
    received_on = read_past_day(fields, "received_on", today=today, language=language)
    row = ProposalRow(
        key=fields.text("key", limit=100),
        digest="",
        channel=fields.choice("channel", Channel.values, words=CHANNEL_WORDS) or channel,
        reference=fields.text("reference", limit=200),
        language=language,
        received_on=received_on or today,
        title=fields.text("title", required=True),
        problem=fields.text("problem", required=True, limit=TEXT_LIMIT),
        solution=fields.text("solution", required=True, limit=TEXT_LIMIT),
        theme=fields.text("theme", limit=50),
        association=fields.text("association", limit=200),
        author_name=fields.text("author_name", limit=150),
        author_email=fields.text("author_email", limit=254),
        visibility=fields.choice("visibility", AuthorVisibility.values, words=VISIBILITY_WORDS)
        or AuthorVisibility.ANONYMOUS,
        place=fields.place,
    )
    fields.refuse_unknown()
    _check_row(fields, row)
    return _with_digest(row)


def read_past_day(fields: Fields, name: str, *, today: date, language: str) -> date | None:
    """Return the day of the field, written as a date or in words; not a day to come.

    A day that reads two ways is a problem that offers its readings; nothing is guessed.
    """
    words = fields.text(name, required=True)
    if not words:
        return None
    try:
        period = read_period(words, today=today, language=language)
    except AmbiguousPeriodError as error:
        readings = " / ".join(first.isoformat() for first, _last in error.readings)
        message = _("“%(words)s” reads more than one way: write one of %(readings)s.")
        fields.note(name, message % {"words": words, "readings": readings})
        return None
    except UnreadablePeriodError as error:
        fields.note(name, str(error))
        return None
    if period.kind != PeriodKind.DAY or period.latest is None:
        message = _("“%(words)s” is not one day: write it as 2020-07-15.")
        fields.note(name, message % {"words": words})
        return None
    if period.latest > today:
        message = _("%(day)s is still to come; a proposal cannot have arrived then.")
        fields.note(name, message % {"day": period.latest.isoformat()})
        return None
    return period.latest


def _check_row(fields: Fields, row: ProposalRow) -> None:
    if not row.channel and not fields.text("channel"):
        options = ", ".join(Channel.values)
        message = _("How did it arrive? Give the channel, one of: %(options)s.")
        fields.note("channel", message % {"options": options})
    if row.channel in CHANNELS_WITH_REFERENCE and not row.reference:
        fields.note("reference", _("Name the event or the letter by which it arrived."))
    if row.visibility == AuthorVisibility.NAME and not row.author_name:
        fields.note("visibility", _("The author is to be named and author_name is empty."))
    if row.visibility == AuthorVisibility.ASSOCIATION and not row.association:
        fields.note("visibility", _("The association is to be named and it is empty."))


def _with_digest(row: ProposalRow) -> ProposalRow:
    content = [row.language, row.title, row.problem, row.solution, row.received_on.isoformat()]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(row, digest=digest, key=row.key or digest[:20])


def _double(row: ProposalRow, first: ProposalRow, path: str) -> Problem:
    message = _("The proposal “%(key)s” is already on line %(line)s.")
    text = message % {"key": row.key, "line": first.place.line}
    return Problem(row.place.line, row.place.column, f"{path}.key", text)
