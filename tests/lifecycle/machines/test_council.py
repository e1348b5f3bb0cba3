"""The council: its file is handed in, put on an agenda, presented; what it says moves each line."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from lifecycle.models import Council
from lifecycle.selectors.council_file_facts import CouncilFileFacts
from lifecycle.services.councils import start_file, thaw_file
from lifecycle.vocabulary import AttachmentPurpose, CouncilState, ProposalState
from tests.consultation import consultation_in
from tests.council import (
    MEETS_ON,
    REASON,
    TODAY,
    add_document,
    council_in,
    on,
    signed_dossiers,
)
from tests.factories import make_plan
from tests.facts import look_at_all
from tests.road import dossier_in, make_sheet
from workflow.engine import fire, preview
from workflow.engine.reading import read_rows
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.machine import Facts
from workflow.machine.registry import get_machine
from workflow.models import Announcement, User, WorkItem
from workflow.permissions import NOBODY, load_grants

pytestmark = pytest.mark.django_db
DAY = {"meets_on": MEETS_ON.isoformat()}
ARROWS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("submit", "preparing", "submitted", {}),
    ("abandon", "preparing", "pulled_back", {}),
    ("put_on_agenda", "submitted", "on_agenda", DAY),
    ("postpone", "on_agenda", "submitted", {}),
    ("present", "on_agenda", "presented", {}),
    ("pull_back", "submitted", "pulled_back", REASON),
    ("pull_back", "on_agenda", "pulled_back", REASON),
    ("record_adopted", "presented", "adopted", {}),
    ("record_noted", "presented", "noted", {}),
    ("record_returned", "presented", "returned", {}),
]
TEAM_DOES = {"put_on_agenda", "postpone"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


def ready_for(name: str, state: str) -> Council:
    """Return a file in `state` against which nothing stands to take this arrow."""
    outcomes = ["returned", "removed"] if name == "record_returned" else []
    council = council_in(state, outcomes=outcomes)
    if name == "put_on_agenda":
        add_document(council, AttachmentPurpose.AGENDA)
    return council


def states_of(council: Council) -> list[str]:
    lines = council.lines.order_by("pk")
    return list(lines.values_list("proposal__state", flat=True))


def refusals(council: Council, name: str, actor: User, **inputs: Any) -> list[str]:
    with pytest.raises(TransitionRefusedError) as refused:
        fire(council, name, actor=actor, inputs=inputs)
    return [each.guard for each in refused.value.shortfalls]


# ---- every arrow


@pytest.mark.parametrize(("name", "start", "target", "inputs"), ARROWS)
def test_each_arrow_is_taken_by_who_may_and_the_history_says_so(
    name: str, start: str, target: str, inputs: dict[str, Any], amina: User, claire: User
) -> None:
    council = ready_for(name, start)
    actor = amina if name in TEAM_DOES else claire

    with on(MEETS_ON):
        event = fire(council, name, actor=actor, inputs=inputs)

    council.refresh_from_db()
    assert council.state == target
    assert (event.name, event.source, event.target, event.actor) == (name, start, target, actor)
    assert Announcement.objects.filter(event=event, topic=f"council.{name}").count() == 1


@pytest.mark.parametrize(("name", "start", "target", "inputs"), ARROWS)
def test_nobody_else_takes_it(
    name: str, start: str, target: str, inputs: dict[str, Any], amina: User, claire: User
) -> None:
    council = ready_for(name, start)

    with on(MEETS_ON), pytest.raises(TransitionForbiddenError):
        fire(council, name, actor=claire if name in TEAM_DOES else amina, inputs=inputs)


@pytest.mark.parametrize("name", sorted(get_machine("council").transitions))
def test_an_arrow_is_taken_from_its_own_states_alone(name: str, amina: User, claire: User) -> None:
    sources = get_machine("council").get_transition(name).source_names
    council = council_in("adopted" if "preparing" in sources else "preparing")

    with pytest.raises(TransitionRefusedError, match="The state is now"):
        fire(council, name, actor=amina if name in TEAM_DOES else claire)


def test_of_two_who_read_the_same_version_the_second_is_told(claire: User) -> None:
    council = council_in("submitted")
    read = council.version
    fire(council, "pull_back", actor=claire, inputs=REASON, expect=read)

    with pytest.raises(StaleSubjectError):
        fire(council, "pull_back", actor=claire, inputs=REASON, expect=read)


# ---- begun


def test_a_second_file_is_not_begun_while_one_is_on_its_way(amina: User) -> None:
    first = council_in("preparing")

    with pytest.raises(TransitionRefusedError, match="Another file"):
        start_file(first.plan_version, actor=amina)


def test_a_file_that_was_given_up_makes_room_for_another(amina: User, claire: User) -> None:
    first = council_in("preparing")
    fire(first, "abandon", actor=claire)

    second = start_file(first.plan_version, actor=amina)

    assert (second.reference, second.lines.count()) == ("G-2", 2)
    assert states_of(first) == [ProposalState.SIGNED] * 2


# ---- handed in


def test_handing_in_takes_every_line_before_the_council(claire: User) -> None:
    council = council_in("preparing")

    event = fire(council, "submit", actor=claire)

    assert states_of(council) == [ProposalState.AT_COUNCIL] * 2
    assert {each.cause_id for each in event.consequences.all()} == {event.pk}


def test_a_line_that_is_not_signed_stops_the_act_and_is_named(claire: User) -> None:
    other = dossier_in(ProposalState.SIGNATURE)
    council = council_in("preparing", [*signed_dossiers(1), other])

    assert refusals(council, "submit", claire) == ["lines_signed"]
    with pytest.raises(TransitionRefusedError, match=f"E-{other.plan_number}"):
        fire(council, "submit", actor=claire)


def test_a_line_left_out_with_its_reason_does_not_stop_the_act(claire: User) -> None:
    signed, other = signed_dossiers(1)[0], dossier_in(ProposalState.SIGNATURE)
    council = council_in("preparing", [signed, other], left_out={other: "Sans signature."})

    fire(council, "submit", actor=claire)

    assert states_of(council) == [ProposalState.AT_COUNCIL, ProposalState.SIGNATURE]


def test_a_file_with_every_line_left_out_is_not_handed_in(claire: User) -> None:
    alone = signed_dossiers(1)
    council = council_in("preparing", alone, left_out={alone[0]: "Reporté."})

    assert refusals(council, "submit", claire) == ["lines_signed"]


def test_a_file_that_is_not_frozen_is_not_handed_in(amina: User, claire: User) -> None:
    council = council_in("preparing")
    thaw_file(council, actor=amina)

    assert refusals(council, "submit", claire) == ["file_frozen"]


def test_a_text_that_changed_after_the_version_was_frozen_is_named(claire: User) -> None:
    dossiers = signed_dossiers(2)
    council = council_in("preparing", dossiers)
    make_sheet(dossiers[1], title_fr="Un autre titre")

    assert refusals(council, "submit", claire) == ["texts_as_frozen"]
    with pytest.raises(TransitionRefusedError, match=r"1 line .*E-2"):
        fire(council, "submit", actor=claire)


def test_answers_that_are_not_published_hold_it_back(claire: User) -> None:
    with on(date(2026, 9, 1)):
        consultation = consultation_in("closed")
    council = council_in("preparing", signed_dossiers(1, plan=consultation.plan))

    assert refusals(council, "submit", claire) == ["answers_published"]


def test_the_preview_shows_every_line_before_anything_moves(claire: User) -> None:
    council = council_in("preparing")

    foreseen = preview(council, "submit", actor=claire)

    assert [move.transition for move in foreseen.moves] == ["submit", "present", "present"]
    assert states_of(council) == [ProposalState.SIGNED] * 2


# ---- on the agenda


def test_without_an_agenda_it_is_not_put_on_one(amina: User) -> None:
    council = council_in("submitted")

    assert refusals(council, "put_on_agenda", amina, **DAY) == ["agenda_kept"]


def test_the_day_of_the_council_is_when_it_and_its_lines_are_due() -> None:
    council = council_in("on_agenda")

    own = WorkItem.objects.get(subject=council.pk, closed_at__isnull=True)
    lines = WorkItem.objects.filter(subject__in=council.lines.values("proposal"), kind="at_council")
    assert own.due_on == MEETS_ON
    assert {each.due_on for each in lines} == {date(2026, 11, 20)}


def test_a_council_before_the_file_was_frozen_is_refused(amina: User) -> None:
    council = ready_for("put_on_agenda", "submitted")
    early = (TODAY - timedelta(days=1)).isoformat()

    with pytest.raises(InputError, match="was frozen on"):
        fire(council, "put_on_agenda", actor=amina, inputs={"meets_on": early})


def test_what_is_postponed_needs_a_new_agenda_and_a_new_day(amina: User) -> None:
    council = council_in("on_agenda")

    fire(council, "postpone", actor=amina)

    council.refresh_from_db()
    assert (council.meets_on, council.agenda_document) == (None, None)
    assert refusals(council, "put_on_agenda", amina, **DAY) == ["agenda_kept"]
    lines = WorkItem.objects.filter(subject__in=council.lines.values("proposal"), kind="at_council")
    assert {each.due_on for each in lines} == {None}


@pytest.mark.parametrize(("days", "is_refused"), [(-1, True), (0, False), (1, False)])
def test_it_is_presented_on_its_day_and_never_before(
    days: int, is_refused: bool, claire: User
) -> None:
    council = council_in("on_agenda")

    with on(MEETS_ON + timedelta(days=days)):
        if is_refused:
            assert refusals(council, "present", claire) == ["day_come"]
            return
        fire(council, "present", actor=claire)

    council.refresh_from_db()
    assert council.state == CouncilState.PRESENTED


def test_what_is_taken_back_leaves_every_line_signed(claire: User) -> None:
    council = council_in("on_agenda")

    with pytest.raises(InputError):
        fire(council, "pull_back", actor=claire)
    fire(council, "pull_back", actor=claire, inputs=REASON)

    assert states_of(council) == [ProposalState.SIGNED] * 2
    assert not WorkItem.objects.filter(subject=council.pk, closed_at__isnull=True).exists()


# ---- who reads it


@pytest.mark.parametrize(
    ("state", "is_public"), [("preparing", False), ("presented", False), ("adopted", True)]
)
def test_everybody_reads_it_once_it_is_decided(
    state: str, is_public: bool, amina: User, jalila: User, driss: User
) -> None:
    council = council_in(state)
    machine = get_machine("council")
    facts = machine.load_facts(_rows(council), today=TODAY)[council.pk]

    for grants, reads in (
        (load_grants(amina), True),
        (load_grants(jalila), True),
        (load_grants(driss), is_public),
        (NOBODY, is_public),
    ):
        listed = Council.objects.filter(machine.visible_to(grants, today=TODAY))
        assert machine.sees(grants, facts) is listed.filter(pk=council.pk).exists() is reads


def test_the_facts_take_as_many_statements_for_many_files_as_for_one(
    django_assert_num_queries: Any,
) -> None:
    machine = get_machine("council")
    one = council_in("preparing", signed_dossiers(1))
    other = council_in("preparing", signed_dossiers(4, plan=make_plan("MA-3")))

    with django_assert_num_queries(STATEMENTS):
        _look_at_all(machine.load_facts(_rows(one), today=TODAY))
    with django_assert_num_queries(STATEMENTS):
        _look_at_all(machine.load_facts(_rows(one, other), today=TODAY))


def _look_at_all(found: Mapping[int, Facts]) -> None:
    for facts in found.values():
        assert isinstance(facts, CouncilFileFacts)
        look_at_all(facts)
        for line in facts.lines:
            facts.count_unsigned(line)


#: Its own table, the plan and its stages, consultations, files, lines, and what binds signatures.
STATEMENTS = 11


def _rows(*councils: Council) -> Any:
    return read_rows([each.pk for each in councils])
