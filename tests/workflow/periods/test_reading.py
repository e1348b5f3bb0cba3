"""The words of real minutes, and what they allow: in French, Moroccan Arabic and English."""

from datetime import date, time

import pytest

from workflow.exceptions import AmbiguousPeriodError, UnreadablePeriodError
from workflow.periods import (
    PeriodEndsBeforeItStartsError,
    PeriodKind,
    PeriodPrecision,
    Rate,
    read_period,
    read_period_spanning,
)

pytestmark = pytest.mark.once

TODAY = date(2020, 7, 15)


@pytest.mark.parametrize(
    ("words", "kind", "earliest", "latest"),
    [
        ("30 juillet 2020", PeriodKind.DAY, date(2020, 7, 30), date(2020, 7, 30)),
        ("jeudi 30 juillet 2020", PeriodKind.DAY, date(2020, 7, 30), date(2020, 7, 30)),
        ("1er octobre 2020", PeriodKind.DAY, date(2020, 10, 1), date(2020, 10, 1)),
        ("11/09/2020", PeriodKind.DAY, date(2020, 9, 11), date(2020, 9, 11)),
        ("2020-09-11", PeriodKind.DAY, date(2020, 9, 11), date(2020, 9, 11)),
        ("19-27 octobre 2020", PeriodKind.RANGE, date(2020, 10, 19), date(2020, 10, 27)),
        (
            "du 28 octobre au 3 novembre 2020",
            PeriodKind.RANGE,
            date(2020, 10, 28),
            date(2020, 11, 3),
        ),
        ("Octobre 2020", PeriodKind.MONTH, date(2020, 10, 1), date(2020, 10, 31)),
        (
            "Septembre – novembre 2020",
            PeriodKind.MONTH_RANGE,
            date(2020, 9, 1),
            date(2020, 11, 30),
        ),
        (
            "Septembre- décembre 2020",
            PeriodKind.MONTH_RANGE,
            date(2020, 9, 1),
            date(2020, 12, 31),
        ),
        ("fin juillet 2020", PeriodKind.PART_OF_MONTH, date(2020, 7, 21), date(2020, 7, 31)),
        ("début mars 2021", PeriodKind.PART_OF_MONTH, date(2021, 3, 1), date(2021, 3, 10)),
        ("mi-novembre 2020", PeriodKind.PART_OF_MONTH, date(2020, 11, 11), date(2020, 11, 20)),
        (
            "première quinzaine de septembre 2020",
            PeriodKind.PART_OF_MONTH,
            date(2020, 9, 1),
            date(2020, 9, 15),
        ),
        ("T4 2026", PeriodKind.MONTH_RANGE, date(2026, 10, 1), date(2026, 12, 31)),
        ("2ème trimestre 2021", PeriodKind.MONTH_RANGE, date(2021, 4, 1), date(2021, 6, 30)),
        ("October 2020", PeriodKind.MONTH, date(2020, 10, 1), date(2020, 10, 31)),
        ("30 July 2020", PeriodKind.DAY, date(2020, 7, 30), date(2020, 7, 30)),
        ("July 30, 2020", PeriodKind.DAY, date(2020, 7, 30), date(2020, 7, 30)),
        (
            "from September to November 2020",
            PeriodKind.MONTH_RANGE,
            date(2020, 9, 1),
            date(2020, 11, 30),
        ),
        ("أكتوبر 2020", PeriodKind.MONTH, date(2020, 10, 1), date(2020, 10, 31)),
        ("30 يوليوز 2020", PeriodKind.DAY, date(2020, 7, 30), date(2020, 7, 30)),
        ("٣٠ يوليوز ٢٠٢٠", PeriodKind.DAY, date(2020, 7, 30), date(2020, 7, 30)),
        ("نهاية غشت 2020", PeriodKind.PART_OF_MONTH, date(2020, 8, 21), date(2020, 8, 31)),
        (
            "من شتنبر إلى نونبر 2020",
            PeriodKind.MONTH_RANGE,
            date(2020, 9, 1),
            date(2020, 11, 30),
        ),
        ("دجنبر 2020", PeriodKind.MONTH, date(2020, 12, 1), date(2020, 12, 31)),
    ],
)
def test_words_that_name_dates_are_read(
    words: str, kind: PeriodKind, earliest: date, latest: date
) -> None:
    period = read_period(words, today=TODAY, language="fr")

    assert (period.kind, period.earliest, period.latest) == (kind, earliest, latest)
    assert period.words == words


MOROCCAN_MONTHS = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
]


