"""The pages of proposals in a real browser: no fault for axe, no overflow, no script needed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from lifecycle.models import Proposal
from lifecycle.services.duplicates import suspect
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import make_person
from tests.factories import make_minutes, make_plan, proposal_in, score_all, someone
from tests.lifecycle.web.windows import DESK, PHONE, enter, find_faults
from workflow.engine import fire
from workflow.models import User, WorkItem
from workflow.permissions import grant

LONG = "السجل العمومي للصفقات كبيانات مفتوحة قابلة لإعادة الاستعمال من طرف الجميع"


@pytest.fixture
def staff(live_site: str) -> User:
    """Return somebody who runs the procedure and decides, with proposals in many states."""
    person = make_person("Salma")
    grant(MINISTRY_TEAM, person)
    grant(MINISTRY_LEAD, person)
    plan = make_plan()
    for state in (
        ProposalState.DRAFT,
        ProposalState.NEEDS_DETAILS,
        ProposalState.ADMISSIBLE,
        ProposalState.IN_ASSESSMENT,
        ProposalState.TAKEN_UP,
        ProposalState.NOT_RETAINED,
    ):
        proposal_in(state, plan=plan, language="ar", title=LONG)
    first, second = (proposal_in(ProposalState.SUBMITTED, plan=plan) for _number in range(2))
    suspect(second, other=first, actor=person)
    colleague = someone(MINISTRY_TEAM, other_than=[person])
    refusal = {"code": "out_of_scope", "reason": "Hors du champ du plan."}
    fire(first.pk, "refuse", actor=colleague, inputs=refusal)
    assessed = proposal_in(ProposalState.IN_ASSESSMENT, plan=plan)
    make_minutes(assessed)
    score_all(assessed)
    return person


def list_addresses(staff: User) -> Iterator[str]:
    """Yield the address of every page of the staff, with something on it."""
    yield from ("/proposals/?whose=public", "/proposals/new/", "/proposals/record/")
    for proposal in Proposal.objects.exclude(state=ProposalState.DRAFT):
        yield f"/proposals/{proposal.pk}/"
    admissible = Proposal.objects.get(state=ProposalState.ADMISSIBLE).pk
    yield f"/proposals/{admissible}/history/"
    for name in ("split", "merge", "start_assessment"):
        yield f"/proposals/{admissible}/do/{name}/"
    for name in ("attach", "duplicates", "candidates"):
        yield f"/proposals/{admissible}/{name}/"
    waiting = Proposal.objects.filter(suspicions__isnull=False).get()
    yield f"/proposals/{waiting.pk}/duplicates/{waiting.suspicions.get().pk}/"
    countersign = WorkItem.objects.get(kind="refuse", closed_at=None)
    at = f"/proposals/{countersign.subject_id}"
    yield from (f"{at}/rounds/{countersign.round_id}/{name}/" for name in ("confirm", "decline"))
    assessed = Proposal.objects.filter(state=ProposalState.IN_ASSESSMENT).first()
    assert assessed is not None
    yield f"/proposals/{assessed.pk}/waive/scored/"


def list_author_addresses(author: User) -> Iterator[str]:
    """Yield the address of every page of an author."""
    yield "/proposals/"
    for proposal in author.authored_proposals.values_list("proposal__pk", flat=True):
        yield f"/proposals/{proposal}/"
    draft = Proposal.objects.get(state=ProposalState.DRAFT, authors__person=author)
    yield from (f"/proposals/{draft.pk}/edit/", f"/proposals/{draft.pk}/do/submit/")


def list_public_addresses() -> Iterator[str]:
    """Yield the address of every page that needs no account."""
    yield "/proposals/"
    for proposal in Proposal.objects.exclude(published_at=None):
        yield f"/proposals/{proposal.pk}/"
    refused = Proposal.objects.get(state=ProposalState.NOT_RETAINED)
    yield f"/proposals/follow/{refused.receipt_token}/"


@pytest.mark.parametrize(("language", "width"), [("fr", DESK), ("ar", PHONE)])
def test_the_pages_have_no_fault_and_fit_their_window(
    live_site: str, staff: User, browser: Browser, language: str, width: int
) -> None:
    author = User.objects.get(authored_proposals__proposal__state=ProposalState.DRAFT)
    pages = [
        (staff, list(list_addresses(staff))),
        (author, list(list_author_addresses(author))),
        (None, list(list_public_addresses())),
    ]

    faults = []
    for person, addresses in pages:
        window = enter(browser, live_site, person, language=language, width=width)
        page = window.new_page()
        faults += [
            fault for address in addresses for fault in find_faults(page, f"{live_site}{address}")
        ]
        window.close()

    assert faults == []


def test_a_citizen_submits_from_a_phone_without_a_script(
    live_site: str, staff: User, browser: Browser
) -> None:
    citizen = make_person("Driss", language="ar")
    window = enter(browser, live_site, citizen, language="en", width=PHONE, runs_scripts=False)
    page = window.new_page()

    page.goto(f"{live_site}/proposals/new/")
    page.get_by_role("radio", name="Arabic").check()
    page.get_by_label("Title").fill("خريطة مفتوحة للمناطق الخضراء")
    page.get_by_label("Theme").select_option(index=1)
    page.get_by_label("The problem").fill("لا أحد يعرف أين توجد.")
    page.get_by_label("The solution you propose").fill("نشر خريطة مفتوحة.")
    page.get_by_role("button", name="Keep, then submit").click()
    page.locator("main form .actions button", has_text="Submit").click()

    assert page.get_by_role("heading", name="Your proposal is submitted").is_visible()
    page.get_by_role("link", name=f"{live_site}/proposals/follow/").click()
    assert page.get_by_text("Submitted").first.is_visible()
    window.close()


def test_a_preview_takes_the_place_of_what_was_foreseen(
    live_site: str, staff: User, browser: Browser
) -> None:
    admissible = Proposal.objects.get(state=ProposalState.ADMISSIBLE)
    window = enter(browser, live_site, staff, language="en", width=DESK)
    page = window.new_page()

    page.goto(f"{live_site}/proposals/{admissible.pk}/do/split/")
    for number in range(2):
        page.fill(f"[name=parts_{number}_title]", f"Part {number}")
        page.fill(f"[name=parts_{number}_problem]", admissible.problem)
        page.fill(f"[name=parts_{number}_solution]", admissible.solution)
    page.get_by_role("button", name="Preview").click()

    page.get_by_text("2 new proposals or files come to be.").wait_for()
    assert page.url.endswith("/do/split/")
    assert page.input_value("[name=parts_1_title]") == "Part 1"
    window.close()
