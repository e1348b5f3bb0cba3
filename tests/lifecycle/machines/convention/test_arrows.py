"""Each arrow of the convention: allowed, refused by role, by state, by guard; told and recorded."""

from datetime import date

import pytest

from lifecycle.models import ActionPlan, Convention, ConventionAnnex, ConventionParty
from lifecycle.selectors.convention_agreements import load_agreements
from lifecycle.services.annexes import set_annexes
from lifecycle.services.conventions import Party, set_parties
from lifecycle.services.waivers import waive
from lifecycle.vocabulary import ConventionState, ProposalState, Side
from tests.cast import Institutions, make_institution
from tests.conventions import REASON, WORDS, Signing, make_owner, make_signing
from tests.road import make_porter
from workflow.clock import FixedClock, use_clock
from workflow.engine import decide, decline_seat, fire, load_in, preview
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.models import Announcement, Institution, Round, User, Verdict, WorkItem
from workflow.tick import tick

pytestmark = pytest.mark.django_db

#: Who fires each transition of a person, and from where.
BY_TEAM = {"agree_text": "draft", "reopen_text": "text_agreed", "change_text": "signing"}
BY_LEAD = {"open_signing": "text_agreed", "complete_partial": "signing", "abandon": "signing"}


def convention_at(state: str, plan: ActionPlan) -> Convention:
    event = load_in(
        "convention",
        state=state,
        values={"plan": plan, "parent": plan, "title_fr": WORDS.title_fr},
        inputs={"source_document": "Registre", "as_of": date(2026, 9, 1)},
        actor=None,
        write=lambda key: None,
    )
    return Convention.objects.get(pk=event.subject_id)


def sign(signing: Signing, *institutions: Institution) -> None:
    for each in institutions:
        decide(signing.seat_of(each), actor=signing.owner_of(each), verdict=Verdict.APPROVE)


def guards_of(refused: pytest.ExceptionInfo[TransitionRefusedError]) -> list[str]:
    return [each.guard for each in refused.value.shortfalls]


@pytest.mark.parametrize("name", BY_TEAM)
def test_the_ministry_team_alone_writes(name: str, signing: Signing, emna: User) -> None:
    for person in (signing.lead, emna):
        with pytest.raises(TransitionForbiddenError):
            signing.fire(name, by=person, **REASON)


@pytest.mark.parametrize("name", BY_LEAD)
def test_the_lead_alone_decides(name: str, signing: Signing, emna: User) -> None:
    for person in (signing.team, emna):
        with pytest.raises(TransitionForbiddenError):
            signing.fire(name, by=person, **REASON)


@pytest.mark.parametrize(
    "name", ["reopen_text", "open_signing", "change_text", "start_amendment", "terminate"]
)
def test_what_does_not_leave_the_state_is_refused(name: str, signing: Signing) -> None:
    team = {"reopen_text", "change_text", "start_amendment"}
    person = signing.team if name in team else signing.lead

    with pytest.raises(TransitionRefusedError, match="possible from"):
        signing.fire(name, by=person, **({} if name in {"reopen_text"} else REASON))


@pytest.mark.parametrize("name", ["complete", "complete_amendment", "expire"])
def test_what_a_round_or_the_clock_does_no_person_does(name: str, signing: Signing) -> None:
    for person in (signing.team, signing.lead):
        with pytest.raises(TransitionForbiddenError):
            signing.fire(name, by=person)


def test_a_draft_without_parties_annexes_and_text_is_not_agreed(signing: Signing) -> None:
    bare = convention_at("draft", signing.plan)

    with pytest.raises(TransitionRefusedError) as refused:
        fire(bare, "agree_text", actor=signing.team)

    assert guards_of(refused) == ["parties_named", "dossier_annexed", "text_written"]


def test_whoever_carries_an_annexed_dossier_must_be_a_party(
    signing: Signing, institutions: Institutions
) -> None:
    only = [Party(institutions.archives.pk)]
    set_parties(signing.convention, parties=only, actor=signing.team)

    with pytest.raises(TransitionRefusedError) as refused:
        signing.fire("agree_text", by=signing.team)

    assert guards_of(refused) == ["parties_named"]
    assert refused.value.shortfalls[0].count == 2


def test_the_lead_has_five_days_once_the_text_is_agreed(signing: Signing) -> None:
    signing.fire("agree_text", by=signing.team)

    item = WorkItem.objects.get(subject=signing.convention.pk, closed_at=None)
    assert (item.desk, signing.state()) == ("ministry_lead", "text_agreed")
    assert item.due_on is not None
    assert Announcement.objects.filter(topic="convention.agree_text").exists()


def test_a_text_that_was_agreed_is_opened_again(signing: Signing) -> None:
    signing.fire("agree_text", by=signing.team)

    signing.fire("reopen_text", by=signing.team)

    assert signing.state() == "draft"


