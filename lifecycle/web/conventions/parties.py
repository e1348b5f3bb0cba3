"""The parties of a convention: named, in the order in which they sign."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.models import ConventionParty
from lifecycle.selectors.institutions import query_living
from lifecycle.services.conventions import CAPACITY_MAX_LENGTH, PARTIES_MAX, Party, set_parties
from lifecycle.web.access import answer_refusals
from lifecycle.web.conventions.reading import find_convention
from lifecycle.web.conventions.serving import serve
from lifecycle.web.rows import draw_rows, read_rows
from lifecycle.web.service_form import ServiceForm
from workflow.machine.inputs import Reference, Rows, Text
from workflow.models import User, Via

#: The rows of the form.
PARTIES = Rows(
    "parties",
    gettext_lazy("Parties, in the order in which they sign"),
    columns=[
        Reference("institution", gettext_lazy("Institution"), among=lambda _facts: query_living()),
        Text(
            "capacity",
            gettext_lazy("Signs as"),
            lines=1,
            max_length=CAPACITY_MAX_LENGTH,
            required=False,
        ),
    ],
    at_least=0,
    at_most=PARTIES_MAX,
    help=gettext_lazy("An empty row is left out."),
)


class PartiesForm(ServiceForm):
    """The institutions that sign, and in what capacity."""

    def __init__(self, version: int, data: Mapping[str, Any] | None, convention_id: int) -> None:
        super().__init__(version, data)
        present = list(ConventionParty.objects.filter(convention=convention_id).order_by("pk"))
        field = PARTIES.form_field(None)
        draw_rows(field, None, PARTIES.name, data, at_first=len(present) + 1)
        field.initial = [
            {"institution": each.institution_id, "capacity": each.capacity} for each in present
        ]
        self.fields[PARTIES.name] = field

    def read_parties(self) -> list[Party]:
        """Return the institutions in their order.

        Raises:
            InputError: as `read_rows` does.
        """
        rows = read_rows(self, PARTIES.name)
        return [Party(row["institution"].pk, row["capacity"]) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_convention)
def name_parties(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the parties, and replace them by those that are posted."""

    def do(form: PartiesForm, person: User) -> None:
        set_parties(
            pk, parties=form.read_parties(), actor=person, expect=form.read_expect(), via=Via.WEB
        )

    return serve(
        request,
        pk,
        template="parties.html",
        make_form=lambda found, data: PartiesForm(found.version, data, pk),
        do=do,
        done=_("The parties are kept as you listed them."),
    )
