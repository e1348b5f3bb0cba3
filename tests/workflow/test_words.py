"""Words as they are read: what nobody sees is dropped, what Arabic needs is kept."""

import pytest

from workflow.machine import Text
from workflow.words import drop_invisible

pytestmark = pytest.mark.once

#: Marks, an isolate around a Latin word, a joiner: an Arabic sentence as people write it.
ARABIC = "يُنشر \u2068PDF\u2069\u200f، ثم\u200e 2\u061c، می\u200cشود"


@pytest.mark.parametrize(
    "invisible", ["\u202a", "\u202e", "\u200b", "\u2060", "\u206f", "\ufeff", "\U000e0041"]
)
def test_what_nobody_sees_is_dropped(invisible: str) -> None:
    assert drop_invisible(f"facture{invisible}fdp.exe") == "facturefdp.exe"


def test_what_an_arabic_text_needs_is_kept() -> None:
    assert drop_invisible(ARABIC) == ARABIC


def test_a_reason_is_kept_as_it_is_read() -> None:
    reason = Text("reason", "Reason")

    assert reason.clean(f" \u202e{ARABIC}\u200b ", None) == ARABIC
