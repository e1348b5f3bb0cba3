"""A line of the inbox: an open item in words, with its one address and what else can be done."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lifecycle.phases.replanning import AFTER_SLIPS
from lifecycle.selectors.inbox import Urgency, find_urgency
from lifecycle.selectors.open_items import OpenItem
from lifecycle.selectors.tasks import name_task
from lifecycle.services.loading.period_writing import SETTLE
from lifecycle.vocabulary import AwaitedTask, ConsultationState
from lifecycle.vocabulary.roles import AUTHOR, MINISTRY_LEAD, MINISTRY_TEAM
from lifecycle.web.work.badges import Badge, describe_due
from workflow.machine.registry import get_machine
from workflow.models import RoundKind
from workflow.permissions.grants import Grants
from workflow.roles import Held, get_role


@dataclass(frozen=True)
class Action:
    """The one thing a line offers first: where it leads, and in which words."""

    url: str
    words: str


@dataclass(frozen=True)
class Line:
    """An item of the inbox as the template draws it."""

    item: OpenItem
    task: str
    state: str
    holder: str
    escalation: str
    badge: Badge
    urgency: Urgency
    action: Action
    can_claim: bool
    can_hand_back: bool
    can_remind: bool
    #: Its days are the reader's matter: they hold it, or run the procedure.
    can_change_days: bool
    #: A transition can be chosen for it together with others.
    is_selectable: bool


def make_line(item: OpenItem, grants: Grants, *, today: date) -> Line:
    """Return the line of an item for the holder of `grants`."""
    on_desk = item.desk in grants.desks and not item.was_proposed_by(grants.person_id)
    is_own = item.person_id is not None and item.person_id == grants.person_id
    state = get_machine(item.subject_kind).states[item.state]
    return Line(
        item=item,
        task=name_task(item.subject_kind, item.kind, round_kind=item.round_kind),
        state=str(state.label),
        holder=name_holder(item, grants),
        escalation=_describe_escalation(item, today),
        badge=describe_due(item.due_on, today=today, last_day=item.last_day),
        urgency=find_urgency(item, today=today),
        action=find_action(item, is_theirs=on_desk),
        can_claim=on_desk and item.person_id is None,
        can_hand_back=is_own and was_claimed(item),
        can_remind=not on_desk,
        can_change_days=is_own or grants.has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code),
        is_selectable=on_desk and _can_move_with_others(item),
    )


def name_holder(item: OpenItem, grants: Grants) -> str:
    """Return who is waited for; an author is named to the ministry and to themselves alone."""
    role = str(get_role(item.role).label)
    runs_it = grants.has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code)
    if item.person is not None:
        is_theirs = item.person_id == grants.person_id
        return item.person if item.role != AUTHOR.code or runs_it or is_theirs else role
    if item.institution is not None:
        return _("%(role)s, %(institution)s") % {"role": role, "institution": item.institution}
    return role


def was_claimed(item: OpenItem) -> bool:
    """Return whether somebody took the item from a common desk, to which it can go back."""
    if item.person_id is None or item.seated_id is not None:
        return False
    return get_role(item.role).held is Held.GROUP or item.institution_id is not None


#: Which contributions are looked at for an item of a consultation.
_OF_CONTRIBUTIONS = {
    ConsultationState.OPEN.value: "answer",
    ConsultationState.CLOSED.value: "answer",
    "moderation": "moderate",
}
#: The page of a subject that has one of its own, by its kind.
_PAGES = {"convention": "convention", "council": "council", "replanning": "replanning"}


def find_action(item: OpenItem, *, is_theirs: bool) -> Action:
    """Return the page on which the item is done, or read when it is somebody else's."""
    if is_theirs and item.round_kind == str(RoundKind.DECIDING) and item.seat_id is not None:
        address = reverse("round", args=[item.round_id])
        return Action(f"{address}?seat={item.seat_id}", _("Read and decide"))
    if is_theirs and item.round_kind == str(RoundKind.RECORD):
        address = reverse("round_record_confirm", args=[item.round_id])
        return Action(address, _("Read and confirm"))
    if item.subject_kind == "proposal":
        return _find_action_on_proposal(item, is_theirs=is_theirs)
    words = pgettext("action", "Open")
    if item.subject_kind == "consultation":
        return Action(_find_consultation(item, is_theirs=is_theirs), words)
    if item.subject_kind in _PAGES:
        return Action(reverse(_PAGES[item.subject_kind], args=[item.subject_id]), words)
    errand = _find_errand(item) if is_theirs and item.plan else None
    if errand is not None:
        return errand
    return Action(_find_page_in_plan(item), words)


