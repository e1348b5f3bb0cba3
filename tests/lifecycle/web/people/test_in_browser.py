"""Somebody is invited and accepts, in a real browser that runs no script."""

import re
from dataclasses import dataclass

import pytest
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page

from lifecycle.vocabulary.roles import MINISTRY_LEAD
from tests.cast import PASSWORD, make_person
from workflow.models import User
from workflow.permissions import grant, load_grants

pytestmark = pytest.mark.once


@dataclass(frozen=True)
class Site:
    """A running site with its lead."""

    address: str
    lead: User


@pytest.fixture
def site(live_site: str) -> Site:
    """Return the site, with its lead."""
    lead = make_person("Salma")
    grant(MINISTRY_LEAD, lead)
    return Site(live_site, lead)


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
