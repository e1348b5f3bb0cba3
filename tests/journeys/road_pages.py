"""A page of each kind from the search for a porter to the council, and who reads it there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from lifecycle.models import Consultation, Contribution, Convention, Council, PlanVersion, Proposal
from lifecycle.services.annexes import set_annexes
from lifecycle.services.consultations import ConsultationWords, create_consultation, publish_notice
from lifecycle.services.contributions import contribute
from lifecycle.services.conventions import create_convention
from lifecycle.services.councils import start_file
from lifecycle.vocabulary import ProposalState, Side
from tests import consultation as consulting
from tests import conventions as signing
from tests.cast import make_institution, make_person
from tests.factories import make_plan, proposal_in
from tests.journeys.visits import Visit
from tests.porters import asked_seat, owner_of
from tests.road import dossier_in
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire
from workflow.holidays import load_calendar
from workflow.models import User

CODE = "MA-3"


@dataclass(frozen=True)
class Road:
    """What stands on the road of a third plan."""

    searching: Proposal
    written: Proposal
    version: PlanVersion
    consultation: Consultation
    contribution: Contribution
    convention: Convention
    council: Council


def furnish_road(people: dict[str, User]) -> Road:
    """Bring dossiers of a third plan to each part of the road; add who writes and who decides."""
    plan, team = make_plan(CODE), people["team"]
    body = make_institution("registry", Side.GOVERNMENT, french="Registre", arabic="السجل")
    people["owner"], people["writer"] = owner_of(body), make_person("Writer")
    lines = [dossier_in(ProposalState.READY, plan=plan, lead=body) for _number in range(2)]
    version = consulting.frozen_version(lines)
    consultation = open_consultation(version, team)
    annexed = dossier_in(ProposalState.SIGNATURE, plan=plan, lead=body)
    convention = create_convention(plan, words=signing.WORDS, actor=team)
    set_annexes(convention, proposals=[annexed.pk], actor=team)
    searching = proposal_in(ProposalState.PORTER_SEARCH, plan=plan)
    seat = asked_seat(searching)
    assert seat.institution is not None
    people["candidate"] = owner_of(seat.institution)
    return Road(
        searching=searching,
        written=dossier_in(
            ProposalState.SHEET_DRAFTING, plan=plan, lead=body, project_lead=people["writer"]
        ),
        version=version,
        consultation=consultation,
        contribution=Contribution.objects.get(consultation=consultation),
        convention=convention,
        council=start_file(version, actor=team),
    )


def open_consultation(version: PlanVersion, team: User) -> Consultation:
    """Announce a consultation, open it, and let a citizen say something."""
    calendar = load_calendar()
    opens_on = calendar.next_working_day(current_clock().today())
    closes_on = calendar.next_working_day(opens_on + timedelta(days=20))
    days = {"opens_on": opens_on, "closes_on": closes_on}
    words = ConsultationWords(**{**vars(consulting.WORDS), **days})
    consultation = create_consultation(version, words=words, actor=team)
    publish_notice(consultation, actor=team)
    fire(consultation, "schedule", actor=team)
    with use_clock(FixedClock.on(opens_on)):
        fire(consultation, "open", actor=None)
        contribute(consultation, text="يجب نشر الملاحق أيضا.", language="ar")
    return consultation


def list_road_visits(road: Road) -> Iterator[Visit]:
    """Yield a page of each kind, in groups of one reader each."""
    consultation, convention, council = road.consultation.pk, road.convention.pk, road.council.pk
    yield Visit(reverse("version", args=[CODE, road.version.number]))
    yield Visit(reverse("consultation", args=[consultation]))
    yield Visit(reverse("consultation_contribute", args=[consultation]), status=422)
    yield Visit(reverse("contribution_follow", args=[road.contribution.receipt_token]))
    yield Visit(reverse("round", args=[asked_seat(road.searching).round_id]), "candidate")
    yield Visit(reverse("sheet", args=[road.written.pk]), "writer")
    yield Visit(reverse("sheet_edit", args=[road.written.pk]), "writer")
    yield Visit(reverse("proposal_porters", args=[road.searching.pk]), "team")
    # While candidates are asked, nobody changes them.
    yield Visit(reverse("proposal_candidates", args=[road.searching.pk]), "team", status=409)
    yield Visit(reverse("version_list", args=[CODE]), "team")
    yield Visit(reverse("contribution", args=[road.contribution.pk]), "team")
    yield Visit(reverse("convention", args=[convention]), "team")
    yield Visit(reverse("council", args=[council]), "team")
    yield Visit(reverse("convention", args=[convention]), "owner")
