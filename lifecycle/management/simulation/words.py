"""Words for simulated proposals, in French and Arabic."""

from random import Random
from typing import Any

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


def write_sheet(number: int, returns: int) -> dict[str, Any]:
    """Return a sheet for dossier `number` that can be verified, written anew after each return."""
    french = {
        "title_fr": f"Publier le registre {number}",
        "description_fr": f"Le registre {number} est publié et tenu à jour chaque mois.",
        "problem_fr": f"Personne ne sait ce que contient le registre {number} depuis 2015.",
        "solution_fr": f"Mettre en ligne 40 séries du registre {number} ({returns}).",
        "transparency_fr": "Le registre est lisible par tous, en format ouvert.",
        "accountability_fr": "Un bilan annuel dit quelles séries manquent et pourquoi.",
        "participation_fr": "Chacun peut signaler une série manquante ; la réponse est publiée.",
        "stakeholders_fr": "Archives publiques, associations d'historiens",
    }
    arabic = {
        "title_ar": f"نشر السجل {number}",
        "description_ar": f"ينشر السجل {number} ويحين كل شهر.",
        "problem_ar": f"لا أحد يعرف محتوى السجل {number} منذ 2015.",
        "solution_ar": f"نشر 40 سلسلة من السجل {number} ({returns}).",
        "transparency_ar": "السجل متاح للجميع بصيغة مفتوحة.",
        "accountability_ar": "يوضح تقرير سنوي السلاسل الناقصة وأسباب ذلك.",
        "participation_ar": "يمكن لكل شخص الإبلاغ عن سلسلة ناقصة وينشر الجواب.",
        "stakeholders_ar": "الأرشيف العمومي وجمعيات المؤرخين",
    }
    activity = {
        "key": "register",
        "title_fr": f"Mettre le registre {number} en ligne",
        "title_ar": f"نشر السجل {number} على الإنترنت",
        "deliverable_fr": "Registre publié sur le portail, 40 séries décrites",
        "deliverable_ar": "سجل منشور على البوابة يصف 40 سلسلة",
        "indicator_fr": "Nombre de séries publiées : 40",
        "indicator_ar": "عدد السلاسل المنشورة: 40",
        "period": "octobre 2022",
    }
    return {
        **french,
        **arabic,
        "contact": "Bureau du registre, registre@simulation.example",
        "activities": [activity],
    }
