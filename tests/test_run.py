"""`./run`: what it is asked for and does not know is an error, never taken for success."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def call(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run the script with these words."""
    return subprocess.run(  # our own script, with words of these tests
        ["/bin/sh", str(ROOT / "run"), *words], capture_output=True, text=True, check=False
    )


def test_an_unknown_word_fails_and_lists_what_there_is() -> None:
    answer = call("nonsense")

    assert answer.returncode == 1
    assert "Nothing here is called nonsense." in answer.stderr
    assert "./run check" in answer.stderr


@pytest.mark.parametrize("word", ["help", "--help", "-h"])
def test_help_is_no_failure(word: str) -> None:
    assert call(word).returncode == 0


def test_it_stays_short() -> None:
    assert len((ROOT / "run").read_text().splitlines()) < 120
