"""A period is read in the reader's language, and what was typed stays beside it."""

from datetime import date, time

import pytest
from django.utils.translation import override

from lifecycle.selectors.period_words import (
    describe_period,
    describe_with_typed,
    find_typed,
    generate_words,
)
from workflow.periods import Period, PeriodKind, PeriodPrecision, Rate, read_period

pytestmark = pytest.mark.once

TODAY = date(2020, 7, 15)


def read(words: str) -> Period:
    return read_period(words, today=TODAY, language="fr")


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "juin 2021"), ("ar", "يونيو 2021"), ("en", "June 2021")],
)
def test_a_month_is_said_in_the_language_of_who_reads(language: str, words: str) -> None:
    with override(language):
        assert describe_period(read("juin 2021")) == words


def test_arabic_months_are_those_of_morocco() -> None:
    with override("ar"):
        said = [generate_words(read(f"{month} 2020")) for month in ("mai", "juillet", "août")]

    assert said == ["ماي 2020", "يوليوز 2020", "غشت 2020"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("30 juillet 2020", "July 30, 2020"),
        ("30 juillet 2020 à 10h30", "July 30, 2020 at 10:30 a.m."),
        ("19-27 octobre 2020", "October 19 to Oct. 27, 2020"),
        ("octobre 2020", "October 2020"),
        ("Septembre – novembre 2020", "September to November 2020"),
        ("décembre 2020 - janvier 2021", "December 2020 to January 2021"),
        ("T4 2020", "quarter 4 of 2020"),
        ("2ème semestre 2020", "half 2 of 2020"),
        ("2021", "2021"),
        ("début septembre 2020", "beginning of September 2020"),
        ("mi-septembre 2020", "middle of September 2020"),
        ("fin juillet 2020", "end of July 2020"),
        ("première quinzaine de septembre 2020", "first half of September 2020"),
        ("2ème quinzaine de septembre 2020", "second half of September 2020"),
        ("à partir d'octobre 2020", "from October 2020"),
        ("à partir de juin 2020 (2 régions par mois)", "2 a month, from June 2020"),
        ("dépend des services du chef de gouvernement", "Depends on somebody else"),
        ("en attente du retour de 7 départements", "Waits for an answer"),
        ("planning non encore communiqué", "Not communicated yet"),
        ("pas de visibilité", "No date can be given"),
        ("annulé", "Cancelled"),
        ("toutes les activités sont réalisées", "All done"),
    ],
)
def test_every_kind_of_period_is_said_in_other_words(typed: str, said: str) -> None:
    with override("en"):
        assert generate_words(read(typed)) == said


def test_a_week_of_a_month_is_said_by_its_days() -> None:
    week = Period(
        "2ème semaine de septembre 2020",
        PeriodKind.WEEK_OF_MONTH,
        PeriodPrecision.WEEK,
        date(2020, 9, 7),
        date(2020, 9, 13),
    )

    with override("en"):
        assert generate_words(week) == "week of September 7 to Sept. 13, 2020"


def test_what_reads_two_ways_is_said_by_the_span_of_both() -> None:
    twice = Period(
        "2ème semaine",
        PeriodKind.WEEK_OF_MONTH,
        PeriodPrecision.WEEK,
        date(2020, 9, 7),
        date(2020, 9, 20),
        ambiguous=True,
    )

    with override("en"):
        assert generate_words(twice) == "September 7 to Sept. 20, 2020"


def test_days_that_are_not_what_the_precision_says_are_told_as_they_are() -> None:
    odd = Period(
        "",
        PeriodKind.MONTH_RANGE,
        PeriodPrecision.QUARTER,
        date(2020, 2, 1),
        date(2020, 4, 30),
    )

    with override("en"):
        assert generate_words(odd) == "February to April 2020"


@pytest.mark.parametrize("kind", list(PeriodKind))
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_no_kind_is_without_words(kind: PeriodKind, language: str) -> None:
    period = Period(
        "",
        kind,
        earliest=date(2020, 9, 1),
        latest=date(2020, 9, 30),
        rate=Rate(2, "régions", "month") if kind is PeriodKind.RECURRING else None,
        at=time(10) if kind is PeriodKind.DAY else None,
    )

    with override(language):
        assert describe_period(period)


def test_what_was_typed_stays_for_who_reads_that_language() -> None:
    with override("fr"):
        assert describe_period(read("Fin juillet 2020")) == "Fin juillet 2020"


def test_what_was_typed_stands_beside_our_words_in_another_language() -> None:
    period = read("fin juillet 2020")

    with override("en"):
        assert find_typed(period) == "fin juillet 2020"
        assert describe_with_typed(period) == "end of July 2020 (fin juillet 2020)"
    with override("fr"):
        assert (find_typed(period), describe_with_typed(period)) == ("", "fin juillet 2020")


def test_the_language_that_is_known_is_believed_where_words_do_not_tell_it() -> None:
    said = Period("reportés", PeriodKind.NO_VISIBILITY, language="fr")
    unknown = Period("reportés", PeriodKind.NO_VISIBILITY)

    with override("en"):
        assert describe_period(said) == "No date can be given"
        assert describe_period(unknown) == "reportés"


def test_numbers_belong_to_every_language() -> None:
    with override("ar"):
        assert describe_period(read("30/07/2020")) == "30/07/2020"


@pytest.mark.parametrize(
    ("words", "language"),
    [("juin 2021", "fr"), ("June 2021", "en"), ("يونيو 2021", "ar"), ("2021-06", "")],
)
def test_reading_a_period_says_in_which_language_it_was(words: str, language: str) -> None:
    assert read_period(words, today=TODAY).language == language
