"""One's own page: name, language, roles, and who acts for whom."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lifecycle.selectors.delegations import list_delegations
from lifecycle.selectors.people import list_right_records, read_roles_of
from lifecycle.services.accounts import change_profile
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.forms import find_posted
from lifecycle.web.language import keep_language
from lifecycle.web.people.forms import ProfileForm
from lifecycle.web.people.words import describe_records, describe_role
from workflow.clock import current_clock
from workflow.models import User

#: The lines of one's own history that the page shows.
HISTORY_SIZE = 20


@answer_refusals()
def show_profile(request: HttpRequest) -> HttpResponse:
    """Show somebody their own account, and keep what they change."""
    person = require_person(request)
    form = ProfileForm(
        find_posted(request), initial={"name": person.display_name, "language": person.language}
    )
    if request.method == "POST" and form.is_valid():
        return _keep(request, person, form)
    today = current_clock().today()
    shown = {
        "form": form,
        "roles": [describe_role(held) for held in read_roles_of(person)],
        "delegations": list_delegations(person.pk, today=today),
        "entries": describe_records(list_right_records(person.pk)[:HISTORY_SIZE]),
        "today": today,
    }
    status = 422 if form.is_bound else 200
    return render(request, "lifecycle/people/profile.html", shown, status=status)


def _keep(request: HttpRequest, person: User, form: ProfileForm) -> HttpResponse:
    language = form.cleaned_data["language"]
    change_profile(person, name=form.cleaned_data["name"], language=language)
    with override(language):
        messages.success(request, _("Your profile is saved."))
    response = HttpResponseRedirect(reverse("profile"))
    keep_language(response, language)
    return response
