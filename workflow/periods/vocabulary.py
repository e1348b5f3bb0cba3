"""The words a period is said with, in French, Arabic and English.

Each word has one sign, of which `shapes` makes sentences:

    D number    M month      Y year       O ordinal    K weekday   P part of a month or year
    W week      w week of    Q quarter    H half       V fortnight X "S1"
    S to        J until      & and        | or         B between   F from      > starting
    G onwards   U at the latest           (empty: a word that carries nothing)
"""

from dataclasses import dataclass

from workflow.periods.wording import fold


@dataclass(frozen=True)
class Token:
    """One word of a period, as a sign and the number it stands for."""

    sign: str
    value: int = 0


LAST = -1
START, MIDDLE, END = 1, 2, 3
FRENCH, ARABIC, ENGLISH = "fr", "ar", "en"

_MONTHS = {
    FRENCH: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    ENGLISH: "january february march april may june july august september october november "
    "december",
    # The names used in Morocco.
    ARABIC: "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
}
_OTHER_MONTHS = {
    FRENCH: {
        1: "janv",
        2: "févr fév",
        4: "avr",
        7: "juil",
        9: "sept",
        10: "oct",
        11: "nov",
        12: "déc",
    },
    ENGLISH: {
        1: "jan",
        2: "feb",
        3: "mar",
        4: "apr",
        6: "jun",
        7: "jul",
        8: "aug",
        9: "sep sept",
        10: "oct",
        11: "nov",
        12: "dec",
    },
    # The names used further east that can be no other month.
    ARABIC: {
        4: "إبريل",
        5: "مايو",
        7: "يوليو",
        8: "أغسطس",
        9: "سبتمبر",
        11: "نوفمبر",
        12: "ديسمبر",
    },
}
_WEEKDAYS = {
    FRENCH: "lundi mardi mercredi jeudi vendredi samedi dimanche",
    ENGLISH: "monday tuesday wednesday thursday friday saturday sunday",
    ARABIC: "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
}
_ORDINALS = {
    FRENCH: {
        1: "premier première",
        2: "deuxième second seconde",
        3: "troisième",
        4: "quatrième",
        5: "cinquième",
        LAST: "dernier dernière",
    },
    ENGLISH: {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", LAST: "last"},
    ARABIC: {
        1: "الأول الأولى",
        2: "الثاني الثانية",
        3: "الثالث الثالثة",
        4: "الرابع الرابعة",
        5: "الخامس الخامسة",
        LAST: "الأخير الأخيرة",
    },
}
#: Phrases by sign, separated by commas; a sign may end with the number it stands for.
_PHRASES = {
    FRENCH: {
        "": "le, la, les, l, de, du, d, des, en, au cours de, au cours du, courant, pendant, "
        "durant, mois, au mois, année, l année, reporté à, reportée à, reporté en, reportée en",
        "W": "semaine, semaines",
        "w": "semaine du, semaine commençant le",
        "Q": "trimestre",
        "H": "semestre",
        "V": "quinzaine",
        "S": "à, au, aux",
        "J": "jusqu à, jusqu au, jusqu en",
        "&": "et",
        "|": "ou, ou bien",
        "B": "entre",
        ">": "à partir de, à partir du, à partir d, à partir des, à compter de, à compter du, "
        "à compter d",
        "U": "au plus tard, au plus tard le, au plus tard en, d ici, d ici le, d ici à",
        "P1": "début",
        "P2": "mi -, milieu",
        "P3": "fin",
    },
    ENGLISH: {
        "": "the, of, in, on, during, month, year, postponed to",
        "W": "week, weeks",
        "w": "week of, week commencing, week starting",
        "Q": "quarter",
        "H": "half",
        "V": "fortnight",
        "S": "to, through",
        "J": "until, till, up to",
        "&": "and",
        "|": "or",
        "B": "between",
        "F": "from",
        ">": "starting, starting in, starting from, starting on, as of, as from",
        "G": "onwards, onward",
        "U": "by, no later than, at the latest, at the latest in, at the latest by",
        "P1": "early, beginning, at the beginning, start, at the start",
        "P2": "mid -, mid, middle, in the middle",
        "P3": "late, end, at the end, in late",
    },
    ARABIC: {
        "": "شهر, سنة, عام, يوم, في, خلال, أثناء, مؤجل إلى, مؤجلة إلى",
        "W": "أسبوع, الأسبوع, الأسبوعان, الأسبوعين",
        "Q": "الربع",
        "H": "النصف",
        "S": "إلى, الى",
        "J": "إلى غاية, حتى, لغاية",
        "&": "و",
        "|": "أو",
        "B": "بين, ما بين",
        "F": "من",
        ">": "ابتداء من, ابتداءً من, انطلاقا من, بدءا من, اعتبارا من",
        "U": "في أجل أقصاه, على أبعد تقدير",
        "P1": "بداية, في بداية, مطلع, أوائل",
        "P2": "منتصف, في منتصف, أواسط",
        "P3": "نهاية, في نهاية, متم, أواخر",
    },
}


def _list_words(language: str) -> dict[str, Token]:
    months = {n: name for n, name in enumerate(_MONTHS[language].split(), start=1)}
    weekdays = {n: name for n, name in enumerate(_WEEKDAYS[language].split())}
    return {
        **_by_number("M", months),
        **_by_number("M", _OTHER_MONTHS[language]),
        **_by_number("K", weekdays),
        **_by_number("O", _ORDINALS[language]),
        **_by_sign(_PHRASES[language]),
    }


def _by_number(sign: str, names: dict[int, str]) -> dict[str, Token]:
    return {fold(name): Token(sign, n) for n, each in names.items() for name in each.split()}


def _by_sign(phrases: dict[str, str]) -> dict[str, Token]:
    return {
        fold(phrase): Token(sign[:1], int(sign[1:] or 0))
        for sign, each in phrases.items()
        for phrase in each.split(", ")
    }


#: What each language reads; keys are folded, the words of a phrase separated by one space.
WORDS = {language: _list_words(language) for language in (FRENCH, ARABIC, ENGLISH)}
LONGEST_PHRASE = max(len(phrase.split()) for words in WORDS.values() for phrase in words)
