"""What people do from the search for a porter to the approved sheet, page by page."""

from dataclasses import replace

from playwright.sync_api import expect

from lifecycle.models import Proposal
from lifecycle.models.sheet_content import ACTIVITY_FIELDS, SheetContent, in_languages
from lifecycle.selectors.round_choices import Answer
from lifecycle.services.sheet_values import MAX_LENGTHS
from tests.journeys.steps import move
from tests.journeys.windows import Window
from workflow.models import Institution, Round, User

#: A deliverable that only names a direction, and the one that is written in its place.
VAGUE = "Renforcement de la transparence"


def rank_candidates(window: Window, dossier: Proposal, bodies: list[Institution]) -> None:
    """Put the institutions in the order in which they are asked, and ask the first."""
    words = window.words
    window.open("proposal", dossier.pk)
    window.follow(words.say("Choose the candidates"))
    for number, body in enumerate(bodies):
        if number:
            window.press(words.say("One more"))
        row = window.main.locator(f"[name=candidates_{number}_institution]")
        row.select_option(str(body.pk))
    window.press(words.say("Keep this order"))
    window.sees(words.say("The candidates are kept as you listed them."))
    move(window, dossier, "seek_porter")


def answer_round(
    window: Window, subject_id: int, choice: Answer, *, sees: str = "", comment: str = ""
) -> None:
    """Open from the inbox what is asked about a subject, read it, and say something."""
    round_id = Round.objects.get(subject=subject_id, outcome="", kind="deciding").pk
    window.open("inbox")
    window.main.locator(f"a[href*='/rounds/{round_id}/']").first.click()
    window.sees(sees)
    window.main.locator(f"input[type=radio][value={choice}]").check()
    if comment:
        window.main.locator("textarea[name=comment]").fill(comment)
    window.press(window.words.say("Record my decision"))
    window.sees(window.words.say("Your decision is recorded."))


def add_partner(window: Window, dossier: Proposal, partner: Institution) -> None:
    """Record that an institution carries the dossier beside its lead porter."""
    words = window.words
    follow_road(window, dossier, f"/proposals/{dossier.pk}/porters/")
    window.follow(words.say("Add a partner"))
    window.main.locator("[name=institution]").select_option(str(partner.pk))
    window.type("Reference of the letter of acceptance", "2026/31")
    window.press(words.say("Add the partner"))
    window.sees(str(partner))


def follow_road(window: Window, dossier: Proposal, address: str) -> None:
    """Go from the dossier to what its road leads to."""
    window.open("proposal", dossier.pk)
    window.main.locator(f"#road a[href^='{address}']").first.click()


def prefill(window: Window, dossier: Proposal) -> None:
    """Let the sheet begin with the words of the proposal, and say that this was checked."""
    words = window.words
    window.open("inbox")
    window.main.locator(f"a[href*='/proposals/{dossier.pk}/']").first.click()
    window.follow(words.say("Pre-fill what is empty"))
    window.press(words.say("Pre-fill the sheet"))
    window.sees(dossier.problem)
    window.follow(words.say("It was checked"))
    window.press(words.say("Say that the pre-filled sheet was checked"))
    window.sees(words.say("The pre-filled sheet is checked; the project lead can be named."))


def name_project_lead(window: Window, dossier: Proposal, person: User) -> None:
    """Name who writes the sheet, from the dossier."""
    label = window.words.name_move("name_lead")
    window.open("proposal", dossier.pk)
    window.follow(label)
    window.main.locator("[name=project_lead]").select_option(str(person.pk))
    window.press(label)
    window.sees(window.words.say("Sheet being drafted"))


def open_editor(window: Window, dossier: Proposal) -> None:
    """Go from the inbox, or else from the dossier, to the editor of the sheet."""
    follow_road(window, dossier, f"/proposals/{dossier.pk}/sheet/")
    window.follow(window.words.say("Write the sheet"))


def write_sheet(window: Window, content: SheetContent) -> None:
    """Fill in every field of the open editor, in both languages, and keep it."""
    for name in MAX_LENGTHS:
        window.main.locator(f"#id_{name}").fill(getattr(content, name))
    for number, activity in enumerate(content.activities):
        if not window.main.locator(f"#id_a-{number}-title_fr").count():
            window.press(window.words.say("Add an activity"))
        for name in (each for part in ACTIVITY_FIELDS[:3] for each in in_languages(part)):
            window.main.locator(f"#id_a-{number}-{name}").fill(getattr(activity, name))
        window.main.locator(f"#id_a-{number}-period").fill(activity.period_words)
    keep(window)


def write_vaguely(window: Window, content: SheetContent) -> None:
    """Write the sheet with a wording that nobody can verify, read what is found, repair it."""
    first, *others = content.activities
    vague = replace(content, activities=(replace(first, deliverable_fr=VAGUE), *others))
    write_sheet(window, vague)
    window.main.locator("#lint").wait_for()
    field = window.main.locator("#id_a-0-deliverable_fr")
    window.main.locator("a[href='#id_a-0-deliverable_fr']").first.click()
    expect(field).to_be_visible()
    field.fill(first.deliverable_fr)
    keep(window)
    expect(window.main.locator("#lint")).to_have_count(0)


def keep(window: Window) -> None:
    """Keep what is written."""
    button = window.main.get_by_role("button", name=window.words.say("Keep"), exact=True)
    button.last.click()


def bring_together(window: Window, contact: str) -> None:
    """Keep the contact over a text that somebody else has saved meanwhile: both are kept."""
    window.main.locator("#id_contact").fill(contact)
    keep(window)
    window.sees(window.words.say("Somebody else saved while you were writing"))
    expect(window.main.locator("#id_contact")).to_have_value(contact)
    keep(window)


def submit_sheet(window: Window, dossier: Proposal) -> None:
    """Send the sheet to the owners from its page."""
    follow_road(window, dossier, f"/proposals/{dossier.pk}/sheet/")
    window.follow(window.words.say("Submit it to the owners"))
    window.press(window.words.name_move("submit_sheet"))
    expect(window.page).to_have_url(f"{window.site}/proposals/{dossier.pk}/")
