"""Three parties and two dossiers: one signs, one signs on paper, one declines and comes back."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from lifecycle.models import Convention
from lifecycle.selectors.round_choices import Answer
from lifecycle.services.conventions import create_convention
from lifecycle.vocabulary import ProposalState, Side
from tests.cast import make_institution, make_person
from tests.conventions import WORDS, Signing, make_owner
from tests.journeys.conftest import Enter
from tests.journeys.stage import Stage, set_stage
from tests.journeys.windows import PDF, Window
from tests.road import dossier_in
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.machine.registry import get_machine
from workflow.models import Institution, Round, User


def set_parties(stage: Stage, language: str) -> tuple[Signing, list[Institution]]:
    """Create the dossiers of a convention, its parties with their owners, and its title."""
    bodies = [
        make_institution("archives", Side.GOVERNMENT, french="Archives", arabic="الأرشيف"),
        make_institution("rivage", Side.CIVIL_SOCIETY, french="Rivage", arabic="الضفة"),
        make_institution("finances", Side.GOVERNMENT, french="Finances", arabic="المالية"),
    ]
    archives, rivage, finances = bodies
    before = ProposalState.SIGNATURE
    first = dossier_in(before, plan=stage.plan, lead=archives, partners=[rivage])
    other = {"title_fr": "Former les archivistes", "title_ar": "تكوين الأرشيفيين"}
    second = dossier_in(before, plan=stage.plan, lead=finances, sheet=other)
    owners = {body.pk: make_owner(body) for body in bodies}
    User.objects.filter(pk__in=[each.pk for each in owners.values()]).update(language=language)
    convention = create_convention(stage.plan, words=WORDS, actor=stage.team)
    signing = Signing(stage.plan, convention, first, second, stage.team, stage.lead, owners)
    return signing, bodies


def name_move(window: Window, name: str) -> str:
    """Return what the button of a transition of conventions says."""
    return window.words.name(get_machine("convention").transitions[name].label)


def act(window: Window, convention: Convention, name: str) -> None:
    """Follow a transition from the page of the convention, and fire it."""
    label = name_move(window, name)
    window.open("convention", convention.pk)
    window.follow(label)
    window.press(label)
    expect(window.page).to_have_url(window.site + reverse("convention", args=[convention.pk]))


def answer(window: Window, round_id: int, choice: Answer, comment: str = "") -> None:
    """Open the round as its holder, and say what they say."""
    window.open("round", round_id)
    window.main.locator(f"input[type=radio][value={choice}]").check()
    if comment:
        window.main.locator("textarea[name=comment]").fill(comment)
    window.press(window.words.say("Record my decision"))


def sign_on_paper(window: Window, second: Window, signing: Signing, body: Institution) -> None:
    """Record with its scan that somebody signed the paper; a second person confirms it."""
    seat = signing.seat_of(body)
    window.open("round_record", seat.round_id, seat.pk)
    form = window.main
    form.locator(f"input[type=radio][value={Answer.APPROVE}]").check()
    form.locator("[name=paper_number]").fill("2026/114")
    form.locator("[name=paper_on]").fill(current_clock().today().isoformat())
    form.locator("[name=paper_capacity]").fill("Présidente")
    form.locator("[name=paper_scan_upload]").set_input_files(PDF)
    window.press(window.words.say("Record it"))
    window.sees(window.words.say("It is recorded: a second person must confirm it."))
    second.open("round_record_confirm", Round.objects.get(kind="record", outcome="").pk)
    second.sees("2026/114")
    second.main.locator("form button[type=submit]").last.click()
    second.sees(second.words.say("Confirmed: the decision counts from now on."))


def test_a_convention_comes_into_force(live_site: str, enter: Enter) -> None:
    stage = set_stage("fr")
    signing, (archives, rivage, finances) = set_parties(stage, "fr")
    convention = signing.convention
    team, lead = enter(stage.team, "fr"), enter(stage.lead, "fr")

    # The sheets are proposed in their order; whoever carries one becomes a party.
    team.open("convention_annexes", convention.pk)
    team.press(team.words.say("Keep these annexes"))
    for body in (archives, rivage, finances):
        team.sees(str(body))
    act(team, convention, "agree_text")
    act(lead, convention, "open_signing")

    round_id = signing.seat_of(archives).round_id
    answer(enter(signing.owner_of(archives), "fr"), round_id, Answer.APPROVE)
    declining = enter(signing.owner_of(finances), "fr")
    answer(declining, round_id, Answer.DECLINE, "Le budget manque.")
    sign_on_paper(team, enter(stage.second, "fr"), signing, rivage)
    assert (signing.state(), signing.lines()) == ("signing", ["signed", "finalization"])

    lead.open("convention", convention.pk)
    lead.sees("Le budget manque.")
    lead.open("round", round_id)
    lead.main.get_by_role(
        "link", name=re.compile(re.escape(lead.words.say("Invite again")))
    ).click()
    lead.main.locator("form button[type=submit]").last.click()
    fire(signing.second.pk, "finalize", actor=stage.team)
    answer(declining, round_id, Answer.APPROVE)

    assert (signing.state(), signing.lines()) == ("in_force", ["signed", "signed"])
    public = enter(None, "fr")
    public.open("convention", convention.pk)
    public.sees(public.words.say("In force"))
    public.sees(WORDS.body_fr)
    assert "Le budget manque." not in public.main.inner_text()


def test_a_stranger_is_not_told_that_a_draft_exists(live_site: str, enter: Enter) -> None:
    stage = set_stage("fr")
    signing, _bodies = set_parties(stage, "fr")

    assert enter(None, "fr").open("convention", signing.convention.pk) == 404
    assert enter(make_person("Nadia"), "fr").open("convention", signing.convention.pk) == 404
