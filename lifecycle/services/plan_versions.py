"""Versions of a plan: begun, written, given their lines, frozen. Each step is a fact of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, PlanVersion, PlanVersionLine, Proposal
from lifecycle.selectors.plan_versions import (
    TEXT_COLUMNS,
    compute_root_hash,
    format_number,
    list_candidates,
    list_obstacles,
    query_lines,
    read_current_sheets,
    read_lines,
)
from lifecycle.services.access import access
from lifecycle.services.texts import clean_text
from lifecycle.vocabulary import SETTLED_STATES, PlanState
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.clock import current_clock
from workflow.engine import record_fact
from workflow.engine.reading import lock_rows
from workflow.exceptions import InputError, SubjectNotFoundError, TransitionRefusedError
from workflow.models import Event, User, Via

TITLE_MAX_LENGTH = 300
TEXT_MAX_LENGTH = 100_000
_WRITTEN_IN = frozenset({PlanState.CO_CREATION.value, PlanState.IN_IMPLEMENTATION.value})


def begin_version(
    plan: ActionPlan,
    *,
    texts: Mapping[str, str],
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> PlanVersion:
    """Begin a draft of the plan, with the lines of the version before that are still on their road.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        InputError: the French title is missing, or a text is too long (422).
        TransitionRefusedError: a draft is there already, or the plan is made no more (409).
    """
    columns = _clean(texts)
    with transaction.atomic():
        _enter(plan.pk, actor, expect)
        if PlanVersion.objects.filter(plan=plan, frozen_at__isnull=True).exists():
            raise TransitionRefusedError(
                _("A draft of the plan is being made already: freeze it or discard it first.")
            )
        last = PlanVersion.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
        version = PlanVersion.objects.create(
            plan=plan,
            number=last + 1,
            created_by=actor,
            created_at=current_clock().now(),
            **columns,
        )
        _write_lines(version, _list_still_there(plan, last))
        _record(plan.pk, "version_begun", version, actor=actor, via=via)
    return version


def describe_version(
    version: PlanVersion,
    *,
    texts: Mapping[str, str],
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Write the title and the own text of a draft.

    Raises:
        TransitionForbiddenError, InputError: as `begin_version` does.
        TransitionRefusedError: the version is frozen (409).
    """
    columns = _clean(texts)

    def write(draft: PlanVersion) -> None:
        PlanVersion.objects.filter(pk=draft.pk).update(**columns)

    return _change(version, "version_written", write, actor=actor, expect=expect, via=via)


def set_lines(
    version: PlanVersion,
    *,
    proposals: Sequence[int],
    actor: User,
    expect: int | None = None,
    via: Via = Via.CODE,
) -> Event:
    """Give a draft these dossiers as its lines, in this order.

    A dossier that enters for the first time gets its number, which it keeps for life.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        InputError: a dossier stands there twice, or cannot be put in the plan (422).
        TransitionRefusedError: the version is frozen (409).
    """

    def write(draft: PlanVersion) -> None:
        # Numbers are given in the order of the lines, locks in ascending id.
        lock_rows(proposals)
        _check_lines(draft, proposals)
        _write_lines(draft, proposals)
        _give_numbers(draft, proposals, actor=actor, via=via)

    return _change(version, "version_lines_set", write, actor=actor, expect=expect, via=via)


def discard(
    version: PlanVersion, *, actor: User, expect: int | None = None, via: Via = Via.CODE
) -> Event:
    """Throw a draft away; the numbers it gave stay given.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        TransitionRefusedError: the version is frozen, or a consultation is prepared on it (409).
    """

    def write(draft: PlanVersion) -> None:
        if draft.consultations.exists():
            raise TransitionRefusedError(_("A consultation is prepared on this version."))
        draft.lines.all().delete()
        draft.delete()

    return _change(version, "version_discarded", write, actor=actor, expect=expect, via=via)


def freeze(
    version: PlanVersion, *, actor: User, expect: int | None = None, via: Via = Via.CODE
) -> PlanVersion:
    """Freeze a draft with the texts its lines have now, and seal it by one hash.

    Raises:
        TransitionForbiddenError: the actor is not of the ministry team (403).
        TransitionRefusedError: it is frozen, has no line, or a line is not ready; each is named.
        StaleSubjectError: the plan is not at version `expect` (409).
    """

    def write(draft: PlanVersion) -> None:
        # Locked, so that no text opens again between the look and the seal.
        lock_rows(sorted(draft.lines.values_list("proposal_id", flat=True)))
        lines = read_lines(draft)
        problems = list_obstacles(draft, lines)
        if problems:
            raise TransitionRefusedError(" ".join(problems))
        for each in lines:
            PlanVersionLine.objects.filter(pk=each.line.pk).update(
                sheet_version=each.line.sheet_version
            )
        sealed = [
            (each.proposal.plan_number or 0, each.line.sheet_version.content_hash) for each in lines
        ]
        PlanVersion.objects.filter(pk=draft.pk).update(
            frozen_at=current_clock().now(),
            frozen_by=actor,
            root_hash=compute_root_hash(draft, sealed),
        )
        for each in sorted(lines, key=lambda read: read.proposal.pk):
            # What a dossier may do depends on it: its version moves, its history says why.
            record_fact(
                each.proposal.pk,
                "plan_version.frozen",
                actor=actor,
                content={
                    "number": each.number,
                    "plan_version": draft.number,
                    "content_hash": each.line.sheet_version.content_hash,
                },
                via=via,
            )

    _change(version, "version_frozen", write, actor=actor, expect=expect, via=via)
    version.refresh_from_db()
    return version


