"""Who is told: asked when an announcement is relayed, and again when each message leaves.

Whoever is named here may still read what the message says: officials by what they hold today,
assessors while their seat waits for them, authors always.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from lifecycle.models import ProposalAuthor
from lifecycle.selectors.proposal_surroundings import ASSESSMENT
from lifecycle.selectors.rung_history import find_spoken
from lifecycle.topics.words import read_given
from lifecycle.vocabulary.outsiders import AUTHOR_KEY
from lifecycle.vocabulary.roles import AUTHOR, FOCAL_POINT, MINISTRY_TEAM, SUPERIOR
from notifications.topics import Outsider, Recipient
from workflow.clock import current_clock
from workflow.engine.reading import Case, load_case
from workflow.incidents import report_incident
from workflow.machine.rights import list_denials
from workflow.models import (
    Announcement,
    Escalation,
    Event,
    Round,
    RoundKind,
    Seat,
    User,
    WorkItem,
)
from workflow.permissions import Grants, load_grants
from workflow.permissions.grants import ROLE_PREFIX
from workflow.roles import Held, Role, get_role, list_roles


def list_authors(announcement: Announcement) -> list[Recipient]:
    """Return the authors: their accounts, and the addresses of those who have none."""
    rows = (
        ProposalAuthor.objects.filter(proposal=announcement.subject_id)
        .select_related("person", "proposal")
        .order_by("pk")
    )
    return [
        each.person or Outsider(f"{AUTHOR_KEY}{each.pk}", each.email, each.proposal.language)
        for each in rows
        if each.person is not None or each.email
    ]


def list_askers(announcement: Announcement) -> list[Recipient]:
    """Return who of the ministry asked what was answered, or the whole team when they left it."""
    asked = (
        Event.objects.filter(subject=announcement.subject_id, name__in=("request_details", "merge"))
        .select_related("actor")
        .order_by("-seq")
        .first()
    )
    team = list_holders(MINISTRY_TEAM)
    readers = _keep_readers(team, _load(announcement))
    asker = asked.actor if asked is not None else None
    return [asker] if asker is not None and asker in readers else list(readers)


def list_seated(announcement: Announcement) -> list[Recipient]:
    """Return the assessors whose seat in the open round waits for them."""
    seats = Seat.objects.filter(
        round__subject=announcement.subject_id,
        round__name=ASSESSMENT,
        round__outcome="",
        decisions=None,
        person__isnull=False,
    ).select_related("person")
    return [seat.person for seat in seats if seat.person is not None]


def find_confirmation(announcement: Announcement) -> Round | None:
    """Return the open round in which a second person is asked, None once it was answered."""
    event = announcement.event
    if event is None:
        return None
    return (
        Round.objects.filter(
            subject=announcement.subject_id,
            kind=str(RoundKind.COUNTERSIGN),
            subject_version=event.seq,
            outcome="",
        )
        .select_related("opened_by")
        .first()
    )


def list_second_persons(announcement: Announcement) -> list[Recipient]:
    """Return everybody who may confirm what somebody else proposed, as long as nobody has."""
    opened = find_confirmation(announcement)
    if opened is None:
        return []
    case = _load(announcement)
    transition = case.machine.get_transition(opened.proposed_transition)
    entitled = transition.recorded_by or transition.roles
    people = {each.pk: each for role in entitled for each in list_holders(role, case)}
    return [
        person
        for person, grants in _read_grants(people.values())
        if person.pk != opened.opened_by_id
        and case.machine.sees(grants, case.facts)
        and not list_denials(transition, grants, case.facts)
    ]


def list_asked(announcement: Announcement) -> list[Recipient]:
    """Return whoever holds the seats that the announced event asked, until they answer.

    A seat that was transferred or invited again keeps its item; whoever holds it hears of it too,
    as does whoever speaks for another seat since.
    """
    asked = Q(work_item__opened_by=announcement.event_id)
    if announcement.topic.endswith((".transferred", ".invited_again", ".joined")):
        given = read_given(announcement)
        asked |= Q(pk=given.get("to_seat", given.get("seat", 0)))
    seats = Seat.objects.filter(asked, work_item__closed_at__isnull=True)
    return list(list_seat_holders(announcement, seats))


def list_seat_holders(announcement: Announcement, seats: QuerySet[Seat]) -> list[User]:
    """Return the people who may speak from these seats and may read their subject."""
    case = _load(announcement)
    people = [
        person
        for seat in seats.select_related("person").order_by("rank", "pk")
        for person in _list_sitting(seat, case)
    ]
    return _keep_readers({person.pk: person for person in people}.values(), case)


def list_reminded(announcement: Announcement) -> list[Recipient]:
    """Return whoever holds the item somebody recalled; nobody once it is done."""
    escalation = announcement.escalation
    if escalation is None or escalation.work_item.closed_at is not None:
        return []
    item = escalation.work_item
    case = _load(announcement)
    people = [item.person] if item.person is not None else _list_desk(item, case)
    return [each for each in _keep_readers(people, case) if each.pk != escalation.sent_by_id]


def list_escalated(announcement: Announcement) -> list[Recipient]:
    """Return whoever the rung of an item speaks to; nobody once it is done or has another day.

    They hold a role of the rung with regard to the institution of the item, else to its subject.
    When nobody does the ministry team is told, and an incident says so: no rung is silent.
    """
    escalation = announcement.escalation
    if escalation is None or escalation.work_item.closed_at is not None:
        return []
    item = escalation.work_item
    if item.generation != escalation.generation:
        return []
    case = _load(announcement)
    found = [
        each
        for role in _read_rung_roles(escalation)
        for each in _list_concerned(role, item, case, announcement)
    ]
    return list(dict.fromkeys(found)) or _list_instead(announcement, case)


def _read_rung_roles(escalation: Escalation) -> list[Role]:
    """Return whom the rung spoke to when it did: its ladder may have been changed meanwhile."""
    rung = find_spoken(escalation)
    known = {role.code: role for role in list_roles()}
    return [known[code] for code in (rung.roles if rung else ()) if code in known]


def _list_concerned(
    role: Role, item: WorkItem, case: Case, announcement: Announcement
) -> list[Recipient]:
    if role == AUTHOR and case.machine.kind == "proposal":
        return list_authors(announcement)
    people: list[User] = []
    if role.held is Held.INSTITUTION and item.institution_id is not None:
        people = _list_granted(role, [item.institution_id])
    if not people:
        people = list_holders(role, case)
    if not people and role == SUPERIOR:
        people = _list_granted(role, case.facts.institutions.get(FOCAL_POINT.code, ()))
    named = case.facts.people.get(role.code, frozenset()) if role.held is Held.SUBJECT else ()
    people += User.objects.filter(is_active=True, pk__in=named).order_by("pk")
    return list(_keep_readers(people, case))


def _list_instead(announcement: Announcement, case: Case) -> list[Recipient]:
    """Return the ministry team; said once, when the announcement is first relayed."""
    if announcement.taken_at is None:
        report_incident(
            "nobody_to_tell",
            f"nobody holds a role of the rung that announcement {announcement.pk} is about: "
            "the ministry team is told instead",
        )
    return list(_keep_readers(list_holders(MINISTRY_TEAM), case))


def list_holders(role: Role, case: Case | None = None) -> list[User]:
    """Return the active people who hold the role: in its group, or with regard to the subject."""
    active = User.objects.filter(is_active=True).order_by("pk")
    if role.held is Held.GROUP:
        return list(active.filter(groups__name=role.code))
    if case is None:
        return []
    if role.held is Held.RELATION:
        return list(active.filter(pk__in=case.facts.people.get(role.code, ())))
    return _list_granted(role, case.facts.institutions.get(role.code, ()))


def _list_desk(item: WorkItem, case: Case) -> list[User]:
    role = get_role(item.role)
    if item.institution_id is not None:
        return _list_granted(role, [item.institution_id])
    return list_holders(role, case)


def _list_sitting(seat: Seat, case: Case) -> list[User]:
    if seat.person is not None:
        return [seat.person]
    role = get_role(seat.role)
    if seat.institution_id is not None:
        return _list_granted(role, [seat.institution_id])
    return list_holders(role, case)


def _list_granted(role: Role, institutions: Iterable[int]) -> list[User]:
    return list(
        User.objects.filter(
            is_active=True,
            institutiongrant__permission__codename=f"{ROLE_PREFIX}{role.code}",
            institutiongrant__content_object__in=list(institutions),
        )
        .order_by("pk")
        .distinct()
    )


def _load(announcement: Announcement) -> Case:
    return load_case(announcement.subject_id, today=current_clock().today())


def _keep_readers(people: Iterable[User], case: Case) -> list[User]:
    return [
        person for person, grants in _read_grants(people) if case.machine.sees(grants, case.facts)
    ]


def _read_grants(people: Iterable[User]) -> list[tuple[User, Grants]]:
    return [(person, load_grants(person)) for person in people]
