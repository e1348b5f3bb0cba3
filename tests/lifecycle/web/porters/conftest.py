"""A dossier for which two institutions are asked in turn."""

import pytest

from lifecycle.models import Proposal
from lifecycle.services.candidates import Candidate, set_candidates
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.porters import (
    owner_of,
)
from workflow.engine import fire
from workflow.models import User


@pytest.fixture
def search(amina: User, driss: User, institutions: Institutions) -> Proposal:
    """Return a dossier for which the archives are asked first, then the ministry."""
    dossier = proposal_in(ProposalState.PRIORITIZED, author=driss)
    bodies = (institutions.archives, institutions.ministry)
    for body in bodies:
        owner_of(body)
    set_candidates(dossier, candidates=[Candidate(each.pk) for each in bodies], actor=amina)
    fire(dossier.pk, "seek_porter", actor=amina)
    dossier.refresh_from_db()
    return dossier
