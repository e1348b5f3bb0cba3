"""Two retained proposals become commitments in a browser, each step by whoever may take it.

The site lives on the day of the machine; what the clock owes on other days, it is asked to do.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from lifecycle.management.replaying.running import deliver_everything
from lifecycle.models import Commitment, Contribution, Proposal
from lifecycle.models.sheet_content import SheetContent
from lifecycle.selectors.round_choices import Answer
from lifecycle.vocabulary import AttachmentPurpose, ConventionState, ProposalState
from notifications.models import Message
from tests.broker import Broker, set_broker
from tests.journeys import plan_steps, road_steps
from tests.journeys.conftest import Enter
from tests.journeys.road_cast import RoadCast, set_road
from tests.journeys.steps import move
from tests.journeys.windows import Window
from tests.road import CONTENT
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.consistency.checking import check_consistency
from workflow.history.verification import verify
from workflow.holidays import load_calendar
from workflow.models import Announcement, User

pytestmark = pytest.mark.once

SHEETS = (
    CONTENT,
    replace(
        CONTENT,
        title_fr="Publier le registre des marchés",
        title_ar="نشر سجل الصفقات العمومية",
    ),
)
CONTACT = "Bureau du registre, registre@agence.example"
DECLINED = "Hors de nos missions."
SAID = "يجب نشر الملاحق أيضا."
ANSWERED = "Les annexes seront publiées en 2028."
CONVENTION = "Les parties réalisent les fiches annexées."


class Windows:
    """One window for each person, in their language, opened when they come in."""

    def __init__(self, enter: Enter) -> None:
        self._enter = enter
        self._open: dict[int, Window] = {}

    def of(self, person: User) -> Window:
        """Return the window of a person."""
        if person.pk not in self._open:
            self._open[person.pk] = self._enter(person, person.language)
        return self._open[person.pk]

    def of_nobody(self, language: str) -> Window:
        """Return a new window without an account."""
        return self._enter(None, language)


@pytest.fixture
def windows(live_site: str, enter: Enter) -> Windows:
    """Return the windows of this test."""
    return Windows(enter)


@pytest.fixture
def broker(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Broker:
    """Return what the site tells that something waits."""
    return set_broker(Broker(), settings, monkeypatch)


def test_two_proposals_become_commitments_although_the_broker_goes_away_meanwhile(
    windows: Windows, broker: Broker
) -> None:
    cast = set_road()

    find_porters(windows, cast)
    for dossier, content in zip(cast.dossiers, SHEETS, strict=True):
        write_and_approve(windows, cast, dossier, content)
    consult(windows, cast)
    assert broker.asked
    broker.is_away = True
    sign(windows, cast)
    adopt(windows, cast)

    assert broker.failed
    assert list_states(cast) == [ProposalState.ADOPTED] * 2
    check_public_pages(windows, cast)
    # The factories write plans and their stages without a birth.
    assert [each for each in check_consistency() if each.code != "birth"] == []
    assert verify().findings == ()
    # The worker looks by itself: everything is told, that of the days to come too.
    with use_clock(FixedClock.on(current_clock().today() + timedelta(days=120))):
        deliver_everything()
    assert not Announcement.objects.filter(taken_at=None).exists()
    assert not Message.objects.filter(state__in=("pending", "sending", "gathering")).exists()
    assert Message.objects.filter(state="sent", channel="email").exists()


def find_porters(windows: Windows, cast: RoadCast) -> None:
    """Ask the archives for the first dossier, who decline, and the agency for both."""
    office, (first, other) = windows.of(cast.team), cast.dossiers
    road_steps.rank_candidates(office, first, [cast.archives, cast.agency])
    road_steps.rank_candidates(office, other, [cast.agency])

    declining = windows.of(cast.owners[cast.archives.pk])
    road_steps.answer_round(declining, first.pk, Answer.DECLINE, sees=first.title, comment=DECLINED)
    accepting = windows.of(cast.owners[cast.agency.pk])
    for dossier in cast.dossiers:
        road_steps.answer_round(accepting, dossier.pk, Answer.APPROVE, sees=dossier.title)
    road_steps.add_partner(office, first, cast.rivage)
    office.sees(DECLINED)


def write_and_approve(
    windows: Windows, cast: RoadCast, dossier: Proposal, content: SheetContent
) -> None:
    """Bring a sheet from the words of its proposal to the text that its owners approve."""
    office, writer = windows.of(cast.team), windows.of(cast.project_lead)
    owner = windows.of(cast.owners[cast.agency.pk])
    road_steps.prefill(office, dossier)
    road_steps.name_project_lead(owner, dossier, cast.project_lead)

    road_steps.open_editor(office, dossier)
    road_steps.open_editor(writer, dossier)
    road_steps.write_vaguely(writer, content)
    road_steps.bring_together(office, CONTACT)
    road_steps.submit_sheet(writer, dossier)

    for porter in dossier.porters.order_by("pk"):
        reader = windows.of(cast.owners[porter.institution_id])
        deliverable = content.activities[0].deliverable_fr
        road_steps.answer_round(reader, dossier.pk, Answer.APPROVE, sees=deliverable)


def consult(windows: Windows, cast: RoadCast) -> None:
    """Freeze the plan, let a citizen contribute, answer, and settle the texts."""
    office, citizen = windows.of(cast.team), windows.of_nobody("ar")
    plan_steps.freeze_draft(office, cast.plan, cast.dossiers)
    consultation = plan_steps.announce(office)
    assert consultation.opens_on is not None
    assert consultation.closes_on is not None
    plan_steps.tick_on(consultation.opens_on)
    line = Proposal.objects.get(pk=cast.dossiers[0].pk)
    plan_steps.contribute_by_phone(citizen, cast.plan, line, SAID)
    contribution = Contribution.objects.get()
    plan_steps.publish_contribution(windows.of(cast.moderator), contribution)
    citizen.open("consultation", consultation.pk)
    citizen.sees(SAID)
    plan_steps.answer_contribution(office, contribution, ANSWERED)

    plan_steps.tick_on(load_calendar().add_working_days(consultation.closes_on, 1))
    plan_steps.act(office, "consultation", consultation.pk, "settle")
    plan_steps.act(windows.of(cast.lead), "consultation", consultation.pk, "publish")
    citizen.open("consultation_line", consultation.pk, line.plan_number)
    citizen.sees(ANSWERED)
    for dossier in cast.dossiers:
        move(office, dossier, "finalize")


def sign(windows: Windows, cast: RoadCast) -> None:
    """Let the agency sign in the application, and the association on paper."""
    office, lead = windows.of(cast.team), windows.of(cast.lead)
    convention = plan_steps.write_convention(office, cast.plan, CONVENTION)
    plan_steps.act(office, "convention", convention.pk, "agree_text")
    plan_steps.act(lead, "convention", convention.pk, "open_signing")
    signing = windows.of(cast.owners[cast.agency.pk])
    road_steps.answer_round(signing, convention.pk, Answer.APPROVE, sees=SHEETS[0].title_ar)
    plan_steps.sign_on_paper(office, windows.of(cast.second), convention, cast.rivage)

    convention.refresh_from_db()
    assert convention.state == ConventionState.IN_FORCE
    assert list_states(cast) == [ProposalState.SIGNED] * 2


def adopt(windows: Windows, cast: RoadCast) -> None:
    """Take the file before the council, and record that it adopts both lines."""
    office, lead = windows.of(cast.team), windows.of(cast.lead)
    council = plan_steps.begin_council(lead, cast.plan)
    plan_steps.act(lead, "council", council.pk, "submit")
    plan_steps.add_document(office, council, AttachmentPurpose.AGENDA)
    today = current_clock().today().isoformat()
    plan_steps.act(office, "council", council.pk, "put_on_agenda", meets_on=today)
    plan_steps.act(lead, "council", council.pk, "present")
    plan_steps.add_document(lead, council, AttachmentPurpose.COUNCIL_DECISION)
    plan_steps.type_outcomes(lead, council, cast.dossiers)
    plan_steps.act(lead, "council", council.pk, "record_adopted")


def check_public_pages(windows: Windows, cast: RoadCast) -> None:
    """Fail unless everybody finds the commitments on the page of the plan, and their activities."""
    for language in ("fr", "ar"):
        public = windows.of_nobody(language)
        for content in SHEETS:
            title = getattr(content, f"title_{language}")
            public.open("plan", cast.plan.code)
            public.follow(title)
            public.sees(getattr(content.activities[0], f"title_{language}"))
            public.sees(content.activities[0].period_words)
    born_of = Commitment.objects.order_by("number").values_list("born_of", flat=True)
    assert list(born_of) == [each.pk for each in cast.dossiers]


def list_states(cast: RoadCast) -> list[str]:
    """Return where the two dossiers are."""
    keys = [each.pk for each in cast.dossiers]
    return list(Proposal.objects.filter(pk__in=keys).order_by("pk").values_list("state", flat=True))
