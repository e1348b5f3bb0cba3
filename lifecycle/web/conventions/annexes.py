"""The annexes of a convention: the dossiers whose sheets are signed, in their order."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.models import ConventionAnnex, Proposal
from lifecycle.selectors.convention_annexable import list_annexable
from lifecycle.services.annexes import ANNEXES_MAX, set_annexes
from lifecycle.web.access import answer_refusals
from lifecycle.web.conventions.reading import find_convention
from lifecycle.web.conventions.serving import serve
from lifecycle.web.rows import draw_rows, read_rows
from lifecycle.web.service_form import ServiceForm
from workflow.engine import Explanation
from workflow.machine import Facts
from workflow.machine.inputs import Reference, Rows
from workflow.models import User, Via


def _list_possible(facts: Facts) -> QuerySet[Proposal]:
    return list_annexable(facts.subject.parent_id or 0, convention_id=facts.subject.id)


#: The rows of the form.
ANNEXES = Rows(
    "proposals",
    gettext_lazy("Annexed sheets, in their order"),
    columns=[Reference("proposal", gettext_lazy("Dossier"), among=_list_possible)],
    at_least=0,
    at_most=ANNEXES_MAX,
    help=gettext_lazy("An empty row is left out. Whoever carries a dossier becomes a party."),
)


class AnnexesForm(ServiceForm):
    """The dossiers in their order; to a convention without any, all that can join are proposed."""

    def __init__(self, found: Explanation, data: Mapping[str, Any] | None) -> None:
        super().__init__(found.version, data)
        facts = found.case.facts
        present = ConventionAnnex.objects.filter(convention=found.subject_id, removed_at=None)
        keys = list(present.order_by("rank", "pk").values_list("proposal_id", flat=True))
        keys = keys or list(_list_possible(facts).values_list("pk", flat=True)[:ANNEXES_MAX])
        #: No dossier is annexed, and none could be.
        self.has_nothing = not keys
        field = ANNEXES.form_field(facts)
        draw_rows(field, facts, ANNEXES.name, data, at_first=len(keys) + 1)
        field.initial = [{"proposal": key} for key in keys]
        self.fields[ANNEXES.name] = field

    def read_proposals(self) -> list[int]:
        """Return the dossiers in their order.

        Raises:
            InputError: as `read_rows` does.
        """
        return [row["proposal"].pk for row in read_rows(self, ANNEXES.name)]


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_convention)
def choose_annexes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the annexes, and replace them by those that are posted."""

    def do(form: AnnexesForm, person: User) -> None:
        set_annexes(
            pk,
            proposals=form.read_proposals(),
            actor=person,
            expect=form.read_expect(),
            via=Via.WEB,
        )

    return serve(
        request,
        pk,
        template="annexes.html",
        make_form=AnnexesForm,
        do=do,
        done=_("The annexes are kept as you listed them."),
    )
