"""The text of a sheet as values: canonical, hashed, and read back as it was."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from lifecycle.models.sheet_content import (
    ACTIVITY_FIELDS,
    TEXT_FIELDS,
    PlannedActivity,
    SheetContent,
    in_languages,
)
from tests.road import ACTIVITY, CONTENT
from workflow.periods import read_period


def test_a_sheet_is_read_back_as_it_was_written() -> None:
    assert SheetContent.from_json(CONTENT.to_json()) == CONTENT


def test_equal_sheets_have_one_text_and_one_hash() -> None:
    again = SheetContent.from_mapping(dict(reversed(list(CONTENT.to_mapping().items()))))

    assert again.to_json() == CONTENT.to_json()
    assert again.compute_hash() == CONTENT.compute_hash()
    assert len(CONTENT.compute_hash()) == 64


@pytest.mark.parametrize("name", [each.name for each in fields(SheetContent)])
def test_every_field_moves_the_hash(name: str) -> None:
    other: Any = () if name == "activities" else "Autre chose"

    assert replace(CONTENT, **{name: other}).compute_hash() != CONTENT.compute_hash()


@pytest.mark.parametrize("name", [each.name for each in fields(PlannedActivity)])
def test_every_field_of_an_activity_moves_the_hash(name: str) -> None:
    other: Any = None if name == "period" else "Autre chose"
    changed = replace(CONTENT, activities=(replace(ACTIVITY, **{name: other}),))

    assert changed.compute_hash() != CONTENT.compute_hash()


def test_the_order_of_the_activities_is_part_of_the_text() -> None:
    two = (ACTIVITY, replace(ACTIVITY, key="second"))

    forth = replace(CONTENT, activities=two)
    back = replace(CONTENT, activities=two[::-1])

    assert forth.compute_hash() != back.compute_hash()


@pytest.mark.parametrize(
    "words",
    [
        "30 juillet 2027",
        "octobre 2027",
        "19-27 octobre 2027",
        "à partir d'octobre 2027",
        "2 régions par mois",
        "en attente du retour de 7 départements",
        "30 juillet 2027 à 10h30",
        "نهاية يوليوز 2027",
    ],
)
def test_a_period_is_kept_with_all_that_its_words_say(words: str) -> None:
    period = read_period(words, today=date(2026, 11, 25))
    content = replace(CONTENT, activities=(replace(ACTIVITY, period=period),))

    assert SheetContent.from_json(content.to_json()).activities[0].period == period


def test_the_parts_that_are_declared_are_the_columns() -> None:
    columns = {each.name for each in fields(SheetContent)}
    declared = {column for name in TEXT_FIELDS for column in in_languages(name)}
    assert columns == declared | {"contact", "activities"}

    columns = {each.name for each in fields(PlannedActivity)}
    declared = {column for name in ACTIVITY_FIELDS for column in in_languages(name)}
    assert columns == declared | {"key", "period"}
