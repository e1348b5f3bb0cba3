"""The row that an address names is the one that the database holds, of the kind it names."""

import pytest
from django.forms.models import model_to_dict

from lifecycle.selectors.subject_rows import get_subject
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from workflow.exceptions import SubjectNotFoundError
from workflow.models import Subject, User

pytestmark = pytest.mark.django_db


def test_it_is_the_whole_row(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    stored = Subject.objects.get(pk=proposal.pk)

    found = get_subject("proposal", proposal.pk)

    assert found == stored
    assert model_to_dict(found) == model_to_dict(stored)
    assert (found.state, found.entered_at) == (stored.state, stored.entered_at)
    assert not found._state.adding


def test_another_kind_of_the_same_number_does_not_exist(driss: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)

    with pytest.raises(SubjectNotFoundError):
        get_subject("plan", proposal.pk)
