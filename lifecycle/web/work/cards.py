"""A proposal on the board or in its table: words, badges, and where it can be moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.selectors.blocking import list_moves
from lifecycle.selectors.open_items import OpenItem
from lifecycle.selectors.pipeline import Details, Pipeline
from lifecycle.selectors.pipeline_rows import Row
from lifecycle.vocabulary import Phase, ProposalState
from lifecycle.web.work.badges import Badge, describe_due
from lifecycle.web.work.lines import name_holder
from workflow.engine.request import Request


@dataclass(frozen=True)
class Holder:
    """Who is waited for, as the tag `avatar` draws it."""

    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Return up to two capitals that stand for the name."""
        words = [word for word in self.name.replace("@", " ").split() if word[0].isalnum()]
        return "".join(word[0] for word in words[:2]).upper()


@dataclass(frozen=True)
class Move:
    """A step the reader may take, and the page on which it is taken."""

    url: str
    words: str | Promise


@dataclass(frozen=True)
class Card:
    """A proposal as the board and the table draw it; `kind` is the gravest of its badges."""

    id: int
    reference: str
    title: str
    language: str
    url: str
    phase: str
    state: str
    kind: str
    badges: Sequence[Badge]
    #: What stands in the way, in a sentence; empty when nothing does.
    blocking: str
    holder: Holder | None
    age: str
    sources: str
    moves: Sequence[Move]


def make_cards(
    pipeline: Pipeline,
    rows: Sequence[Row],
    details: Mapping[int, Details],
    asked: Request,
) -> list[Card]:
    """Return the cards of these rows, for whoever asks."""
    return [_make_card(row, details[row.id], pipeline, asked) for row in rows]


def describe_age(count: int | None) -> str:
    """Return a number of working days in words, nothing when it is unknown."""
    if count is None:
        return ""
    return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}


def _make_card(row: Row, details: Details, pipeline: Pipeline, asked: Request) -> Card:
    case = details.case
    badges = list(_list_badges(row, details, asked.today))
    return Card(
        id=row.id,
        reference=row.subject.reference,
        title=row.title,
        language=row.language,
        url=reverse("proposal", args=[row.id]),
        phase=str(Phase(row.phase).label) if row.phase else "",
        state=str(case.machine.states[row.subject.state].label),
        kind=badges[0].kind,
        badges=badges,
        blocking=details.blocking[0].fix if details.blocking else "",
        holder=_find_holder(details.waiting, asked),
        age=describe_age(pipeline.count_age(row, today=asked.today)),
        sources=_describe_sources(details.sources),
        moves=[
            Move(reverse("proposal_transition", args=[row.id, move.name]), move.label)
            for move in list_moves(case, asked)
        ],
    )


def _list_badges(row: Row, details: Details, today: date) -> Sequence[Badge]:
    """Return what is said of it, the gravest first: lateness, what blocks it, the time left."""
    if row.subject.state == ProposalState.ADOPTED:
        return [Badge("done", _("Adopted"))]
    due = describe_due(row.due_on, today=today)
    if not details.blocking:
        return [due]
    blocked = Badge("blocked", _("Blocked"))
    return [due, blocked] if due.kind == "late" else [blocked, due]


def _find_holder(waiting: Sequence[OpenItem], asked: Request) -> Holder | None:
    return Holder(name_holder(waiting[0], asked.grants)) if waiting else None


def _describe_sources(count: int) -> str:
    if not count:
        return ""
    return ngettext("carries %(count)d idea", "carries %(count)d ideas", count) % {"count": count}
