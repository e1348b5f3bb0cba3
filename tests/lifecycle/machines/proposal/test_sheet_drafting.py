"""Sheet drafting: submitted when it can be verified, approved on the very text, or returned."""

from datetime import timedelta
from typing import Any

import pytest

from lifecycle.models import Attachment, Proposal, Sheet
from lifecycle.services.sheets import save_version
from lifecycle.services.waivers import waive
from lifecycle.vocabulary import AttachmentPurpose
from lifecycle.vocabulary.roles import OWNER
from tests.cast import Institutions, make_person
from tests.factories import make_plan
from tests.road import CONTENT, dossier_in
from workflow.clock import current_clock
from workflow.engine import decide, fire
from workflow.engine.evaluation import list_shortfalls
from workflow.engine.reading import load_case
from workflow.exceptions import (
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Event, Institution, Round, Seat, User, Verdict
from workflow.permissions import grant


@pytest.fixture
def dossier(institutions: Institutions, ilias: User, emna: User) -> Proposal:
    """Return a dossier that the archives lead with the ministry, whose sheet Ilias wrote."""
    make_plan()
    grant(OWNER, make_person("Omar"), on=institutions.ministry)
    return dossier_in(
        "sheet_drafting",
        lead=institutions.archives,
        partners=[institutions.ministry],
        project_lead=ilias,
        editor=ilias,
    )


def find_missing(dossier: Proposal) -> set[str]:
    """Return the guards that hold the sheet back from its owners."""
    case = load_case(dossier.pk, today=current_clock().today())
    declared = case.machine.get_transition("submit_sheet")
    return {each.guard for each in list_shortfalls(case, declared)}


def write(dossier: Proposal, actor: User, **values: Any) -> None:
    """Write these fields over the current version."""
    sheet = Sheet.objects.get(proposal=dossier)
    save_version(dossier, values=values, base=sheet.current.number, actor=actor)


def submit(dossier: Proposal, actor: User) -> Round:
    """Submit the sheet and return the round that asks its owners."""
    fire(dossier, "submit_sheet", actor=actor)
    return Round.objects.get(subject=dossier, name="approval", outcome="")


def find_seat(dossier: Proposal, institution: Institution) -> Seat:
    """Return the seat of the institution in the latest round."""
    seats = Seat.objects.filter(round__subject=dossier, round__name="approval")
    return seats.filter(institution=institution).latest("pk")


def answer(
    dossier: Proposal, person: User, institution: Institution, verdict: Verdict, comment: str = ""
) -> None:
    """Decide for the institution."""
    decide(find_seat(dossier, institution), actor=person, verdict=verdict, comment=comment)


def state_of(dossier: Proposal) -> str:
    """Return where the dossier is."""
    return str(Proposal.objects.get(pk=dossier.pk).state)


# ---- Submitting.


def test_a_sheet_that_can_be_verified_goes_to_its_owners_the_lead_first(
    dossier: Proposal, institutions: Institutions, ilias: User
) -> None:
    opened = submit(dossier, ilias)

    seats = opened.seats.order_by("rank")
    assert [seat.institution for seat in seats] == [institutions.archives, institutions.ministry]
    assert {seat.content_hash for seat in seats} == {CONTENT.compute_hash()}
    assert state_of(dossier) == "sheet_approval"


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"title_ar": ""}, {"sheet_complete", "lint_clean"}),
        ({"contact": ""}, {"sheet_complete"}),
        ({"activities": []}, {"sheet_complete", "activity_planned"}),
        ({"contact": "à préciser"}, {"lint_clean"}),
        (
            {"activities": [{"title_fr": "Publier", "title_ar": "نشر"}]},
            {"sheet_complete", "activity_planned"},
        ),
    ],
)
def test_what_is_missing_is_said_guard_by_guard(
    dossier: Proposal, ilias: User, values: dict[str, Any], missing: set[str]
) -> None:
    write(dossier, ilias, **values)

    assert find_missing(dossier) == missing
    with pytest.raises(TransitionRefusedError) as refused:
        fire(dossier, "submit_sheet", actor=ilias)
    assert {each.guard for each in refused.value.shortfalls} == missing


def test_a_period_outside_the_plan_holds_it_back(dossier: Proposal, ilias: User) -> None:
    plan = dossier.plan
    plan.ends_on = current_clock().today()
    plan.save(update_fields=["ends_on"])

    assert find_missing(dossier) == {"lint_clean", "activity_planned"}


def test_the_lead_of_the_ministry_waives_the_lint_and_nothing_else(
    dossier: Proposal, ilias: User, claire: User
) -> None:
    write(dossier, ilias, contact="à préciser")

    waive(dossier, guard="lint_clean", reason="Le bureau est en création.", actor=claire)

    assert find_missing(dossier) == set()
    submit(dossier, ilias)
    with pytest.raises(TransitionRefusedError):
        waive(dossier, guard="sheet_complete", reason="Non.", actor=claire)


