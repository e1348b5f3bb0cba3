"""Two texts written from one: what only one changed is taken, what both changed is shown."""

from dataclasses import replace
from typing import Any

from lifecycle.models.sheet_content import PlannedActivity, SheetContent
from lifecycle.selectors.sheet_merging import merge
from tests.road import ACTIVITY, CONTENT

SECOND = replace(ACTIVITY, key="second", title_fr="Former les agents")
BASE = replace(CONTENT, activities=(ACTIVITY, SECOND))


def change(*activities: PlannedActivity, **fields: Any) -> SheetContent:
    """Return the base with these fields, and these activities when any are given."""
    return replace(BASE, activities=activities or BASE.activities, **fields)


def test_the_same_text_twice_stays() -> None:
    merged = merge(BASE, BASE, BASE)

    assert (merged.content, merged.clashes) == (BASE, ())


def test_what_each_changed_alone_is_taken_from_each() -> None:
    merged = merge(BASE, change(title_fr="Mon titre"), change(problem_ar="مشكل آخر"))

    assert merged.content == change(title_fr="Mon titre", problem_ar="مشكل آخر")
    assert merged.clashes == ()


def test_what_both_changed_alike_is_no_clash() -> None:
    both = change(title_fr="Le titre")

    merged = merge(BASE, both, both)

    assert (merged.content, merged.clashes) == (both, ())


def test_what_both_changed_keeps_mine_and_shows_both() -> None:
    merged = merge(BASE, change(title_fr="Le mien"), change(title_fr="Le leur"))

    (clash,) = merged.clashes
    assert merged.content.title_fr == "Le mien"
    assert (clash.address, clash.mine, clash.theirs) == ("title_fr", "Le mien", "Le leur")


def test_the_fields_of_an_activity_are_brought_together_one_by_one() -> None:
    mine = change(replace(ACTIVITY, deliverable_fr="Registre, 41 séries"), SECOND)
    theirs = change(replace(ACTIVITY, indicator_fr="41", deliverable_fr="Registre, 42"), SECOND)

    merged = merge(BASE, mine, theirs)

    (clash,) = merged.clashes
    assert merged.content.activities[0].indicator_fr == "41"
    assert merged.content.activities[0].deliverable_fr == "Registre, 41 séries"
    assert clash.address == f"activities:{ACTIVITY.key}:deliverable_fr"


def test_what_each_added_stays_theirs_behind_mine() -> None:
    own, other = (replace(ACTIVITY, key=key, title_fr=key) for key in ("own", "other"))

    merged = merge(BASE, change(ACTIVITY, SECOND, own), change(ACTIVITY, SECOND, other))

    assert [each.key for each in merged.content.activities] == [
        ACTIVITY.key,
        "second",
        "own",
        "other",
    ]
    assert merged.clashes == ()


def test_what_one_took_out_and_the_other_left_alone_goes() -> None:
    assert merge(BASE, change(ACTIVITY), BASE).content == change(ACTIVITY)
    assert merge(BASE, BASE, change(ACTIVITY)).content == change(ACTIVITY)


def test_what_one_took_out_and_the_other_changed_stays_and_is_shown() -> None:
    changed = replace(SECOND, title_fr="Former 200 agents")

    kept = merge(BASE, change(ACTIVITY, changed), change(ACTIVITY))
    brought = merge(BASE, change(ACTIVITY), change(ACTIVITY, changed))

    for merged in (kept, brought):
        assert merged.content.activities == (ACTIVITY, changed)
        assert [each.address for each in merged.clashes] == ["activities:second:activity"]


def test_my_order_is_kept() -> None:
    merged = merge(BASE, change(SECOND, ACTIVITY), change(title_fr="Autre"))

    assert [each.key for each in merged.content.activities] == ["second", ACTIVITY.key]


def test_periods_that_clash_are_shown_in_their_words() -> None:
    mine = replace(ACTIVITY, period=None)
    assert ACTIVITY.period is not None
    theirs = replace(ACTIVITY, period=replace(ACTIVITY.period, words="fin octobre 2027"))

    (clash,) = merge(BASE, change(mine, SECOND), change(theirs, SECOND)).clashes

    assert (clash.name, clash.mine, clash.theirs) == ("period", "", "fin octobre 2027")


def test_two_first_texts_are_brought_together_too() -> None:
    merged = merge(SheetContent(), SheetContent(title_fr="A"), SheetContent(title_ar="ب"))

    assert merged.content == SheetContent(title_fr="A", title_ar="ب")
