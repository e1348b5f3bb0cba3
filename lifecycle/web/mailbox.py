"""The mailbox of a development site: every message that would have left the machine."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications.mailbox import is_mailbox_in_use
from notifications.models import MailboxMessage

PAGE_SIZE = 20


@require_safe
def show_mailbox(request: HttpRequest) -> HttpResponse:
    """Show what was kept, the latest first; on a site that really sends there is no such page."""
    if not is_mailbox_in_use():
        raise Http404
    page = Paginator(MailboxMessage.objects.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "lifecycle/mailbox/mailbox.html", {"page": page})
