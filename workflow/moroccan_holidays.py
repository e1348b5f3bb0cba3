"""The public holidays of Morocco, as a seed: a library's dates, corrected by what was announced."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.text import slugify
from holidays import HolidayBase, country_holidays

from workflow.models.calendar import HolidayKind


@dataclass(frozen=True)
class Feast:
    """A holiday as it is called, whatever the year."""

    code: str
    kind: HolidayKind
    name_fr: str
    name_ar: str
    name_en: str
    #: Two-day feasts have one row a day, so that each day can be moved.
    days: int = 1


@dataclass(frozen=True)
class HolidaySeed:
    """A holiday of one year."""

    code: str
    day: date
    feast: Feast
    provisional: bool


_FIXED, _RELIGIOUS = HolidayKind.FIXED, HolidayKind.RELIGIOUS
_TWO_DAYS = 2

#: By the name the library gives them in English.
FEASTS = {
    "New Year's Day": Feast(
        "new-year", _FIXED, "Nouvel an", "رأس السنة الميلادية", "New Year's Day"
    ),
    "Proclamation of Independence Day": Feast(
        "independence-manifesto",
        _FIXED,
        "Manifeste de l'indépendance",
        "ذكرى تقديم وثيقة الاستقلال",
        "Manifesto of Independence",
    ),
    "Amazigh New Year": Feast(
        "amazigh-new-year", _FIXED, "Nouvel an amazigh", "رأس السنة الأمازيغية", "Amazigh New Year"
    ),
    "Labor Day": Feast("labour-day", _FIXED, "Fête du travail", "عيد الشغل", "Labour Day"),
    "Throne Day": Feast("throne-day", _FIXED, "Fête du trône", "عيد العرش", "Throne Day"),
    "Oued Ed-Dahab Day": Feast(
        "oued-ed-dahab",
        _FIXED,
        "Journée de Oued Ed-Dahab",
        "ذكرى استرجاع إقليم وادي الذهب",
        "Oued Ed-Dahab Day",
    ),
    "Revolution Day": Feast(
        "revolution-day",
        _FIXED,
        "Révolution du roi et du peuple",
        "ذكرى ثورة الملك والشعب",
        "Revolution of the King and the People",
    ),
    "Youth Day": Feast("youth-day", _FIXED, "Fête de la jeunesse", "عيد الشباب", "Youth Day"),
    "Unity Day": Feast("unity-day", _FIXED, "Fête de l'unité", "عيد الوحدة", "Unity Day"),
    "Green March": Feast(
        "green-march", _FIXED, "Marche verte", "ذكرى المسيرة الخضراء", "Green March"
    ),
    "Independence Day": Feast(
        "independence-day", _FIXED, "Fête de l'indépendance", "عيد الاستقلال", "Independence Day"
    ),
    "Eid al-Fitr": Feast(
        "eid-al-fitr", _RELIGIOUS, "Aïd al-Fitr", "عيد الفطر", "Eid al-Fitr", _TWO_DAYS
    ),
    "Eid al-Adha": Feast(
        "eid-al-adha", _RELIGIOUS, "Aïd al-Adha", "عيد الأضحى", "Eid al-Adha", _TWO_DAYS
    ),
    "Islamic New Year": Feast(
        "hijri-new-year",
        _RELIGIOUS,
        "1er Moharram",
        "فاتح محرم",
        "Islamic New Year",
    ),
    "Prophet's Birthday": Feast(
        "mawlid",
        _RELIGIOUS,
        "Aïd al-Mawlid",
        "عيد المولد النبوي",
        "Prophet's Birthday",
        _TWO_DAYS,
    ),
}

#: The first day of a feast as it was announced in Morocco, by (code, civil year).
#:
#: The library computes the moon and is often a day early: Morocco sights it for itself. Checked
#: against the announcements of the ministry of Habous and Islamic Affairs (for the two feasts of
#: June and September 2025, the notice of the stock exchange). A feast that is not here is
#: provisional until somebody confirms it.
ANNOUNCED = {
    ("eid-al-adha", 2018): date(2018, 8, 22),
    ("eid-al-fitr", 2019): date(2019, 6, 5),
    ("eid-al-adha", 2019): date(2019, 8, 12),
    ("eid-al-fitr", 2020): date(2020, 5, 24),
    ("eid-al-adha", 2020): date(2020, 7, 31),
    ("mawlid", 2020): date(2020, 10, 29),
    ("eid-al-adha", 2021): date(2021, 7, 21),
    ("eid-al-fitr", 2022): date(2022, 5, 2),
    ("eid-al-adha", 2022): date(2022, 7, 10),
    ("eid-al-fitr", 2023): date(2023, 4, 22),
    ("eid-al-adha", 2023): date(2023, 6, 29),
    ("eid-al-fitr", 2024): date(2024, 4, 10),
    ("eid-al-adha", 2024): date(2024, 6, 17),
    ("eid-al-fitr", 2025): date(2025, 3, 31),
    ("eid-al-adha", 2025): date(2025, 6, 7),
    ("hijri-new-year", 2025): date(2025, 6, 27),
    ("mawlid", 2025): date(2025, 9, 5),
}


def list_moroccan_holidays(year: int) -> list[HolidaySeed]:
    """Return the public holidays of a civil year, in the order of their days."""
    seen: Counter[str] = Counter()
    seeds = []
    for day, feast in _list_computed(year):
        seen[feast.code] += 1
        seeds.append(_seed(feast, day, year=year, occurrence=seen[feast.code]))
    return sorted(seeds, key=lambda seed: (seed.day, seed.code))


def _list_computed(year: int) -> Iterator[tuple[date, Feast]]:
    """Yield the library's days; those of a year with a feast twice come in order."""
    names_en, names_fr, names_ar = (_name_days(year, each) for each in ("en_US", "fr", "ar"))
    for day in sorted(names_en):
        called = zip(
            names_en.get_list(day), names_fr.get_list(day), names_ar.get_list(day), strict=True
        )
        for name_en, name_fr, name_ar in called:
            # A holiday the library learns of later must not be lost: it is taken as it is.
            unknown = Feast(slugify(name_en), _FIXED, name_fr, name_ar, name_en)
            yield day, FEASTS.get(name_en, unknown)


def _name_days(year: int, language: str) -> HolidayBase:
    # By its code: the library then loads the holidays of every country only now, ten megabytes that
    # who never seeds a calendar does without.
    return country_holidays("MA", years=year, language=language, islamic_show_estimated=False)


def _seed(feast: Feast, day: date, *, year: int, occurrence: int) -> HolidaySeed:
    code = feast.code if feast.days == 1 and occurrence == 1 else f"{feast.code}-{occurrence}"
    announced = ANNOUNCED.get((feast.code, year))
    if announced and occurrence <= feast.days:
        return HolidaySeed(code, announced + timedelta(days=occurrence - 1), feast, False)
    return HolidaySeed(code, day, feast, feast.kind == _RELIGIOUS)
