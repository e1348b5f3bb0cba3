"""What people write is kept as it is read, in French as in Arabic."""

import pytest

from lifecycle.services.texts import clean_text
from workflow.exceptions import InputError

pytestmark = pytest.mark.once


def test_an_override_of_direction_is_dropped_and_arabic_stays_as_it_was_written() -> None:
    arabic = "نشر \u2067المعطيات\u2069\u200f"

    words = clean_text(f"\u202e{arabic}\r\nfin\u202c", field="text", max_length=100)

    assert words == f"{arabic}\nfin"


@pytest.mark.parametrize("nothing", ["\u202e", " \u200b ", "\ufeff\u2060"])
def test_words_that_nobody_sees_are_missing(nothing: str) -> None:
    with pytest.raises(InputError) as refused:
        clean_text(nothing, field="text", max_length=100, missing="Write something.")

    assert refused.value.errors == {"text": ["Write something."]}
