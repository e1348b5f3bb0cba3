"""What a party of a convention signs, as values with one hash a party."""

import hashlib
import json
from dataclasses import dataclass, field

from lifecycle.vocabulary import SignaturePolicy
from workflow.history.chain import format_canonical


@dataclass(frozen=True)
class AnnexedSheet:
    """The sheet of a dossier, by its hash, and the institutions that carry the dossier."""

    proposal_id: int
    content_hash: str
    porter_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ConventionText:
    """The words of a convention in both languages, and its annexes in their order."""

    title_fr: str = ""
    title_ar: str = ""
    body_fr: str = ""
    body_ar: str = ""
    policy: str = SignaturePolicy.OWN_SHEETS.value
    annexes: tuple[AnnexedSheet, ...] = field(default=())

    def to_json(self) -> str:
        """Return canonical JSON, from which `from_json` makes the text again."""
        annexes = [
            [each.proposal_id, each.content_hash, sorted(each.porter_ids)] for each in self.annexes
        ]
        return format_canonical({**vars(self), "annexes": annexes})

    @classmethod
    def from_json(cls, text: str) -> "ConventionText":
        """Return the text that `to_json` gave."""
        values = json.loads(text)
        annexes = tuple(
            AnnexedSheet(proposal_id, content_hash, frozenset(porter_ids))
            for proposal_id, content_hash, porter_ids in values.pop("annexes")
        )
        return cls(**values, annexes=annexes)

    def list_annexes_of(self, institution_id: int) -> list[AnnexedSheet]:
        """Return the annexes that the signature of this party binds, in their order."""
        if self.policy == SignaturePolicy.WHOLE:
            return list(self.annexes)
        return [each for each in self.annexes if institution_id in each.porter_ids]

    def compute_hash(self, institution_id: int) -> str:
        """Return the SHA-256 of what this party signs: the words, then its annexes."""
        bound = {
            "title_fr": self.title_fr,
            "title_ar": self.title_ar,
            "body_fr": self.body_fr,
            "body_ar": self.body_ar,
            "annexes": [each.content_hash for each in self.list_annexes_of(institution_id)],
        }
        return hashlib.sha256(format_canonical(bound).encode()).hexdigest()
