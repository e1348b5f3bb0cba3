"""Anchors: the head of every chain, kept elsewhere, so that a lost end is found too."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workflow.exceptions import WorkflowError
from workflow.history.verification import Finding, Head, compute_heads_digest
from workflow.models import Event


class UnreadableAnchorError(WorkflowError):
    """The file is no anchor, or was changed by hand."""

    code = "unreadable_anchor"


@dataclass(frozen=True)
class Anchor:
    """The heads of all subjects as they were when the anchor was written."""

    heads: Mapping[int, Head]

    @property
    def digest(self) -> str:
        """Return one digest over all heads, short enough to be printed or read out."""
        return compute_heads_digest(self.heads.items())


def write_anchor(path: Path, heads: Mapping[int, Head]) -> None:
    """Write the heads to a file, in place of what it held."""
    content = {
        "digest": compute_heads_digest(heads.items()),
        "heads": {str(subject): list(head) for subject, head in sorted(heads.items())},
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="ascii")


def read_anchor(path: Path) -> Anchor:
    """Return the anchor in a file.

    Raises:
        UnreadableAnchorError: there is none, or its own digest does not match.
    """
    try:
        content = json.loads(path.read_text(encoding="ascii"))
        heads = {
            int(key): (int(seq), str(digest)) for key, (seq, digest) in content["heads"].items()
        }
        anchor = Anchor(heads)
        is_whole = anchor.digest == content["digest"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableAnchorError(f"{path} is no anchor: {error}") from error
    if not is_whole:
        raise UnreadableAnchorError(f"{path} was changed: its digest does not match its heads.")
    return anchor


def compare_anchor(anchor: Anchor) -> list[Finding]:
    """Return what the anchor knows and the history has lost or tells otherwise, in one statement.

    History goes on: what came after the anchor is no finding.
    """
    known = {
        (subject, seq): digest
        for subject, seq, digest in Event.objects.order_by().values_list(
            "subject_id", "seq", "hash"
        )
        if anchor.heads.get(subject, (0, ""))[0] == seq
    }
    return [
        Finding(subject, seq, _describe(known.get((subject, seq))))
        for subject, (seq, digest) in sorted(anchor.heads.items())
        if known.get((subject, seq)) != digest
    ]


def _describe(found: str | None) -> str:
    if found is None:
        return "is in the anchor and not in the history: the end of a chain is missing"
    return "is another event than the one in the anchor: the chain was written anew"
