"""The road of a dossier: who carries it, what is open, what it has met, one line each.

A phase adds its line by a function here; what it says comes from the facts or from `RoadRead`, so
that the panel costs the same however far the dossier has come.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifecycle.models import (
    ActionPlan,
    Commitment,
    CouncilLine,
    PlanVersion,
    PlanVersionLine,
    ProposalPorter,
)
from lifecycle.selectors.consultations import label_state, list_readable
from lifecycle.selectors.council_file_facts import TOLD_STATES
from lifecycle.selectors.plan_versions import format_number
from lifecycle.selectors.proposal_facts import ProposalFacts
from lifecycle.selectors.readers import Reader
from lifecycle.selectors.sheet_rights import PUBLIC_IN, reads_drafts
from lifecycle.selectors.visibility import INSTITUTION_READERS, READERS
from lifecycle.vocabulary import CouncilState, LineOutcome, ProposalState
from workflow.engine.reading import Case
from workflow.machine.registry import get_machine
from workflow.models import Round, RoundKind


@dataclass(frozen=True)
class RoadLine:
    """One line. `page` and `keys` name the address where more is read; without a page, none is."""

    icon: str
    label: str
    words: str
    page: str = ""
    keys: tuple[object, ...] = ()


@dataclass(frozen=True)
class RoadRead:
    """What the lines are made of: rows with their names, as `reader` may read them."""

    case: Case
    reader: Reader
    porters: tuple[ProposalPorter, ...]
    rounds: tuple[Round, ...]

    @property
    def proposal_id(self) -> int:
        """Return the number of the dossier."""
        return self.case.row.id

    @property
    def facts(self) -> ProposalFacts:
        """Return what the guards know of it: the sheet, the consultation, the convention, ..."""
        return cast("ProposalFacts", self.case.facts)


def list_road(case: Case, reader: Reader) -> list[RoadLine]:
    """Return what there is to say of the road of a dossier, in the order of its phases."""
    read = RoadRead(case, reader, tuple(_list_porters(case)), tuple(_list_rounds(case, reader)))
    lines = [describe(read) for describe in LINES]
    return [line for line in lines if line is not None]


def describe_porters(read: RoadRead) -> RoadLine | None:
    """Say which institutions carry it, the lead first."""
    is_sought = read.reader.is_staff and bool(read.facts.candidates)
    if not read.porters and not is_sought:
        return None
    lead = [str(each) for each in read.porters if each.leads]
    partners = [str(each) for each in read.porters if not each.leads]
    words = lead[0] if lead else _("No institution leads it")
    if read.facts.porters.lead_is_dissolved:
        words = _("%(lead)s (dissolved)") % {"lead": words}
    if partners:
        words = ngettext(
            "%(lead)s, with one partner: %(partners)s",
            "%(lead)s, with %(count)d partners: %(partners)s",
            len(partners),
        ) % {"lead": words, "count": len(partners), "partners": _(", ").join(partners)}
    return RoadLine("building-bank", _("Porters"), words, "proposal_porters", (read.proposal_id,))


def describe_sheet(read: RoadRead) -> RoadLine | None:
    """Say how far its sheet has come, to those who read it."""
    sheet, state = read.facts.sheet, read.case.row.state
    if not sheet.content_hash:
        return None
    keys = (read.proposal_id,)
    if not reads_drafts(read.reader.grants, read.facts):
        is_public = state in PUBLIC_IN
        return RoadLine("file-text", _("Sheet"), _("Public"), "sheet", keys) if is_public else None
    if not sheet.is_complete:
        return RoadLine("file-text", _("Sheet"), _("Not complete yet"), "sheet", keys)
    words = _("Complete")
    if sheet.lint_findings:
        words = ngettext(
            "Complete; %(count)d wording cannot be verified",
            "Complete; %(count)d wordings cannot be verified",
            sheet.lint_findings,
        ) % {"count": sheet.lint_findings}
    return RoadLine("file-text", _("Sheet"), words, "sheet", keys)


def describe_round(read: RoadRead) -> RoadLine | None:
    """Say which round of decisions is open."""
    if not read.rounds:
        return None
    labels = [str(read.case.machine.rounds[each.name].label) for each in read.rounds]
    return RoadLine(
        "scale", _("Being decided"), _(", ").join(labels), "round", (read.rounds[0].pk,)
    )


def describe_plan_number(read: RoadRead) -> RoadLine | None:
    """Say which number it has in the plan, and in which frozen version it stands last."""
    line = (
        PlanVersionLine.objects.filter(proposal=read.proposal_id, version__frozen_at__isnull=False)
        .select_related("version__plan", "proposal")
        .order_by("-version__number")
        .first()
    )
    if line is None or line.proposal.plan_number is None:
        return None
    version = line.version
    words = _("%(number)s, in version %(version)d of the plan") % {
        "number": format_number(line.proposal.plan_number),
        "version": version.number,
    }
    keys = (version.plan.code, version.number, line.proposal.plan_number)
    return RoadLine("list", _("Number in the plan"), words, "version_line", keys)


def describe_draft(read: RoadRead) -> RoadLine | None:
    """Lead from a dossier that waits for the draft of its plan to that draft, who reads it."""
    waits = read.case.row.state == ProposalState.READY.value
    if not waits or not read.reader.grants.has_group(*READERS):
        return None
    label = _("Draft of the plan")
    plan = ActionPlan.objects.get(pk=read.case.row.parent_id or 0)
    draft = PlanVersion.objects.filter(plan=plan, frozen_at__isnull=True).first()
    if draft is None:
        words = _("Nobody has begun one since the last version")
        return RoadLine("list", label, words, "version_list", (plan.code,))
    is_in = draft.lines.filter(proposal=read.proposal_id).exists()
    words = (
        _("It is in version %(number)d") if is_in else _("It is not in version %(number)d yet")
    ) % {"number": draft.number}
    return RoadLine("list", label, words, "version", (plan.code, draft.number))


def describe_consultation(read: RoadRead) -> RoadLine | None:
    """Say where the consultation on it is, to who may read that."""
    found = (
        list_readable(read.reader.grants)
        .filter(plan_version__lines__proposal=read.proposal_id)
        .first()
    )
    if found is None:
        return None
    words, unanswered = label_state(found), read.facts.consultation.unanswered
    if unanswered and read.reader.is_staff:
        words = ngettext(
            "%(state)s, %(count)d contribution on it to be answered",
            "%(state)s, %(count)d contributions on it to be answered",
            unanswered,
        ) % {"state": words, "count": unanswered}
    return RoadLine("message", _("Consultation"), words, "consultation", (found.pk,))


def describe_difference(read: RoadRead) -> RoadLine | None:
    """Say that its text changed since it was consulted on, where that can be read."""
    facts = read.facts.consultation
    if not facts.is_closed or not read.facts.sheet.content_hash:
        return None
    if facts.difference_is_public:
        words, page = _("Public"), "sheet_difference"
        return _make_difference(read, words, page) if facts.has_changed else None
    return _make_difference(read, _("Not public yet"), "sheet") if read.reader.is_staff else None


def _make_difference(read: RoadRead, words: str, page: str) -> RoadLine:
    label = _("What changed since the consultation")
    return RoadLine("arrows-exchange", label, words, page, (read.proposal_id,))


def describe_convention(read: RoadRead) -> RoadLine | None:
    """Say how far the signature of its convention has come; linked for those who read that."""
    known = read.facts.convention
    if known.convention_id is None:
        return None
    words = _("Its parties are not all named yet")
    if known.unsigned == 0:
        words = _("Every party of its line has signed the present text")
    elif known.unsigned and known.is_in_force:
        # A waiver silences the guard, and nobody is asked any more: without this it waits unsaid.
        words = ngettext(
            "%(count)d party has not signed: have an amendment of the convention signed.",
            "%(count)d parties have not signed: have an amendment of the convention signed.",
            known.unsigned,
        ) % {"count": known.unsigned}
    elif known.unsigned is not None:
        words = ngettext(
            "%(count)d party of its line has not signed the present text",
            "%(count)d parties of its line have not signed the present text",
            known.unsigned,
        ) % {"count": known.unsigned}
    own = read.reader.grants.institutions_of(*INSTITUTION_READERS)
    reads_it = read.reader.grants.has_group(*READERS) or not own.isdisjoint(
        read.facts.porters.all_ids
    )
    page = "convention" if reads_it else ""
    return RoadLine("signature", _("Convention"), words, page, (known.convention_id,))


def describe_council(read: RoadRead) -> RoadLine | None:
    """Say in which council file it stands last, and what the council said of it."""
    line = (
        CouncilLine.objects.filter(proposal=read.proposal_id, left_out_because="")
        .exclude(council__state=CouncilState.PULLED_BACK.value)
        .select_related("council")
        .order_by("-council")
        .first()
    )
    if line is None:
        return None
    is_told = line.council.state in TOLD_STATES
    if not (is_told or read.reader.grants.has_group(*READERS)):
        return None
    words = str(get_machine("council").states[line.council.state].label)
    if line.outcome and is_told:
        words = str(LineOutcome(line.outcome).label)
    return RoadLine("building-bank", _("Government council"), words, "council", (line.council_id,))


def describe_commitment(read: RoadRead) -> RoadLine | None:
    """Say which commitment it became."""
    commitment = Commitment.objects.filter(born_of=read.proposal_id).select_related("plan").first()
    if commitment is None:
        return None
    words = _("Commitment %(number)d") % {"number": commitment.number}
    keys = (commitment.plan.code, commitment.number)
    return RoadLine("target", _("What it became"), words, "commitment", keys)


#: The lines in the order of the phases; each phase owns its own.
LINES: tuple[Callable[[RoadRead], RoadLine | None], ...] = (
    describe_porters,
    describe_sheet,
    describe_round,
    describe_plan_number,
    describe_draft,
    describe_consultation,
    describe_difference,
    describe_convention,
    describe_council,
    describe_commitment,
)


def _list_porters(case: Case) -> list[ProposalPorter]:
    rows = ProposalPorter.objects.filter(proposal=case.row.id, ended_on__isnull=True)
    return list(
        rows.select_related("institution")
        .prefetch_related("institution__names")
        .order_by("-leads", "pk")
    )


def _list_rounds(case: Case, reader: Reader) -> list[Round]:
    """Return the open rounds, to those who hold a role; one that only confirms is shown apart."""
    if not reader.is_staff:
        return []
    rows = Round.objects.filter(subject=case.row.id, outcome="")
    return [
        each
        for each in rows.exclude(kind=str(RoundKind.COUNTERSIGN)).order_by("pk")
        if each.name in case.machine.rounds
    ]
