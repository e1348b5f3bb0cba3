"""Why something is possible or not, who can help, who is waited for, and how it came here."""

from contextlib import suppress
from datetime import date

import pytest
from django.db import transaction

from tests.workflow.toy.making import MONDAY, Office, make_parcel
from tests.workflow.toy.models import Parcel, Van
from tests.workflow.toy.roles import CLERK, INSPECTOR, SENDER
from workflow.clock import FixedClock, use_clock
from workflow.engine import TransitionExplanation, available, explain, fire, path, waiting_for
from workflow.engine.evaluation import list_shortfalls
from workflow.engine.reading import Case
from workflow.exceptions import InputError, SubjectNotFoundError
from workflow.machine.guards import Shortfall
from workflow.machine.transitions import Transition
from workflow.models import User, WorkItem


def find(parcel: Parcel, name: str, actor: User | None) -> TransitionExplanation:
    found = explain(parcel, actor=actor).find(name)
    assert found is not None
    return found


def test_nothing_stands_against_what_one_may_do(office: Office, parcel: Parcel) -> None:
    post = find(parcel, "post", office.anna)

    assert post.is_allowed
    assert post.is_theirs
    assert post.leaves_here


def test_a_missing_role_is_named_with_who_holds_it(office: Office, parcel: Parcel) -> None:
    (reason,) = find(parcel, "post", office.boris).reasons

    assert (reason.code, reason.roles) == ("role", (SENDER,))
    assert reason.message == "Only this role can do this: sender."


def test_every_reason_is_told_at_once(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, weight=None, address="")

    reasons = find(parcel, "post", office.boris).reasons

    assert [reason.code for reason in reasons] == ["role", "weighed", "addressed"]
    assert reasons[2].roles == (SENDER, CLERK)


def test_what_guards_find_in_another_state_is_not_told(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted", weight=3)
    Parcel.objects.filter(pk=parcel.pk).update(weight=None)

    assert [reason.code for reason in find(parcel, "post", office.anna).reasons] == ["state"]


def test_guards_are_asked_only_where_the_state_lets_the_transition_leave(
    office: Office, van: Van, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = make_parcel(office, van, "posted")
    asked: list[str] = []

    def list_and_note(case: Case, transition: Transition) -> list[Shortfall]:
        asked.append(transition.name)
        return list_shortfalls(case, transition)

    monkeypatch.setattr("workflow.engine.evaluation.list_shortfalls", list_and_note)
    explained = explain(parcel, actor=office.boris).transitions

    leaving = [each.transition.name for each in explained if each.leaves_here]
    assert asked == leaving
    assert 0 < len(leaving) < len(explained)


def test_who_is_kept_away_by_separation_is_told_so(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted", sender=office.boris)

    (reason,) = find(parcel, "inspect", office.boris).reasons

    assert reason.code == "separation"


def test_what_is_automatic_is_told_as_such(office: Office, parcel: Parcel) -> None:
    (reason,) = find(parcel, "lapse", office.anna).reasons

    assert reason.code == "automatic"
    assert "clock" in reason.message


def test_the_names_behind_a_count_are_told(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")

    (reason,) = find(parcel, "accept", office.dora).reasons

    assert (reason.code, reason.count, reason.names) == ("inspections_in", 1, ("Ben",))
    assert reason.roles == (INSPECTOR,)


def test_what_must_be_given_depends_on_who_asks(office: Office, parcel: Parcel) -> None:
    own = [each.name for each in find(parcel, "withdraw", office.anna).inputs]
    recorded = [each.name for each in find(parcel, "withdraw", office.boris).inputs]

    assert own == []
    assert recorded == ["paper_number", "paper_on", "paper_capacity", "paper_scan"]


def test_every_transition_is_explained_and_an_unknown_one_is_none(
    office: Office, parcel: Parcel
) -> None:
    explanation = explain(parcel, actor=office.anna)

    assert len(explanation.transitions) == 18
    assert explanation.find("teleport") is None
    assert (explanation.state, explanation.version, explanation.kind) == (
        "draft",
        1,
        "toy_parcel",
    )


def test_nothing_is_explained_to_who_may_not_see_it(office: Office, parcel: Parcel) -> None:
    with pytest.raises(SubjectNotFoundError):
        explain(parcel, actor=office.ben)
    with pytest.raises(SubjectNotFoundError):
        available(parcel, actor=office.ben)


@pytest.mark.parametrize("state", ["draft", "posted", "inspected", "loaded", "returned"])
def test_what_is_said_to_be_possible_is(office: Office, van: Van, state: str) -> None:
    parcel = make_parcel(office, van, state)
    people = (office.anna, office.boris, office.dora, office.emil)

    for person in people:
        try:
            said = {each.name for each in available(parcel, actor=person)}
            explained = {
                each.transition.name
                for each in explain(parcel, actor=person).transitions
                if each.is_allowed
            }
        except SubjectNotFoundError:
            continue
        assert said == explained
        for name in said:
            _check_possible(parcel, name, person)


def _check_possible(parcel: Parcel, name: str, person: User) -> None:
    """Fire without inputs, then take it back: only what was not given can be wrong."""
    with transaction.atomic():
        with suppress(InputError):
            fire(parcel, name, actor=person)
        transaction.set_rollback(True)


# ---- Who is waited for.


def test_who_is_waited_for_is_told_most_urgent_first(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")

    ben, dora = waiting_for(parcel, today=MONDAY)

    assert (ben.holder, ben.due_on, ben.days_late) == ("Ben", date(2026, 6, 4), 0)
    assert ben.seat_id is not None
    assert (dora.holder, dora.person, dora.round_id) == ("postmaster", None, None)
    assert dora.due_on is not None
    assert ben.due_on is not None
    assert ben.due_on < dora.due_on


def test_an_institution_is_waited_for_by_its_role(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "loaded")

    (waited,) = waiting_for(parcel, today=date(2026, 7, 2))

    assert (waited.institution, waited.days_late) == (office.depot, 3)
    assert waited.holder == "courier, toy-depot"
    assert WorkItem.objects.get(pk=waited.item_id).desk == f"toy_courier:{office.depot.pk}"


def test_nobody_is_waited_for_at_the_end(office: Office, van: Van) -> None:
    assert waiting_for(make_parcel(office, van, "delivered"), today=MONDAY) == []


# ---- The path.


def test_the_path_tells_each_state_with_when_it_was_entered_and_left(
    office: Office, van: Van
) -> None:
    parcel = make_parcel(office, van)
    with use_clock(FixedClock.on(date(2026, 6, 3))):
        fire(parcel, "rename", actor=office.anna, inputs={"title": "Vase"})
        fire(parcel, "post", actor=office.anna)

    draft, posted = path(parcel)

    assert (draft.state, posted.state) == ("draft", "posted")
    assert draft.left_at == posted.entered_at
    assert posted.left_at is None
    assert posted.event.name == "post"