def test_nobody_signs_before_every_annexed_text_is_settled(
    institutions: Institutions, amina: User, claire: User
) -> None:
    signing = make_signing(institutions, amina, claire, state=ProposalState.FINALIZATION)
    signing.fire("agree_text", by=amina)

    with pytest.raises(TransitionRefusedError) as refused:
        signing.fire("open_signing")

    assert guards_of(refused) == ["lines_settled"]
    assert signing.first.reference in str(refused.value)


def test_changing_the_text_ends_the_round_and_leaves_the_lines(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.rivage)

    event = signing.fire("change_text", by=signing.team, **REASON)

    assert (signing.state(), signing.lines()) == ("draft", ["signature", "signature"])
    assert Round.objects.get(subject=signing.convention.pk).outcome == "cancelled"
    assert REASON["reason"] in event.body.json


def test_a_convention_is_given_up_with_its_reason_and_frees_its_dossiers(signing: Signing) -> None:
    signing.open()

    signing.fire("abandon", **REASON)

    assert (signing.state(), signing.lines()) == ("abandoned", ["finalization", "finalization"])
    assert not ConventionAnnex.objects.filter(removed_at=None).exists()


def test_a_convention_under_which_a_dossier_is_signed_is_not_given_up(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage)

    with pytest.raises(TransitionRefusedError) as refused:
        signing.fire("abandon", **REASON)

    assert guards_of(refused) == ["nothing_signed"]


# ---- In part.


@pytest.fixture
def partial(institutions: Institutions, amina: User, claire: User) -> Signing:
    """Return a convention that may be signed in part, whose ministry has declined."""
    signing = make_signing(institutions, amina, claire, allows_partial=True).open()
    sign(signing, institutions.archives)
    return signing


def test_a_convention_that_needs_every_signature_does_not_come_into_force_in_part(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage)

    with pytest.raises(TransitionRefusedError) as refused:
        signing.fire("complete_partial", **REASON)

    assert guards_of(refused) == ["partial_allowed"]


def test_nothing_comes_into_force_when_no_line_has_its_signatures(partial: Signing) -> None:
    with pytest.raises(TransitionRefusedError) as refused:
        partial.fire("complete_partial", **REASON)

    assert guards_of(refused) == ["line_complete"]


def test_a_line_goes_on_without_a_signature_that_the_lead_waives(partial: Signing) -> None:
    waive(partial.second, guard="all_parties_signed", reason="Visa reçu.", actor=partial.lead)

    foreseen = preview(partial.convention.pk, "complete_partial", actor=partial.lead, inputs=REASON)
    partial.fire("complete_partial", **REASON)

    assert {move.subject_id: move.target for move in foreseen.moves} == {
        partial.convention.pk: "In force",
        partial.first.pk: "Being finalized",
        partial.second.pk: "Signed",
    }
    assert (partial.state(), partial.lines()) == ("in_force", ["finalization", "signed"])


def test_the_line_left_out_is_free_and_its_sheet_stays_in_the_text_of_the_others(
    partial: Signing, institutions: Institutions
) -> None:
    sign(partial, institutions.ministry)
    bound = partial.convention.annexes.get(proposal=partial.first)

    partial.fire("complete_partial", **REASON)

    bound.refresh_from_db()
    assert partial.lines() == ["finalization", "signed"]
    assert bound.left_on is not None
    assert bound.left_hash == partial.first.sheet.current.content_hash


# ---- In force.


@pytest.fixture
def in_force(signing: Signing, institutions: Institutions) -> Signing:
    """Return a convention that all its parties have signed."""
    signing.open()
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)
    return signing


AMENDED = {"body_fr": "Les parties s'engagent encore.", "body_ar": "تلتزم الأطراف مجددا."}


def test_an_amended_text_is_signed_by_all_and_stays(
    in_force: Signing, institutions: Institutions
) -> None:
    in_force.fire("start_amendment", by=in_force.team, **REASON, **AMENDED)
    while_amending = in_force.state()
    sign(in_force, institutions.archives, institutions.rivage, institutions.ministry)

    in_force.convention.refresh_from_db()
    assert (while_amending, in_force.state()) == ("amending", "in_force")
    assert in_force.convention.body_fr == AMENDED["body_fr"]
    assert in_force.convention.former_body_fr == ""


def test_dropping_an_amendment_puts_the_text_and_its_signatures_back(in_force: Signing) -> None:
    in_force.fire("start_amendment", by=in_force.team, **REASON, **AMENDED)

    in_force.fire("drop_amendment", **REASON)

    in_force.convention.refresh_from_db()
    assert in_force.state() == "in_force"
    assert in_force.convention.body_fr == WORDS.body_fr


@pytest.mark.parametrize("ending", ["drop_amendment", "terminate"])
def test_who_wrote_and_who_joined_by_an_amendment_leave_with_it(
    ending: str, in_force: Signing, bilal: User
) -> None:
    newcomer = make_institution("newcomer", Side.GOVERNMENT, french="Office", arabic="مكتب")
    make_owner(newcomer)
    before = in_force.parties()
    make_porter(in_force.first, newcomer, leads=False)
    in_force.fire("start_amendment", by=bilal, **REASON, **AMENDED)
    amending = in_force.parties()

    in_force.fire(ending, **REASON)

    assert amending == [*before, newcomer.pk]
    assert in_force.parties() == before
    in_force.convention.refresh_from_db()
    assert in_force.convention.last_edited_by == in_force.team


