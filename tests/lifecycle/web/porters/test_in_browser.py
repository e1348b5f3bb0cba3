"""Porter identification in a real browser: the whole phase, and its pages without a fault."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from lifecycle.models import Proposal
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.services.porters import add_partner
from lifecycle.vocabulary import ProposalState, Side
from tests.cast import make_institution
from tests.factories import proposal_in
from tests.lifecycle.web.windows import DESK, PHONE, enter, find_faults
from tests.porters import (
    accept,
    asked_seat,
    check_prefill,
    lead_of,
    member_of,
    name_lead,
    owner_of,
    turn_down,
)
from workflow.engine import fire
from workflow.models import Institution, User

LONG = "السجل العمومي للصفقات كبيانات مفتوحة قابلة لإعادة الاستعمال من طرف الجميع"


@pytest.fixture
def bodies(live_site: str) -> tuple[Institution, Institution]:
    """Return two institutions that may carry a dossier, each with an owner."""
    first = make_institution(
        "archives", Side.GOVERNMENT, french="Archives publiques", arabic="الأرشيف العمومي"
    )
    second = make_institution(
        "agency",
        Side.GOVERNMENT,
        french="Agence nationale de la transformation numérique des services publics",
        arabic="الوكالة الوطنية للتحول الرقمي",
    )
    for body in (first, second):
        owner_of(body)
    return first, second


@pytest.fixture
def dossier(bodies: tuple[Institution, Institution]) -> Proposal:
    """Return a retained proposal for which nobody has been named."""
    return proposal_in(ProposalState.PRIORITIZED, language="ar", title=LONG)


def find_team() -> User:
    """Return somebody of the ministry team."""
    return User.objects.filter(groups__name="ministry_team").order_by("pk")[0]


def visit(browser: Browser, site: str, person: User) -> Page:
    """Return a window of this person, in English and without a script."""
    window = enter(browser, site, person, language="en", width=PHONE, runs_scripts=False)
    return window.new_page()


def test_two_candidates_are_asked_in_order_and_the_second_names_the_project_lead(
    live_site: str, browser: Browser, dossier: Proposal, bodies: tuple[Institution, Institution]
) -> None:
    second = bodies[1]
    ministry = visit(browser, live_site, find_team())
    ministry.goto(f"{live_site}{reverse('proposal', args=[dossier.pk])}")
    ministry.get_by_role("link", name="Choose the candidates").first.click()
    for number, body in enumerate(bodies):
        ministry.locator(f"[name=candidates_{number}_institution]").select_option(str(body.pk))
        if number == 0:
            ministry.get_by_role("button", name="One more").click()
    ministry.get_by_role("button", name="Keep this order").click()
    ministry.get_by_role("link", name="Look for a porter").click()
    ministry.locator("main form .actions button").first.click()

    one, other = (visit(browser, live_site, owner_of(body)) for body in bodies)
    answer(one, live_site, dossier, "My institution declines", why="Pas nos missions.")
    answer(other, live_site, dossier, "My institution carries it")
    check_prefill(dossier)
    owner = visit(browser, live_site, owner_of(second))
    member = member_of(second)
    owner.goto(f"{live_site}{reverse('proposal', args=[dossier.pk])}")
    owner.get_by_role("link", name="Name the project lead").first.click()
    owner.locator("[name=project_lead]").select_option(str(member.pk))
    owner.get_by_role("button", name="Name the project lead").click()

    dossier.refresh_from_db()
    assert (dossier.state, lead_of(dossier)) == (ProposalState.SHEET_DRAFTING, second)
    ministry.goto(f"{live_site}{reverse('proposal_porters', args=[dossier.pk])}")
    expect(ministry.get_by_role("main")).to_contain_text("Pas nos missions.")
    expect(ministry.get_by_role("main")).to_contain_text(str(member))


def answer(page: Page, site: str, dossier: Proposal, choice: str, *, why: str = "") -> None:
    """Say from the inbox whether the institution carries the dossier."""
    seat = asked_seat(dossier)
    page.goto(f"{site}{reverse('inbox')}")
    page.locator(f"a[href*='/rounds/{seat.round_id}/']").first.click()
    page.get_by_role("radio", name=choice).first.check()
    page.get_by_label("Remark or reason").fill(why)
    page.get_by_role("button", name="Record my decision").click()
    expect(page.get_by_role("main")).to_contain_text("Your decision is recorded.")


@pytest.fixture
def search(dossier: Proposal, bodies: tuple[Institution, Institution]) -> Proposal:
    """Return the dossier while its second candidate is asked; the first has said why not."""
    chosen = [Candidate(each.pk, "La connaît bien.") for each in bodies]
    set_candidates(dossier, candidates=chosen, actor=find_team())
    fire(dossier.pk, "seek_porter", actor=find_team())
    turn_down(dossier, "Hors de nos missions.")
    return dossier


def list_addresses(search: Proposal) -> Iterator[tuple[User | None, str]]:
    """Yield each page with who looks at it, while the dossier goes on."""
    team, third = find_team(), Institution.objects.exclude(code__in=["archives", "agency"]).first()
    at = [search.pk]
    yield team, reverse("proposal_porters", args=at)
    yield owner_of(Institution.objects.get(code="agency")), reverse("proposal", args=at)
    accept(search)
    name_lead(search)
    if third is None:
        third = make_institution("rivage", Side.GOVERNMENT, french="Rivage", arabic="الضفة")
    partner = add_partner(search, institution_id=third.pk, letter="2026/31", actor=team)
    owner = owner_of(lead_of(search))
    yield team, reverse("proposal_porters", args=at)
    yield team, reverse("proposal", args=at)
    yield team, reverse("proposal_candidates", args=at)
    yield team, reverse("proposal_add_partner", args=at)
    yield team, reverse("proposal_remove_partner", args=[search.pk, partner.pk])
    yield owner, reverse("proposal_porters", args=at)
    set_candidates(search, candidates=[Candidate(third.pk)], actor=team)
    yield owner, reverse("proposal_transition", args=[search.pk, "withdraw_porter"])
    inputs = {"letter": "2026/77", "reason": "Ses missions ont changé."}
    fire(search.pk, "withdraw_porter", actor=owner, inputs=inputs)
    yield None, reverse("proposal_porters", args=at)


@pytest.mark.parametrize(("language", "width"), [("fr", DESK), ("ar", PHONE)])
def test_the_pages_have_no_fault_and_fit_their_window(
    live_site: str, search: Proposal, browser: Browser, language: str, width: int
) -> None:
    pages: dict[User | None, Page] = {}
    faults = []

    for person, address in list_addresses(search):
        if person not in pages:
            window = enter(browser, live_site, person, language=language, width=width)
            pages[person] = window.new_page()
        faults += find_faults(pages[person], f"{live_site}{address}")

    for page in pages.values():
        page.context.close()
    assert faults == []
