"""The candidate porters of a dossier: chosen and put in the order in which they are asked."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.models import CandidatePorter
from lifecycle.selectors.dossier import list_candidates
from lifecycle.selectors.institutions import query_living
from lifecycle.services.candidates import (
    CANDIDATES_MAX,
    REASON_MAX_LENGTH,
    Candidate,
    ask_all,
    check_askable,
    check_settable,
    set_candidates,
)
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.porters.places import FOLDER, PAGE, find_porters
from lifecycle.web.proposals.duplicates import check_team
from lifecycle.web.proposals.serving import serve
from lifecycle.web.rows import draw_rows, read_rows
from lifecycle.web.service_form import ServiceForm
from workflow.machine.inputs import Reference, Rows, Text
from workflow.models import User, Via

#: The rows of the form of candidates.
CANDIDATES = Rows(
    "candidates",
    gettext_lazy("Institutions, the first to be asked first"),
    columns=[
        Reference("institution", gettext_lazy("Institution"), among=lambda _facts: query_living()),
        Text(
            "reason",
            gettext_lazy("Why this one"),
            lines=1,
            max_length=REASON_MAX_LENGTH,
            required=False,
        ),
    ],
    at_least=0,
    at_most=CANDIDATES_MAX,
    help=gettext_lazy("An empty row is left out."),
)


class CandidatesForm(ServiceForm):
    """The institutions that will be asked to carry the proposal."""

    def __init__(
        self,
        version: int,
        data: Mapping[str, Any] | None,
        present: list[CandidatePorter],
    ) -> None:
        super().__init__(version, data)
        field = CANDIDATES.form_field(None)
        draw_rows(field, None, CANDIDATES.name, data, at_first=len(present) + 1)
        field.initial = [
            {"institution": each.institution_id, "reason": each.reason} for each in present
        ]
        self.fields[CANDIDATES.name] = field

    def read_candidates(self) -> list[Candidate]:
        """Return the institutions in their order.

        Raises:
            InputError: as `read_rows` does.
        """
        rows = read_rows(self, CANDIDATES.name)
        return [Candidate(row["institution"].pk, row["reason"]) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_porters)
def choose_candidates(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the candidate porters, and replace them by those that are posted."""
    check_team(request)
    if request.method != "POST":
        check_settable(pk, actor=require_person(request))
    present = list_candidates(pk)

    def do(form: ServiceForm, person: User) -> None:
        if isinstance(form, CandidatesForm):
            set_candidates(
                pk,
                candidates=form.read_candidates(),
                actor=person,
                expect=form.read_expect(),
                via=Via.WEB,
            )

    return serve(
        request,
        pk,
        folder=FOLDER,
        template="candidates.html",
        page=PAGE,
        make_form=lambda found, data: CandidatesForm(found.version, data, present),
        do=do,
        done=_("The candidates are kept as you listed them."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_porters)
def ask_everybody(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether all candidates are asked now; do it on POST."""
    check_team(request)
    if request.method != "POST":
        check_askable(pk, actor=require_person(request))

    def do(form: ServiceForm, person: User) -> None:
        ask_all(pk, actor=person, expect=form.read_expect(), via=Via.WEB)

    return serve(
        request,
        pk,
        folder=FOLDER,
        template="ask_all.html",
        page=PAGE,
        make_form=lambda found, data: ServiceForm(found.version, data),
        do=do,
        done=_("All candidates are asked; the first who accepts leads the dossier."),
    )
