"""The page of a commitment: what was promised, when, who is awaited, what happened."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.models import ActionPlan
from lifecycle.selectors.commitments import CommitmentRead, find_commitment
from lifecycle.selectors.councils import find_adopting
from lifecycle.selectors.history import list_commitment_history
from lifecycle.selectors.indicators import list_readings
from lifecycle.selectors.period_words import describe_period, find_typed, format_days
from lifecycle.selectors.round_sections import Section, put_own_language_first
from lifecycle.selectors.sheet_sections import list_sections
from lifecycle.services.awaited import is_changer
from lifecycle.vocabulary.situations import Situation
from lifecycle.web.access import find_person
from lifecycle.web.plans.activities import (
    describe_awaited,
    describe_units,
    draw_activities,
    list_activity_rows,
)
from lifecycle.web.plans.cards import make_badge
from lifecycle.web.plans.history import describe_history
from lifecycle.web.plans.reading import get_plan_or_404
from lifecycle.web.plans.words import BAR_KINDS, format_percent
from lifecycle.web.rights import list_role_codes, read_grants
from workflow.clock import current_clock


@require_safe
def show_commitment(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one commitment of a plan, as it stands on the day the plan is told of."""
    plan = get_plan_or_404(code)
    today = current_clock().today()
    read = find_commitment(plan.pk, number, on=today)
    if read is None:
        raise Http404
    badge = make_badge(read.situation, days_late=read.days_late)
    is_staff = bool(list_role_codes(read_grants(request)))
    return render(
        request,
        "lifecycle/plans/commitment.html",
        {
            "plan": plan,
            "read": read,
            "commitment": read.commitment,
            "badge": badge,
            "bar_kind": badge.kind if badge.kind in BAR_KINDS else "",
            "declared_words": format_percent(read.commitment.declared_progress),
            "computed_words": format_percent(read.computed_progress),
            "told_on": date_format(today, "DATE_FORMAT"),
            "rows": list_activity_rows(read.lines),
            "chart": draw_activities(read.lines, today=today, is_bidi=get_language_bidi()),
            "awaited": describe_awaited(read.awaited),
            "units": describe_units(read.commitment),
            "waits_for": read.commitment.waits_for_plans.all(),
            "is_settled": read.situation == Situation.SETTLED,
            "readings": list_readings(read.commitment.pk),
            "entries": describe_history(
                list_commitment_history(read.commitment.pk), names=is_staff
            ),
            # The public reads what happened and when; who did it is for those who hold a role.
            "is_staff": is_staff,
            "may_say_awaited": is_staff and _may_say_awaited(request, read),
            "sections": _list_sections(read),
            "council": find_adopting(read.commitment.pk),
            **_describe_period(read),
            "crumbs": _list_crumbs(plan, read),
        },
    )


def _may_say_awaited(request: HttpRequest, read: CommitmentRead) -> bool:
    """Return whether the reader names who is awaited there, and records what they answered."""
    person = find_person(request)
    return person is not None and is_changer(read.commitment.pk, person)


def _describe_period(read: CommitmentRead) -> dict[str, Any]:
    planning = read.planning
    current = planning.current
    return {
        "period_words": describe_period(current),
        "period_typed": find_typed(current),
        "period_days": format_days(current.earliest, current.latest) if current else "",
        "baseline_words": describe_period(planning.baseline) if planning.has_moved else "",
    }


def _list_sections(read: CommitmentRead) -> list[Section]:
    """Return the parts of the text that was adopted; none of a commitment that was loaded."""
    version = read.commitment.sheet_version
    sections = list_sections(version.read()) if version is not None else []
    return [put_own_language_first(section) for section in sections]


def _list_crumbs(plan: ActionPlan, read: CommitmentRead) -> list[dict[str, str]]:
    return [
        {"words": _("Plans"), "url": reverse("plan_list")},
        {"words": plan.code, "url": reverse("plan", args=[plan.code])},
        {
            "words": _("Commitment %(number)d") % {"number": read.commitment.number},
            "url": "",
        },
    ]
