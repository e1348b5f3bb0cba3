"""A machine draws itself, for a terminal, for a page, in any language."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.workflow.toy.machines import ParcelMachine, VanMachine
from tests.workflow.toy.treaties import TreatyMachine
from workflow.deadlines import Term, first_of, milestone, stage_end, working_days
from workflow.machine.drawing import draw_mermaid, draw_page, draw_table, list_rows
from workflow.machine.golden import render_golden, render_term
from workflow.management.commands.machine import list_pages

pytestmark = pytest.mark.once


def say(*arguments: str) -> str:
    said = StringIO()
    call_command("machine", *arguments, stdout=said)
    return said.getvalue()


def test_the_table_has_a_line_for_each_birth_and_each_transition() -> None:
    rows = list_rows(ParcelMachine)

    assert len(rows) == len(ParcelMachine.list_moves())
    refuse = next(row for row in rows if row.transition == "Refuse")
    assert refuse.cells == (
        "Posted; Being inspected",
        "Refuse",
        "Returned",
        "clerk; confirmed by a second person",
        "",
        "Ground; Reason",
    )


@pytest.mark.parametrize(
    ("transition", "who"),
    [
        ("Start the inspection", "clerk; never the sender"),
        ("Withdraw", "sender; on paper, recorded by: clerk"),
        ("Let it lapse", "the clock"),
        ("Give up the inspection", "postmaster; the clock after the due day"),
        ("Set aside", "postmaster; the clock on the due day"),
        ("Leave with the van", "an act on the whole"),
        ("Take out", "another subject"),
    ],
)
def test_the_table_says_who(transition: str, who: str) -> None:
    assert [row.who for row in list_rows(ParcelMachine) if row.transition == transition] == [who]


def test_the_picture_has_every_state_and_its_ends() -> None:
    picture = draw_mermaid(ParcelMachine)

    assert picture.startswith("stateDiagram-v2\n")
    for name, state in ParcelMachine.states.items():
        assert f'state "{state.label}" as {name}' in picture
    assert "[*] --> draft" in picture
    assert "draft --> posted : Post" in picture
    assert "posted --> returned : Refuse / Withdraw / Come back with another" in picture
    assert "delivered --> [*]" in picture
    assert "returned --> [*]" not in picture


def test_a_page_has_the_picture_the_waits_and_the_table() -> None:
    page = draw_page(VanMachine)

    assert page.startswith("# Toy van\n")
    assert "```mermaid\nstateDiagram-v2\n" in page
    assert "| At the post office | postmaster | until departure |" in page
    assert "| Arrived | nobody: it has ended |  |" in page
    assert draw_table(VanMachine) in page


def test_a_round_and_who_carries_are_told() -> None:
    page = draw_page(ParcelMachine)

    assert "| Being inspected | Inspection | 3 working days |" in page
    assert "| Inside another | Its carriers move it on. |  |" in page
    assert "| Returned | nobody: it is set aside |  |" in page


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (working_days(5), "5 working days"),
        (working_days(5, not_before="opening"), "5 working days not before opening"),
        (stage_end("collection"), "the end of collection"),
        (milestone("council", plus=2), "council + 2"),
        (first_of(milestone("a"), working_days(1)), "the first of (a | 1 working days)"),
    ],
)
def test_every_kind_of_term_has_its_words(term: Term, text: str) -> None:
    assert render_term(term) == text


# ---- The command.


def test_the_command_lists_the_machines() -> None:
    assert "toy_van  1  toy.Van\n" in say("--list")


def test_the_command_draws_in_the_form_that_is_asked_for() -> None:
    assert say("toy_van") == draw_table(VanMachine)
    assert say("toy_van", "--format", "mermaid") == draw_mermaid(VanMachine)
    assert say("toy_van", "--golden") == render_golden(VanMachine)


def test_the_command_names_the_machines_when_there_is_no_such_one() -> None:
    with pytest.raises(CommandError, match="toy_parcel"):
        say("toy_ship")
    with pytest.raises(CommandError, match="--list"):
        say()


def test_the_page_says_how_a_round_is_settled() -> None:
    page = draw_page(TreatyMachine)

    assert "| Approval (passes by the lead, who stays silent is passed over) |" in page
    assert "| Search (passes by the first who accepts, one seat after the other" in page
    assert "| Being inspected | Inspection | 3 working days |" in draw_page(ParcelMachine)


def test_the_pages_are_of_our_applications_alone() -> None:
    names = {path.name for path in list_pages(Path())}

    assert "proposal.md" in names
    assert not any(name.startswith("toy") for name in names)
