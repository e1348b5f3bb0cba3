"""Open activities as the pages draw them: words, marks, and what the reader may do with each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lifecycle.selectors.late import Lateness, OpenLine
from lifecycle.selectors.late_words import LateWords, describe_open
from lifecycle.vocabulary import ActivityState
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER, PROJECT_LEAD
from lifecycle.vocabulary.situations import Situation
from lifecycle.web.implementation.climbs import describe_fired, describe_next
from lifecycle.web.plans.cards import Badge, make_badge
from workflow.permissions.grants import Grants

#: From these it can be reported done.
_BEFORE_DONE = frozenset({ActivityState.PLANNED, ActivityState.IN_PROGRESS, ActivityState.IN_TEST})


@dataclass(frozen=True)
class Answers:
    """The three answers; an empty address is one that this reader does not give here."""

    done_url: str = ""
    new_date_url: str = ""
    blocked_url: str = ""

    def __bool__(self) -> bool:
        return bool(self.done_url or self.new_date_url or self.blocked_url)


@dataclass(frozen=True)
class OpenRow:
    """One open activity."""

    line: OpenLine
    words: LateWords
    badges: Sequence[Badge]
    url: str
    commitment_url: str
    answers: Answers
    asked: str
    last_rung: str
    next_rung: str

    @property
    def kind(self) -> str:
        """Return the kind of its first mark, by which a list is coloured."""
        return self.badges[0].kind


def make_rows(lines: Iterable[OpenLine], grants: Grants) -> list[OpenRow]:
    """Return the lines as this reader meets them."""
    return [make_row(each, grants) for each in lines]


def make_row(line: OpenLine, grants: Grants) -> OpenRow:
    """Return one line as this reader meets it."""
    commitment = line.commitment
    return OpenRow(
        line=line,
        words=describe_open(line),
        badges=list_badges(line),
        url=reverse("activity", args=[line.activity.pk]),
        commitment_url=reverse("commitment", args=[commitment.plan.code, commitment.number]),
        answers=list_answers(line, grants),
        asked=_describe_asked(line),
        last_rung=describe_fired(line.climbed.last),
        next_rung=describe_next(line.climbed.next),
    )


def list_badges(line: OpenLine) -> list[Badge]:
    """Return every mark: what is late may be blocked as well, or have no date."""
    badges = [make_badge(line.situation, days_late=line.line.days_late)]
    more = {Lateness.BLOCKED: Situation.BLOCKED, Lateness.UNDATED: Situation.UNDATED}
    for reason, situation in more.items():
        if reason in line.reasons and situation != line.situation:
            badges.append(make_badge(situation))
    return badges


def list_answers(line: OpenLine, grants: Grants) -> Answers:
    """Return where the reader answers for this activity.

    Whoever carries it out says that it is done or asks for a new date; the owner and the ministry
    team say with them who is awaited.
    """
    code, key = line.commitment.plan.code, line.activity.pk
    if line.activity.state not in _BEFORE_DONE:
        return Answers()
    carries_out = _carries_out(grants, line)
    may_await = carries_out or _follows(grants, line)
    return Answers(
        done_url=reverse("plan_act", args=[code, key, "report_done"]) if carries_out else "",
        new_date_url=reverse("replanning_ask", args=[key])
        if carries_out and line.asked is None
        else "",
        blocked_url=reverse("awaited_add", args=[code, key]) if may_await else "",
    )


def _carries_out(grants: Grants, line: OpenLine) -> bool:
    own = grants.institutions_of(FOCAL_POINT.code, PROJECT_LEAD.code)
    is_named = line.commitment.pk in grants.subjects_of(PROJECT_LEAD.code)
    return is_named or any(each.pk in own for each in line.porters)


def _follows(grants: Grants, line: OpenLine) -> bool:
    """Return whether the reader is of the ministry team, or owner at the lead porter."""
    is_owner = line.lead is not None and line.lead.pk in grants.institutions_of(OWNER.code)
    return is_owner or grants.has_group(MINISTRY_TEAM.code)


def _describe_asked(line: OpenLine) -> str:
    if line.asked is None:
        return ""
    day = date_format(line.asked.asked_on, "DATE_FORMAT")
    return _("A new date was asked for on %(day)s; it is not decided yet.") % {"day": day}
