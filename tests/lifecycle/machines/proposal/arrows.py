"""Every arrow a person takes up to the naming of a project lead, and how it is taken."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.lifecycle.machines.proposal.road import REASON, REDIRECTION, Road
from tests.porters import member_of


def _nothing(road: Road) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Arrow:
    """A transition from a state it leaves, by one of the cast, with what must be given."""

    name: str
    start: str
    who: str
    target: str
    inputs: Callable[[Road], dict[str, Any]] = field(default=_nothing)

    @property
    def asks(self) -> bool:
        """Return whether something must be given."""
        return self.inputs is not _nothing

    def __str__(self) -> str:
        return f"{self.name} from {self.start}"


def given(**inputs: Any) -> Callable[[Road], dict[str, Any]]:
    """Return the inputs that do not depend on the road."""
    return lambda road: inputs


def _choose_target(road: Road) -> dict[str, Any]:
    return {"target": road.submitted(title="La même idée").pk, "reason": "La même chose."}


def _seat_assessors(road: Road) -> dict[str, Any]:
    return {"assessors": [person.pk for person in road.assessors]}


def _decide(road: Road) -> dict[str, Any]:
    return road.on_minutes(**REASON)


def _name_lead(road: Road) -> dict[str, Any]:
    return {"project_lead": member_of(road.porter).pk}


#: By which a porter leaves, and why.
WITHDRAWAL = {"letter": "2026/77", "reason": "Ses missions ont changé."}
#: Two parts that together say all that the proposals of the road say.
PARTS = [
    {
        "title": "Publier",
        "problem": "Les comptes rendus restent dans les tiroirs.",
        "solution": "Publier chaque compte rendu.",
    },
    {
        "title": "Répondre",
        "problem": "Personne ne les lit.",
        "solution": "Répondre aux questions.",
    },
]

ARROWS = [
    Arrow("submit", "draft", "driss", "submitted"),
    Arrow("withdraw", "draft", "driss", "withdrawn"),
    Arrow("request_details", "submitted", "amina", "needs_details", given(question="Lesquels ?")),
    Arrow("give_details", "needs_details", "driss", "submitted", given(details="Ceux-ci.")),
    Arrow("admit", "submitted", "amina", "admissible"),
    Arrow("merge", "submitted", "amina", "merge_proposed", _choose_target),
    Arrow("object", "merge_proposed", "driss", "submitted", given(objection="Une autre idée.")),
    Arrow("confirm_merge", "merge_proposed", "driss", "merged"),
    Arrow("redirect", "submitted", "claire", "redirected", given(**REDIRECTION)),
    Arrow("redirect", "scored", "claire", "redirected", given(**REDIRECTION)),
    Arrow("withdraw", "submitted", "driss", "withdrawn"),
    Arrow("withdraw", "needs_details", "driss", "withdrawn"),
    Arrow("withdraw", "merge_proposed", "driss", "withdrawn"),
    Arrow("withdraw", "admissible", "driss", "withdrawn"),
    Arrow("withdraw", "in_assessment", "driss", "withdrawn"),
    Arrow("split", "admissible", "amina", "split", given(parts=PARTS)),
    Arrow("split", "prioritized", "amina", "split", given(parts=PARTS)),
    Arrow("merge", "in_assessment", "amina", "merge_proposed", _choose_target),
    Arrow("start_assessment", "admissible", "amina", "in_assessment", _seat_assessors),
    Arrow("retain", "scored", "claire", "prioritized", _decide),
    Arrow("decline", "scored", "claire", "not_retained", _decide),
    Arrow("defer", "scored", "claire", "deferred", _decide),
    Arrow("seek_porter", "ranked", "amina", "porter_search"),
    Arrow("seek_again", "ranked_again", "amina", "porter_search"),
    Arrow("decline_unported", "unported", "claire", "not_retained", given(**REASON)),
    Arrow("name_lead", "lead_naming", "emna", "sheet_drafting", _name_lead),
    Arrow("withdraw_porter", "replaceable", "claire", "porter_search", given(**WITHDRAWAL)),
    Arrow("defer_dossier", "unported", "claire", "deferred", given(**REASON)),
    Arrow("defer_dossier", "lead_naming", "claire", "deferred", given(**REASON)),
    Arrow("drop", "unported", "claire", "dropped", given(**REASON)),
    Arrow("drop", "lead_naming", "claire", "dropped", given(**REASON)),
    Arrow("defer_dossier", "prioritized", "claire", "deferred", given(**REASON)),
    Arrow("defer_dossier", "porter_search", "claire", "deferred", given(**REASON)),
    Arrow("drop", "prioritized", "claire", "dropped", given(**REASON)),
    Arrow("drop", "porter_search", "claire", "dropped", given(**REASON)),
    Arrow("reopen_intake", "inadmissible", "claire", "submitted"),
    Arrow("reopen_intake", "redirected", "claire", "submitted"),
    Arrow("reopen_intake", "withdrawn", "claire", "submitted", given(consent="Courriel du 3 mai.")),
    Arrow("reopen_assessment", "merged", "claire", "admissible"),
    Arrow("reopen_assessment", "not_retained", "claire", "admissible"),
    Arrow("reopen_assessment", "deferred", "claire", "admissible"),
    Arrow("reopen_dossier", "dropped", "claire", "prioritized"),
]
