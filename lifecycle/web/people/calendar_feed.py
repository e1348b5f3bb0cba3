"""The calendar feed: made and taken back on one's own page, read by calendars at its address."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lifecycle.selectors.calendar_feeds import find_own_feed, list_dated_items
from lifecycle.selectors.open_items import OpenItem
from lifecycle.selectors.tasks import name_task
from lifecycle.services.calendar_feeds import find_feed, make_feed, revoke_feed
from lifecycle.topics.words import make_url
from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.work.lines import find_action
from notifications.channels.calendar import Entry, render_feed
from notifications.models import CalendarFeed
from workflow.clock import current_clock
from workflow.permissions import load_grants


@answer_refusals()
@require_safe
def show_feed(request: HttpRequest) -> HttpResponse:
    """Show whether there is a feed, and since when."""
    return _render(request)


@answer_refusals()
@require_POST
def renew_feed(request: HttpRequest) -> HttpResponse:
    """Make a new address and show it, this once."""
    word = make_feed(require_person(request))
    return _render(request, address=make_url("calendar_feed_send", word))


@answer_refusals()
@require_POST
def end_feed(request: HttpRequest) -> HttpResponse:
    """Take the address back."""
    if revoke_feed(require_person(request)):
        messages.success(request, _("The address of your calendar is taken back."))
    return HttpResponseRedirect(reverse("calendar_feed"))


@never_cache
@require_safe
def send_feed(request: HttpRequest, word: str) -> HttpResponse:
    """Send the calendar to whoever knows its address, with what its person may see today."""
    feed = find_feed(word)
    if feed is None:
        raise Http404
    language = feed.person.language or settings.LANGUAGE_CODE
    with override(language):
        content = render_feed(
            feed,
            make_entries(feed),
            name=_("Iltizam: what I have to do"),
            language=language,
            now=current_clock().now(),
        )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="iltizam.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def make_entries(feed: CalendarFeed) -> list[Entry]:
    """Return what the feed tells today, in the language that is active."""
    items = list_dated_items(load_grants(feed.person), today=current_clock().today())
    return [_make_entry(item, item.due_on) for item in items if item.due_on is not None]


def _make_entry(item: OpenItem, day: date) -> Entry:
    task = name_task(item.subject_kind, item.kind, round_kind=item.round_kind)
    return Entry(
        key=f"work-item-{item.id}",
        day=day,
        summary=_("%(task)s: %(subject)s") % {"task": task, "subject": _name_subject(item)},
        description=item.title,
        url=f"{settings.SITE_URL}{find_action(item, is_theirs=True).url}",
    )


def _name_subject(item: OpenItem) -> str:
    return item.reference or item.title


def _render(request: HttpRequest, *, address: str = "") -> HttpResponse:
    shown = {"feed": find_own_feed(require_person(request)), "address": address}
    return render(request, "lifecycle/people/calendar_feed.html", shown)