@pytest.mark.parametrize(("month", "name"), list(enumerate(MOROCCAN_MONTHS, start=1)))
def test_every_moroccan_month_is_read(month: int, name: str) -> None:
    period = read_period(f"{name} 2021", today=TODAY)

    assert period.earliest == date(2021, month, 1)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("pas de visibilité pour le nouveau planning", PeriodKind.NO_VISIBILITY),
        ("reportés", PeriodKind.NO_VISIBILITY),
        ("planning non encore communiqué", PeriodKind.NOT_COMMUNICATED),
        ("annulée car l'échéance est passée", PeriodKind.CANCELLED),
        ("toutes les activités sont réalisées", PeriodKind.ALL_DONE),
        ("dépend des services du chef de gouvernement", PeriodKind.EXTERNAL_DEPENDENCY),
        ("dépend du retour des 7 départements restants", PeriodKind.AWAITING_RETURN),
        ("not communicated yet", PeriodKind.NOT_COMMUNICATED),
        ("no visibility", PeriodKind.NO_VISIBILITY),
        ("بدون تاريخ محدد", PeriodKind.NO_VISIBILITY),
        ("في انتظار رد 7 قطاعات", PeriodKind.AWAITING_RETURN),
    ],
)
def test_words_that_say_why_there_is_no_date_give_an_undated_period(
    words: str, kind: PeriodKind
) -> None:
    period = read_period(words, today=TODAY)

    assert period.kind is kind
    assert period.is_undated


def test_the_one_awaited_is_kept_as_it_was_written() -> None:
    period = read_period("dépend des services du chef de gouvernement", today=TODAY)

    assert period.awaited == "services du chef de gouvernement"


def test_an_open_start_has_no_last_day() -> None:
    period = read_period("à partir d'octobre 2020", today=TODAY)

    assert (period.kind, period.earliest) == (PeriodKind.OPEN_START, date(2020, 10, 1))
    assert period.latest is None


def test_a_rate_is_no_end() -> None:
    period = read_period("à partir de juin 2020 (2 régions par mois)", today=TODAY)

    assert period.kind is PeriodKind.RECURRING
    assert period.rate == Rate(2, "régions", "month")
    assert period.latest is None


def test_an_hour_is_kept_beside_its_day() -> None:
    period = read_period("07/09/2020 à 10h", today=TODAY)

    assert (period.earliest, period.at) == (date(2020, 9, 7), time(10))


def test_a_week_of_a_month_that_reads_three_ways_is_refused_with_each_reading() -> None:
    with pytest.raises(AmbiguousPeriodError) as refused:
        read_period("2ème semaine de septembre 2020", today=TODAY)

    assert refused.value.readings == (
        (date(2020, 9, 7), date(2020, 9, 13)),
        (date(2020, 9, 8), date(2020, 9, 14)),
        (date(2020, 9, 14), date(2020, 9, 20)),
    )
    assert "2ème semaine de septembre 2020" in str(refused.value)


def test_a_load_spans_the_readings_and_flags_them() -> None:
    period = read_period_spanning("2ème semaine de septembre 2020", today=TODAY)

    assert period.ambiguous
    assert (period.earliest, period.latest) == (date(2020, 9, 7), date(2020, 9, 20))
    assert len(period.readings) == 3


def test_a_month_that_starts_on_a_monday_has_one_second_week() -> None:
    period = read_period("2ème semaine de juin 2020", today=TODAY)

    assert (period.earliest, period.latest) == (date(2020, 6, 8), date(2020, 6, 14))
    assert period.precision is PeriodPrecision.WEEK


def test_numbers_of_a_date_read_day_first_in_french_and_either_way_when_nothing_tells() -> None:
    assert read_period("05/06/2020", today=TODAY, language="fr").earliest == date(2020, 6, 5)

    with pytest.raises(AmbiguousPeriodError) as refused:
        read_period("05/06/2020", today=TODAY)

    assert [first for first, _last in refused.value.readings] == [
        date(2020, 5, 6),
        date(2020, 6, 5),
    ]


def test_a_date_without_a_year_is_never_guessed() -> None:
    with pytest.raises(AmbiguousPeriodError) as refused:
        read_period("30 juillet", today=TODAY)

    assert [first.year for first, _last in refused.value.readings] == [2020, 2021]


@pytest.mark.parametrize(
    "words", ["", "bientôt", "31 février 2020", "mercredi 30 juillet 2020", "12"]
)
def test_words_that_say_no_date_are_refused_with_examples(words: str) -> None:
    with pytest.raises(UnreadablePeriodError, match="October 2020"):
        read_period(words, today=TODAY)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(PeriodEndsBeforeItStartsError):
        read_period("de novembre à septembre 2020", today=TODAY)


def test_accents_digits_and_dashes_do_not_change_the_reading() -> None:
    plain = read_period("decembre 2020", today=TODAY)

    assert plain.latest == read_period("DÉCEMBRE 2020", today=TODAY).latest == date(2020, 12, 31)
