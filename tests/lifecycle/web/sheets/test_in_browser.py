"""The sheet in a real browser: written in two languages, by two people at once, on a phone."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from lifecycle.models import Proposal
from lifecycle.selectors.sheets import find_sheet
from lifecycle.services.sheets import save_version
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_TEAM, OWNER
from tests.cast import make_person
from tests.factories import make_plan
from tests.lifecycle.web.windows import DESK, PHONE, enter, find_faults
from tests.road import ACTIVITY, dossier_in, find_body
from workflow.models import User
from workflow.permissions import grant

VAGUE = replace(ACTIVITY, deliverable_fr="Renforcement de l'accueil", indicator_ar="عدد الزيارات")


@pytest.fixture
def lead(live_site: str) -> User:
    """Return the project lead of a dossier whose sheet has wordings nobody can verify."""
    person, owner, team = make_person("Ilias"), make_person("Emna"), make_person("Amina")
    make_plan()
    body = find_body()
    grant(OWNER, owner, on=body)
    grant(FOCAL_POINT, make_person("Farid"), on=body)
    grant(MINISTRY_TEAM, team)
    dossier_in(
        "sheet_drafting",
        lead=body,
        project_lead=person,
        editor=person,
        sheet={"activities": (VAGUE,), "participation_ar": ""},
    )
    return person


def find_address(site: str, name: str = "edit/") -> str:
    """Return the address of a page of the sheet."""
    return f"{site}/proposals/{Proposal.objects.get().pk}/sheet/{name}"


def keep(page: Page) -> None:
    """Press the button that keeps what is typed."""
    page.get_by_role("button", name="Keep", exact=True).last.click()


def submit(page: Page, site: str) -> None:
    """Go on to the owners from the page of the sheet."""
    page.goto(find_address(site, ""))
    page.get_by_role("link", name="Submit it to the owners").click()


@pytest.mark.parametrize(("language", "width"), [("fr", DESK), ("ar", PHONE), ("en", PHONE)])
def test_the_pages_have_no_fault_and_fit_their_window(
    live_site: str, lead: User, browser: Browser, language: str, width: int
) -> None:
    dossier = Proposal.objects.get()
    save_version(dossier, values={"contact": "Bureau 12"}, base=1, actor=lead)
    save_version(dossier, values={"contact": "à préciser"}, base=1, actor=lead)
    window = enter(browser, live_site, lead, language=language, width=width)
    page = window.new_page()

    faults = [
        fault
        for name in (
            "",
            "edit/",
            "edit/?merge=3",
            "versions/",
            "versions/3/",
            "versions/1/restore/",
            "compare/?from=1&to=2",
        )
        for fault in find_faults(page, find_address(live_site, name))
    ]

    assert faults == []
    window.close()


def test_the_lead_is_refused_by_the_lint_repairs_the_words_and_submits(
    live_site: str, lead: User, browser: Browser
) -> None:
    window = enter(browser, live_site, lead, language="en", width=DESK)
    page = window.new_page()

    submit(page, live_site)
    expect(page.get_by_text("Fill in every part of the sheet").first).to_be_visible()
    page.goto(find_address(live_site))
    page.get_by_label("Participation, in Arabic").fill("يمكن لكل شخص الإبلاغ وينشر الجواب.")
    keep(page)
    expect(page.get_by_text("names a direction").first).to_be_visible()
    submit(page, live_site)
    expect(page.get_by_text("cannot be verified").first).to_be_visible()

    page.goto(find_address(live_site))
    page.get_by_label("Deliverable, in French").fill("Registre publié, 40 séries décrites")
    page.get_by_label("Indicator, in Arabic").fill("عدد السلاسل المنشورة: 40")
    page.get_by_label("Period").fill("octobre")
    keep(page)
    expect(page.get_by_text("more than one way").first).to_be_visible()
    assert page.get_by_label("Deliverable, in French").input_value().startswith("Registre publié")
    page.get_by_label("Period").fill("octobre 2027")
    keep(page)
    submit(page, live_site)
    page.locator("main form button[type=submit]").last.click()

    assert Proposal.objects.get().state == ProposalState.SHEET_APPROVAL
    window.close()


def test_two_who_write_at_once_lose_nothing(live_site: str, lead: User, browser: Browser) -> None:
    windows = [
        enter(browser, live_site, person, language="en", width=DESK)
        for person in (lead, User.objects.get(display_name="Farid"))
    ]
    first, second = (window.new_page() for window in windows)
    for page in (first, second):
        page.goto(find_address(live_site))

    first.get_by_label("Title, in French").fill("Publier le registre national")
    first.get_by_label("Contact").fill("Bureau 1")
    keep(first)
    second.get_by_label("Title, in French").fill("Publier le registre central")
    second.get_by_label("Title, in Arabic").fill("نشر السجل المركزي")
    keep(second)

    expect(second.get_by_text("Somebody else saved while you were writing")).to_be_visible()
    expect(second.locator("del", has_text="national")).to_be_visible()
    expect(second.locator("ins", has_text="central")).to_be_visible()
    assert second.get_by_label("Contact").input_value() == "Bureau 1"
    second.get_by_label("Title, in French").fill("Publier le registre national et central")
    keep(second)

    sheet = find_sheet(Proposal.objects.get().pk)
    assert sheet is not None
    content = sheet.current.read()
    assert content.title_fr == "Publier le registre national et central"
    assert (content.title_ar, content.contact) == ("نشر السجل المركزي", "Bureau 1")
    for window in windows:
        window.close()


def test_a_sheet_is_written_on_a_phone_without_a_script(
    live_site: str, lead: User, browser: Browser
) -> None:
    window = enter(browser, live_site, lead, language="en", width=PHONE, runs_scripts=False)
    page = window.new_page()

    page.goto(find_address(live_site))
    page.get_by_label("Title, in Arabic").fill("نشر سجل الأرشيف الوطني")
    page.get_by_role("button", name="Add an activity").click()
    page.locator("#id_a-1-title_fr").fill("Former 200 agents")
    page.locator("#id_a-1-title_ar").fill("تكوين 200 موظف")
    page.get_by_role("button", name="Move activity 2 up").click()
    keep(page)

    sheet = find_sheet(Proposal.objects.get().pk)
    assert sheet is not None
    content = sheet.current.read()
    assert content.title_ar == "نشر سجل الأرشيف الوطني"
    assert [each.title_ar for each in content.activities] == ["تكوين 200 موظف", ACTIVITY.title_ar]
    window.close()
