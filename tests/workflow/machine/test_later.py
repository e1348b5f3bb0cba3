"""What is read when first asked answers as the mapping that it stands for."""

from collections.abc import Mapping

import pytest

from workflow.machine.later import JoinedMapping, KeyedValues, LaterMapping


def _list_later(asked: list[str]) -> Mapping[str, Mapping[str, int | None]]:
    def read() -> Mapping[str, int | None]:
        asked.append("whole")
        return {"a": 7, "unknown": None}

    def find(around: dict[int, int], key: int) -> int:
        asked.append("one")
        return around[key]

    later, keyed = LaterMapping(read), KeyedValues({"a": find}, {3: 7}, 3)
    return {"later": later, "keyed": keyed, "joined": JoinedMapping(keyed, later)}


@pytest.mark.parametrize("name", ["later", "keyed", "joined"])
def test_a_value_is_given_or_the_default(name: str) -> None:
    values = _list_later([])[name]

    assert values["a"] == values.get("a") == values.get("a", 1) == 7
    assert (values.get("b"), values.get("b", 1)) == (None, 1)
    assert "b" not in values
    with pytest.raises(KeyError):
        values["b"]


@pytest.mark.parametrize("name", ["later", "joined"])
def test_what_is_not_known_yet_is_none_and_not_the_default(name: str) -> None:
    assert _list_later([])[name].get("unknown", 1) is None


def test_only_what_is_asked_for_is_read() -> None:
    asked = list[str]()
    values = _list_later(asked)

    assert "a" in values["joined"]
    assert asked == []
    assert values["joined"].get("a") == 7
    assert asked == ["one"]
    assert values["joined"].get("unknown") is None
    assert values["later"].get("a") == 7
    assert asked == ["one", "whole"]


def test_what_fails_while_it_is_read_is_no_default() -> None:
    def fail(around: object, key: int) -> int:
        raise KeyError(key)

    with pytest.raises(KeyError):
        KeyedValues({"a": fail}, None, 3).get("a", 1)
