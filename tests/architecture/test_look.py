"""What every page keeps to: logical directions, no inline style or script, no foreign host."""

import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
THEME = ROOT / "lifecycle" / "static" / "lifecycle" / "theme.css"
SCRIPT = ROOT / "lifecycle" / "static" / "lifecycle" / "app.js"
TEMPLATES = sorted((ROOT / "lifecycle" / "templates").rglob("*.html"))

#: `left` or `right` as a property or a value; Arabic is mirrored by logical properties alone.
PHYSICAL = re.compile(r"(?<![\w-])(?:left|right)(?![\w-])|-(?:left|right)\s*:")
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:", flags=re.IGNORECASE
)
FOREIGN = re.compile(r"(?:src|href)=[\"']https?://", flags=re.IGNORECASE)


def test_the_theme_names_no_physical_direction() -> None:
    text = re.sub(r"/\*.*?\*/", "", THEME.read_text(), flags=re.DOTALL)

    offenders = [line.strip() for line in text.splitlines() if PHYSICAL.search(line)]

    assert offenders == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_inline_style_or_script_and_loads_nothing_from_elsewhere(
    path: Path,
) -> None:
    text = path.read_text()

    assert INLINE.search(text) is None
    assert FOREIGN.search(text) is None


def test_every_image_has_words_and_every_page_one_main_heading_at_most() -> None:
    without_words = [
        path.name
        for path in TEMPLATES
        for image in re.findall(r"<img\b[^>]*>", path.read_text())
        if " alt=" not in image
    ]

    assert without_words == []


def test_our_own_script_stays_short() -> None:
    assert len(SCRIPT.read_text().splitlines()) < 300