def test_who_joined_by_a_signed_amendment_stays(in_force: Signing) -> None:
    newcomer = make_institution("newcomer", Side.GOVERNMENT, french="Office", arabic="مكتب")
    owner = make_owner(newcomer)
    make_porter(in_force.first, newcomer, leads=False)
    in_force.fire("start_amendment", by=in_force.team, **REASON, body_fr="", body_ar="")
    decide(in_force.seat_of(newcomer), actor=owner, verdict=Verdict.APPROVE)

    in_force.fire("terminate", **REASON)

    assert newcomer.pk in in_force.parties()


def test_an_amendment_is_written_in_both_languages(in_force: Signing) -> None:
    with pytest.raises(InputError) as refused:
        in_force.fire("start_amendment", by=in_force.team, **REASON, body_fr="Un mot.")

    assert list(refused.value.errors) == ["body_ar"]


def test_nobody_is_asked_about_an_amendment_that_changes_nothing(in_force: Signing) -> None:
    with pytest.raises(TransitionRefusedError, match="Nobody can be asked"):
        in_force.fire("start_amendment", by=in_force.team, **REASON)

    assert in_force.state() == "in_force"


def test_a_dropped_dossier_leaves_what_binds_and_its_sheet_stays_in_the_text(
    in_force: Signing,
) -> None:
    before = load_agreements([in_force.convention.pk])[in_force.convention.pk].text

    fire(in_force.second, "drop", actor=in_force.lead, inputs=REASON)

    after = load_agreements([in_force.convention.pk])[in_force.convention.pk]
    assert [line.proposal_id for line in after.lines] == [in_force.first.pk]
    assert after.text == before


def test_a_convention_ended_before_its_time_frees_its_dossiers(in_force: Signing) -> None:
    in_force.fire("terminate", **REASON)

    assert in_force.state() == "terminated"
    assert not ConventionAnnex.objects.filter(left_on=None).exists()
    assert in_force.lines() == ["signed", "signed"]


def test_the_clock_ends_it_the_day_after_its_plan(signing: Signing) -> None:
    ActionPlan.objects.filter(pk=signing.plan.pk).update(ends_on=date(2027, 12, 31))
    bound = convention_at("in_force", signing.plan)

    with use_clock(FixedClock.on(date(2027, 12, 31))):
        early = tick()
    with use_clock(FixedClock.on(date(2028, 1, 3))):
        ticks = tick()

    bound.refresh_from_db()
    assert bound.pk not in {each.owed.subject_id for each in early if each.event_id}
    assert bound.pk in {each.owed.subject_id for each in ticks if each.event_id}
    assert bound.state == ConventionState.EXPIRED


def test_an_amendment_that_nobody_finished_ends_with_the_plan_too(signing: Signing) -> None:
    ActionPlan.objects.filter(pk=signing.plan.pk).update(ends_on=date(2027, 12, 31))
    ConventionParty.objects.filter(convention=signing.convention).exists()
    signing.open()
    for party in ConventionParty.objects.filter(convention=signing.convention):
        sign(signing, party.institution)
    signing.fire("start_amendment", by=signing.team, **REASON, **AMENDED)

    with use_clock(FixedClock.on(date(2028, 1, 3))):
        tick()

    signing.convention.refresh_from_db()
    assert signing.state() == "expired"
    assert signing.convention.body_fr == WORDS.body_fr


def test_an_amendment_that_nobody_signed_is_not_the_text_of_what_was_ended(
    in_force: Signing,
) -> None:
    in_force.fire("start_amendment", by=in_force.team, **REASON, **AMENDED)

    in_force.fire("terminate", **REASON)

    in_force.convention.refresh_from_db()
    assert in_force.convention.body_fr == WORDS.body_fr
    assert in_force.convention.former_body_fr == ""


def test_a_dossier_belongs_to_one_convention_at_a_time(signing: Signing) -> None:
    other = convention_at("draft", signing.plan)

    with pytest.raises(InputError) as refused:
        set_annexes(other, proposals=[signing.first.pk], actor=signing.team)

    assert list(refused.value.errors) == ["proposals"]


def test_a_declined_line_that_left_can_join_another_convention(
    partial: Signing, institutions: Institutions
) -> None:
    decline_seat(
        partial.seat_of(institutions.rivage),
        actor=partial.owner_of(institutions.rivage),
        comment="Le budget manque.",
    )
    sign(partial, institutions.ministry)
    partial.fire("complete_partial", **REASON)
    other = convention_at("draft", partial.plan)

    set_annexes(other, proposals=[partial.first.pk], actor=partial.team)

    assert other.annexes.get().proposal == partial.first
    assert {str(each.institution) for each in other.parties.all()} == {
        str(institutions.archives),
        str(institutions.rivage),
    }
