"""The versions of a plan: their list, the text of one or of a line, and what changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifecycle.models import PlanVersion
from lifecycle.selectors.consultations import list_of_version
from lifecycle.selectors.plan_versions import (
    count_lines,
    find_version,
    list_versions,
    read_lines,
)
from lifecycle.selectors.round_sections import put_own_language_first
from lifecycle.selectors.sheet_sections import list_sections
from lifecycle.selectors.version_diff import compare_versions
from lifecycle.web.plans.reading import get_plan_or_404
from lifecycle.web.rights import read_grants
from lifecycle.web.versions.finding import get_version_or_404, list_crumbs
from lifecycle.web.versions.rights import is_team, reads_drafts


@require_safe
def show_versions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the versions of a plan, the newest first; a draft to those who follow the procedure."""
    plan = get_plan_or_404(code)
    versions = list(list_versions(plan.pk, frozen_only=not reads_drafts(request)))
    counts = count_lines([each.pk for each in versions])
    return render(
        request,
        "lifecycle/versions/list.html",
        {
            "plan": plan,
            "rows": [
                {"version": each, "count": counts.get(each.pk, 0), "before": before}
                for each, before in zip(versions, _list_before(versions), strict=True)
            ],
            "may_begin": is_team(request) and all(each.is_frozen for each in versions),
            "crumbs": list_crumbs(plan),
        },
    )


@require_safe
def show_version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show the text of a version and its lines in their order."""
    version = get_version_or_404(request, code, number)
    before = find_version(version.plan, number - 1, frozen_only=True) if number > 1 else None
    return render(
        request,
        "lifecycle/versions/version.html",
        {
            "plan": version.plan,
            "version": version,
            "lines": read_lines(version),
            "before": before,
            "consultations": list_of_version(version.pk, read_grants(request)),
            "is_team": is_team(request),
            "crumbs": list_crumbs(version.plan, number=number),
        },
    )


@require_safe
def show_line(request: HttpRequest, code: str, number: int, line: int) -> HttpResponse:
    """Show the sheet of one line, as this version has it, in both languages."""
    version = get_version_or_404(request, code, number)
    for read in read_lines(version):
        if read.proposal.plan_number == line:
            return render(
                request,
                "lifecycle/versions/line.html",
                {
                    "plan": version.plan,
                    "version": version,
                    "read": read,
                    "sections": [
                        put_own_language_first(part) for part in list_sections(read.content)
                    ],
                    "crumbs": list_crumbs(version.plan, read.number, number=number),
                },
            )
    raise Http404


@require_safe
def show_difference(request: HttpRequest, code: str, number: int, before: int) -> HttpResponse:
    """Show what changed from an earlier version to this one, word by word."""
    version = get_version_or_404(request, code, number)
    earlier = get_version_or_404(request, code, before)
    return render(
        request,
        "lifecycle/versions/difference.html",
        {
            "plan": version.plan,
            "version": version,
            "earlier": earlier,
            "diff": compare_versions(earlier, version),
            "crumbs": list_crumbs(version.plan, _("What changed"), number=number),
        },
    )


def _list_before(versions: list[PlanVersion]) -> list[PlanVersion | None]:
    return [*versions[1:], None] if versions else []
