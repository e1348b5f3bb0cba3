"""The verifiability lint: what a sheet promises that nobody could verify. Pure: reads nothing."""

from collections.abc import Iterator, Sequence

from lifecycle.models.sheet_content import (
    ACTIVITY_FIELDS,
    LANGUAGES,
    TEXT_FIELDS,
    PlannedActivity,
    SheetContent,
)
from lifecycle.selectors.sheet_completeness import PlanSpan
from lifecycle.selectors.sheet_lint import vocabulary
from lifecycle.selectors.sheet_lint.finding import Finding, Rule
from lifecycle.selectors.sheet_lint.matching import (
    compute_arabic_share,
    find_words,
    is_same,
    list_numbers,
)
from lifecycle.selectors.sheet_lint.vocabulary import ARABIC, FRENCH

#: Below this share of letters of its own script, a text is not in the language of its field.
SCRIPT_SHARE = 0.4
#: The parts whose words bind: what is hedged, undated or left open there cannot be verified.
BINDING = ("title", "deliverable", "indicator")


def list_findings(content: SheetContent, span: PlanSpan) -> list[Finding]:
    """Return all that cannot be verified, in the order of the sheet.

    1. Of every field: placeholders, a language that is missing or another one.
    2. Of the title and the solution: vague verbs that no deliverable makes measurable, hedges.
    3. Of each activity: vague verbs, deliverables and indicators without a measure or that repeat
       what stands above, figures that differ, hedges, open lists, no date.
    4. Of each period: undated, outside the plan.
    5. Of all activities together: the same title twice.
    """
    return [
        *_examine_sheet(content),
        *(
            finding
            for activity in content.activities
            for finding in _examine_activity(activity, span)
        ),
        *_find_twins(content.activities),
    ]


def has_measure(text: str, language: str) -> bool:
    """Return whether the words give a number or name something that exists or does not."""
    stems = (*vocabulary.DOCUMENTS[language], *vocabulary.NUMBER_WORDS[language])
    return bool(list_numbers(text)) or bool(find_words(text, stems))


def _examine_sheet(content: SheetContent) -> Iterator[Finding]:
    for name in TEXT_FIELDS:
        french, arabic = (getattr(content, f"{name}_{each}") for each in LANGUAGES)
        yield from _examine_languages(name, french, arabic)
        for language, words in ((FRENCH, french), (ARABIC, arabic)):
            column = f"{name}_{language}"
            yield from _find_placeholders(column, words)
            if name == "title" and not _is_measured(content, language):
                yield from _find_vague(column, words, language)
            if name == "solution":
                yield from _find(Rule.HEDGE, column, words, vocabulary.HEDGES[language])
    yield from _find_placeholders("contact", content.contact)


def _is_measured(content: SheetContent, language: str) -> bool:
    """Return whether a deliverable makes measurable what the title promises."""
    return any(
        has_measure(getattr(each, f"deliverable_{language}"), language)
        for each in content.activities
    )


def _examine_activity(activity: PlannedActivity, span: PlanSpan) -> Iterator[Finding]:
    key = activity.key
    for name in ACTIVITY_FIELDS:
        french, arabic = (getattr(activity, f"{name}_{each}") for each in LANGUAGES)
        yield from _examine_languages(name, french, arabic, key)
        for language, words in ((FRENCH, french), (ARABIC, arabic)):
            column = f"{name}_{language}"
            yield from _find_placeholders(column, words, key)
            if name in BINDING:
                yield from _find(Rule.HEDGE, column, words, vocabulary.HEDGES[language], key)
                yield from _find(Rule.NO_DATE, column, words, vocabulary.NO_DATES[language], key)
            if name == "deliverable":
                lists = vocabulary.OPEN_LISTS[language]
                yield from _find(Rule.OPEN_LIST, column, words, lists, key)
        if name in {"deliverable", "indicator"}:
            yield from _compare_numbers(name, french, arabic, key)
    for language in LANGUAGES:
        yield from _examine_promise(activity, language)
    yield from _examine_period(activity, span)


