"""Why something is held back, in the words and with the buttons of a page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.selectors.readers import Reader
from lifecycle.web.navigation import find_url
from workflow.engine import Reason
from workflow.machine.rights import name_roles


@dataclass(frozen=True)
class Repair:
    """The page where a condition is met; `of_proposal` says that it takes the number of one."""

    url_name: str
    words: str | Promise
    of_proposal: bool = True
    anchor: str = ""


#: By the name of the guard. What is not here is met by the acts of the dossier themselves.
REPAIRS: dict[str, Repair] = {
    "texts_present": Repair("proposal_edit", gettext_lazy("Complete the text")),
    "scored": Repair("assessment", gettext_lazy("Go to the assessment"), of_proposal=False),
    "minutes_attached": Repair("proposal_attach", gettext_lazy("Attach the minutes")),
    "assessors_available": Repair("people", gettext_lazy("See the people"), of_proposal=False),
    "candidate_ranked": Repair("proposal_candidates", gettext_lazy("Choose the candidates")),
    "lead_porter_exists": Repair(
        "institution_list", gettext_lazy("See the institutions"), of_proposal=False
    ),
    "dossier_linked": Repair("proposal_link", gettext_lazy("Link a dossier")),
    "author_told": Repair("proposal", gettext_lazy("See the links"), anchor="#kinship"),
    "sheet_prefilled": Repair("sheet", gettext_lazy("Pre-fill and check the sheet")),
    "sheet_complete": Repair("sheet_edit", gettext_lazy("Write the sheet")),
    "activity_planned": Repair("sheet_edit", gettext_lazy("Plan an activity")),
    # Who may only waive it reads the wordings there too.
    "lint_clean": Repair("sheet", gettext_lazy("See the wordings")),
    "meeting_held": Repair("proposal_attach", gettext_lazy("Attach the minutes")),
    # What is to be published is offered there, or that the public has yet to be consulted on it.
    "difference_public": Repair("sheet", gettext_lazy("Read the sheet")),
    "all_parties_signed": Repair(
        "convention_list", gettext_lazy("See the conventions"), of_proposal=False
    ),
    "no_open_duplicate": Repair("proposal", gettext_lazy("Compare them"), anchor="#duplicates"),
}


@dataclass(frozen=True)
class Action:
    """A button that leads to a page."""

    url: str
    words: str


@dataclass(frozen=True)
class ReasonLine:
    """A reason, the names behind it, and who can help."""

    words: str
    names: tuple[str, ...]
    helper: str


def describe_reason(reason: Reason, reader: Reader) -> ReasonLine:
    """Return a reason as the list of reasons draws it; names are for those who hold a role."""
    helper = ""
    if reason.roles and reason.code not in {"role", "separation"}:
        helper = _("Can help: %(roles)s.") % {"roles": name_roles(reason.roles)}
    return ReasonLine(reason.message, reason.names if reader.is_staff else (), helper)


def find_repair(reason: Reason, proposal_id: int, held: frozenset[str]) -> Action | None:
    """Return the button that leads to where the condition is met, for those who can meet it.

    `held` are the codes of the roles the reader holds with regard to the proposal.
    """
    if reason.code not in REPAIRS or held.isdisjoint(role.code for role in reason.roles):
        return None
    repair = REPAIRS[reason.code]
    url = (
        reverse(repair.url_name, args=[proposal_id])
        if repair.of_proposal
        else find_url(repair.url_name)
    )
    return Action(f"{url}{repair.anchor}", str(repair.words)) if url else None
