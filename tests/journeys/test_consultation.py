"""A draft of the plan before everybody: frozen, consulted on from a phone, answered, finalized.

The site lives on the day of the machine, so the days of the consultation start from it.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from lifecycle.models import ActionPlan, Consultation, Contribution, PlanVersion, Proposal
from lifecycle.services.consultations import (
    ConsultationWords,
    create_consultation,
    publish_notice,
)
from lifecycle.services.contributions import contribute, group_contributions
from lifecycle.vocabulary import AnswerEffect, ProposalState
from lifecycle.vocabulary.roles import FOCAL_POINT, MINISTRY_LEAD, MINISTRY_TEAM, MODERATOR
from tests.cast import make_person
from tests.consultation import TEXTS, WORDS, draft_version, frozen_version
from tests.factories import make_plan
from tests.journeys.conftest import Enter
from tests.journeys.windows import Window
from tests.lifecycle.web.windows import DESK, PHONE, find_faults
from tests.lifecycle.web.windows import enter as open_window
from tests.road import dossier_in, find_body
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import fire
from workflow.holidays import load_calendar
from workflow.machine.registry import get_machine
from workflow.models import User
from workflow.permissions import grant
from workflow.tick import tick

LONG = "السجل العمومي للصفقات كبيانات مفتوحة قابلة لإعادة الاستعمال من طرف الجميع"
SAID = "يجب نشر الملاحق أيضا <script>alert(1)</script>"


def find_days() -> tuple[date, date]:
    """Return a working day from today on, and a last day more than fifteen days later."""
    calendar = load_calendar()
    opens_on = calendar.next_working_day(current_clock().today())
    return opens_on, calendar.next_working_day(opens_on + timedelta(days=20))


def tick_on(day: date) -> None:
    """Let the clock do what it owes on a day."""
    with use_clock(FixedClock.on(day)):
        assert not [each.problem for each in tick() if each.problem]


def name_move(window: Window, transition: str) -> str:
    """Return what the button of a transition of consultations says."""
    return window.words.name(get_machine("consultation").transitions[transition].label)


def move(window: Window, consultation: Consultation, transition: str) -> None:
    """Follow a transition from the page of the consultation, and fire it."""
    label = name_move(window, transition)
    window.open("consultation", consultation.pk)
    window.follow(label)
    window.press(label)
    expect(window.page).to_have_url(window.site + f"/consultations/{consultation.pk}/")


def freeze_a_draft(window: Window, plan: ActionPlan, dossiers: list[Proposal]) -> PlanVersion:
    """Begin a draft, put the dossiers in it, and freeze it."""
    words = window.words
    window.open("version_new", plan.code)
    for name, text in TEXTS.items():
        window.main.locator(f"[name={name}]").fill(text)
    window.press(words.say("Save"))
    for dossier in dossiers:
        window.main.locator(f"#add-{dossier.pk}").check()
    window.press(words.say("Put in the plan"))
    window.open("version_freeze", plan.code, 1)
    window.press(words.say("Freeze"))
    window.sees(words.say("The version is frozen: nothing in it changes any more."))
    return PlanVersion.objects.get(plan=plan)


def announce(window: Window, version: PlanVersion) -> Consultation:
    """Prepare a consultation on the version, publish its notice, and schedule it."""
    opens_on, closes_on = find_days()
    window.open("consultation_new", version.plan.code, version.number)
    for name, text in (
        ("notice_fr", "Chacun peut contribuer."),
        ("notice_ar", "يمكن للجميع المساهمة."),
        ("opens_on", opens_on.isoformat()),
        ("closes_on", closes_on.isoformat()),
    ):
        window.main.locator(f"[name={name}]").fill(text)
    window.press(window.words.say("Save"))
    consultation = Consultation.objects.get()
    window.press(window.words.say("Publish the notice"))
    move(window, consultation, "schedule")
    consultation.refresh_from_db()
    return consultation


def contribute_from_a_phone(window: Window, consultation: Consultation, line: Proposal) -> None:
    """Open the consultation without an account, and say something about a line."""
    words = window.words
    window.page.set_viewport_size({"width": PHONE, "height": 844})
    window.open("consultation", consultation.pk)
    expect(window.page.locator("html")).to_have_attribute("dir", "rtl")
    window.main.locator(f"a[href$='contribute/?line={line.plan_number}']").click()
    window.main.locator("[name=text]").fill(SAID)
    window.press(words.say("Send"))
    window.sees(words.say("Your contribution is received"))
    window.sees("<script>alert(1)</script>")


def test_a_draft_is_consulted_on_from_the_freeze_to_the_final_text(
    live_site: str, enter: Enter
) -> None:
    plan = make_plan()
    dossiers = [dossier_in(ProposalState.READY, plan=plan) for _number in range(2)]
    team, lead, moderator = (make_person(name) for name in ("Amina", "Claire", "Nora"))
    grant(MINISTRY_TEAM, team)
    grant(MINISTRY_LEAD, lead)
    grant(MODERATOR, moderator)
    office, citizen = enter(team, "fr"), enter(None, "ar")

    consultation = announce(office, freeze_a_draft(office, plan, dossiers))
    assert consultation.opens_on is not None
    assert consultation.closes_on is not None
    tick_on(consultation.opens_on)
    dossiers[0].refresh_from_db()
    contribute_from_a_phone(citizen, consultation, dossiers[0])
    contribution = Contribution.objects.get()

    desk = enter(moderator, "fr")
    desk.open("contribution", contribution.pk)
    desk.press(desk.words.say("Publish", context="action"))
    citizen.open("consultation", consultation.pk)
    citizen.sees("<script>alert(1)</script>")

    office.open("contribution_list", consultation.pk)
    office.main.locator(f"a[href='/contributions/{contribution.pk}/']").click()
    office.main.locator("[name=effect]").select_option("partly")
    office.main.locator("[name=answer]").fill("Les annexes seront publiées en 2028.")
    office.press(office.words.say("Keep the answer"))
    office.sees(office.words.name(AnswerEffect.PARTLY))

    tick_on(load_calendar().add_working_days(consultation.closes_on, 1))
    move(office, consultation, "settle")
    move(enter(lead, "fr"), consultation, "publish")
    citizen.open("consultation_line", consultation.pk, dossiers[0].plan_number)
    citizen.sees("Les annexes seront publiées en 2028.")

    label = office.words.name_move("finalize")
    office.open("proposal", dossiers[0].pk)
    office.follow(label)
    office.press(label)
    dossiers[0].refresh_from_db()
    assert dossiers[0].state == ProposalState.SIGNATURE


@pytest.fixture
def consultation(live_site: str) -> Consultation:
    """Return an open consultation with contributions, a frozen version and a draft beside it."""
    plan = make_plan()
    lines = [
        dossier_in(ProposalState.READY, plan=plan, sheet={"title_ar": LONG}) for _number in range(3)
    ]
    team, lead = make_person("Salma"), make_person("Claire")
    grant(MINISTRY_TEAM, team)
    grant(MINISTRY_LEAD, lead)
    focal = make_person("Farid")
    grant(FOCAL_POINT, focal, on=find_body())
    opens_on, closes_on = find_days()
    words = ConsultationWords(**{**vars(WORDS), "opens_on": opens_on, "closes_on": closes_on})
    made = create_consultation(frozen_version(lines), words=words, actor=team)
    publish_notice(made, actor=team)
    fire(made, "schedule", actor=team)
    tick_on(opens_on)
    with use_clock(FixedClock.on(opens_on)):
        rows = [
            contribute(made, text=LONG * 3, language="ar", proposal=lines[0].pk),
            contribute(made, text="Publier aussi les annexes.", language="fr", name="Zineb"),
            contribute(made, text="Les annexes aussi.", language="fr", email="z@example.org"),
        ]
    group_contributions(rows[1].pk, members=[rows[2].pk], actor=team)
    draft_version([*lines[:2]], plan=plan, text_fr="Le plan en deux pages.")
    return made


def list_addresses(consultation: Consultation) -> Iterator[tuple[str, str]]:
    """Yield each page with who reads it."""
    code, pk = consultation.plan.code, consultation.pk
    line = consultation.plan_version.lines.all()[0].proposal
    row = consultation.contributions.all()[0]
    for name, *keys in (
        ("version_list", code),
        ("version", code, 1),
        ("version_line", code, 1, line.plan_number),
        ("consultation_list",),
        ("consultation", pk),
        ("consultation_line", pk, line.plan_number),
        ("consultation_contribute", pk),
        ("contribution_follow", row.receipt_token),
        ("plan", code),
    ):
        yield "", reverse(name, args=keys)
    for name, *keys in (
        ("version", code, 2),
        ("version_words", code, 2),
        ("version_lines", code, 2),
        ("version_freeze", code, 2),
        ("version_difference", code, 2, 1),
        ("consultation_new", code, 1),
        ("consultation", pk),
        ("contribution_list", pk),
        ("contribution", row.pk),
        ("contribution", consultation.contributions.all()[1].pk),
        ("proposal", line.pk),
    ):
        yield "Salma", reverse(name, args=keys)
    for name, *keys in (
        ("consultation", pk),
        ("plan_act", code, pk, "cancel"),
        ("plan_act", code, pk, "extend"),
    ):
        yield "Claire", reverse(name, args=keys)
    yield "Farid", reverse("contribution", args=[row.pk])


@pytest.mark.parametrize(("language", "width"), [("fr", DESK), ("ar", PHONE)])
def test_its_pages_have_no_fault_and_fit_their_window(
    live_site: str, consultation: Consultation, browser: Browser, language: str, width: int
) -> None:
    people = {each.display_name: each for each in User.objects.all()}

    faults = []
    for reader in ("", "Salma", "Claire", "Farid"):
        window = open_window(browser, live_site, people.get(reader), language=language, width=width)
        page = window.new_page()
        faults += [
            fault
            for who, address in list_addresses(consultation)
            if who == reader
            for fault in find_faults(page, f"{live_site}{address}")
        ]
        window.close()

    assert faults == []
