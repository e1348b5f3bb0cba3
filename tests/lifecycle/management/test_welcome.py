"""What a newcomer reads: each account of the demonstration beside the roles it holds."""

import pytest

from lifecycle.management.demonstration.cast import DOMAIN
from lifecycle.management.welcome import describe_accounts
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import PROJECT_LEAD
from tests.cast import make_person
from tests.factories import proposal_in
from workflow.models import User
from workflow.permissions import grant

pytestmark = pytest.mark.django_db


def test_who_leads_a_dossier_is_listed_as_its_lead_and_not_among_citizens() -> None:
    lead, citizen = make_demonstration_person("Sami"), make_demonstration_person("Nora")
    grant(PROJECT_LEAD, lead, on=proposal_in(ProposalState.SUBMITTED))

    lines = describe_accounts()

    assert any(line.startswith("  project lead") and lead.email in line for line in lines)
    [citizens] = [line for line in lines if line.startswith("  citizen, association")]
    assert citizen.email in citizens
    assert lead.email not in citizens


def make_demonstration_person(name: str) -> User:
    person = make_person(name)
    person.email = f"{name.lower()}@{DOMAIN}"
    person.save(update_fields=["email"])
    return person