@pytest.mark.parametrize("name", ["amina", "claire", "emna", "farid"])
def test_only_the_project_lead_submits(
    dossier: Proposal, name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(TransitionForbiddenError):
        fire(dossier, "submit_sheet", actor=request.getfixturevalue(name))


# ---- Deciding.


def test_all_approve_and_the_sheet_is_ready(
    dossier: Proposal, institutions: Institutions, ilias: User, emna: User
) -> None:
    submit(dossier, ilias)

    answer(dossier, emna, institutions.archives, Verdict.APPROVE)
    assert state_of(dossier) == "sheet_approval"
    answer(
        dossier,
        User.objects.get(display_name="Omar"),
        institutions.ministry,
        Verdict.APPROVE,
    )

    assert state_of(dossier) == "ready"
    assert Sheet.objects.get(proposal=dossier).returns == 0


def test_one_objection_returns_it_with_its_words_and_is_counted(
    dossier: Proposal, institutions: Institutions, ilias: User, emna: User
) -> None:
    submit(dossier, ilias)

    answer(dossier, emna, institutions.archives, Verdict.OBJECT, "Dites combien de séries.")

    sheet = Sheet.objects.get(proposal=dossier)
    event = Event.objects.filter(subject=dossier, name="return_sheet").get()
    assert state_of(dossier) == "sheet_drafting"
    assert (sheet.returns, sheet.returned_at) == (1, event.recorded_at)
    assert "Dites combien de séries." in event.body.json


def test_who_edited_last_does_not_approve(
    institutions: Institutions, ilias: User, emna: User
) -> None:
    dossier = dossier_in(
        "sheet_drafting", lead=institutions.archives, project_lead=ilias, editor=emna
    )
    grant(OWNER, make_person("Deputy"), on=institutions.archives)
    submit(dossier, ilias)

    with pytest.raises(TransitionForbiddenError):
        answer(dossier, emna, institutions.archives, Verdict.APPROVE)


def test_nobody_is_asked_who_may_not_answer(
    institutions: Institutions, ilias: User, emna: User
) -> None:
    dossier = dossier_in(
        "sheet_drafting", lead=institutions.archives, project_lead=ilias, editor=emna
    )

    with pytest.raises(TransitionRefusedError):
        submit(dossier, ilias)

    assert state_of(dossier) == "sheet_drafting"


def test_a_decision_is_bound_to_the_text_that_was_read(
    dossier: Proposal, institutions: Institutions, ilias: User, emna: User
) -> None:
    submit(dossier, ilias)
    seat = find_seat(dossier, institutions.archives)

    with pytest.raises(StaleSubjectError):
        decide(seat, actor=emna, verdict=Verdict.APPROVE, expect_hash="0" * 64)


def test_the_text_is_locked_while_its_owners_decide(dossier: Proposal, ilias: User) -> None:
    submit(dossier, ilias)

    with pytest.raises(TransitionRefusedError) as refused:
        write(dossier, ilias, title_fr="Autre")

    assert "before its owners" in str(refused.value)


def test_after_a_change_all_are_asked_again_and_without_one_only_who_objected(
    dossier: Proposal, institutions: Institutions, ilias: User, emna: User
) -> None:
    omar = User.objects.get(display_name="Omar")
    submit(dossier, ilias)
    answer(dossier, omar, institutions.ministry, Verdict.APPROVE)
    answer(dossier, emna, institutions.archives, Verdict.OBJECT, "Relisez.")

    again = submit(dossier, ilias)

    asked = again.seats.filter(carried_from=None)
    assert [seat.institution for seat in asked] == [institutions.archives]
    answer(dossier, emna, institutions.archives, Verdict.OBJECT, "Toujours pas.")
    write(dossier, ilias, title_fr="Publier le registre central")
    changed = submit(dossier, ilias)
    assert changed.seats.filter(carried_from=None).count() == 2


# ---- The third return.


def return_it(dossier: Proposal, institutions: Institutions, ilias: User, emna: User) -> None:
    """Submit the sheet and have it returned."""
    submit(dossier, ilias)
    answer(dossier, emna, institutions.archives, Verdict.OBJECT, "Non.")


def attach_minutes(dossier: Proposal, *, days_ago: int = 0) -> None:
    """Attach the minutes of the meeting of the porters."""
    Attachment.objects.create(
        subject=dossier,
        original_name="pv.pdf",
        size_bytes=1,
        purpose=AttachmentPurpose.MINUTES.value,
        uploaded_at=current_clock().now() - timedelta(days=days_ago),
    )


def test_after_the_third_return_the_porters_meet_first(
    dossier: Proposal, institutions: Institutions, ilias: User, emna: User
) -> None:
    attach_minutes(dossier, days_ago=1)
    for _number in range(3):
        assert find_missing(dossier) == set()
        return_it(dossier, institutions, ilias, emna)
    assert find_missing(dossier) == {"meeting_held"}

    attach_minutes(dossier)

    assert find_missing(dossier) == set()
    return_it(dossier, institutions, ilias, emna)
    assert Sheet.objects.get(proposal=dossier).returns == 1
    assert find_missing(dossier) == set()


# ---- Opening it again.


def test_the_ministry_team_opens_an_approved_sheet_again_with_a_reason(
    institutions: Institutions, amina: User, ilias: User
) -> None:
    dossier = dossier_in("ready", lead=institutions.archives, project_lead=ilias)

    fire(dossier, "reopen_sheet", actor=amina, inputs={"reason": "Une série a été oubliée."})

    assert state_of(dossier) == "sheet_drafting"
    write(dossier, ilias, title_fr="Autre")
