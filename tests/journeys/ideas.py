"""What the citizens of the journeys write, each in their language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Idea:
    """A proposal, and what is written about it on its road."""

    title: str
    problem: str
    solution: str
    question: str
    details: str
    verdict: str
    reason: str


IDEAS = {
    "fr": Idea(
        title="Publier les délibérations des communes",
        problem="Les habitants ne trouvent pas ce que leur conseil a décidé.",
        solution="Mettre chaque délibération en ligne dans les quinze jours.",
        question="Quelles communes commenceraient ?",
        details="Les chefs-lieux de province, la première année.",
        verdict="L’une parle d’un registre, l’autre des délibérations.",
        reason="L’atelier l’a placée première.",
    ),
    "ar": Idea(
        title="نشر مداولات الجماعات الترابية",
        problem="لا يجد السكان ما قرره مجلسهم.",
        solution="نشر كل مداولة على الإنترنت خلال خمسة عشر يوما.",
        question="ما هي الجماعات التي ستبدأ؟",
        details="مراكز الأقاليم في السنة الأولى.",
        verdict="الأولى عن سجل، والثانية عن المداولات.",
        reason="وضعتها الورشة في المرتبة الأولى.",
    ),
    "en": Idea(
        title="Publish what municipal councils decide",
        problem="Residents cannot find what their council has decided.",
        solution="Put every decision online within fifteen days.",
        question="Which councils would begin?",
        details="The provincial capitals, in the first year.",
        verdict="One is about a register, the other about decisions.",
        reason="The workshop ranked it first.",
    ),
}
