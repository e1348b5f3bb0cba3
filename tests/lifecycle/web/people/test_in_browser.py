"""Plans, people and accounts in a real browser: no fault for axe, no overflow, no script needed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_core_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page

from lifecycle.models import PlanStage
from lifecycle.services.loading.plan_loader import load_plan
from lifecycle.services.loading.sources import read_source_file
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_LEAD
from tests.cast import PASSWORD, make_person
from tests.factories import make_plan
from tests.lifecycle.services.loading.files import DEMO
from workflow.models import Institution, User
from workflow.permissions import grant, load_grants

PHONE, DESK = 390, 1360
PUBLIC = (
    "/",
    "/plans/",
    "/plans/MA-1/",
    "/plans/MA-1/commitments/3/",
    "/plans/MA-1/commitments/14/",
    "/plans/MA-2/",
    "/accessibility/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
)


@dataclass(frozen=True)
class Site:
    """A running site with two plans, its lead and somebody the lead may change."""

    address: str
    lead: User
    focal_point: User


@pytest.fixture
def site(live_site: str) -> Site:
    """Return the site, with the real first plan and a second one being made."""
    load_plan(read_source_file(DEMO / "plan-2018-2020.yaml"))
    make_plan()
    lead, focal_point = make_person("Salma"), make_person("Tarik")
    grant(MINISTRY_LEAD, lead)
    grant(FOCAL_POINT, focal_point, on=Institution.objects.get(code="archives"), by=lead)
    return Site(live_site, lead, focal_point)


def list_addresses(site: Site) -> Iterator[str]:
    """Yield the address of every page of the lead, with something on it."""
    person, stage = site.focal_point.pk, PlanStage.objects.get(plan__code="MA-2", code="drafting")
    yield from ("/people/", f"/people/{person}/", f"/people/{person}/roles/give/")
    yield from (f"/people/{person}/mandates/begin/", f"/people/{person}/close/", "/people/invite/")
    yield from ("/institutions/", "/institutions/archives/", "/institutions/archives/rename/")
    yield from ("/profile/", "/profile/delegate/", "/site/identity/", "/accounts/password/change/")
    yield from ("/plans/new/", "/plans/MA-2/setup/", "/plans/MA-2/setup/words/")
    yield from ("/plans/MA-2/setup/criteria/add/", f"/plans/MA-2/setup/stages/{stage.pk}/window/")
    yield from (f"/plans/MA-2/moves/{stage.pk}/", f"/plans/MA-2/moves/{stage.pk}/skip/")


def sign_in(window: BrowserContext, site: Site) -> Page:
    """Return a page on which the lead has signed in with the form."""
    page = window.new_page()
    page.goto(f"{site.address}/accounts/login/")
    page.fill("[name=login]", site.lead.email)
    page.fill("[name=password]", PASSWORD)
    send(page)
    return page


def send(page: Page) -> None:
    """Send the form of the page and wait for the one that follows."""
    with page.expect_navigation():
        page.click("main form button[type=submit]")


def find_faults(page: Page, address: str) -> list[str]:
    """Return what axe finds and how far the page is wider than its window."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    found = [f"{address}: {fault['id']}" for fault in Axe().run(page)["violations"]]
    root = "document.documentElement"
    wide = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return [*found, f"{address}: {wide} px too wide"] if wide > 0 else found


@pytest.mark.parametrize(("language", "width"), [("ar", PHONE), ("fr", DESK)])
def test_pages_have_no_fault_and_fit_their_window(
    site: Site, browser: Browser, language: str, width: int
) -> None:
    window = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    cookie = {"name": "django_language", "value": language, "url": site.address}

    window.add_cookies([cookie])  # type: ignore[list-item]
    page = window.new_page()
    faults = [f for path in PUBLIC for f in find_faults(page, f"{site.address}{path}")]
    page = sign_in(window, site)
    window.add_cookies([cookie])  # type: ignore[list-item]
    faults += [f for path in list_addresses(site) for f in find_faults(page, site.address + path)]

    window.close()
    assert faults == []


def test_somebody_is_invited_and_accepts_without_a_script(site: Site, browser: Browser) -> None:
    window = browser.new_context(java_script_enabled=False)
    page = sign_in(window, site)
    page.goto(f"{site.address}/people/invite/")
    page.fill("[name=email]", "nadia@example.org")
    page.check("[name=roles][value=ministry_team]")
    send(page)
    window.close()
    found = re.search(r"/invitation/\S+/", str(mail.outbox[-1].body))
    assert found is not None

    window = browser.new_context(java_script_enabled=False)
    page = window.new_page()
    page.goto(f"{site.address}{found.group()}")
    page.fill("[name=name]", "Nadia")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    send(page)

    window.close()
    nadia = User.objects.get(email="nadia@example.org")
    assert load_grants(nadia).has_group("ministry_team")