def _examine_promise(activity: PlannedActivity, language: str) -> Iterator[Finding]:
    """Look at what an activity promises, in one language: what is done, what exists, how much."""
    key = activity.key
    title, deliverable, indicator = (getattr(activity, f"{name}_{language}") for name in BINDING)
    measured = has_measure(deliverable, language)
    if not measured:
        yield from _find_vague(f"title_{language}", title, language, key)
        yield from _find_vague(f"deliverable_{language}", deliverable, language, key)
    if is_same(deliverable, title):
        yield Finding(Rule.DELIVERABLE_IS_TITLE, f"deliverable_{language}", key, deliverable)
    elif deliverable and not measured:
        yield Finding(Rule.DELIVERABLE_UNMEASURED, f"deliverable_{language}", key, deliverable)
    if is_same(indicator, deliverable):
        yield Finding(Rule.INDICATOR_IS_DELIVERABLE, f"indicator_{language}", key, indicator)
    elif indicator and not has_measure(indicator, language):
        yield Finding(Rule.INDICATOR_UNMEASURED, f"indicator_{language}", key, indicator)


def _examine_period(activity: PlannedActivity, span: PlanSpan) -> Iterator[Finding]:
    period = activity.period
    if period is None:
        return
    if period.latest is None:
        yield Finding(Rule.UNDATED, "period", activity.key, period.words)
    elif not span.holds(activity):
        days = {"starts_on": span.starts_on, "ends_on": span.ends_on}
        yield Finding(Rule.OUTSIDE_THE_PLAN, "period", activity.key, period.words, days)


def _examine_languages(name: str, french: str, arabic: str, key: str = "") -> Iterator[Finding]:
    """Look whether each language stands in its own place."""
    if bool(french.strip()) != bool(arabic.strip()):
        missing = ARABIC if french.strip() else FRENCH
        yield Finding(Rule.MISSING_LANGUAGE, f"{name}_{missing}", key)
    share = compute_arabic_share(french)
    if share is not None and 1 - share < SCRIPT_SHARE:
        yield Finding(Rule.WRONG_LANGUAGE, f"{name}_{FRENCH}", key, french)
    share = compute_arabic_share(arabic)
    if share is not None and share < SCRIPT_SHARE:
        yield Finding(Rule.WRONG_LANGUAGE, f"{name}_{ARABIC}", key, arabic)


def _compare_numbers(name: str, french: str, arabic: str, key: str) -> Iterator[Finding]:
    """Compare the figures; where one language spells its numbers out, nothing can be said."""
    there, here = sorted(list_numbers(french)), sorted(list_numbers(arabic))
    if there and here and there != here:
        other = {"other": ", ".join(there)}
        yield Finding(Rule.NUMBERS_DIFFER, f"{name}_{ARABIC}", key, ", ".join(here), other)


def _find_twins(activities: Sequence[PlannedActivity]) -> Iterator[Finding]:
    for position, activity in enumerate(activities):
        before = activities[:position]
        if any(is_same(activity.title_fr, each.title_fr) for each in before):
            yield Finding(Rule.TWICE, "title_fr", activity.key, activity.title_fr)


def _find_vague(column: str, words: str, language: str, key: str = "") -> Iterator[Finding]:
    verbs = {"verbs": vocabulary.VERIFIABLE[language]}
    for found in find_words(words, vocabulary.VAGUE[language]):
        yield Finding(Rule.VAGUE, column, key, found, verbs)


def _find_placeholders(column: str, words: str, key: str = "") -> Iterator[Finding]:
    yield from _find(Rule.PLACEHOLDER, column, words, vocabulary.PLACEHOLDERS, key)


def _find(
    rule: Rule, column: str, words: str, stems: Sequence[str], key: str = ""
) -> Iterator[Finding]:
    for found in find_words(words, stems):
        yield Finding(rule, column, key, found)
