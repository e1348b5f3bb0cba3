"""Submission: the window, the texts, the questions, the door."""

from datetime import date, timedelta

import pytest

from lifecycle.models import PlanStage, Proposal
from lifecycle.services.duplicates import resolve, suspect
from lifecycle.vocabulary import StageCode
from tests.lifecycle.machines.proposal.road import REDIRECTION, Road, again, moved, place
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.engine import explain, fire, give_birth, waiting_for
from workflow.exceptions import (
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User

#: A Friday; the Monday after it is worked, as is the day before.
CLOSES_ON = date(2026, 10, 16)
#: Throne Day, which is not worked; nor is the weekend that follows it two days later.
FEAST = date(2026, 7, 30)


def close_collection_on(road: Road, day: date) -> None:
    """Let the collection of the plan end on this day."""
    PlanStage.objects.filter(plan=road.plan, code=StageCode.COLLECTION).update(
        opens_on=day - timedelta(days=60), closes_on=day
    )


def test_a_draft_has_no_reference_and_submitting_gives_the_next_one(road: Road) -> None:
    draft = road.draft()
    first = road.submitted()

    second = moved(draft, "submit", actor=road.author)

    assert draft.reference == ""
    assert (first.reference, second.reference) == ("P-0001", "P-0002")


def test_answering_a_question_gives_no_second_reference(road: Road) -> None:
    proposal = road.needs_details()

    answered = moved(proposal, "give_details", actor=road.author, inputs={"details": "Ceux-ci."})

    assert answered.reference == proposal.reference == "P-0001"


def test_an_incomplete_draft_is_refused_with_every_reason_at_once(road: Road) -> None:
    draft = road.draft(title="", solution=" ", theme=None)
    close_collection_on(road, CLOSES_ON)

    with (
        use_clock(FixedClock.on(date(2026, 10, 19))),
        pytest.raises(TransitionRefusedError) as refused,
    ):
        fire(draft, "submit", actor=road.author)

    found = {each.guard: each for each in refused.value.shortfalls}
    assert set(found) == {"window_open", "texts_present"}
    assert found["texts_present"].count == 3
    assert "title, solution, theme" in found["texts_present"].fix
    assert again(draft).state == "draft"


@pytest.mark.parametrize(
    ("closes_on", "today", "is_open"),
    [
        (CLOSES_ON, date(2026, 10, 15), True),
        (CLOSES_ON, CLOSES_ON, True),
        (CLOSES_ON, date(2026, 10, 17), False),
        (FEAST, FEAST, True),
        (FEAST, date(2026, 7, 31), True),
        (FEAST, date(2026, 8, 1), False),
    ],
)
def test_the_window_closes_after_its_last_day_or_the_next_one_worked(
    closes_on: date, today: date, is_open: bool, road: Road
) -> None:
    draft = road.draft()
    close_collection_on(road, closes_on)

    with use_clock(FixedClock.on(today)):
        submit = explain(draft, actor=road.author).find("submit")

    assert submit is not None
    assert submit.is_allowed is is_open


def test_nothing_is_written_once_the_window_is_closed(road: Road) -> None:
    close_collection_on(road, CLOSES_ON)

    with (
        use_clock(FixedClock.on(date(2026, 10, 19))),
        pytest.raises(TransitionRefusedError, match="does not receive proposals"),
    ):
        road.draft()

    assert not Proposal.objects.exists()


def test_nothing_is_written_before_the_collection_opens(road: Road) -> None:
    place(PlanStage.objects.filter(code=StageCode.COLLECTION), "not_started")

    with pytest.raises(TransitionRefusedError) as refused:
        road.draft()

    assert [each.guard for each in refused.value.shortfalls] == ["window_open"]


def test_a_draft_lapses_once_its_window_is_over_and_not_before(road: Road) -> None:
    close_collection_on(road, CLOSES_ON)
    with use_clock(FixedClock.on(date(2026, 10, 1))):
        draft = road.draft()

    with use_clock(FixedClock.on(CLOSES_ON)), pytest.raises(TransitionRefusedError):
        fire(draft, "lapse", actor=None)
    with use_clock(FixedClock.on(date(2026, 10, 17))):
        lapsed = moved(draft, "lapse", actor=None)

    assert lapsed.state == "lapsed"
    assert lapsed.left_phase == "submission"


def test_nobody_but_its_author_sees_a_draft(road: Road) -> None:
    draft = road.draft()

    for person in (road.team, road.lead):
        with pytest.raises(SubjectNotFoundError):
            fire(draft, "submit", actor=person)


def test_an_author_of_the_ministry_does_not_admit_their_own_proposal(road: Road) -> None:
    proposal = road.submitted(author=road.team)

    with pytest.raises(TransitionForbiddenError, match="Separation of duties"):
        fire(proposal, "admit", actor=road.team)
    admitted = moved(proposal, "admit", actor=road.second)

    assert admitted.state == "admissible"


def test_admission_makes_the_proposal_public(road: Road) -> None:
    proposal = road.submitted()

    admitted = moved(proposal, "admit", actor=road.team)

    assert proposal.published_at is None
    assert admitted.published_at is not None


def test_a_suspected_duplicate_is_settled_before_admission(road: Road) -> None:
    earlier, proposal = road.submitted(), road.submitted()
    suspicion = suspect(proposal, other=earlier, actor=road.team)

    with pytest.raises(TransitionRefusedError) as refused:
        fire(proposal, "admit", actor=road.team)
    admit = explain(proposal, actor=road.team).find("admit")
    resolve(suspicion.pk, verdict="different", reason="Deux registres.", actor=road.team)

    assert [each.guard for each in refused.value.shortfalls] == ["no_open_duplicate"]
    assert admit is not None
    assert admit.reasons[0].names == (earlier.reference,)
    assert moved(proposal, "admit", actor=road.team).state == "admissible"


def test_the_author_is_asked_twice_at_most(road: Road) -> None:
    proposal = road.needs_details()
    moved(proposal, "give_details", actor=road.author, inputs={"details": "Les premiers."})
    moved(proposal, "request_details", actor=road.team, inputs={"question": "Et ensuite ?"})
    moved(proposal, "give_details", actor=road.author, inputs={"details": "Les suivants."})

    with pytest.raises(TransitionRefusedError) as refused:
        fire(proposal, "request_details", actor=road.team, inputs={"question": "Encore ?"})

    assert [each.guard for each in refused.value.shortfalls] == ["question_left"]
    kept = again(proposal)
    assert kept.questions_asked == 2
    assert kept.question == "Et ensuite ?"
    assert kept.details == "Les premiers.\n\nLes suivants."


def test_silence_is_closed_by_the_clock_on_the_day_after_the_term(road: Road) -> None:
    with use_clock(FixedClock.on(date(2026, 9, 1))):
        close_collection_on(road, CLOSES_ON)
        proposal = road.needs_details(language="ar")
        (waited,) = waiting_for(proposal, today=date(2026, 9, 1))

    # Ten working days after 1 September 2026.
    assert waited.due_on == date(2026, 9, 15)
    with use_clock(FixedClock.on(date(2026, 9, 15))), pytest.raises(TransitionRefusedError):
        fire(proposal, "close_unanswered", actor=None)
    with use_clock(FixedClock.on(date(2026, 9, 16))):
        closed = moved(proposal, "close_unanswered", actor=None)
    assert (closed.state, closed.refusal_code) == ("inadmissible", "unanswered")
    assert closed.decided_reason
    assert closed.decided_on == date(2026, 9, 16)


def test_no_person_does_what_the_clock_does(road: Road) -> None:
    proposal = road.needs_details()

    for person in (road.team, road.lead, road.author):
        with pytest.raises(TransitionForbiddenError, match="clock"):
            fire(proposal, "close_unanswered", actor=person)


def test_a_redirection_keeps_who_received_it_and_why(road: Road) -> None:
    proposal = road.redirected()

    assert proposal.redirected_to == REDIRECTION["receiving_body"]
    assert proposal.redirect_reference == "2026/12"
    assert proposal.decided_reason == REDIRECTION["reason"]
    assert proposal.left_phase == "submission"


def test_a_letter_without_account_is_answered_for_by_the_ministry(road: Road) -> None:
    proposal = recorded(road, road.team)

    fire(proposal, "request_details", actor=road.team, inputs={"question": "Lesquels ?"})

    (waited,) = waiting_for(proposal, today=current_clock().today())
    assert waited.role.code == "ministry_team"


def test_the_answer_of_a_letter_is_recorded_and_confirmed_by_a_second_person(road: Road) -> None:
    proposal = recorded(road, road.team)
    fire(proposal, "request_details", actor=road.team, inputs={"question": "Lesquels ?"})

    give_details = explain(proposal, actor=road.team).find("give_details")

    assert give_details is not None
    assert give_details.is_allowed
    assert [each.name for each in give_details.inputs] == [
        "details",
        "paper_number",
        "paper_on",
        "paper_capacity",
        "paper_scan",
    ]


def recorded(road: Road, actor: User) -> Proposal:
    """Record what a letter that names nobody says."""
    theme = road.plan.themes.first()
    event = give_birth(
        "proposal",
        "record_for",
        actor=actor,
        values={
            "plan": road.plan,
            "parent": road.plan,
            "theme": theme,
            "title": "Une lettre",
            "problem": "Un problème.",
            "solution": "Une solution.",
            "channel": "letter",
            "channel_reference": "Lettre 41",
        },
        inputs={"authors": []},
    )
    return Proposal.objects.get(pk=event.subject_id)
