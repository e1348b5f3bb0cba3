"""What those who carry a commitment and the ministry are told of a request for a new date."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lifecycle.models import Replanning
from lifecycle.topics.audience import list_holders
from lifecycle.topics.groups import DECISIONS, TASKS
from lifecycle.topics.new_dates import describe_new_date, find_outcome
from lifecycle.topics.rounds import list_concerned
from lifecycle.topics.words import find_due_on, get_ministry_name, make_url, read_given
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER, PROJECT_LEAD
from notifications.topics import Recipient, Topic, name_recipient
from workflow.clock import current_clock
from workflow.engine.reading import load_case
from workflow.machine.registry import get_machine
from workflow.models import Announcement, InstitutionGrant, User
from workflow.permissions.grants import ROLE_PREFIX
from workflow.roles import Role

#: Decisions, which whoever asked and whoever carries it hear of.
DECIDED = (
    "accept",
    "refuse",
    "settle_accept",
    "settle_refuse",
    "committee_accepts",
    "committee_refuses",
    "hold_back",
)
#: The ends of the round of the committee: its members hear of them too.
ENDED = ("accept_beyond", "refuse_beyond")


def list_owners(announcement: Announcement) -> list[Recipient]:
    """Return who signs for the lead porter, and reads the request first."""
    return _leave_out_actor(announcement, _list_people(announcement, OWNER))


def list_team(announcement: Announcement) -> list[Recipient]:
    """Return the ministry team, but for whoever did it."""
    return _leave_out_actor(announcement, list_holders(MINISTRY_TEAM))


def list_carriers(announcement: Announcement) -> list[Recipient]:
    """Return who asked, who answers for its institutions, who runs it, and who signs for it."""
    request = Replanning.objects.select_related("asked_by").get(pk=announcement.subject_id)
    people = _list_people(announcement, OWNER, FOCAL_POINT, PROJECT_LEAD)
    if request.asked_by is not None and request.asked_by.is_active:
        people.append(request.asked_by)
    return _leave_out_actor(announcement, people)


def list_owners_and_team(announcement: Announcement) -> list[Recipient]:
    """Return who had it before them when it was taken back."""
    return _merge([*list_owners(announcement), *list_team(announcement)])


def list_carriers_and_seats(announcement: Announcement) -> list[Recipient]:
    """Return who carries it, and everybody in the round that decided."""
    return _merge([*list_carriers(announcement), *list_concerned(announcement)])


def describe_request(announcement: Announcement, _recipient: Recipient) -> dict[str, Any]:
    """Return what was asked for, what became of it, and the reason given with that."""
    event, machine = announcement.event, get_machine("replanning")
    moves = {each.name: each.label for each in machine.list_moves()}
    is_birth = event is not None and event.name in machine.births
    return {
        **describe_new_date(announcement.subject_id),
        "what": moves.get(event.name, "") if event is not None else "",
        "outcome": find_outcome(event),
        "reason": "" if is_birth else read_given(announcement).get("reason", ""),
        "due_on": find_due_on(announcement),
        "url": make_url("replanning", announcement.subject_id),
        "ministry": get_ministry_name(),
    }


Audience = Callable[[Announcement], list[Recipient]]


def _tell(names: Iterable[str], recipients: Audience) -> Iterator[Topic]:
    for name in names:
        yield Topic(
            code=f"replanning.{name}",
            recipients=recipients,
            template="lifecycle/mail/replanning_moved",
            context=describe_request,
            group=DECISIONS.code,
            # It informs, and a whole cohort may be decided at once: one letter, not twenty.
            is_urgent=False,
        )


def _ask(name: str, recipients: Audience) -> Topic:
    return Topic(
        code=f"replanning.{name}",
        recipients=recipients,
        template="lifecycle/mail/replanning_asked",
        context=describe_request,
        group=TASKS.code,
    )


REPLANNING_TOPICS = (
    _ask("ask", list_owners),
    _ask("forward", list_team),
    *_tell(("bulk", *DECIDED), list_carriers),
    *_tell(("withdraw",), list_owners_and_team),
    *_tell(ENDED, list_carriers_and_seats),
)


def _list_people(announcement: Announcement, *roles: Role) -> list[User]:
    """Return the active people who hold any of these roles where the commitment is carried."""
    facts = load_case(announcement.subject_id, today=current_clock().today()).facts
    people: list[User] = []
    for role in roles:
        granted = InstitutionGrant.objects.filter(
            content_object__in=facts.institutions.get(role.code, ()),
            permission__codename=f"{ROLE_PREFIX}{role.code}",
        )
        held = User.objects.filter(pk__in=granted.values("user"), is_active=True)
        named = User.objects.filter(pk__in=facts.people.get(role.code, ()), is_active=True)
        people += [*held.order_by("pk"), *named.order_by("pk")]
    return people


def _leave_out_actor(announcement: Announcement, people: Iterable[User]) -> list[Recipient]:
    actor_id = announcement.event.actor_id if announcement.event is not None else None
    return list({each.pk: each for each in people if each.pk != actor_id}.values())


def _merge(people: Iterable[Recipient]) -> list[Recipient]:
    return list({name_recipient(each): each for each in people}.values())
