"""The search for a porter, step by step through the door, each step by whoever may take it."""

from itertools import count
from typing import Any

from lifecycle.models import Proposal
from lifecycle.services import sheet_prefill
from lifecycle.vocabulary import Side
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER
from tests.cast import make_institution, make_person
from workflow.engine import decide, decline_seat, fire
from workflow.models import Decision, Event, Institution, Seat, User, Verdict
from workflow.permissions import grant
from workflow.permissions.grants import ROLE_PREFIX
from workflow.roles import Role

_numbers = count(1)


def make_body(code: str = "") -> Institution:
    """Create a public body that may carry a dossier."""
    number = next(_numbers)
    code = code or f"body-{number}"
    return make_institution(
        code, Side.GOVERNMENT, french=f"Établissement {code}", arabic=f"مؤسسة {number}"
    )


def holder_of(role: Role, institution: Institution) -> User:
    """Return who holds the role on the institution, a new person when nobody does."""
    codename = f"{ROLE_PREFIX}{role.code}"
    found = User.objects.filter(
        is_active=True,
        institutiongrant__content_object=institution.pk,
        institutiongrant__permission__codename=codename,
    )
    person = found.order_by("pk").first()
    if person is None:
        person = make_person(f"{role.code}{next(_numbers)}")
        grant(role, person, on=institution)
    return person


def owner_of(institution: Institution) -> User:
    """Return the owner at the institution, who accepts, approves and signs for it."""
    return holder_of(OWNER, institution)


def member_of(institution: Institution) -> User:
    """Return somebody of the institution who can be named to lead the project."""
    return holder_of(FOCAL_POINT, institution)


def asked_seat(proposal: Proposal | int) -> Seat:
    """Return the seat of the candidate whose answer is awaited, the first of them."""
    key = proposal if isinstance(proposal, int) else proposal.pk
    return (
        Seat.objects.filter(
            round__subject=key,
            round__name="acceptance",
            round__outcome="",
            work_item__closed_at__isnull=True,
            work_item__isnull=False,
        )
        .order_by("rank")[:1]
        .get()
    )


def accept(proposal: Proposal | int) -> Decision:
    """Let the candidate whose turn it is accept, by its owner."""
    seat = asked_seat(proposal)
    return decide(seat, actor=owner_of(_body(seat)), verdict=Verdict.APPROVE)


def turn_down(proposal: Proposal | int, comment: str = "Hors de nos missions.") -> Decision:
    """Let the candidate whose turn it is decline, by its owner."""
    seat = asked_seat(proposal)
    return decline_seat(seat, actor=owner_of(_body(seat)), comment=comment)


def check_prefill(proposal: Proposal) -> None:
    """Let the ministry pre-fill the sheet of the dossier and check it."""
    team = _find_team()
    sheet_prefill.prefill(proposal.pk, actor=team)
    sheet_prefill.check_prefill(proposal.pk, actor=team)


def lead_of(proposal: Proposal | int) -> Institution:
    """Return the institution that leads the dossier."""
    key = proposal if isinstance(proposal, int) else proposal.pk
    return Institution.objects.get(
        pk__in=Proposal.objects.get(pk=key)
        .porters.filter(leads=True, ended_on=None)
        .values("institution")
    )


def name_lead(proposal: Proposal, **inputs: Any) -> Event:
    """Let the owner of the lead porter name somebody of it, once the sheet is pre-filled."""
    if proposal.work_items.filter(kind="prefill_sheet", closed_at=None).exists():
        check_prefill(proposal)
    lead = lead_of(proposal)
    person = member_of(lead)
    inputs = {"project_lead": person.pk, **inputs}
    return fire(proposal.pk, "name_lead", actor=owner_of(lead), inputs=inputs)


def _find_team() -> User:
    return User.objects.filter(groups__name=MINISTRY_TEAM.code).order_by("pk")[0]


def _body(seat: Seat) -> Institution:
    return Institution.objects.get(seat=seat)
