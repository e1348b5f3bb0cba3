"""Conventions: what holds one back, whom its round asks, and what its lines follow."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from lifecycle.models import Attachment
from lifecycle.selectors.convention_agreements import AnnexedLine
from lifecycle.selectors.convention_signing_facts import SigningFacts
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from lifecycle.vocabulary.roles import MINISTRY_LEAD, MINISTRY_TEAM, OWNER
from workflow.machine import Facts, Guard, Missing, Move, PlannedMove, SeatPlan
from workflow.models import Verdict
from workflow.rounds.settlement import Ballot, Rule

#: A line whose text is settled, before its signatories or past them.
SETTLED_STATES = frozenset({ProposalState.SIGNATURE.value, ProposalState.SIGNED.value})

# ---- Guards.


def goes_on(facts: SigningFacts, line: AnnexedLine) -> bool:
    """Return whether the dossier goes on when the convention comes into force as things stand."""
    waits = line.state == ProposalState.SIGNATURE
    return line.state == ProposalState.SIGNED or (waits and facts.is_complete(line))


def _count_unnamed(facts: SigningFacts) -> int:
    named = frozenset(facts.agreement.party_ids)
    if not named:
        return 1
    carriers = {key for line in facts.agreement.lines for key in line.sheet.porter_ids}
    return len(carriers - named)


def _find_blank_words(facts: SigningFacts) -> Missing | None:
    text = facts.agreement.text
    blanks = [
        label
        for words, label in (
            (text.title_ar, _("title in Arabic")),
            (text.body_fr, _("text in French")),
            (text.body_ar, _("text in Arabic")),
        )
        if not words.strip()
    ]
    return Missing(len(blanks), {"blanks": _(", ").join(blanks)}) if blanks else None


def _find_unsettled(facts: SigningFacts) -> Missing | None:
    found = [line for line in facts.agreement.lines if line.state not in SETTLED_STATES]
    return _name_lines(found)


def _find_signed(facts: SigningFacts) -> Missing | None:
    signed = ProposalState.SIGNED.value
    return _name_lines([line for line in facts.agreement.lines if line.state == signed])


def _name_lines(lines: Sequence[AnnexedLine]) -> Missing | None:
    names = _(", ").join(line.reference for line in lines)
    return Missing(len(lines), {"references": names}) if lines else None


class Needs:
    """What a convention needs on its way into force."""

    parties_named = Guard[SigningFacts](
        gettext_lazy("Every institution that carries an annexed dossier is a party"),
        check=_count_unnamed,
        fix=ngettext_lazy(
            "%(count)d institution is to be named as a party.",
            "%(count)d institutions are to be named as parties.",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )
    dossier_annexed = Guard[SigningFacts](
        gettext_lazy("A dossier is annexed"),
        check=lambda facts: not facts.agreement.lines,
        fix=gettext_lazy("Annex the sheet of a dossier at least."),
        lifted_by=MINISTRY_TEAM,
    )
    text_written = Guard[SigningFacts](
        gettext_lazy("The text is written in French and Arabic"),
        check=_find_blank_words,
        fix=ngettext_lazy(
            "%(count)d thing is not written: %(blanks)s.",
            "%(count)d things are not written: %(blanks)s.",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )
    lines_settled = Guard[SigningFacts](
        gettext_lazy("Every annexed dossier is before its signatories"),
        check=_find_unsettled,
        fix=ngettext_lazy(
            "%(count)d dossier is not before its signatories: finalize its text or take it out "
            "(%(references)s).",
            "%(count)d dossiers are not before their signatories: finalize their texts or take "
            "them out (%(references)s).",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )
    partial_allowed = Guard[SigningFacts](
        gettext_lazy("The convention may be signed in part"),
        check=lambda facts: not facts.agreement.allows_partial,
        fix=gettext_lazy(
            "This convention comes into force with every signature or not at all: change that "
            "while its text is a draft."
        ),
        lifted_by=MINISTRY_TEAM,
    )
    line_complete = Guard[SigningFacts](
        gettext_lazy("A dossier has all its signatures, or goes on without one by waiver"),
        check=lambda facts: not any(goes_on(facts, line) for line in facts.agreement.lines),
        fix=gettext_lazy(
            "No dossier has all its signatures: ask the parties again, or waive a missing one."
        ),
        lifted_by=(OWNER, MINISTRY_LEAD),
    )
    nothing_signed = Guard[SigningFacts](
        gettext_lazy("No dossier is signed under it"),
        check=_find_signed,
        fix=ngettext_lazy(
            "%(count)d dossier is signed under it: recall its text first (%(references)s).",
            "%(count)d dossiers are signed under it: recall their texts first (%(references)s).",
            "count",
        ),
        lifted_by=MINISTRY_TEAM,
    )
    plan_over = Guard[SigningFacts](
        gettext_lazy("The plan has ended"),
        check=lambda facts: (
            facts.agreement.plan_ends_on is None or facts.agreement.plan_ends_on >= facts.today
        ),
        fix=gettext_lazy("The convention binds until the end of its plan."),
        lifted_by=MINISTRY_LEAD,
    )


# ---- The round.

#: Every party signs. Nothing settles it before: who declined can be invited again.
EVERY_SIGNATURE = Rule(
    "every signature",
    lambda verdicts: bool(verdicts) and all(each is Verdict.APPROVE for each in verdicts),
    returns=False,
)


def plan_parties(facts: SigningFacts, inputs: Mapping[str, Any]) -> list[SeatPlan]:
    """Return one seat for the owner of each party, on the text that binds this party."""
    text = facts.agreement.text
    return [
        SeatPlan(OWNER, institution_id=key, content_hash=text.compute_hash(key))
        for key in facts.agreement.party_ids
    ]


def plan_unsigned(facts: SigningFacts, inputs: Mapping[str, Any]) -> list[SeatPlan]:
    """Return the seats of those alone whose text the amendment changes."""
    signed = facts.agreement.signed_ids
    return [seat for seat in plan_parties(facts, inputs) if seat.institution_id not in signed]


def list_editors(facts: SigningFacts) -> frozenset[int]:
    """Return who last wrote the text: they do not sign it."""
    editor = facts.agreement.last_editor_id
    return frozenset() if editor is None else frozenset({editor})


def follow_signatures(facts: SigningFacts, ballots: Sequence[Ballot]) -> Iterable[PlannedMove]:
    """Plan what a signature completes, and what a party that declines sends back.

    A refusal that is older than the line's return before its signatories has been followed already.
    """
    for line in _list_waiting(facts):
        declined = [each for each in ballots if _stands_against(facts, line, each)]
        if declined:
            reason = "\n\n".join(each.comment for each in declined)
            yield PlannedMove(line.proposal_id, "refuse_signature", {"reason": reason})
        elif _has_every_signature(facts, line):
            yield PlannedMove(line.proposal_id, "complete_signature")


def complete_lines(facts: SigningFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the end of the lines that every party has signed."""
    return [
        PlannedMove(line.proposal_id, "complete_signature")
        for line in _list_waiting(facts)
        if _has_every_signature(facts, line)
    ]


