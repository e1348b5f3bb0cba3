"""Sheets before their owners: dossiers whose round of approval runs."""

from collections.abc import Sequence
from typing import Any

from django.test import Client
from django.urls import reverse

from lifecycle.models import ActionPlan, Proposal
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import OWNER, PROJECT_LEAD
from tests.cast import Institutions, make_person
from tests.factories import make_plan
from tests.lifecycle.web.proposals.browsing import browse
from tests.road import dossier_in, make_sheet
from workflow.engine import fire
from workflow.models import Institution, InstitutionGrant, Round, Seat, Subject, User
from workflow.permissions import grant


def submit_sheet(
    institutions: Institutions,
    *,
    editor: User | None = None,
    others: Sequence[Institution] = (),
    **fields: Any,
) -> Proposal:
    """Bring the sheet of a dossier, carried by the archives with the ministry, to its owners.

    `others` carry it with them.
    """
    proposal = dossier_in(
        ProposalState.SHEET_DRAFTING,
        plan=ActionPlan.objects.first() or make_plan(),
        lead=institutions.archives,
        partners=[institutions.ministry, *others],
        editor=editor,
        sheet=fields,
    )
    submit_again(proposal)
    return proposal


def submit_again(proposal: Proposal, **changes: Any) -> Round:
    """Put the sheet, with these changes, before its owners; return the round that asks them."""
    for institution in Institution.objects.filter(pk__in=proposal.porters.values("institution")):
        _ensure_owner(institution)
    if changes:
        make_sheet(proposal, **changes)
    lead = User.objects.filter(email="lead-of-sheets@example.org").first()
    if lead is None:
        lead = make_person("Lead-of-sheets")
    grant(PROJECT_LEAD, lead, on=Subject.objects.get(pk=proposal.pk))
    fire(proposal.pk, "submit_sheet", actor=lead)
    return Round.objects.get(subject=proposal.pk, name="approval", outcome="")


def _ensure_owner(institution: Institution) -> None:
    """Let somebody approve for the institution, unless somebody does already."""
    granted = InstitutionGrant.objects.filter(
        content_object=institution, permission__codename=f"role_{OWNER.code}"
    )
    if not granted.exists():
        grant(OWNER, make_person(f"Owner-of-{institution.code}"), on=institution)


def find_round(proposal: Proposal) -> Round:
    """Return the round of approval that runs."""
    return Round.objects.get(subject=proposal.pk, name="approval", outcome="")


def find_seat(proposal: Proposal, institution: Any) -> Seat:
    """Return the seat of an institution in the round that runs."""
    return Seat.objects.get(round=find_round(proposal), institution=institution)


def post_decision(person: User, seat: Seat, query: str = "", **typed: Any) -> Any:
    """Open the page of the round, fill in its form and send it; return the answer."""
    return send_decision(browse(person), seat, query, **typed)


def send_decision(client: Client, seat: Seat, query: str = "", **typed: Any) -> Any:
    """Do it in the browser of somebody who is signed in."""
    form = client.get(reverse("round", args=[seat.round_id]) + query).context["form"]
    hidden = {"text": form["text"].value(), "key": form["key"].value()}
    address = reverse("round_decide", args=[seat.round_id, seat.pk]) + query
    return client.post(address, {**hidden, **typed})
