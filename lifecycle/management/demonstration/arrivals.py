"""Arrivals: each invented proposal is written by its author, or recorded by the ministry team."""

from collections.abc import Iterator
from datetime import date
from itertools import cycle
from typing import Any

from lifecycle.management.demonstration.cast import list_associations, make_address
from lifecycle.management.demonstration.files import get_path
from lifecycle.management.demonstration.register import Register
from lifecycle.services.loading.proposals_format import ProposalRow, read_proposals
from lifecycle.services.loading.sources import read_source_file
from lifecycle.services.proposals import create_draft, record_proposal
from lifecycle.vocabulary import Channel
from workflow.engine import fire
from workflow.models import Institution, InstitutionName, Via

#: Who writes what no association signs, and who records what comes on paper, in turn.
CITIZENS = {"fr": "citoyen-1", "ar": "citoyen-2", "en": "citoyen-3"}
RECORDERS = ("equipe-1", "equipe-2")


def list_arrivals(*, until: date) -> Iterator[dict[str, Any]]:
    """Yield one act for each proposal of the file, on the day it was received."""
    told = read_proposals(read_source_file(get_path("proposals.yaml")), today=until)
    recorders = cycle(RECORDERS)
    speakers = list_associations()
    for row in told.rows:
        author = speakers.get(row.association) or CITIZENS[row.language]
        by = author if row.channel == Channel.WEB else next(recorders)
        yield {"day": row.received_on, "by": by, "act": "arrive", "row": row, "author": author}


def arrive(register: Register, act: dict[str, Any]) -> None:
    """Write the proposal the way it came: on the site, or on paper through the ministry."""
    row: ProposalRow = act["row"]
    actor = register.get_person(act["by"])
    values = _make_values(register, row)
    if row.channel == Channel.WEB:
        proposal = create_draft(plan=register.plan, actor=actor, values=values, via=Via.WEB)
        fire(proposal, "submit", actor=actor, via=Via.WEB)
        proposal.refresh_from_db()
    else:
        paper = {
            "channel": row.channel,
            "channel_reference": row.reference,
            "received_on": row.received_on,
        }
        proposal = record_proposal(
            plan=register.plan,
            actor=actor,
            values={**values, **paper},
            authors=_name_author(row, act["author"]),
            via=Via.WEB,
        )
    register.rows[row.key] = proposal


def _make_values(register: Register, row: ProposalRow) -> dict[str, Any]:
    return {
        "language": row.language,
        "title": row.title,
        "problem": row.problem,
        "solution": row.solution,
        "theme": register.plan.themes.get(code=row.theme),
        "association": _find_institution(row.association),
        "association_name": row.association,
        "visibility": row.visibility,
    }


def _find_institution(name: str) -> Institution | None:
    known = InstitutionName.objects.filter(name_fr=name).select_related("institution").first()
    return known.institution if known else None


def _name_author(row: ProposalRow, author: str) -> list[dict[str, Any]]:
    """Return who signed: whoever wrote by e-mail has an address, the others may have a name."""
    if row.channel == Channel.EMAIL:
        return [{"name": row.association, "email": make_address(author), "institution": None}]
    return [{"name": row.association, "email": "", "institution": None}] if row.association else []
