"""The machine of proposals, and the road that one of them took on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.selectors.readers import make_reader
from lifecycle.selectors.stays import list_stays, make_trace, sum_days
from lifecycle.web.access import answer_refusals, find_person
from lifecycle.web.proposals.dossier import find_dossier, list_crumbs
from lifecycle.web.rights import read_grants
from workflow.machine.svg import draw_svg


@require_safe
@answer_refusals(find_dossier)
def show_machine(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a proposal is on its machine, the way it went, and how long it stayed."""
    grants = read_grants(request)
    case = explain_proposal(pk, actor=find_person(request), grants=grants).case
    stays, proposal = list_stays(case, make_reader(case, grants)), get_proposal(pk)
    notes = {name: _count_days(days) for name, days in sum_days(stays).items() if days}
    shown = {
        "proposal": proposal,
        "stays": [(stay, _count_days(stay.days)) for stay in stays],
        # Drawn here out of the labels of the machine, which are escaped.
        "picture": mark_safe(draw_svg(case.machine, make_trace(stays, notes=notes))),  # noqa: S308
        "crumbs": list_crumbs(proposal.reference or _("Draft"), _("Procedure"), proposal_id=pk),
    }
    return render(request, "lifecycle/proposals/machine.html", shown)


def _count_days(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
