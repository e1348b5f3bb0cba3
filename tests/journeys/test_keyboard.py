"""The work is done with the keyboard alone, and one sees where the focus is."""

from playwright.sync_api import Locator, expect

from lifecycle.vocabulary import ProposalState
from tests.cast import PASSWORD
from tests.journeys.conftest import Enter
from tests.journeys.stage import set_stage
from tests.journeys.windows import Window

#: No page has so many places to stop at before its content.
FARTHEST = 60
#: Whether the element has the focus, and whether the browser draws something around or under it.
HAS_FOCUS = "element => element === document.activeElement"
SHOWS_FOCUS = """element => {
  const style = getComputedStyle(element);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


def tab_to(window: Window, target: Locator) -> None:
    """Press Tab until `target` has the focus, which must be seen."""
    expect(target).to_be_visible()
    for _step in range(FARTHEST):
        if target.evaluate(HAS_FOCUS):
            assert target.evaluate(SHOWS_FOCUS), f"the focus is not seen on {target}"
            return
        window.page.keyboard.press("Tab")
    message = f"{FARTHEST} times Tab never reached {target}"
    raise AssertionError(message)


def test_a_proposal_is_admitted_from_the_inbox_with_the_keyboard_alone(
    live_site: str, enter: Enter
) -> None:
    stage = set_stage("fr")
    window = enter(None, "fr")
    admit = window.words.name_move("admit")
    keyboard = window.page.keyboard

    window.open("account_login")
    tab_to(window, window.main.get_by_label(window.words.say("E-mail address")))
    keyboard.type(stage.team.email)
    tab_to(window, window.main.get_by_label(window.words.say("Password")))
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    tab_to(window, window.main.locator("a.work-item-title").first)
    keyboard.press("Enter")
    tab_to(window, window.main.get_by_role("link", name=admit, exact=True).first)
    keyboard.press("Enter")
    tab_to(window, window.main.get_by_role("button", name=admit, exact=True))
    keyboard.press("Enter")

    window.sees(window.words.say("Admissible"))
    stage.earlier.refresh_from_db()
    assert stage.earlier.state == ProposalState.ADMISSIBLE


def test_the_first_stop_leads_past_the_frame(live_site: str, enter: Enter) -> None:
    window = enter(None, "ar")

    window.open("plan_list")
    tab_to(window, window.page.get_by_role("link", name=window.words.say("Skip to the content")))
    window.page.keyboard.press("Enter")

    assert window.main.evaluate(HAS_FOCUS)
