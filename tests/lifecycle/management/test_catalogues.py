"""The message catalogues: a fresh clone speaks every language at its first start."""

from pathlib import Path

import pytest
from django.utils.translation import gettext, override
from pytest_django.fixtures import Settings

from lifecycle.management.catalogues import compile_stale_catalogues

WORD = "A word of this test"
CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "A word of this test"
msgstr "Un mot"
"""


@pytest.fixture
def source(tmp_path: Path, settings: Settings) -> Path:
    """Return a French catalogue that nobody has compiled, in place of the product's."""
    settings.LOCALE_PATHS = [tmp_path]
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE)
    return path


def test_what_was_just_compiled_is_spoken_at_once(source: Path) -> None:
    with override("fr"):
        assert gettext(WORD) == WORD

        compiled = compile_stale_catalogues()

        assert (compiled, gettext(WORD)) == (["fr"], "Un mot")


def test_what_is_fresh_is_not_compiled_again(source: Path) -> None:
    compile_stale_catalogues()

    assert compile_stale_catalogues() == []
