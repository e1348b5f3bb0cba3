"""The bell: what somebody was told on the site, read or not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.work.addresses import read_number
from notifications import bell
from workflow.exceptions import SubjectNotFoundError

PAGE_SIZE = 20


@require_safe
@answer_refusals()
def show_notices(request: HttpRequest) -> HttpResponse:
    """Show a page of notices, the newest first."""
    person = require_person(request)
    before = read_number(request, "before")
    found = bell.list_notices(person, before=before, limit=PAGE_SIZE + 1)
    shown = {
        "notices": found[:PAGE_SIZE],
        "older_than": found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None,
        "has_unread": bell.count_unread(person) > 0,
    }
    return render(request, "lifecycle/delivery/notices.html", shown)


@require_POST
@answer_refusals()
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read, and go where it leads."""
    notice = bell.open_notice(require_person(request), pk)
    if notice is None:
        raise SubjectNotFoundError(_("There is nothing here under this number."))
    path = notice.link.removeprefix(settings.SITE_URL)
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return HttpResponseRedirect(path if path and is_ours else reverse("notices"))


@require_POST
@answer_refusals()
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    bell.mark_all_read(require_person(request))
    return HttpResponseRedirect(reverse("notices"))