def settle_lines(facts: SigningFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan what a part of the signatures does: what is complete goes on, the rest goes back."""
    for line in _list_waiting(facts):
        if facts.is_complete(line):
            yield PlannedMove(line.proposal_id, "complete_signature")
        else:
            yield PlannedMove(line.proposal_id, "refuse_signature", {"reason": inputs["reason"]})


def send_lines_back(facts: SigningFacts, inputs: Mapping[str, Any]) -> Iterable[PlannedMove]:
    """Plan the return of every line that waits for its signatures."""
    return [
        PlannedMove(line.proposal_id, "refuse_signature", {"reason": inputs["reason"]})
        for line in _list_waiting(facts)
    ]


def _list_waiting(facts: SigningFacts) -> list[AnnexedLine]:
    before = ProposalState.SIGNATURE.value
    return [line for line in facts.agreement.lines if line.state == before]


def _has_every_signature(facts: SigningFacts, line: AnnexedLine) -> bool:
    return bool(line.sheet.porter_ids) and not facts.agreement.list_unsigned(line)


def _stands_against(facts: SigningFacts, line: AnnexedLine, ballot: Ballot) -> bool:
    if ballot.verdict is not Verdict.OBJECT or ballot.institution_id not in line.sheet.porter_ids:
        return False
    said = facts.agreement.objections.get(ballot.institution_id or 0)
    return said is None or said.made_at >= line.entered_at


def list_paper_signatures(facts: Facts) -> QuerySet[Attachment]:
    """Return the scans of what was signed on paper."""
    return Attachment.objects.filter(
        subject=facts.subject.id, purpose=AttachmentPurpose.PAPER_ACT
    ).order_by("-uploaded_at", "-pk")


def facts_of(move: Move) -> SigningFacts:
    """Return the facts of the convention that moves."""
    return cast("SigningFacts", move.facts)