def check_draft(version: PlanVersion) -> None:
    """Do nothing while a version can change.

    Raises:
        TransitionRefusedError: it is frozen (409).
    """
    if version.is_frozen:
        raise TransitionRefusedError(
            _("Version %(number)d is frozen: begin a new one to change the plan.")
            % {"number": version.number}
        )


def _change(
    version: PlanVersion,
    name: str,
    write: Callable[[PlanVersion], None],
    *,
    actor: User,
    expect: int | None,
    via: Via,
) -> Event:
    with transaction.atomic():
        _enter(version.plan_id, actor, expect)
        draft = PlanVersion.objects.select_related("plan").filter(pk=version.pk).first()
        if draft is None:
            raise SubjectNotFoundError(_("There is nothing here under this number."))
        check_draft(draft)
        number = draft.number
        write(draft)
        return _record(version.plan_id, name, version, actor=actor, via=via, number=number)


def _enter(plan_id: int, actor: User, expect: int | None) -> None:
    entered = access(plan_id, actor=actor, roles=(MINISTRY_TEAM,), expect=expect)
    # What the council returned comes back in a new version, whether or not it adopted the rest.
    if entered.case.row.state not in _WRITTEN_IN:
        raise TransitionRefusedError(_("The plan is over: its draft no longer changes."))


def _record(
    plan_id: int,
    name: str,
    version: PlanVersion,
    *,
    actor: User,
    via: Via,
    number: int | None = None,
) -> Event:
    content: dict[str, Any] = {"plan_version": str(number or version.number)}
    return record_fact(plan_id, f"plan.{name}", actor=actor, content=content, via=via)


def _list_still_there(plan: ActionPlan, number: int) -> list[int]:
    """Return the dossiers of the version before that have not left the road, in their order."""
    lines = PlanVersionLine.objects.filter(version__plan=plan, version__number=number)
    settled = [str(state) for state in SETTLED_STATES]
    kept = lines.exclude(proposal__state__in=settled).order_by("rank")
    return list(kept.values_list("proposal_id", flat=True))


def _check_lines(version: PlanVersion, proposals: Sequence[int]) -> None:
    if len(set(proposals)) != len(proposals):
        raise InputError({"proposals": [_("A dossier stands in the list twice.")]})
    there = set(version.lines.values_list("proposal_id", flat=True))
    new = set(proposals) - there
    possible = set(list_candidates(version).filter(pk__in=new).values_list("pk", flat=True))
    strangers = new - possible
    if strangers:
        names = _name_all(version.plan_id, strangers)
        message = _(
            "These are no dossiers of the plan with an approved sheet: %(names)s. Only such a "
            "dossier can be put in a draft."
        )
        raise InputError({"proposals": [message % {"names": names}]})


def _name_all(plan_id: int, ids: Iterable[int]) -> str:
    """Return the references of what the plan has; what it has not keeps the number it came with."""
    references = dict(
        Proposal.objects.filter(pk__in=ids, plan=plan_id).values_list("pk", "reference")
    )
    return _(", ").join(references.get(each) or str(each) for each in sorted(ids))


def _write_lines(version: PlanVersion, proposals: Sequence[int]) -> None:
    sheets = read_current_sheets(proposals)
    known = {line.proposal_id: line.sheet_version for line in query_lines([version.pk])}
    version.lines.all().delete()
    PlanVersionLine.objects.bulk_create(
        PlanVersionLine(
            version=version,
            rank=rank,
            proposal_id=proposal_id,
            sheet_version=sheets.get(proposal_id) or known[proposal_id],
        )
        for rank, proposal_id in enumerate(proposals, start=1)
    )


def _give_numbers(version: PlanVersion, proposals: Sequence[int], *, actor: User, via: Via) -> None:
    unnumbered = set(
        Proposal.objects.filter(pk__in=proposals, plan_number__isnull=True).values_list(
            "pk", flat=True
        )
    )
    for proposal_id in proposals:
        if proposal_id in unnumbered:
            _give_number(version.plan_id, proposal_id, actor=actor, via=via)


def _give_number(plan_id: int, proposal_id: int, *, actor: User, via: Via) -> None:
    plan = ActionPlan.objects.filter(pk=plan_id)
    plan.update(last_number=F("last_number") + 1)
    number = plan.values_list("last_number", flat=True).get()

    def write() -> None:
        Proposal.objects.filter(pk=proposal_id).update(plan_number=number)

    record_fact(
        proposal_id,
        "plan_number.given",
        actor=actor,
        content={"number": format_number(number)},
        write=write,
        via=via,
    )


def _clean(texts: Mapping[str, str]) -> dict[str, str]:
    errors: dict[str, list[str]] = {}
    clean: dict[str, str] = {}
    for name in TEXT_COLUMNS:
        longest = TITLE_MAX_LENGTH if name.startswith("title") else TEXT_MAX_LENGTH
        missing = _("Write the title in French.") if name == "title_fr" else None
        try:
            clean[name] = clean_text(
                texts.get(name, ""), field=name, max_length=longest, missing=missing
            )
        except InputError as error:
            errors.update({key: list(messages) for key, messages in error.errors.items()})
    if errors:
        raise InputError(errors)
    return clean