def _find_page_in_plan(item: OpenItem) -> str:
    """Return where what belongs to a plan is read, the plan itself when it has no page."""
    if item.subject_kind == "activity":
        return reverse("activity", args=[item.subject_id])
    if item.subject_kind == "commitment" and item.plan and item.number:
        return reverse("commitment", args=[item.plan, item.number])
    return reverse("plan", args=[item.plan])


def _find_errand(item: OpenItem) -> Action | None:
    """Return the page of an errand that a load left behind, None when the item is none."""
    if item.kind == SETTLE:
        return Action(reverse("period_settle", args=[item.plan]), pgettext("action", "Settle"))
    if item.kind in _OF_AWAITED:
        address = reverse("awaited", args=[item.plan, item.subject_id])
        return Action(address, str(_OF_AWAITED[item.kind]))
    if item.kind == AFTER_SLIPS:
        return Action(reverse("replanning_after_slips", args=[item.subject_id]), _("Decide"))
    return None


#: The errands about whoever is awaited, and what is done about them.
_OF_AWAITED: dict[str, str | Promise] = {
    AwaitedTask.NAME: gettext_lazy("Name them"),
    AwaitedTask.ASK: gettext_lazy("Record the answer"),
    AwaitedTask.ANSWER: gettext_lazy("Say that you answered"),
}


def _can_move_with_others(item: OpenItem) -> bool:
    """Return whether a group runs it: authors and assessors do their own, one after the other."""
    is_run_by_group = get_role(item.role).held is Held.GROUP
    return item.subject_kind == "proposal" and is_run_by_group and item.round_id is None


#: What is written on a page of its own, and what leads there.
_WRITTEN = {
    "draft": ("proposal_edit", gettext_lazy("Continue")),
    "prefill_sheet": ("sheet", gettext_lazy("Pre-fill and check")),
    "sheet_drafting": ("sheet_edit", gettext_lazy("Write the sheet")),
}


def _find_consultation(item: OpenItem, *, is_theirs: bool) -> str:
    """Return where a consultation is worked on: its contributions while they are answered."""
    if is_theirs and item.kind in _OF_CONTRIBUTIONS:
        address = reverse("contribution_list", args=[item.subject_id])
        return f"{address}?only={_OF_CONTRIBUTIONS[item.kind]}"
    return reverse("consultation", args=[item.subject_id])


def _find_action_on_proposal(item: OpenItem, *, is_theirs: bool) -> Action:
    dossier = reverse("proposal", args=[item.subject_id])
    if not is_theirs:
        return Action(dossier, pgettext("action", "Open"))
    if item.round_kind == str(RoundKind.COLLECTING) and item.seat_id is not None:
        return Action(reverse("assessment_seat", args=[item.seat_id]), _("Score"))
    if item.round_kind == str(RoundKind.COUNTERSIGN):
        return Action(f"{dossier}#pending-{item.round_id}", _("Read and confirm"))
    if item.kind in _WRITTEN:
        page, words = _WRITTEN[item.kind]
        return Action(reverse(page, args=[item.subject_id]), str(words))
    if item.kind == "ready" and item.plan:
        return Action(reverse("version_list", args=[item.plan]), _("Versions of the plan"))
    if item.kind == "annex":
        return Action(f"{reverse('convention_list')}?plan={item.plan}", _("Conventions"))
    if item.role == AUTHOR.code:
        return Action(dossier, _("Answer"))
    return Action(dossier, pgettext("action", "Open"))


def _describe_escalation(item: OpenItem, today: date) -> str:
    if item.is_paused:
        return _("Paused, nothing escalates: %(reason)s") % {"reason": item.pause_reason}
    if item.next_rung_on is None or item.next_role is None or item.role == MINISTRY_LEAD.code:
        # The team hears of it too, but nobody stands above the lead.
        return ""
    role = str(get_role(item.next_role).label)
    if item.next_rung_on <= today:
        return _("Escalates tonight to: %(role)s") % {"role": role}
    day = date_format(item.next_rung_on, "DATE_FORMAT")
    return _("Escalates on %(day)s to: %(role)s") % {"day": day, "role": role}
