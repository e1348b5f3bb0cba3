"""Word by word: what stayed, what was removed, what was added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.selectors import word_diff
from lifecycle.selectors.word_diff import Change, Piece, compare, has_changed

texts = st.text(alphabet="ab ç\n\rم")


def say(pieces: list[Piece]) -> str:
    """Return the pieces in one line, what was removed in [-...-] and what was added in {+...+}."""
    marks = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
    return "".join(marks[piece.change].format(piece.words) for piece in pieces)


def test_words_that_changed_stand_beside_each_other() -> None:
    pieces = compare("Publier le registre en ligne", "Publier le cadastre ouvert en ligne")

    assert say(pieces) == "Publier le [-registre -]{+cadastre ouvert +}en ligne"
    assert has_changed(pieces)


def test_the_same_text_has_one_piece_and_no_change() -> None:
    pieces = compare("نشر السجل", "نشر السجل")

    assert pieces == [Piece(Change.SAME, "نشر السجل")]
    assert not has_changed(pieces)


def test_what_is_added_at_the_end_leaves_the_last_word_alone() -> None:
    assert say(compare("Publier", "Publier tout")) == "Publier {+tout+}"


def test_a_line_that_ends_elsewhere_is_a_change_and_a_space_is_none() -> None:
    assert has_changed(compare("un deux", "un\ndeux"))
    assert not has_changed(compare("un deux", "un  deux "))
    assert not has_changed(compare("un\r\ndeux", "un\ndeux"))


def test_from_nothing_everything_is_added() -> None:
    assert say(compare("", "Tout")) == "{+Tout+}"
    assert say(compare("Tout", "")) == "[-Tout-]"
    assert compare("", "") == []


def test_what_would_take_too_long_is_replaced_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_diff, "PAIRS_AT_MOST", 3)

    assert say(compare("a b c z", "a c d z")) == "a [-b c -]{+c d +}z"


@given(before=texts, after=texts)
def test_without_what_was_removed_the_pieces_are_the_new_text(before: str, after: str) -> None:
    kept = [each.words for each in compare(before, after) if each.change is not Change.REMOVED]

    assert "".join(kept) == after.replace("\r\n", "\n").replace("\r", "\n")
