"""The names by which the story calls its rows: accounts, proposals, documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lifecycle.models import ActionPlan, Proposal
from workflow.models import User

#: The clock is nobody's account.
CLOCK = "clock"


@dataclass
class Register:
    """Who and what the story has named so far."""

    plan: ActionPlan
    people: Mapping[str, User]
    rows: dict[str, Any] = field(default_factory=dict)

    def get_person(self, key: str) -> User:
        """Return the account of this key.

        Raises:
            LookupError: the story names nobody so.
        """
        try:
            return self.people[key]
        except KeyError:
            message = f"the story knows no account {key!r}, only {sorted(self.people)}"
            raise LookupError(message) from None

    def find_actor(self, key: str) -> User | None:
        """Return the account of this key, None when it is the clock."""
        return None if key == CLOCK else self.get_person(key)

    def get_proposal(self, key: str) -> Proposal:
        """Return the proposal of this key.

        Raises:
            LookupError: nothing of that name has been written yet.
        """
        found = self.rows.get(key)
        if not isinstance(found, Proposal):
            message = f"the story has written no proposal {key!r} yet"
            raise LookupError(message)
        return found

    def resolve(self, value: Any) -> Any:  # noqa: ANN401
        """Return the inputs of an act with each `@name` replaced by what it names."""
        if isinstance(value, str) and value.startswith("@"):
            name = value.removeprefix("@")
            return self.people[name] if name in self.people else self.rows[name]
        if isinstance(value, Mapping):
            return {key: self.resolve(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.resolve(each) for each in value]
        return value
