"""A circle in what waits for what is found, however long."""

import pytest

from lifecycle.services.loading.dependencies import find_cycle

pytestmark = pytest.mark.once


def test_a_chain_has_no_circle() -> None:
    assert find_cycle({"a": ["b", "c"], "b": ["c"], "c": []}) == []


def test_a_circle_is_told_from_its_first_name_back_to_it() -> None:
    assert find_cycle({"x": ["a"], "a": ["b"], "b": ["c"], "c": ["a"]}) == ["a", "b", "c", "a"]


def test_what_waits_for_itself_is_a_circle() -> None:
    assert find_cycle({"a": ["a"]}) == ["a", "a"]


def test_a_chain_of_ten_thousand_is_walked_without_recursion() -> None:
    chain = {number: [number + 1] for number in range(10_000)}

    assert find_cycle(chain) == []
    assert find_cycle({**chain, 10_000: [0]})[:2] == [0, 1]
