"""A signed plan before the government: handed in, postponed, decided, and its commitments read.

The site lives on the day of the machine, so the council meets on the day the journey runs.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from lifecycle.models import ActionPlan, Council, Proposal
from lifecycle.vocabulary import AttachmentPurpose, PlanState, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import make_person
from tests.council import TODAY, council_in, frozen_version, on, open_council, signed_dossiers
from tests.factories import make_plan
from tests.journeys.conftest import Enter
from tests.journeys.windows import PDF, Window
from tests.lifecycle.web.windows import DESK, PHONE, find_faults
from tests.lifecycle.web.windows import enter as open_window
from tests.road import dossier_in
from workflow.clock import current_clock
from workflow.machine.registry import get_machine
from workflow.models import User
from workflow.permissions import grant

TITLES = ("Registre", "Portail", "Budget", "Marchés")


def make_lead(language: str) -> User:
    """Create the ministry lead."""
    lead = make_person("Claire", language=language)
    grant(MINISTRY_LEAD, lead)
    return lead


def sign_all() -> list[Proposal]:
    """Bring in four dossiers, three of them signed."""
    states = [ProposalState.SIGNED] * 3 + [ProposalState.SIGNATURE]
    return [
        dossier_in(state, sheet={"title_fr": f"{title} public", "title_ar": f"{title} عمومي"})
        for state, title in zip(states, TITLES, strict=True)
    ]


def act(window: Window, council: Council, name: str, **values: str) -> None:
    """Follow a transition from the page of the file, fill in what it asks, and fire it."""
    label = window.words.name(get_machine("council").transitions[name].label)
    window.open("council", council.pk)
    window.follow(label)
    for field, value in values.items():
        window.main.locator(f"[name={field}]").fill(value)
    window.press(label)
    expect(window.page).to_have_url(window.site + reverse("council", args=[council.pk]))


def add(window: Window, council: Council, purpose: AttachmentPurpose) -> None:
    """Add a document to the file."""
    window.open("council_document", council.pk, purpose.value)
    window.main.locator("[name=file]").set_input_files(PDF)
    window.press(window.words.say("Save"))
    expect(window.page).to_have_url(window.site + reverse("council", args=[council.pk]))


def leave_out(window: Window, council: Council, proposal: Proposal, reason: str) -> None:
    """Leave a line out of the file."""
    window.open("council_leave_out", council.pk, proposal.pk)
    window.main.locator("[name=reason]").fill(reason)
    window.press(window.words.say("Save"))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_government_decides_line_by_line(language: str, enter: Enter) -> None:
    lead, lines = make_lead(language), sign_all()
    plan = lines[0].plan
    frozen_version(lines)
    window, today = enter(lead, language), current_clock().today().isoformat()
    window.open("council_list", plan.code)
    window.press(window.words.say("Begin on version %(number)s", number=1))
    council = Council.objects.get()
    leave_out(window, council, lines[3], "Une partie n'a pas signé.")
    add(window, council, AttachmentPurpose.COUNCIL_FILE)
    window.press(window.words.say("Freeze the file"))

    act(window, council, "submit")
    team_acts(window, council, lead, today)
    act(window, council, "present")
    add(window, council, AttachmentPurpose.COUNCIL_DECISION)
    type_outcomes(window, council, lines)
    act(window, council, "record_adopted", reason="Le reste attend le plan suivant.")

    states = [each.state for each in Proposal.objects.order_by("pk")]
    assert states == ["adopted", "finalization", "dropped", "deferred"]
    assert ActionPlan.objects.get(pk=plan.pk).state == PlanState.IN_IMPLEMENTATION
    public = enter(None, language)
    public.open("council", council.pk)
    public.sees("Le budget manque.")
    public.follow(f"{public.words.say('The commitment it became')} E-1")
    public.sees("Registre")


def team_acts(window: Window, council: Council, lead: User, today: str) -> None:
    """Put the file on an agenda, postpone it, put it on the next one."""
    grant(MINISTRY_TEAM, lead)
    add(window, council, AttachmentPurpose.AGENDA)
    act(window, council, "put_on_agenda", meets_on=today)
    act(window, council, "postpone")
    add(window, council, AttachmentPurpose.AGENDA)
    act(window, council, "put_on_agenda", meets_on=today)


def type_outcomes(window: Window, council: Council, lines: list[Proposal]) -> None:
    """Say that the first is adopted, the second returned, the third removed."""
    window.open("council_outcomes", council.pk)
    outcomes = (("adopted", ""), ("returned", "Le budget manque."), ("removed", "Déjà fait."))
    for proposal, (outcome, reason) in zip(lines, outcomes, strict=False):
        window.main.locator(f"[name=outcome_{proposal.pk}]").select_option(outcome)
        window.main.locator(f"[name=reason_{proposal.pk}]").fill(reason)
    window.press(window.words.say("Keep the outcomes"))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pages_have_no_fault(language: str, browser: Browser, live_site: str) -> None:
    lead = make_lead(language)
    grant(MINISTRY_TEAM, lead)
    with on(TODAY):
        lines = sign_all()
        council = open_council(lines)
        presented = council_in("presented", signed_dossiers(2, plan=make_plan("MA-3")))
    code = council.plan.code
    addresses = (
        reverse("council", args=[council.pk]),
        reverse("council_list", args=[code]),
        reverse("council_leave_out", args=[council.pk, lines[0].pk]),
        reverse("council_document", args=[council.pk, "council_file"]),
        reverse("council", args=[presented.pk]),
        reverse("council_outcomes", args=[presented.pk]),
        reverse("plan_act", args=["MA-3", presented.pk, "record_adopted"]),
    )

    faults = []
    for width in (DESK, PHONE):
        window = open_window(browser, live_site, lead, language=language, width=width)
        page = window.new_page()
        faults += [
            fault for address in addresses for fault in find_faults(page, live_site + address)
        ]
        window.close()

    assert faults == []
