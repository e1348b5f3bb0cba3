"""The people of the product: who stands in for whom, and whose account is closed."""

from collections.abc import Mapping
from datetime import date

from lifecycle.services import delegations
from lifecycle.services.people import deactivate, reactivate
from tests.lifecycle.reference.answer import Answer
from tests.lifecycle.reference.answering import answer
from tests.lifecycle.reference.people import Asker
from workflow.engine import explain
from workflow.exceptions import SubjectNotFoundError, TransitionForbiddenError
from workflow.models import Delegation, User


class Office:
    """Everybody by the name the model gives them."""

    def __init__(self, people: Mapping[str, User]) -> None:
        self._keys = {name: person.pk for name, person in people.items()}
        self.people: dict[str, User] = {}
        self.begin()

    def begin(self) -> None:
        """Forget what was done with them."""
        self.people = {each: self._find(each) for each in self._keys}
        self._given: list[int] = []

    def get(self, name: str | None) -> User | None:
        """Return a person, or nobody."""
        return None if name is None else self.people[name]

    def delegate(self, principal: str, delegate: str, first: date, last: date) -> Answer:
        """Let one act for another."""

        def act() -> None:
            given = delegations.create(
                actor=self.people[principal],
                delegate=self.people[delegate],
                starts_on=first,
                ends_on=last,
            )
            self._given.append(given.pk)

        return answer(act)

    def revoke(self, number: int, who: str) -> Answer:
        """Take a delegation back."""
        return answer(lambda: delegations.revoke(self._given[number], actor=self.people[who]))

    def close(self, who: str, *, by: str) -> Answer:
        """Close an account."""
        given = answer(lambda: deactivate(self.people[who], actor=self.people[by], reason="Parti"))
        self.people[who] = self._find(who)
        return given

    def reopen(self, who: str, *, by: str) -> Answer:
        """Open an account again."""
        given = answer(lambda: reactivate(self.people[who], actor=self.people[by]))
        self.people[who] = self._find(who)
        return given

    def list_allowed(self, subject: int, asker: Asker) -> Mapping[str, bool] | None:
        """Return what the product says that they may do; None when it tells them nothing."""
        actor, principal = self.people[asker.actor], self.get(asker.principal)
        try:
            told = explain(subject, actor=actor, on_behalf_of=principal)
        except (SubjectNotFoundError, TransitionForbiddenError):
            return None
        return {each.transition.name: each.is_allowed for each in told.transitions}

    def list_delegations(self) -> list[tuple[int, int, date, date]]:
        """Return every delegation that was not taken back."""
        rows = Delegation.objects.filter(revoked_at=None).order_by("pk")
        return list(rows.values_list("principal", "delegate", "starts_on", "ends_on"))

    def _find(self, name: str) -> User:
        return User.objects.get(pk=self._keys[name])
