"""The pages of a round in a real browser: no fault for axe, no overflow, no script needed."""

from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from lifecycle.models import Proposal
from lifecycle.vocabulary import ProposalState, Side
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, OWNER
from tests.cast import Institutions, make_institution, make_person
from tests.lifecycle.web.rounds.sheets import (
    find_seat,
    post_decision,
    submit_again,
    submit_sheet,
)
from tests.lifecycle.web.rounds.test_recording import get_record, post_record
from tests.lifecycle.web.windows import DESK, PHONE, enter, find_faults
from workflow.models import Decision, User
from workflow.permissions import grant

LONG = "وزارة الانتقال الرقمي وإصلاح الإدارة والعلاقات مع المجتمع المدني"


@dataclass(frozen=True)
class Stage:
    """The bodies and the people of a round, committed because a server reads them."""

    institutions: Institutions
    #: The owners of the lead and of the partner.
    lead: User
    partner: User
    #: Two of the ministry, the first of whom decides at the gates too.
    ministry: User
    second: User
    proposal: Proposal


@pytest.fixture
def stage(live_site: str) -> Stage:
    """Return a sheet before its owners, of whom one has asked for changes before."""
    institutions = Institutions(
        ministry=make_institution(
            "ministry", Side.GOVERNMENT, french="Ministère de la Réforme", arabic=LONG
        ),
        archives=make_institution(
            "archives", Side.GOVERNMENT, french="Archives publiques", arabic="الأرشيف العمومي"
        ),
        rivage=make_institution(
            "rivage", Side.CIVIL_SOCIETY, french="Association Rivage", arabic="جمعية الضفة"
        ),
    )
    lead, partner, ministry, second = map(make_person, ("Emna", "Nabila", "Salma", "Bilal"))
    grant(OWNER, lead, on=institutions.archives)
    grant(OWNER, partner, on=institutions.ministry)
    for role in (MINISTRY_TEAM, MINISTRY_LEAD):
        grant(role, ministry)
    grant(MINISTRY_TEAM, second)
    return Stage(institutions, lead, partner, ministry, second, submit_sheet(institutions))


def return_sheet(stage: Stage) -> None:
    """Let the lead approve and the partner object, then put a changed text before them again."""
    bodies = stage.institutions
    post_decision(stage.lead, find_seat(stage.proposal, bodies.archives), choice="approve")
    objection = {"choice": "object", "comment": "Le délai est trop court."}
    post_decision(stage.partner, find_seat(stage.proposal, bodies.ministry), **objection)
    submit_again(stage.proposal, problem_fr="Personne ne sait quelles archives existent.")


@pytest.mark.parametrize(("language", "width"), [("fr", DESK), ("ar", PHONE)])
def test_the_pages_have_no_fault_and_fit_their_window(
    live_site: str, stage: Stage, browser: Browser, language: str, width: int
) -> None:
    returned = find_seat(stage.proposal, stage.institutions.archives).round_id
    return_sheet(stage)
    seat = find_seat(stage.proposal, stage.institutions.ministry)
    other = find_seat(stage.proposal, stage.institutions.archives)
    post_record(stage.second, other)
    at, round_page = [seat.round_id, seat.pk], reverse("round", args=[seat.round_id])
    deeds = ("round_stand_down", "round_transfer", "round_record")
    record = [reverse(f"round_record_{name}", args=[get_record().pk]) for name in ("confirm",)]
    pages = {
        stage.partner: [round_page, reverse("round", args=[returned])],
        stage.ministry: [round_page, *(reverse(name, args=at) for name in deeds), *record],
    }

    faults = []
    for person, addresses in pages.items():
        window = enter(browser, live_site, person, language=language, width=width)
        page = window.new_page()
        faults += [
            fault for address in addresses for fault in find_faults(page, f"{live_site}{address}")
        ]
        window.close()

    assert faults == []


def test_owners_decide_without_a_script_and_a_changed_text_loses_nothing(
    live_site: str, stage: Stage, browser: Browser
) -> None:
    first = find_seat(stage.proposal, stage.institutions.archives)
    address = f"{live_site}{reverse('round', args=[first.round_id])}"
    lead = open_page(browser, live_site, stage.lead)
    partner = open_page(browser, live_site, stage.partner)
    lead.goto(address)
    partner.goto(address)

    choose(partner, "I ask for changes", "Le délai est trop court.")
    partner.get_by_text("Your decision is recorded.").wait_for()
    expect(partner.locator("main").get_by_text("Le délai est trop court.")).to_be_visible()
    stage.proposal.refresh_from_db()
    assert stage.proposal.state == ProposalState.SHEET_DRAFTING
    submit_again(stage.proposal, problem_fr="Personne ne sait quelles archives existent.")

    choose(lead, "I approve it, with a remark", "Ne me perdez pas.")
    lead.get_by_role("heading", name="The text has changed since you read it").wait_for()
    expect(lead.locator("ins", has_text="archives")).to_be_visible()
    assert lead.get_by_label("Remark or reason").input_value() == "Ne me perdez pas."
    assert lead.get_by_label("I approve it, with a remark").is_checked()
    lead.get_by_role("button", name="Record my decision").click()
    lead.get_by_text("Your decision is recorded.").wait_for()

    new = find_seat(stage.proposal, stage.institutions.archives)
    decision = Decision.objects.get(seat=new)
    assert (decision.verdict, decision.comment) == ("approve", "Ne me perdez pas.")
    lead.context.close()
    partner.context.close()


def open_page(browser: Browser, site: str, person: User) -> Page:
    """Return a page of this person on a phone, where no script runs."""
    window = enter(browser, site, person, language="en", width=PHONE, runs_scripts=False)
    return window.new_page()


def choose(page: Page, answer: str, comment: str) -> None:
    """Say something from the seat of the page."""
    page.get_by_label(answer).check()
    page.get_by_label("Remark or reason").fill(comment)
    page.get_by_role("button", name="Record my decision").click()
