"""The lint of sheets: each rule finds what it must, in both languages, and lets the rest be."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from lifecycle.models.sheet_content import PlannedActivity, SheetContent
from lifecycle.selectors.sheet_completeness import PlanSpan
from lifecycle.selectors.sheet_lint import Finding, Rule, has_measure, list_findings
from lifecycle.selectors.sheet_lint.finding import _MESSAGES
from lifecycle.selectors.sheet_lint.matching import find_words, fold, list_numbers
from lifecycle.selectors.sheet_lint.vocabulary import VAGUE
from tests.road import ACTIVITY, CONTENT
from workflow.periods import read_period

NO_DAYS = PlanSpan()
TODAY = date(2026, 11, 25)


def examine(*activities: PlannedActivity, span: PlanSpan = NO_DAYS, **fields: Any) -> list[Finding]:
    """Return what is found in the sheet that is complete but for these fields and activities."""
    content = replace(CONTENT, activities=activities or CONTENT.activities, **fields)
    return list_findings(content, span)


def find(**fields: Any) -> list[tuple[Rule, str]]:
    """Return the rules and fields of what is found in the activity that differs in these fields."""
    return [(each.rule, each.name) for each in examine(replace(ACTIVITY, **fields))]


def test_a_sheet_that_can_be_verified_is_clean() -> None:
    assert list_findings(CONTENT, PlanSpan(date(2027, 1, 1), date(2028, 12, 31))) == []


def test_an_empty_sheet_has_no_findings_because_it_is_incomplete_instead() -> None:
    assert list_findings(SheetContent(), NO_DAYS) == []


# ---- Vague verbs.


@pytest.mark.parametrize(
    "title",
    [
        "Renforcer l'accès à l'information",
        "Renforçant les capacités",
        "Le renforcement des capacités",
        "AMÉLIORER l’accueil",
        "Amelioration de l'accueil",
        "Promouvoir la culture",
        "Sensibiliser les agents",
        "Contribuer à la transparence",
        "Veiller au respect des délais",
        "Strengthen access",
        "Improving services",
    ],
)
def test_a_vague_verb_without_a_measurable_deliverable_is_found(title: str) -> None:
    found = find(title_fr=title, deliverable_fr="Accès facile pour le public")

    assert (Rule.VAGUE, "title_fr") in found


@pytest.mark.parametrize(
    "title",
    [
        "تعزيز الحق في الحصول على المعلومات",
        "تحسين الاستقبال",
        "وتطوير الخدمات",
        "للنهوض بالثقافة",
        "تَعْزِيز القدرات",
        "المساهمة في الشفافية",
        "العمل على احترام الآجال",
    ],
)
def test_a_vague_verb_in_arabic_is_found_with_what_is_glued_to_it(title: str) -> None:
    found = find(title_ar=title, deliverable_ar="ولوج سهل للعموم")

    assert (Rule.VAGUE, "title_ar") in found


def test_a_vague_verb_over_a_deliverable_that_can_be_counted_is_left() -> None:
    assert find(title_fr="Renforcer les archives", title_ar="تعزيز الأرشيف") == []


def test_a_vague_deliverable_is_found_too() -> None:
    assert (Rule.VAGUE, "deliverable_fr") in find(deliverable_fr="Accueil amélioré du public")


def test_the_title_of_the_sheet_may_be_vague_when_its_deliverables_are_not() -> None:
    vague: dict[str, Any] = {"title_fr": "Renforcer la mémoire", "title_ar": "تعزيز الذاكرة"}
    unmeasured = replace(ACTIVITY, deliverable_fr="Accès facile", deliverable_ar="ولوج سهل")

    clean = examine(**vague)
    found = [each for each in examine(unmeasured, **vague) if not each.activity]

    assert clean == []
    assert [(each.rule, each.name) for each in found] == [
        (Rule.VAGUE, "title_fr"),
        (Rule.VAGUE, "title_ar"),
    ]


@pytest.mark.parametrize("language", VAGUE)
def test_no_vague_word_is_a_document_or_a_number(language: str) -> None:
    words = [each for each in VAGUE[language] if each.isalpha()]

    assert words
    assert not [each for each in words if has_measure(each, language)]


# ---- Measures.


@pytest.mark.parametrize(
    "words",
    ["40 séries", "quarante séries", "deux régions", "Un rapport publié", "Décret", "Site web"],
)
def test_a_number_or_a_document_measures(words: str) -> None:
    assert has_measure(words, "fr")


@pytest.mark.parametrize("words", ["٤٠ سلسلة", "40 سلسلة", "التقرير السنوي", "وبوابة", "ثلاث جهات"])
def test_a_number_or_a_document_measures_in_arabic(words: str) -> None:
    assert has_measure(words, "ar")


@pytest.mark.parametrize("words", ["Accès facile", "Une meilleure écoute", "Agents motivés", ""])
def test_other_words_measure_nothing(words: str) -> None:
    assert not has_measure(words, "fr")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_deliverable_without_a_measure_is_found(language: str) -> None:
    words = {"fr": "Un public mieux servi", "ar": "جمهور راض"}[language]

    found = find(**{f"deliverable_{language}": words})

    assert found == [(Rule.DELIVERABLE_UNMEASURED, f"deliverable_{language}")]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_indicator_without_a_value_is_found_with_an_example(language: str) -> None:
    words = {"fr": "Nombre de visites", "ar": "عدد الزيارات"}[language]

    changed: dict[str, Any] = {f"indicator_{language}": words}
    (found,) = examine(replace(ACTIVITY, **changed))

    assert (found.rule, found.name) == (Rule.INDICATOR_UNMEASURED, f"indicator_{language}")
    with override("en"):
        assert f"{words}\u2069: 40" in found.repair


def test_a_deliverable_that_repeats_the_title_is_found_whatever_its_case() -> None:
    found = find(deliverable_fr=f"{ACTIVITY.title_fr.upper()} !")

    assert found == [(Rule.DELIVERABLE_IS_TITLE, "deliverable_fr")]


def test_an_indicator_that_repeats_the_deliverable_is_found() -> None:
    found = find(indicator_ar=ACTIVITY.deliverable_ar)

    assert found == [(Rule.INDICATOR_IS_DELIVERABLE, "indicator_ar")]


# ---- Periods.


@pytest.mark.parametrize(
    "words", ["à partir d'octobre 2027", "2 régions par mois", "pas de visibilité"]
)
def test_a_period_without_a_last_day_is_found(words: str) -> None:
    assert find(period=read_period(words, today=TODAY)) == [(Rule.UNDATED, "period")]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "inside"),
    [
        (date(2027, 10, 1), date(2027, 10, 31), True),
        (date(2027, 10, 2), date(2027, 10, 31), False),
        (date(2027, 10, 1), date(2027, 10, 30), False),
        (None, date(2027, 10, 31), True),
        (None, date(2027, 10, 30), False),
        (date(2027, 10, 2), None, False),
    ],
)
def test_a_period_is_inside_the_plan_to_the_day(
    starts_on: date | None, ends_on: date | None, inside: bool
) -> None:
    found = examine(span=PlanSpan(starts_on, ends_on))

    assert [each.rule for each in found] == ([] if inside else [Rule.OUTSIDE_THE_PLAN])


def test_the_days_of_the_plan_are_said_as_the_reader_writes_them() -> None:
    (found,) = examine(span=PlanSpan(None, date(2027, 6, 30)))

    with override("fr"):
        assert "30 juin 2027" in found.message
        assert "octobre 2027" in found.message


def test_no_period_is_incomplete_and_not_a_finding() -> None:
    assert find(period=None) == []


# ---- Words that hold a place, or let the promise go.


@pytest.mark.parametrize(
    "words",
    ["xxx", "À compléter", "à définir", "Lorem ipsum", "TBD", "???", "[...]", "[…]", "....", "N/A"],
)
def test_a_placeholder_is_found_anywhere(words: str) -> None:
    (found,) = examine(description_fr=f"Le registre {words} des séries")

    assert (found.rule, found.name) == (Rule.PLACEHOLDER, "description_fr")


@pytest.mark.parametrize("words", ["سيحدد لاحقا", "يستكمل لاحقا", "غير محدد"])
def test_a_placeholder_in_arabic_is_found(words: str) -> None:
    (found,) = examine(description_ar=f"السجل {words}")

    assert (found.rule, found.name) == (Rule.PLACEHOLDER, "description_ar")


def test_three_points_at_the_end_of_a_sentence_hold_no_place() -> None:
    assert examine(problem_fr="Personne ne sait...") == []


def test_the_contact_is_looked_at_too() -> None:
    (found,) = examine(contact="à préciser")

    assert (found.rule, found.address) == (Rule.PLACEHOLDER, "contact")


@pytest.mark.parametrize(
    ("column", "words", "rule"),
    [
        ("title_fr", "Publier 4 registres si possible", Rule.HEDGE),
        ("title_ar", "نشر 40 سلسلة إن أمكن", Rule.HEDGE),
        ("deliverable_fr", "40 séries dans les meilleurs délais", Rule.NO_DATE),
        ("deliverable_ar", "40 سلسلة في أقرب الآجال", Rule.NO_DATE),
        ("deliverable_fr", "40 séries, rapports, etc.", Rule.OPEN_LIST),
        ("deliverable_ar", "40 سلسلة وتقارير إلخ", Rule.OPEN_LIST),
        ("indicator_fr", "Taux de 40 % à terme", Rule.NO_DATE),
    ],
)
def test_what_lets_the_promise_go_is_found(column: str, words: str, rule: Rule) -> None:
    assert find(**{column: words}) == [(rule, column)]


def test_a_hedge_in_the_solution_is_found_and_elsewhere_it_is_prose() -> None:
    hedged = "Mettre en ligne le registre, si possible."

    assert [each.rule for each in examine(solution_fr=hedged)] == [Rule.HEDGE]
    assert examine(problem_fr=hedged) == []


# ---- Two languages.


@pytest.mark.parametrize(
    ("column", "missing"), [("title_fr", "title_fr"), ("title_ar", "title_ar")]
)
def test_what_is_written_in_one_language_only_is_found(column: str, missing: str) -> None:
    emptied: dict[str, Any] = {column: ""}
    (found,) = examine(**emptied)

    assert (found.rule, found.name) == (Rule.MISSING_LANGUAGE, missing)


def test_an_optional_part_is_written_in_both_languages_or_in_none() -> None:
    assert find(site_fr="Rabat") == [(Rule.MISSING_LANGUAGE, "site_ar")]
    assert find(site_fr="Rabat", site_ar="الرباط") == []


def test_french_copied_into_the_place_of_arabic_is_found() -> None:
    (found,) = examine(problem_ar=CONTENT.problem_fr)

    assert (found.rule, found.name) == (Rule.WRONG_LANGUAGE, "problem_ar")


def test_arabic_in_the_place_of_french_is_found() -> None:
    (found,) = examine(problem_fr=CONTENT.problem_ar)

    assert (found.rule, found.name) == (Rule.WRONG_LANGUAGE, "problem_fr")


def test_a_latin_name_inside_arabic_is_arabic() -> None:
    assert examine(stakeholders_ar="منظمة UNESCO وجمعيات المؤرخين") == []


def test_what_has_no_letters_is_in_no_language() -> None:
    assert find(site_fr="2030", site_ar="2030") == []


def test_figures_that_differ_between_the_languages_are_found_with_both() -> None:
    (found,) = examine(replace(ACTIVITY, deliverable_ar="سجل منشور يصف 30 سلسلة"))

    assert (found.rule, found.name) == (Rule.NUMBERS_DIFFER, "deliverable_ar")
    with override("en"):
        assert "\u206830\u2069 here, 40 there" in found.message


def test_the_same_figures_in_other_digits_do_not_differ() -> None:
    assert find(deliverable_ar="سجل منشور على البوابة يصف ٤٠ سلسلة") == []


def test_a_number_spelled_out_is_not_compared() -> None:
    assert find(deliverable_ar="سجل منشور يصف أربعين سلسلة") == []


# ---- All activities.


def test_the_same_title_twice_is_found_at_the_second() -> None:
    twin = replace(ACTIVITY, key="twin")

    (found,) = examine(ACTIVITY, twin)

    assert (found.rule, found.address) == (Rule.TWICE, "activities:twin:title_fr")


# ---- How it is told.


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_rule_says_why_and_what_to_write(rule: Rule, language: str) -> None:
    params = {"verbs": "publier", "other": "1", "starts_on": None, "ends_on": None}
    finding = Finding(rule, "title_fr", words="mots", params=params)

    with override(language):
        assert finding.message
        assert finding.repair
        assert "%(" not in finding.message + finding.repair
    assert set(_MESSAGES) == set(Rule)


def test_a_long_text_is_not_repeated_whole() -> None:
    (found,) = examine(replace(ACTIVITY, indicator_fr="Visites " * 500))

    assert len(found.repair) < 300


def test_words_are_compared_without_accents_marks_and_case() -> None:
    assert fold("  ÉCOLE\n d’Été ") == "ecole d'ete"
    assert fold("تَعْزِيزٌ") == "تعزيز"
    assert fold("الإدارة ـــ") == "الاداره"
    assert find_words("Renforcer, renforcer, renforcé", [r"renforc\w+"]) == [
        "renforcer",
        "renforce",
    ]


def test_a_stem_is_not_found_inside_another_word() -> None:
    assert find_words("Soutenance", [r"soutenir|soutien (?:a|au)"]) == []
    assert find_words("مدعم", ["دعم"]) == []


def test_numbers_are_read_with_their_separators() -> None:
    assert list_numbers("1 200 agents, 3,5 % et ٤٠") == ["1200", "35", "40"]
