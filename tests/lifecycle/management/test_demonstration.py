"""The demonstration: real plans, invented proposals in every state, a history that happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from lifecycle.management.demonstration.cast import DOMAIN, make_address
from lifecycle.management.demonstration.register import Register
from lifecycle.management.demonstration.story import BEGINS_ON, MAIL_SINCE, list_acts
from lifecycle.management.welcome import compose_welcome
from lifecycle.models import (
    ActionPlan,
    Commitment,
    ConflictOfInterest,
    DuplicateSuspicion,
    PlanStage,
    Proposal,
)
from lifecycle.services.annexes import set_annexes
from lifecycle.services.conventions import ConventionWords, create_convention
from lifecycle.vocabulary import PROPOSAL_PHASES, Phase, ProposalState
from lifecycle.vocabulary.roles import GRANTED_ROLES, MINISTRY_LEAD, MINISTRY_TEAM
from tests.demonstration import PASSWORD, load_demonstration
from workflow.clock import compute_civil_day, current_clock
from workflow.engine import available, decide, explain, fire
from workflow.exceptions import TransitionRefusedError
from workflow.history.verification import verify
from workflow.holidays import load_calendar
from workflow.machine.registry import get_machine
from workflow.models import Announcement, Event, Round, Seat, User, Verdict, WorkItem
from workflow.permissions.grants import ROLE_PREFIX
from workflow.tick import foresee

#: Where dossiers wait beyond prioritization.
ON_THE_ROAD = {
    ProposalState.PORTER_SEARCH,
    ProposalState.SHEET_DRAFTING,
    ProposalState.SHEET_APPROVAL,
    ProposalState.IN_CONSULTATION,
    ProposalState.FINALIZATION,
}
LATER = {
    Phase.PORTER_IDENTIFICATION,
    Phase.SHEET_DRAFTING,
    Phase.CONSULTATION,
    Phase.CONVENTION_SIGNATURE,
    Phase.GOVERNMENT_ADOPTION,
}


@dataclass(frozen=True)
class Loaded:
    """What the command printed while it loaded the demonstration."""

    printed: str


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Loaded]:
    """Load the demonstration once; each test of this module starts from it, on its day."""
    folder = tmp_path_factory.mktemp("demonstration")
    with load_demonstration(folder, django_db_blocker) as printed:
        yield Loaded(printed)


@pytest.fixture(autouse=True)
def loaded(demonstration: Loaded, db: None) -> None:
    """Start from the demonstration."""


def get_person(key: str) -> User:
    return User.objects.get(email=make_address(key))


def get_proposal(title: str) -> Proposal:
    return Proposal.objects.get(title__startswith=title)


def test_the_first_plan_has_its_eighteen_commitments_at_seventy_six_percent() -> None:
    progress = list(
        Commitment.objects.filter(plan__code="MA-1").values_list("declared_progress", flat=True)
    )

    assert len(progress) == 18
    assert sum(progress) / 18 == 76.0
    assert progress.count(100) == 6


def test_the_second_plan_is_being_made_in_stages_that_overlap() -> None:
    stages = PlanStage.objects.filter(plan__code="MA-2")

    on_that_day = [stage.code for stage in stages if stage.has_window_on(BEGINS_ON)]

    assert on_that_day == ["collection", "prioritization", "drafting"]
    assert stages.get(code="collection").baseline_closes_on == date(2020, 10, 31)


def test_there_is_a_proposal_in_every_state_of_prioritization_and_some_beyond() -> None:
    machine = get_machine("proposal")
    not_reached = {
        state
        for state in ProposalState.values
        if machine.states[state].phase in LATER or state == ProposalState.FULFILLED
    }

    found = set(Proposal.objects.values_list("state", flat=True))

    assert found == (set(ProposalState.values) - not_reached) | ON_THE_ROAD
    assert set(PROPOSAL_PHASES) > LATER


def test_proposals_are_in_french_and_in_arabic() -> None:
    languages = list(Proposal.objects.values_list("language", flat=True))

    assert languages.count("fr") > 15
    assert languages.count("ar") > 15


def test_it_is_monday_16_november_and_time_flows() -> None:
    first = current_clock().now()

    assert current_clock().today() == BEGINS_ON == date(2020, 11, 16)
    assert BEGINS_ON.strftime("%A") == "Monday"
    assert current_clock().now() > first


def test_the_history_holds_together_and_happened_in_its_order() -> None:
    audit = verify()

    assert not audit.findings
    for proposal in Proposal.objects.all():
        instants = list(proposal.events.order_by("seq").values_list("recorded_at", flat=True))
        assert instants == sorted(instants)
        assert compute_civil_day(instants[-1]) < BEGINS_ON


def test_every_proposal_came_to_be_by_a_person_and_never_by_a_load() -> None:
    births = Event.objects.filter(subject__kind="proposal", seq=1)

    assert set(births.values_list("name", flat=True)) == {
        "create",
        "record_for",
        "split_child",
        "compose",
    }
    assert not births.filter(actor__isnull=True).exists()


def test_officials_work_on_working_days() -> None:
    calendar = load_calendar()
    officials = User.objects.filter(groups__name__in=[MINISTRY_TEAM.code, MINISTRY_LEAD.code])

    instants = Event.objects.filter(actor__in=officials).values_list("recorded_at", flat=True)

    days = {compute_civil_day(instant) for instant in instants}
    assert [day for day in sorted(days) if not calendar.is_working_day(day)] == []


def test_refusals_were_confirmed_by_a_second_person() -> None:
    refusals = Event.objects.filter(name="refuse", target=ProposalState.INADMISSIBLE)

    assert refusals.count() == 2
    assert all(event.confirmed_by_id not in {None, event.actor_id} for event in refusals)


def test_the_clock_did_what_is_its_own() -> None:
    by_the_clock = Event.objects.filter(subject__kind="proposal", actor__isnull=True)

    assert set(by_the_clock.values_list("name", flat=True)) == {
        "close_unanswered",
        "confirm_merge",
        "lapse",
        "open_consultation",
        "close_consultation",
    }


def test_nothing_is_owed_on_the_first_morning() -> None:
    assert foresee() == []


def test_some_proposals_are_late() -> None:
    late = WorkItem.objects.filter(
        subject__kind="proposal", closed_at__isnull=True, due_on__lt=BEGINS_ON
    )

    assert {"submitted", "prioritized", "assessment"} <= set(late.values_list("kind", flat=True))


def test_a_missing_score_blocks_a_decision() -> None:
    proposal = get_proposal("Suivre un dirham")

    with pytest.raises(TransitionRefusedError, match="score") as caught:
        fire(proposal.pk, "retain", actor=get_person("direction"))

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == ["scored"]


def test_an_open_duplicate_blocks_an_admission() -> None:
    proposal = get_proposal("Rendre compte aux participants")

    with pytest.raises(TransitionRefusedError) as caught:
        fire(proposal.pk, "admit", actor=get_person("equipe-1"))

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == ["no_open_duplicate"]
    assert DuplicateSuspicion.objects.filter(verdict="").count() == 1


def test_details_are_awaited_from_authors_in_both_languages() -> None:
    asked = Proposal.objects.filter(state=ProposalState.NEEDS_DETAILS)

    assert {proposal.language for proposal in asked} == {"fr", "ar"}
    assert {proposal.questions_asked for proposal in asked} == {1, 2}


def test_a_second_person_is_awaited() -> None:
    awaited = Round.objects.get(kind="countersign", outcome="")

    assert awaited.opened_by == get_person("equipe-1")
    assert explain(awaited.subject_id, actor=get_person("equipe-2")).transitions


def test_a_dossier_without_a_candidate_cannot_look_for_a_porter() -> None:
    dossier = get_proposal("Publication proactive")

    with pytest.raises(TransitionRefusedError) as caught:
        fire(dossier.pk, "seek_porter", actor=get_person("equipe-1"))

    assert [shortfall.guard for shortfall in caught.value.shortfalls] == ["candidate_ranked"]
    assert dossier.sources.count() == 3


def test_a_convention_can_be_written_and_signed_on_the_first_morning() -> None:
    dossier = get_proposal("Un budget citoyen")
    office, lead = get_person("equipe-1"), get_person("direction")

    fire(dossier.pk, "finalize", actor=office)
    words = ConventionWords(
        title_fr="Convention", title_ar="اتفاقية", body_fr="Texte.", body_ar="نص."
    )
    convention = create_convention(dossier.plan, words=words, actor=office)
    set_annexes(convention, proposals=[dossier.pk], actor=office)
    fire(convention.pk, "agree_text", actor=office)
    fire(convention.pk, "open_signing", actor=lead)

    seat = Seat.objects.get(round__subject=convention.pk, round__outcome="")
    decide(seat, actor=get_person("finance-responsable"), verdict=Verdict.APPROVE)
    dossier.refresh_from_db()
    assert dossier.state == ProposalState.SIGNED


def test_an_assessor_with_an_interest_stood_down() -> None:
    conflict = ConflictOfInterest.objects.get()

    seats = Seat.objects.filter(round__subject=conflict.proposal_id, person=conflict.person)

    assert conflict.person == get_person("evaluation-4")
    assert not WorkItem.objects.filter(seat__in=seats, closed_at__isnull=True).exists()


def test_proposals_can_still_be_submitted() -> None:
    author = get_person("citoyen-3")
    draft = Proposal.objects.get(state=ProposalState.DRAFT, language="en")

    found = {each.transition.name: each for each in explain(draft.pk, actor=author).transitions}

    guards = [reason.code for reason in found["submit"].reasons]
    assert guards == ["texts_present"]
    assert available(draft.pk, actor=author)


@pytest.mark.parametrize("role", [role.code for role in GRANTED_ROLES])
def test_there_is_an_account_for_each_role(role: str) -> None:
    by_group = User.objects.filter(groups__name=role)
    by_grant = User.objects.filter(institutiongrant__permission__codename=f"{ROLE_PREFIX}{role}")

    assert (by_group | by_grant).exists()


def test_accounts_read_three_languages_and_share_one_password() -> None:
    people = User.objects.all()

    assert {person.language for person in people} == {"fr", "ar", "en"}
    assert {person.email.partition("@")[2] for person in people} == {DOMAIN}
    assert authenticate(email=make_address("equipe-2"), password=PASSWORD)


def test_the_mailbox_begins_in_the_last_days() -> None:
    waiting = Announcement.objects.filter(taken_at__isnull=True)

    days = {compute_civil_day(each.available_at) for each in waiting}

    assert days
    assert min(days) >= MAIL_SINCE


def test_the_welcome_names_the_day_and_the_accounts_by_role_and_language() -> None:
    words = compose_welcome("http://127.0.0.1:8000")

    assert "Monday 16 November 2020" in words
    assert f"the password {PASSWORD}" in words
    assert "ministry team         equipe-1@demo.example (fr), equipe-2@demo.example (ar)" in words


@pytest.mark.parametrize(
    ("language", "day"),
    [("fr", "16 novembre 2020"), ("ar", "2020"), ("en", "Nov. 16, 2020")],
)
def test_every_page_says_on_which_day_the_site_lives(
    language: str, day: str, client: Client
) -> None:
    page = client.get("/plans/", headers={"accept-language": language})

    assert page.context["demonstration_day"] == BEGINS_ON
    assert day in page.content.decode()


def test_sign_in_keeps_real_time(client: Client) -> None:
    client.force_login(get_person("equipe-1"))

    session = Session.objects.get(session_key=client.session.session_key)
    last_login = get_person("equipe-1").last_login

    assert session.expire_date > datetime.now(UTC)
    assert last_login is not None
    assert last_login > datetime.now(UTC) - timedelta(hours=1)


def test_the_command_says_what_it_did(demonstration: Loaded) -> None:
    assert "The demonstration is loaded" in demonstration.printed
    assert "direction@demo.example (fr)" in demonstration.printed


def test_it_keeps_quiet_when_asked_to_load_only_an_empty_site() -> None:
    events, out = Event.objects.count(), StringIO()

    call_command("load_demo", "--if-empty", stdout=out)

    assert (out.getvalue(), Event.objects.count()) == ("", events)


def test_a_production_site_refuses_it(settings: Settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="refused under production settings"):
        call_command("load_demo", "--reset", stdout=StringIO())

    assert ActionPlan.objects.exists()


def test_an_act_that_names_nobody_is_an_error_with_those_it_could_be() -> None:
    register = Register(ActionPlan.objects.get(code="MA-2"), {"equipe-1": get_person("equipe-1")})

    with pytest.raises(LookupError, match="equipe-1"):
        register.get_person("nobody")


def test_the_story_is_told_day_by_day_and_minute_by_minute() -> None:
    instants = [clock.now() for clock, _act in list_acts()]

    assert instants == sorted(instants)
    assert len(set(instants)) == len(instants)
