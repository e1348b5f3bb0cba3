"""Sentences that say why there is no date."""

import re

from workflow.periods.model import Period, PeriodKind
from workflow.periods.vocabulary import WORDS
from workflow.periods.wording import fold, tidy

#: On folded words, whole sentence. A reason may follow "cancelled", nothing else.
_SENTENCES: list[tuple[PeriodKind, str]] = [
    (
        PeriodKind.CANCELLED,
        r"(activite )?(annulee?s?|abandonnee?s?)\b.*"
        r"|cancell?ed\b.*|abandoned\b.*"
        r"|(ملغي|ملغى|ملغاة|تم الغاء|الغي|الغيت)\b.*",
    ),
    (
        PeriodKind.ALL_DONE,
        r"toutes? les activites?( (sont|ont ete))? (realisees|terminees|achevees)"
        r"|all( the)? activities( (are|have been))? (done|completed)"
        r"|(انجزت جميع الانشطة|جميع الانشطة منجزة|تم انجاز جميع الانشطة)",
    ),
    (
        PeriodKind.NOT_COMMUNICATED,
        r"((le )?(planning|calendrier)|(la )?(date|periode)) (non|pas)( encore)? communiquee?"
        r"|(non|pas)( encore)? communiquee?"
        r"|((the )?(schedule|date|period) )?not( yet)? communicated( yet)?"
        r"|لم (يتم الابلاغ عن (التاريخ|البرمجة|الجدولة)|يبلغ|تبلغ البرمجة) ?(بعد)?",
    ),
    (
        PeriodKind.NO_VISIBILITY,
        r"(pas de|sans|aucune) visibilite( (pour|sur) [^\d]+)?|reportee?s?( sine die)?"
        r"|no visibility( (on|for|about) [^\d]+)?|postponed( indefinitely)?"
        r"|(لا رؤية|بدون رؤية|غياب الرؤية)( [^\d]+)?|مؤجلة?|موجلة?|بدون تاريخ محدد",
    ),
]
#: On tidied words, because the one awaited is shown as it was written.
_AWAITED: list[tuple[PeriodKind, str]] = [
    (
        PeriodKind.AWAITING_RETURN,
        r"(?:(?:cela )?d[ée]pend d(?:u|es) retours? (?:du |de la |de l'|des |de |d')?"
        r"|en attente (?:du retour |des retours |de retour )?(?:du |de la |de l'|des |de |d')?"
        r"|(?:waiting|awaiting) (?:for )?(?:the )?(?:(?:reply|answer|replies|return) (?:of|from) )?"
        r"(?:the )?"
        r"|في انتظار (?:رد |جواب |أجوبة |ردود )?)(?P<who>.+)",
    ),
    (
        PeriodKind.EXTERNAL_DEPENDENCY,
        r"(?:(?:cela )?d[ée]pend (?:du |de la |de l'|des |de |d')"
        r"|(?:it )?depend(?:s|ing) on (?:the )?"
        r"|(?:يتوقف|يعتمد|متوقف) على )(?P<who>.+)",
    ),
]
_MONTHS = {name for words in WORDS.values() for name, token in words.items() if token.sign == "M"}


def find_undated_period(words: str) -> Period | None:
    """Return the period of words that say why there is no date, None for any other words.

    Words that await somebody *and* name a month or a year are not read: which of the two counts
    is for a person to say.
    """
    folded = fold(words).rstrip(" .")
    for kind, sentence in _SENTENCES:
        if re.fullmatch(sentence, folded):
            return Period(words, kind)
    return _find_awaiting(words)


def _find_awaiting(words: str) -> Period | None:
    for kind, sentence in _AWAITED:
        match = re.fullmatch(sentence, tidy(words).rstrip(" ."), re.IGNORECASE)
        if match and not _names_a_date(match["who"]):
            return Period(words, kind, awaited=match["who"])
    return None


def _names_a_date(words: str) -> bool:
    folded = fold(words)
    return bool(re.search(r"\b\d{4}\b", folded)) or not _MONTHS.isdisjoint(folded.split())
