"""What a ladder would say, before it goes: the ministry reads it, lets it go or holds it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lifecycle.selectors.escalations import (
    AT_MOST,
    ProposedEscalation,
    count_proposed,
    list_proposed,
)
from lifecycle.selectors.tasks import name_task
from lifecycle.services.escalations import Settled, drop_all, release_all
from lifecycle.web.access import answer_refusals
from lifecycle.web.rights import read_grants
from lifecycle.web.time.ladders import list_crumbs
from lifecycle.web.time.rights import require_ministry
from lifecycle.web.time.words import describe_offset, name_form, name_roles
from lifecycle.web.transitions import NUMBER_MAX_LENGTH
from lifecycle.web.work.badges import Badge, describe_due
from lifecycle.web.work.lines import find_action
from workflow.clock import current_clock

#: What a button asks for: of those that were ticked, or of all that the reader was shown.
_OF_ALL_SHOWN = frozenset({"release_shown", "drop_shown"})
_HELD_BACK = frozenset({"drop", "drop_shown"})


@dataclass(frozen=True)
class EscalationLine:
    """An escalation that waits, in words."""

    escalation: ProposedEscalation
    task: str
    badge: Badge
    url: str
    why: str
    roles: str
    form: str


@require_safe
@answer_refusals()
def show_escalations(request: HttpRequest) -> HttpResponse:
    """Show what waits to be let go, the oldest first."""
    require_ministry(request)
    return _show(request, [])


@require_POST
@answer_refusals(lambda: reverse("escalations"))
def settle_escalations(request: HttpRequest) -> HttpResponse:
    """Let one or many escalations go, or hold them back; what could not be is said line by line."""
    actor = require_ministry(request)
    act = request.POST.get("act", "")
    chosen = request.POST.getlist("shown" if act in _OF_ALL_SHOWN else "escalation")
    ids = [int(key) for key in chosen if key.isdecimal() and len(key) <= NUMBER_MAX_LENGTH]
    if not ids:
        messages.warning(request, _("Select at least one escalation."))
        return HttpResponseRedirect(reverse("escalations"))
    settle = drop_all if act in _HELD_BACK else release_all
    settled = settle(ids, actor=actor)
    done = sum(each.is_done for each in settled)
    if done:
        messages.success(request, _describe_done(done, is_dropped=settle is drop_all))
    refused = [each for each in settled if not each.is_done]
    if refused:
        return _show(request, refused, status=409)
    return HttpResponseRedirect(reverse("escalations"))


def _describe_done(count: int, *, is_dropped: bool) -> str:
    if is_dropped:
        words = ngettext(
            "%(count)d escalation was held back.", "%(count)d escalations were held back.", count
        )
    else:
        words = ngettext(
            "%(count)d escalation was let go.", "%(count)d escalations were let go.", count
        )
    return words % {"count": count}


def _show(request: HttpRequest, refused: Sequence[Settled], *, status: int = 200) -> HttpResponse:
    today = current_clock().today()
    waiting = list_proposed(read_grants(request), today=today)
    names = {each.id: each.name for each in waiting}
    shown = {
        "lines": [_describe(each) for each in waiting],
        "refused": [(names.get(each.id) or f"#{each.id}", each.problem) for each in refused],
        "is_cut": len(waiting) == AT_MOST,
        "count": count_proposed(),
        "crumbs": list_crumbs(_("What waits to be let go")),
    }
    return render(request, "lifecycle/time/escalations.html", shown, status=status)


def _describe(each: ProposedEscalation) -> EscalationLine:
    item = each.item
    when = describe_offset(each.offset, each.counted_from) if each.offset is not None else each.rung
    return EscalationLine(
        escalation=each,
        task=name_task(item.subject_kind, item.kind, round_kind=item.round_kind),
        badge=describe_due(item.due_on, today=current_clock().today(), last_day=item.last_day),
        url=find_action(item, is_theirs=False).url if each.is_visible else "",
        why=_("%(ladder)s: %(when)s") % {"ladder": each.ladder, "when": when},
        roles=name_roles(each.roles) or _("nobody: the rung was taken away"),
        form=name_form(each.form),
    )
