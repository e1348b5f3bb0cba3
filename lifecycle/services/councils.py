"""Council files: begun on a frozen version, frozen in their turn, decided line by line."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import Attachment, Council, CouncilLine, PlanVersion
from lifecycle.selectors.plan_versions import find_number
from lifecycle.services.access import access, check_state
from lifecycle.services.texts import clean_code, clean_text
from lifecycle.vocabulary import AttachmentPurpose, CouncilState, LineOutcome
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import give_birth, record_fact
from workflow.exceptions import InputError, TransitionRefusedError
from workflow.history.chain import format_canonical
from workflow.models import Event, User, Via

REASON_MAX_LENGTH = 5_000
_KEEPERS = (MINISTRY_TEAM, MINISTRY_LEAD)


@dataclass(frozen=True)
class DecidedLine:
    """What the council said of one line; `reason` when it did not adopt it."""

    proposal: int
    outcome: str
    reason: str = ""


def start_file(
    version: PlanVersion, *, actor: User, key: str | None = None, via: Via = Via.CODE
) -> Council:
    """Begin a file on a frozen version of the plan, with every line of it.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry (403).
        TransitionRefusedError: the version is not frozen, or another file is on its way (409).
    """
    if not version.is_frozen:
        raise TransitionRefusedError(
            _("Version %(number)d is not frozen: the council decides on a text that stays.")
            % {"number": version.number}
        )
    values = {"plan": version.plan, "parent": version.plan, "plan_version": version}
    event = give_birth("council", "create", actor=actor, values=values, key=key, via=via)
    return Council.objects.get(pk=event.subject_id)


def leave_line_out(
    council: Council | int,
    *,
    proposal: int,
    reason: str,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Leave a line out of the file, for a reason that is published with the outcome.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry (403).
        InputError: the reason is missing, or the file has no such line (422).
        TransitionRefusedError: the line is left out already, or the file is frozen or was handed in
            (409).
    """
    words = clean_text(
        reason,
        field="reason",
        max_length=REASON_MAX_LENGTH,
        missing=_("Say why the line is left out; everybody reads it."),
    )

    def write(pk: int) -> None:
        check_open(pk)
        line = _find_line(pk, proposal)
        if line.is_left_out:
            raise TransitionRefusedError(_("This line is left out already."))
        CouncilLine.objects.filter(pk=line.pk).update(left_out_because=words)

    return _change(
        council,
        "council.line_left_out",
        write,
        actor=actor,
        expect=expect,
        states=(CouncilState.PREPARING,),
        content={"proposal": proposal, "line": find_number(proposal), "reason": words},
        via=via,
    )


