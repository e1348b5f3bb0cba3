"""Who reads a proposal: what they are to it decides how people are called in front of them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lifecycle.selectors.replanning_pauses import read_pauses
from lifecycle.selectors.visibility import READERS
from lifecycle.vocabulary.roles import (
    AUTHOR,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OWNER,
    PROJECT_LEAD,
    SUPERIOR,
)
from workflow.engine.reading import Case
from workflow.machine.rights import holds
from workflow.models import User
from workflow.permissions import Grants

#: They can remind whoever is waited for: those who run the procedure, the author, and the people
#: of the institutions concerned. The committee and its observers read and remind nobody.
REMINDERS = (AUTHOR, FOCAL_POINT, PROJECT_LEAD, OWNER, SUPERIOR, MINISTRY_TEAM, MINISTRY_LEAD)


@dataclass(frozen=True)
class Reader:
    """The holder of `grants` before one subject, whose authors have the accounts `author_ids`."""

    grants: Grants
    author_ids: frozenset[int]
    may_remind: bool = False
    subject_id: int = 0

    @property
    def is_author(self) -> bool:
        """Return whether the proposal is theirs."""
        return self.grants.person_id in self.author_ids

    @property
    def is_ministry(self) -> bool:
        """Return whether they run the procedure: they read what authors keep from everybody."""
        return self.grants.has_group(MINISTRY_TEAM.code, MINISTRY_LEAD.code)

    @property
    def is_staff(self) -> bool:
        """Return whether they hold any role: they read the names of officials."""
        return bool(self.grants.groups or self.grants.institutions or self.grants.subjects)

    def read_pause(self, reason: str) -> str:
        """Return why it is paused, as this reader may know it.

        Whoever reads the file reads what was written for it. What somebody says who asks for a new
        date is for those with a part in it, and who follow the procedure, until it is decided.
        """
        if not reason or self.may_remind or self.grants.has_group(*READERS):
            return reason
        asked = read_pauses([self.subject_id]).get(self.subject_id)
        return "" if reason == asked else reason

    def name(self, person: User, *, otherwise: str | Promise) -> str:
        """Return how this reader may hear of `person`: by name, or by what they are here.

        An author is named by the rule of visibility alone, and not in a history; officials are
        known to everybody by their role.
        """
        if person.pk == self.grants.person_id:
            return str(person)
        if person.pk in self.author_ids and not self.is_ministry:
            return _("the author")
        return str(person) if self.is_staff else str(otherwise)


def make_reader(case: Case, grants: Grants) -> Reader:
    """Return who the holder of `grants` is to the subject of `case`."""
    return Reader(
        grants,
        case.facts.people.get(AUTHOR.code, frozenset()),
        may_remind=any(holds(role, grants, case.facts) for role in REMINDERS),
        subject_id=case.row.id,
    )
