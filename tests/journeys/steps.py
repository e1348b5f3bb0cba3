"""What people do on the way from an idea to the end of prioritization, page by page."""

from django.urls import resolve
from playwright.sync_api import expect

from lifecycle.models import Criterion, Proposal
from lifecycle.vocabulary import AttachmentPurpose, ContentLanguage, DuplicateVerdict
from tests.journeys.ideas import Idea
from tests.journeys.windows import PDF, Window
from workflow.models import Seat, User


def submit_idea(window: Window, idea: Idea) -> Proposal:
    """Write the idea with a document and submit it; the receipt is shown afterwards."""
    words = window.words
    window.open("proposal_new")
    window.choose(
        words.say("Language in which you write"), words.name(ContentLanguage(words.language))
    )
    window.type("Title", idea.title)
    window.main.get_by_label(words.say("Theme")).select_option(index=1)
    window.type("The problem", idea.problem)
    window.type("The solution you propose", idea.solution)
    window.main.get_by_label(words.say("Documents")).set_input_files(PDF)
    window.press(words.say("Keep, then submit"))
    window.press(words.name_move("submit"))
    window.sees(words.say("Your proposal is submitted"))
    return Proposal.objects.get(title=idea.title)


def read_follow_token(window: Window) -> str:
    """Return the secret of the link on the receipt."""
    address = window.main.locator("a[href*='/proposals/follow/']").inner_text()
    return str(resolve(address.removeprefix(window.site)).kwargs["token"])


def suspect(window: Window, proposal: Proposal, other: Proposal) -> None:
    """Say that the other proposal may be the same."""
    window.open("proposal", proposal.pk)
    window.follow(window.words.say("Say that another proposal may be the same"))
    window.type("Reference of the other proposal", other.reference)
    window.press(window.words.say("Suspect a duplicate"))
    window.sees(other.reference)


def settle_as_different(window: Window, proposal: Proposal, verdict: str) -> None:
    """Compare the two and say that they are two ideas."""
    words = window.words
    window.open("proposal", proposal.pk)
    window.follow(words.say("Compare and settle"))
    window.choose(words.say("What you found"), words.name(DuplicateVerdict.DIFFERENT))
    window.type("What makes them one idea, or two", verdict)
    window.press(words.say("Settle"))
    window.sees(words.say("It is settled."))


def move(window: Window, proposal: Proposal, transition: str, **typed: str) -> None:
    """Follow a transition from the dossier, fill in what it asks, and fire it.

    `typed` is what is written, by the name of the field.
    """
    label = window.words.name_move(transition)
    window.open("proposal", proposal.pk)
    window.follow(label)
    for name, text in typed.items():
        window.main.locator(f"[name={name}]").fill(text)
    window.press(label)
    expect(window.page).to_have_url(window.site + f"/proposals/{proposal.pk}/")


def start_assessment(window: Window, proposal: Proposal, assessors: tuple[User, ...]) -> None:
    """Choose who scores, and start."""
    label = window.words.name_move("start_assessment")
    window.open("proposal", proposal.pk)
    window.follow(label)
    for person in assessors:
        window.choose(window.words.say("Assessors"), str(person))
    window.press(label)
    window.sees(window.words.say("In assessment"))


def give_points(window: Window, proposal: Proposal, assessor: User, points: int) -> None:
    """Open the seat from the list of what is to be scored, and give every criterion `points`."""
    words = window.words
    seat = Seat.objects.get(round__subject=proposal.pk, person=assessor)
    window.open("assessment")
    window.main.locator(f"a[href$='/seats/{seat.pk}/']").first.click()
    for criterion in Criterion.objects.filter(plan=proposal.plan):
        name = criterion.name_ar if words.language == "ar" else criterion.name_fr
        window.choose(name, str(points))
    window.press(words.say("Record my points"))
    window.sees(
        words.say("Your points for %(reference)s are recorded.", reference=proposal.reference)
    )


def attach_minutes(window: Window, proposal: Proposal) -> None:
    """Add the minutes of the workshop to the proposal."""
    words = window.words
    window.open("proposal", proposal.pk)
    window.follow(words.say("Add a document"))
    purpose = words.name(AttachmentPurpose.MINUTES)
    window.main.get_by_label(words.say("What it is for")).select_option(label=purpose)
    window.main.locator("[type=file]").set_input_files(PDF)
    window.press(words.say("Add the document"))
    window.sees(words.say("The document was added."))


def retain(window: Window, proposal: Proposal, reason: str) -> None:
    """Retain the proposal on its minutes, for a published reason."""
    label = window.words.name_move("retain")
    window.open("proposal", proposal.pk)
    window.follow(label)
    window.main.locator("[name=minutes]").select_option(index=1)
    window.main.locator("[name=reason]").fill(reason)
    window.press(label)
    window.sees(window.words.say("Retained in prioritization"))
