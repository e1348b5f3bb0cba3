"""What an input says of a value, whoever asks and however often."""

from datetime import UTC, date, datetime
from typing import cast

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy

from workflow.machine import Facts, SubjectRow
from workflow.machine.inputs import Choice, Day, Flag, Input, Text

NOW = datetime(2020, 7, 15, 9, 30, tzinfo=UTC)


def _look_at(state: str) -> Facts:
    row = SubjectRow(1, "thing", "", None, state, 1, "", NOW)
    return Facts(subject=row, today=NOW.date())


def _list_messages(checked: Input, value: object, facts: Facts | None = None) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        checked.clean(value, facts)
    return list(refused.value.messages)


def test_one_must_give_what_another_may_leave_out() -> None:
    reason = Text(
        "reason",
        "Reason",
        required=False,
        required_when=lambda facts: facts.subject.state == "late",
        missing="Say why it is late.",
    )

    for _again in range(2):
        assert reason.clean("", _look_at("early")) == ""
        assert _list_messages(reason, "", _look_at("late")) == ["Say why it is late."]


@pytest.mark.parametrize(
    ("checked", "given", "clean", "wrong"),
    [
        (Text("word", "Word", max_length=5), " five\u200b ", "five", "longer"),
        (Choice("code", "Code", choices=[("a", "A")]), "a", "a", "b"),
        (Day("day", "Day"), "2020-07-15", date(2020, 7, 15), "2020-02-30"),
        (Flag("read", "Read"), "on", True, ""),
    ],
)
def test_each_value_is_judged_by_itself(
    checked: Input, given: str, clean: object, wrong: str
) -> None:
    for _again in range(2):
        assert checked.clean(given, None) == clean
        assert _list_messages(checked, wrong)
        assert _list_messages(checked, None)


def test_one_input_speaks_every_language() -> None:
    day, said = Day("day", gettext_lazy("Date")), set()
    for language in ("en", "fr", "ar"):
        with translation.override(language):
            said.add(_list_messages(day, "")[0])

    assert len(said) == 3


def test_a_form_may_change_its_field() -> None:
    word = Text("word", "Word", max_length=5)
    word.clean("five", None)

    shown = cast("forms.CharField", word.form_field(None))
    shown.required = False

    assert _list_messages(word, "")
    assert word.form_field(None) is not shown
