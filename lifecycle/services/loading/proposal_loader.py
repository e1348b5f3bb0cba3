"""Load proposals received elsewhere: each once, submitted, with how and when it arrived."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lifecycle.models import ActionPlan, Proposal, Theme
from lifecycle.services.loading.comparing import (
    Loading,
    find_differences,
    update_subject,
    write_differences,
)
from lifecycle.services.loading.problems import LoadRefusedError, Problem
from lifecycle.services.loading.proposals_format import (
    ProposalRow,
    ProposalsFile,
    read_proposals,
)
from lifecycle.services.loading.reports import LoadReport, Outcome
from lifecycle.services.loading.sources import Source
from lifecycle.vocabulary import ProposalState
from workflow.clock import current_clock
from workflow.engine import load_in
from workflow.exceptions import InputError
from workflow.models import Institution, InstitutionName, User

#: Told how many rows are done, of how many.
Progress = Callable[[int, int], None]
#: What the column of the key holds.
_KEY_LENGTH = 100


def load_proposals(
    source: Source,
    *,
    plan: ActionPlan,
    channel: str = "",
    actor: User | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Write the proposals of the file, in one transaction; `channel` is that of rows without one.

    Raises:
        LoadRefusedError: with every problem of the file; nothing was written.
    """
    with transaction.atomic():
        report = load_sound_proposals(
            source, plan=plan, channel=channel, actor=actor, progress=progress
        )
        if report.problems:
            raise LoadRefusedError(report.problems)
    return report


def load_sound_proposals(
    source: Source,
    *,
    plan: ActionPlan,
    channel: str = "",
    actor: User | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Write the rows without a problem and leave the others out; the report names those.

    Raises:
        LoadRefusedError: the file is no list of proposals; nothing was written.
    """
    today = current_clock().today()
    told = read_proposals(source, today=today, channel=channel)
    loading = Loading(source.name, today, actor, LoadReport())
    with transaction.atomic():
        problems = _write_all(loading, _Frame(plan, told), progress)
    loading.report.problems = (*told.problems, *problems)
    return loading.report


class _Frame:
    """What the rows refer to: the themes of the plan and the institutions, by code or by name."""

    def __init__(self, plan: ActionPlan, told: ProposalsFile) -> None:
        self.plan = plan
        self.source = told.source
        self.rows = told.rows
        self.themes = {
            name.casefold(): theme
            for theme in Theme.objects.filter(plan=plan)
            for name in (theme.name_en, theme.name_ar, theme.name_fr, theme.code)
            if name
        }
        self.institutions = _read_institutions()
        keys = [self.name_source(row) for row in told.rows]
        here = Proposal.objects.filter(plan=plan, source_key__in=keys)
        self.here = {proposal.source_key: proposal for proposal in here}

    def name_source(self, row: ProposalRow) -> str:
        """Return what a proposal is recognised by: its key in its source, or its own words."""
        own_words = row.digest[:20]
        if row.key == own_words:
            return own_words
        name = f"{self.source}/{row.key}"
        return name if len(name) <= _KEY_LENGTH else hashlib.sha256(name.encode()).hexdigest()


def _read_institutions() -> dict[str, Institution]:
    found = {
        name.casefold(): row.institution
        for row in InstitutionName.objects.select_related("institution")
        for name in (row.name_en, row.name_ar, row.name_fr)
        if name
    }
    return found | {each.code.casefold(): each for each in Institution.objects.all()}


def _write_all(loading: Loading, frame: _Frame, progress: Progress | None) -> Sequence[Problem]:
    problems: list[Problem] = []
    for done, row in enumerate(frame.rows, start=1):
        problems += _write_row(loading, frame, row)
        if progress is not None:
            progress(done, len(frame.rows))
    return problems


def _write_row(loading: Loading, frame: _Frame, row: ProposalRow) -> list[Problem]:
    theme = frame.themes.get(row.theme.casefold())
    if row.theme and theme is None:
        options = ", ".join(sorted({each.code for each in frame.themes.values()}))
        message = _("The plan has no theme “%(theme)s”; expected one of: %(options)s.")
        return [_note(row, "theme", message % {"theme": row.theme, "options": options})]
    proposal = frame.here.get(frame.name_source(row))
    values = _columns(frame, row, theme)
    if proposal is not None:
        _update(loading, row, proposal, values)
        return []
    try:
        # A row of its own: what is wrong with it undoes nothing of the others.
        with transaction.atomic():
            _create(loading, frame, row, values)
    except InputError as error:
        return [_note(row, name, " ".join(found)) for name, found in error.errors.items()]
    return []


def _note(row: ProposalRow, field: str, message: str) -> Problem:
    return Problem(row.place.line, row.place.column, field, message)


def _columns(frame: _Frame, row: ProposalRow, theme: Theme | None) -> dict[str, Any]:
    association = frame.institutions.get(row.association.casefold())
    return {
        "channel": row.channel,
        "channel_reference": row.reference,
        "received_on": row.received_on,
        "language": row.language,
        "title": row.title,
        "problem": row.problem,
        "solution": row.solution,
        "theme_id": theme.pk if theme else None,
        "association_id": association.pk if association else None,
        "association_name": row.association,
        "visibility": row.visibility,
        "source_digest": row.digest,
    }


def _create(loading: Loading, frame: _Frame, row: ProposalRow, values: dict[str, Any]) -> None:
    author = {"name": row.author_name, "email": row.author_email}
    event = load_in(
        "proposal",
        state=ProposalState.SUBMITTED.value,
        values={
            **values,
            "plan": frame.plan,
            "parent_id": frame.plan.pk,
            "source_key": frame.name_source(row),
        },
        inputs={**loading.origin, "authors": [author] if any(author.values()) else []},
        actor=loading.actor,
    )
    proposal = Proposal.objects.get(pk=event.subject_id)
    loading.report.add("proposal", f"{proposal.reference} {row.title}", Outcome.CREATED)


def _update(loading: Loading, row: ProposalRow, proposal: Proposal, values: dict[str, Any]) -> None:
    differences = find_differences(proposal, values)
    update_subject(
        loading,
        proposal,
        kind="proposal",
        name=f"{proposal.reference} {row.title}",
        changes=differences,
        write=lambda: _save(proposal, differences),
    )


def _save(proposal: Proposal, differences: dict[str, Any]) -> None:
    write_differences(proposal, differences)