def put_line_back(
    council: Council | int,
    *,
    proposal: int,
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Put a line back that was left out.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry (403).
        InputError: the file has no such line (422).
        TransitionRefusedError: it is not left out, or the file is frozen or was handed in (409).
    """

    def write(pk: int) -> None:
        check_open(pk)
        line = _find_line(pk, proposal)
        if not line.is_left_out:
            raise TransitionRefusedError(_("This line is not left out."))
        CouncilLine.objects.filter(pk=line.pk).update(left_out_because="")

    return _change(
        council,
        "council.line_put_back",
        write,
        actor=actor,
        expect=expect,
        states=(CouncilState.PREPARING,),
        content={"proposal": proposal, "line": find_number(proposal)},
        via=via,
    )


def freeze_file(
    council: Council | int, *, actor: User, expect: int | None = None, via: Via = Via.CODE
) -> Event:
    """Freeze the file: its hash seals the version of the plan and every document in it.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry (403).
        TransitionRefusedError: it is frozen already, has no document, or was handed in (409).
    """

    def write(pk: int) -> None:
        row = Council.objects.select_related("plan_version").get(pk=pk)
        if row.frozen_at is not None:
            raise TransitionRefusedError(_("The file is frozen already."))
        checksums = list_checksums(pk)
        if not checksums:
            raise TransitionRefusedError(
                _("The file has no document: add the letter or the note that is handed in.")
            )
        Council.objects.filter(pk=pk).update(
            frozen_at=current_clock().now(),
            file_hash=compute_file_hash(row.plan_version.root_hash, checksums),
        )

    return _change(
        council,
        "council.file_frozen",
        write,
        actor=actor,
        expect=expect,
        states=(CouncilState.PREPARING,),
        via=via,
    )


def thaw_file(
    council: Council | int, *, actor: User, expect: int | None = None, via: Via = Via.CODE
) -> Event:
    """Open a frozen file again, before it is handed in, to add a document.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry (403).
        TransitionRefusedError: it is not frozen, or was handed in (409).
    """

    def write(pk: int) -> None:
        found = Council.objects.filter(pk=pk, frozen_at__isnull=False)
        if not found.update(frozen_at=None, file_hash=""):
            raise TransitionRefusedError(_("The file is not frozen."))

    return _change(
        council,
        "council.file_opened",
        write,
        actor=actor,
        expect=expect,
        states=(CouncilState.PREPARING,),
        via=via,
    )


def set_outcomes(
    council: Council | int,
    *,
    lines: Sequence[DecidedLine],
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Keep what the council said of these lines; a line that is not named stays as it is.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry (403).
        InputError: a line is unknown, left out or named twice, its outcome is none, or its reason
            is missing; each is said under the number of its dossier (422).
        TransitionRefusedError: the council has not had it presented, or has decided (409).
    """

    def write(pk: int) -> None:
        known = {each.proposal_id: each for each in CouncilLine.objects.filter(council=pk)}
        for decided in _clean_lines(lines, known):
            CouncilLine.objects.filter(council=pk, proposal=decided.proposal).update(
                outcome=decided.outcome, reason=decided.reason
            )

    return _change(
        council,
        "council.outcomes_set",
        write,
        actor=actor,
        expect=expect,
        states=(CouncilState.PRESENTED,),
        content={"outcomes": {str(each.proposal): each.outcome for each in lines}},
        via=via,
    )


def check_open(council_id: int) -> None:
    """Do nothing while the lines of a file may change.

    Raises:
        TransitionRefusedError: the file is frozen (409).
    """
    if Council.objects.filter(pk=council_id, frozen_at__isnull=False).exists():
        raise TransitionRefusedError(
            _("The file is frozen with the lines it has: open it again to change them.")
        )


def check_presented(council: Council) -> None:
    """Do nothing while what the council said of the lines can be kept.

    Raises:
        TransitionRefusedError: it was not presented yet, or has decided (409).
    """
    check_state("council", council.state, (CouncilState.PRESENTED,))


def list_checksums(council_id: int) -> list[str]:
    """Return the checksums of the documents of the file, in a fixed order."""
    documents = Attachment.objects.filter(
        subject=council_id, purpose=AttachmentPurpose.COUNCIL_FILE.value
    )
    return sorted(documents.values_list("sha256", flat=True))


def compute_file_hash(root_hash: str, checksums: Iterable[str]) -> str:
    """Return the SHA-256 over the root hash of the version and the checksums of the documents."""
    bound = {"documents": sorted(checksums), "root_hash": root_hash}
    return hashlib.sha256(format_canonical(bound).encode()).hexdigest()


def is_file_intact(council: Council) -> bool:
    """Return whether a frozen file still is what its hash says, in one statement more."""
    expected = compute_file_hash(council.plan_version.root_hash, list_checksums(council.pk))
    return council.file_hash == expected


def _find_line(council_id: int, proposal: int) -> CouncilLine:
    line = CouncilLine.objects.filter(council=council_id, proposal=proposal).first()
    if line is None:
        raise InputError({"proposal": [_("The file has no such line.")]})
    return line


def _clean_lines(
    lines: Sequence[DecidedLine], known: Mapping[int, CouncilLine]
) -> list[DecidedLine]:
    errors: dict[str, list[str]] = {}
    clean: dict[int, DecidedLine] = {}
    for each in lines:
        try:
            if each.proposal in clean:
                raise InputError({"": [_("This line is named twice.")]})
            clean[each.proposal] = _clean_line(each, known.get(each.proposal))
        except InputError as error:
            found = [words for messages in error.errors.values() for words in messages]
            errors.setdefault(f"line_{each.proposal}", []).extend(found)
    if errors:
        raise InputError(errors)
    return list(clean.values())


def _clean_line(decided: DecidedLine, line: CouncilLine | None) -> DecidedLine:
    if line is None:
        raise InputError({"proposal": [_("The file has no such line.")]})
    if line.is_left_out:
        raise InputError({"proposal": [_("This line was left out: nothing was decided on it.")]})
    outcome = clean_code(decided.outcome, field="outcome", choices=LineOutcome)
    is_adopted = outcome == LineOutcome.ADOPTED
    reason = clean_text(
        decided.reason,
        field="reason",
        max_length=REASON_MAX_LENGTH,
        missing=None if is_adopted else _("Say why the council did not adopt it."),
    )
    if is_adopted and reason:
        raise InputError(
            {"reason": [_("What is adopted keeps no reason: empty it, or choose another outcome.")]}
        )
    return DecidedLine(decided.proposal, outcome, reason)


def _change(
    council: Council | int,
    name: str,
    write: Callable[[int], None],
    *,
    actor: User,
    expect: int | None,
    states: Sequence[CouncilState],
    via: Via,
    content: Mapping[str, Any] | None = None,
) -> Event:
    with transaction.atomic():
        row = access(council, actor=actor, roles=_KEEPERS, expect=expect).case.row
        check_state("council", row.state, states)
        return record_fact(
            row.id, name, actor=actor, content=content, write=lambda: write(row.id), via=via
        )
