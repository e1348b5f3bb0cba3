"""The sentences of a text, by which it is seen that nothing of it is lost."""

import pytest

from lifecycle.phases.splitting import list_sentences

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n . ! ", []),
        ("Une phrase", ["Une phrase"]),
        ("Une. Deux ! Trois ?", ["Une", "Deux", "Trois"]),
        ("Une\n\nDeux; trois", ["Une", "Deux", "trois"]),
        (
            "الجواب متأخر. أين هو؟ لا أحد يعلم؛ ننتظر",
            ["الجواب متأخر", "أين هو", "لا أحد يعلم", "ننتظر"],
        ),
    ],
)
def test_a_text_is_read_sentence_by_sentence(text: str, sentences: list[str]) -> None:
    assert list_sentences(text) == sentences
