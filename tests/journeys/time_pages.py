"""A page of each kind about time and about what people are told, and who reads it there."""

from collections.abc import Iterator

from django.urls import reverse

from lifecycle.models import Activity, Proposal
from lifecycle.services.following import ask_to_follow, make_confirm_token, make_stop_token
from lifecycle.services.mail_answers import make_token
from notifications.dispatch import dispatch
from tests.journeys.visits import Visit
from workflow.clock import current_clock
from workflow.models import User, WorkItem

#: What an activity asks of its focal point.
_ASKED = {"subject__kind": "activity", "role": "focal_point", "closed_at": None}


def list_time_visits(people: dict[str, User], published: Proposal) -> Iterator[Visit]:
    """Yield every page, in groups of one reader each."""
    dispatch()
    yield from _list_public(people["focal"], published)
    yield from _list_for_lead()
    yield from _list_for_team()
    for name in ("notices", "preferences", "calendar_feed"):
        yield Visit(reverse(name), "author")
    yield Visit(reverse("follow", args=[published.pk]), "author")


def _list_public(focal: User, published: Proposal) -> Iterator[Visit]:
    follower = ask_to_follow(
        published.pk, email="nadia@example.org", language="ar", connection="192.0.2.1"
    )
    assert follower is not None
    item = WorkItem.objects.filter(**_ASKED).order_by("pk").first()
    assert item is not None
    yield Visit(reverse("follow", args=[published.pk]), status=422)
    yield Visit(reverse("follow_confirm", args=[make_confirm_token(follower)]))
    yield Visit(reverse("follow_stop", args=[make_stop_token(follower)]))
    yield Visit(reverse("mail_answer", args=[make_token(focal, item), "new-date"]), status=422)
    yield Visit(reverse("calendar"))
    yield Visit(reverse("activity", args=[item.subject_id]))


def _list_for_lead() -> Iterator[Visit]:
    yield Visit(reverse("ladders"), "lead")
    yield Visit(reverse("ladder", args=["activity"]), "lead")
    yield Visit(reverse("ladder_edit", args=["activity"]), "lead")
    yield Visit(reverse("calendar"), "lead")
    yield Visit(reverse("holiday_decree"), "lead")
    yield Visit(reverse("letters"), "lead")
    yield Visit(reverse("endpoints"), "lead", status=422)


def _list_for_team() -> Iterator[Visit]:
    late = Activity.objects.filter(state="planned").order_by("pk").first()
    item = WorkItem.objects.filter(**_ASKED).order_by("pk").first()
    assert late is not None
    assert item is not None
    yield Visit(reverse("escalations"), "team")
    yield Visit(reverse("work_item", args=[item.pk]), "team")
    yield Visit(reverse("calendar_year", args=[current_clock().today().year]), "team")
    yield Visit(reverse("replanning_list"), "team")
    yield Visit(reverse("replanning_choose"), "team")
