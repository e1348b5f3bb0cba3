"""What people do with the plan from its frozen version to the council, page by page."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from playwright.sync_api import expect

from lifecycle.models import ActionPlan, Consultation, Contribution, Convention, Council, Proposal
from lifecycle.selectors.round_choices import Answer
from lifecycle.vocabulary import AttachmentPurpose
from tests.journeys.windows import PDF, Window
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.holidays import load_calendar
from workflow.machine.registry import get_machine
from workflow.models import Institution
from workflow.tick import tick

PHONE_WIDTH, PHONE_HEIGHT = 390, 844
#: Long enough that no waiver is needed.
CONSULTED_FOR = timedelta(days=20)


def tick_on(day: date) -> None:
    """Let the clock do what it owes on a day."""
    with use_clock(FixedClock.on(day)):
        assert not [each.problem for each in tick() if each.problem]


def act(window: Window, kind: str, key: int, transition: str, **typed: str) -> None:
    """Follow a transition from the page of an act, fill in what it asks, and fire it.

    `typed` is what is written, by the name of the field.
    """
    label = window.words.name(get_machine(kind).transitions[transition].label)
    window.open(kind, key)
    window.follow(label)
    for name, text in typed.items():
        window.main.locator(f"[name={name}]").fill(text)
    window.press(label)
    expect(window.page).to_have_url(window.site + reverse(kind, args=[key]))


def freeze_draft(window: Window, plan: ActionPlan, dossiers: Sequence[Proposal]) -> None:
    """Begin a draft of the plan from its page, put the dossiers in it, and freeze it."""
    words = window.words
    window.open("plan", plan.code)
    window.follow(words.say("Versions of the plan"))
    window.follow(words.say("Begin a draft of the plan"))
    window.main.locator("[name=title_fr]").fill("Deuxième plan")
    window.main.locator("[name=title_ar]").fill("الخطة الثانية")
    window.press(words.say("Save"))
    for dossier in dossiers:
        window.main.locator(f"#add-{dossier.pk}").check()
    window.press(words.say("Put in the plan"))
    window.follow(words.say("Back to the version"))
    window.follow(words.say("Freeze this version"))
    window.press(words.say("Freeze"))
    window.sees(words.say("The version is frozen: nothing in it changes any more."))


def announce(window: Window) -> Consultation:
    """Prepare the consultation from the page of the frozen version, and schedule it."""
    words, opens_on = window.words, load_calendar().next_working_day(current_clock().today())
    closes_on = load_calendar().next_working_day(opens_on + CONSULTED_FOR)
    window.follow(words.say("Prepare a consultation"))
    for name, text in (
        ("notice_fr", "Chacun peut contribuer."),
        ("notice_ar", "يمكن للجميع المساهمة."),
        ("opens_on", opens_on.isoformat()),
        ("closes_on", closes_on.isoformat()),
    ):
        window.main.locator(f"[name={name}]").fill(text)
    window.press(words.say("Save"))
    consultation = Consultation.objects.get()
    window.press(words.say("Publish the notice"))
    act(window, "consultation", consultation.pk, "schedule")
    consultation.refresh_from_db()
    return consultation


def contribute_by_phone(window: Window, plan: ActionPlan, line: Proposal, text: str) -> None:
    """Find the open consultation from the page of the plan, without an account, and contribute."""
    words = window.words
    window.page.set_viewport_size({"width": PHONE_WIDTH, "height": PHONE_HEIGHT})
    window.open("plan", plan.code)
    expect(window.page.locator("html")).to_have_attribute("dir", "rtl")
    window.follow(words.say("Read and contribute"))
    window.main.locator(f"a[href$='contribute/?line={line.plan_number}']").click()
    window.main.locator("[name=text]").fill(text)
    window.press(words.say("Send"))
    window.sees(words.say("Your contribution is received"))
    window.sees(text)


def publish_contribution(window: Window, contribution: Contribution) -> None:
    """Publish from the inbox what a citizen wrote."""
    open_contribution(window, contribution)
    window.press(window.words.say("Publish", context="action"))


def answer_contribution(window: Window, contribution: Contribution, text: str) -> None:
    """Answer a contribution from the inbox."""
    open_contribution(window, contribution)
    window.main.locator("[name=effect]").select_option("partly")
    window.main.locator("[name=answer]").fill(text)
    window.press(window.words.say("Keep the answer"))
    window.sees(text)


def open_contribution(window: Window, contribution: Contribution) -> None:
    """Go from the inbox to a contribution."""
    window.open("inbox")
    consultation = reverse("contribution_list", args=[contribution.consultation_id])
    window.main.locator(f"a[href^='{consultation}']").first.click()
    window.main.locator(f"a[href='/contributions/{contribution.pk}/']").click()


def write_convention(window: Window, plan: ActionPlan, text: str) -> Convention:
    """Write a convention from the page of the plan, with every sheet that can be annexed."""
    words = window.words
    window.open("plan", plan.code)
    window.follow(words.say("Conventions"))
    window.follow(words.say("Write a convention"))
    window.main.locator("[name=plan]").select_option(str(plan.pk))
    for name, written in (
        ("title_fr", "Convention du plan"),
        ("title_ar", "اتفاقية الخطة"),
        ("body_fr", text),
        ("body_ar", "ينجز الأطراف البطاقات الملحقة."),
    ):
        window.main.locator(f"[name={name}]").fill(written)
    window.main.locator("form button[type=submit]").last.click()
    window.sees(text)
    convention = Convention.objects.get()
    window.main.locator(f"a[href='{reverse('convention_annexes', args=[convention.pk])}']").click()
    window.press(words.say("Keep these annexes"))
    return convention


def sign_on_paper(
    window: Window, second: Window, convention: Convention, body: Institution
) -> None:
    """Record with its scan that somebody signed the paper; a second person confirms it."""
    window.open("convention", convention.pk)
    window.follow(window.words.say("Open the signing"))
    seat = convention.rounds.get(outcome="", kind="deciding").seats.get(institution=body)
    window.main.locator(f"a[href$='/seats/{seat.pk}/record/']").click()
    form = window.main
    form.locator(f"input[type=radio][value={Answer.APPROVE}]").check()
    form.locator("[name=paper_number]").fill("2026/114")
    form.locator("[name=paper_on]").fill(current_clock().today().isoformat())
    form.locator("[name=paper_capacity]").fill("Présidente")
    form.locator("[name=paper_scan_upload]").set_input_files(PDF)
    window.press(window.words.say("Record it"))
    window.sees(window.words.say("It is recorded: a second person must confirm it."))
    second.open("inbox")
    second.main.locator("a[href*='/rounds/records/']").first.click()
    second.sees("2026/114")
    second.main.locator("form button[type=submit]").last.click()
    second.sees(second.words.say("Confirmed: the decision counts from now on."))


def begin_council(window: Window, plan: ActionPlan) -> Council:
    """Begin a file on the frozen version, add its document, and seal it."""
    words = window.words
    window.open("plan", plan.code)
    window.follow(words.say("Government council"))
    window.press(words.say("Begin on version %(number)s", number=1))
    council = Council.objects.get()
    add_document(window, council, AttachmentPurpose.COUNCIL_FILE)
    window.press(words.say("Freeze the file"))
    return council


def add_document(window: Window, council: Council, purpose: AttachmentPurpose) -> None:
    """Add from the page of the file the document that is awaited next."""
    window.open("council", council.pk)
    address = reverse("council_document", args=[council.pk, purpose.value])
    window.main.locator(f"a[href='{address}']").first.click()
    window.main.locator("[name=file]").set_input_files(PDF)
    window.press(window.words.say("Save"))
    expect(window.page).to_have_url(window.site + reverse("council", args=[council.pk]))


def type_outcomes(window: Window, council: Council, dossiers: Sequence[Proposal]) -> None:
    """Say from the page of the file that every line is adopted."""
    window.open("council", council.pk)
    address = reverse("council_outcomes", args=[council.pk])
    window.main.locator(f"a[href='{address}']").first.click()
    for dossier in dossiers:
        window.main.locator(f"[name=outcome_{dossier.pk}]").select_option("adopted")
    window.press(window.words.say("Keep the outcomes"))
