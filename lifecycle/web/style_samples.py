"""Invented words for the page of the look, one set a language: they are drawn, never stored."""

from typing import Any

#: Title, kind of state and words of the state of each card, column by column.
Cards = list[tuple[str, str, str]]

_PHASES = {
    "fr": ["Soumission", "Priorisation", "Porteur", "Fiche", "Consultation", "Convention"],
    "ar": ["الإيداع", "تحديد الأولويات", "تعيين الحامل", "إعداد البطاقة", "المشاورات", "الاتفاقية"],
    "en": ["Submission", "Prioritization", "Porter", "Sheet", "Consultation", "Convention"],
}
_LAST_PHASE = {"fr": "Adoption", "ar": "المصادقة", "en": "Adoption"}
_AGES = {
    "fr": "médiane 12 j · délai 15 j",
    "ar": "الوسيط 12 يوما · الأجل 15 يوما",
    "en": "median 12 days · term 15 days",
}
_CARDS: dict[str, Cards] = {
    "fr": [
        ("Budget citoyen interactif des communes", "ok", "9 jours restants"),
        ("Publication des rapports d’audit", "late", "En retard de 6 jours"),
        ("Indicateurs ouverts de qualité de l’eau", "blocked", "Bloquée : porteur à désigner"),
        ("Guichet unique du droit d’accès", "due", "Échéance demain"),
        ("Code de déontologie des élus locaux", "waiting", "En attente de 4 départements"),
        ("Transparence du financement des associations", "done", "Signée le 12 novembre"),
        ("Plateforme nationale de participation", "quiet", "Sans visibilité"),
    ],
    "ar": [
        ("الميزانية التفاعلية للمواطن بالجماعات الترابية", "ok", "بقيت 9 أيام"),
        ("نشر تقارير افتحاص المؤسسات العمومية", "late", "متأخر بـ 6 أيام"),
        ("مؤشرات مفتوحة لجودة المياه", "blocked", "متوقف: تعيين الجهة الحاملة"),
        ("الشباك الوحيد للحق في الحصول على المعلومات", "due", "الأجل غدا"),
        ("مدونة أخلاقيات المنتخبين المحليين", "waiting", "في انتظار رد 4 قطاعات"),
        ("شفافية التمويل العمومي للجمعيات", "done", "وُقّعت يوم 12 نونبر"),
        ("المنصة الوطنية للمشاركة", "quiet", "بدون تاريخ محدد"),
    ],
    "en": [
        ("Interactive citizens’ budget of the communes", "ok", "9 days left"),
        ("Publication of audit reports", "late", "6 days late"),
        ("Open indicators of water quality", "blocked", "Blocked: a porter must be named"),
        ("One counter for the right of access", "due", "Due tomorrow"),
        ("Code of conduct of local representatives", "waiting", "Waiting for 4 departments"),
        ("Transparency of the funding of associations", "done", "Signed on 12 November"),
        ("National participation platform", "quiet", "No date in sight"),
    ],
}
_WORDS = {
    "fr": {
        "title": "L’apparence",
        "eyebrow": "Plan d’action national 2026–2028",
        "sentence": "Il manque 1 signature sur 3 : Secrétariat général du gouvernement.",
        "history": "La convention a été signée par le porteur.",
        "quote": "Avec la réserve écrite en annexe 2.",
        "when": "12 novembre 2026, 16:05",
        "question": "Refuser la proposition P-0041 ?",
        "action": "Relancer maintenant",
        "chip": "En retard",
    },
    "ar": {
        "title": "المظهر",
        "eyebrow": "خطة العمل الوطنية 2026–2028",
        "sentence": "ينقص توقيع واحد من أصل 3: الأمانة العامة للحكومة.",
        "history": "وقّعت الجهة الحاملة على الاتفاقية.",
        "quote": "مع التحفظ المدوّن في الملحق 2.",
        "when": "12 نونبر 2026، 16:05",
        "question": "هل تريدون رفض المقترح P-0041؟",
        "action": "إرسال تذكير الآن",
        "chip": "متأخرة",
    },
    "en": {
        "title": "The look",
        "eyebrow": "National action plan 2026–2028",
        "sentence": "1 signature of 3 is missing: General Secretariat of the Government.",
        "history": "The porter signed the convention.",
        "quote": "With the reservation written in annex 2.",
        "when": "12 November 2026, 16:05",
        "question": "Refuse proposal P-0041?",
        "action": "Remind now",
        "chip": "Late",
    },
}


def get_samples(language: str) -> dict[str, Any]:
    """Return the words of the page in `language`, French when there are none."""
    spoken = language if language in _WORDS else "fr"
    return {
        "words": _WORDS[spoken],
        "phases": [*_PHASES[spoken], _LAST_PHASE[spoken]],
        "age": _AGES[spoken],
        "cards": _CARDS[spoken],
    }
