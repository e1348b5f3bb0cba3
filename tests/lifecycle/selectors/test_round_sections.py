"""A text in parts: what is in it, and what changed since somebody read it."""

from lifecycle.selectors.round_sections import compare_sections, make_section
from lifecycle.selectors.word_diff import Change


def test_a_language_without_words_is_left_out() -> None:
    assert make_section("title", "Title", fr="Registre", ar=" ").texts == (("fr", "Registre"),)


def test_only_the_language_that_changed_is_told() -> None:
    before = [make_section("title", "Title", fr="Registre", ar="سجل")]
    after = [make_section("title", "Title", fr="Registre ouvert", ar="سجل")]

    (changed,) = compare_sections(before, after)

    assert changed.language == "fr"
    assert [(each.change, each.words) for each in changed.pieces] == [
        (Change.SAME, "Registre "),
        (Change.ADDED, "ouvert"),
    ]


def test_parts_come_in_the_order_of_the_text_and_removed_ones_last() -> None:
    before = [make_section("gone", "Gone", fr="Parti"), make_section("kept", "Kept", fr="Un")]
    after = [make_section("new", "New", fr="Neuf"), make_section("kept", "Kept", fr="Deux")]

    labels = [changed.label for changed in compare_sections(before, after)]

    assert labels == ["New", "Kept", "Gone"]


def test_the_same_text_has_no_change() -> None:
    text = [make_section("title", "Title", fr="Registre")]

    assert compare_sections(text, text) == []
