"""Words for simulated proposals, in French and Arabic."""

from random import Random

_FRENCH = {
    "verb": ["Publier", "Ouvrir", "Simplifier", "Expliquer", "Cartographier"],
    "thing": ["les registres", "les budgets", "les délais", "les marchés", "les décisions"],
    "place": ["des communes", "des hôpitaux", "des tribunaux", "des écoles", "des ports"],
}
_ARABIC = {
    "verb": ["نشر", "فتح", "تبسيط", "شرح", "توضيح"],
    "thing": ["السجلات", "الميزانيات", "الآجال", "الصفقات", "القرارات"],
    "place": ["بالجماعات", "بالمستشفيات", "بالمحاكم", "بالمدارس", "بالموانئ"],
}
LANGUAGES = {"fr": _FRENCH, "ar": _ARABIC}
_PROBLEMS = {"fr": "Personne ne trouve {words}.", "ar": "لا يجد أحد {words}."}
_SOLUTIONS = {"fr": "Les mettre en ligne chaque mois.", "ar": "نشرها كل شهر."}


def write_proposal(number: int, chance: Random) -> dict[str, str]:
    """Return what the author of proposal `number` writes, by column; two never say the same."""
    language = chance.choice(sorted(LANGUAGES))
    lists = LANGUAGES[language]
    thing, place = chance.choice(lists["thing"]), chance.choice(lists["place"])
    return {
        "language": language,
        "title": f"{chance.choice(lists['verb'])} {thing} {place} ({number})",
        "problem": _PROBLEMS[language].format(words=f"{thing} {place}"),
        "solution": _SOLUTIONS[language],
    }
