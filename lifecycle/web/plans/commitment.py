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
from lifecycle.selectors.attachments import may_read
from lifecycle.selectors.awaited_words import describe_awaited
from lifecycle.selectors.commitments import CommitmentRead, find_commitment
from lifecycle.selectors.councils import find_adopting
from lifecycle.selectors.evidence import list_evidence
from lifecycle.selectors.history import list_commitment_history
from lifecycle.selectors.indicators import list_measurable, list_readings
from lifecycle.selectors.period_words import describe_period, find_typed, format_days
from lifecycle.selectors.round_sections import Section, put_own_language_first
from lifecycle.selectors.sheet_sections import list_sections
from lifecycle.services.reporting import GOING_ON, REPORTERS
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.vocabulary.situations import Situation
from lifecycle.web.plans.activities import (
    describe_units,
    draw_activities,
    list_activity_rows,
)
from lifecycle.web.plans.cards import make_badge
from lifecycle.web.plans.history import describe_history
from lifecycle.web.plans.reading import get_plan_or_404
from lifecycle.web.plans.words import BAR_KINDS, format_percent
from lifecycle.web.replanning.reading import list_requests_of, may_ask
from lifecycle.web.rights import list_role_codes, read_grants
from workflow.clock import current_clock
from workflow.engine.reading import load_case
from workflow.machine.rights import holds


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
            "entries": describe_history(
                list_commitment_history(read.commitment.pk), names=is_staff
            ),
            # The public reads what happened and when; who did it is for those who hold a role.
            "is_staff": is_staff,
            **_describe_doing(request, read, is_staff=is_staff),
            "sections": _list_sections(read),
            "council": find_adopting(read.commitment.pk),
            "replannings": list_requests_of(request, read.commitment.pk),
            "asks_date": bool(read.planning.current) and may_ask(request, read.commitment.pk),
            **_describe_period(read),
            "crumbs": _list_crumbs(plan, read),
        },
    )


def _describe_doing(
    request: HttpRequest, read: CommitmentRead, *, is_staff: bool
) -> dict[str, Any]:
    """Return what the reader reports there, and what shows what was done.

    Whoever carries the commitment, or follows it in the ministry, says who is awaited, how far it
    is and what was measured: one rule for all of them.
    """
    commitment = read.commitment
    if not is_staff:
        return {"readings": list_readings(commitment.pk)}
    grants = read_grants(request)
    case = load_case(commitment.pk, today=current_clock().today())
    may_report = any(holds(role, grants, case.facts) for role in REPORTERS)
    measured = list_measurable if may_report else list_readings
    return {
        "readings": measured(commitment.pk),
        "may_report": may_report,
        "may_report_progress": may_report and commitment.state in GOING_ON["commitment"],
        "may_say_awaited": may_report,
        "evidence": list_evidence(case, grants, activities=[each.activity for each in read.lines]),
        "reads_evidence": may_read(AttachmentPurpose.EVIDENCE, case, grants),
    }


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
