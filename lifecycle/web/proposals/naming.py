"""The name of an author, forgotten at their request."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lifecycle.selectors.authorship import list_authors, name_authors
from lifecycle.selectors.proposals import explain_proposal, get_proposal
from lifecycle.selectors.readers import make_reader
from lifecycle.services.authors import remove_author_name
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.proposals.dossier import find_dossier
from lifecycle.web.proposals.serving import serve
from lifecycle.web.rights import read_grants
from lifecycle.web.service_form import ServiceForm
from workflow.exceptions import SubjectNotFoundError
from workflow.models import User, Via


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals(find_dossier)
def remove_name(request: HttpRequest, pk: int, author_id: int) -> HttpResponse:
    """Say what will be forgotten on GET; forget it on POST."""
    person, grants = require_person(request), read_grants(request)
    case = explain_proposal(pk, actor=person, grants=grants).case
    names = name_authors(get_proposal(pk), list_authors(pk), make_reader(case, grants)).names
    author = next((each for each in names if each.id == author_id), None)
    if author is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))

    def do(_form: ServiceForm, asker: User) -> None:
        remove_author_name(author_id, actor=asker, via=Via.WEB)

    return serve(
        request,
        pk,
        template="remove_name.html",
        make_form=lambda found, data: ServiceForm(found.version, data),
        do=do,
        done=_("The name is removed for ever, in the history too."),
        shown={"author": author},
    )
