"""What messages say, in the language that is active: that of their reader."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.selectors import identity
from notifications.topics import Outsider, Recipient
from workflow.models import Announcement, EventBody, User, WorkItem


def describe_proposal(announcement: Announcement, recipient: Recipient) -> dict[str, Any]:
    """Return what every message about a proposal needs: which, whose site, and where to read it.

    Who has no account reads it by the link of the receipt; who has one, on its page.
    """
    proposal = Proposal.objects.select_related("plan", "merge_target").get(
        pk=announcement.subject_id
    )
    follow_url = make_url("proposal_follow", proposal.receipt_token)
    is_outsider = isinstance(recipient, Outsider)
    return {
        "proposal": proposal,
        "plan": proposal.plan,
        "follow_url": follow_url,
        "url": follow_url if is_outsider else make_url("proposal", proposal.pk),
        "is_outsider": is_outsider,
        "ministry": get_ministry_name(),
    }


def read_given(announcement: Announcement) -> Mapping[str, Any]:
    """Return what was given with the announced event; nothing once it was erased.

    A proposal may have moved on since: the message tells of what was decided then.
    """
    body = EventBody.objects.filter(event=announcement.event_id).first()
    content: Mapping[str, Any] = json.loads(body.json) if body is not None else {}
    return content


def find_due_on(announcement: Announcement, person: User | None = None) -> date | None:
    """Return the day by which what the announced event opened is due, for `person` or anybody."""
    items = WorkItem.objects.filter(opened_by=announcement.event_id, due_on__isnull=False)
    if person is not None:
        items = items.filter(person=person)
    return items.order_by("due_on").values_list("due_on", flat=True).first()


def make_url(name: str, *arguments: object) -> str:
    """Return the whole address of a page, as a mail needs it."""
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"


def get_ministry_name() -> str:
    """Return the name of the ministry in the language of the reader."""
    return identity.get_ministry_name()
