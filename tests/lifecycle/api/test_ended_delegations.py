"""A delegation that has ended tells its delegate nothing, not even what there is."""

from datetime import timedelta

import pytest

from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from tests.lifecycle.api.clients import client_of
from workflow.clock import current_clock
from workflow.models import Delegation, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_revoked", [False, True])
def test_what_one_may_not_see_is_answered_as_if_it_did_not_exist(
    amina: User, farid: User, driss: User, is_revoked: bool
) -> None:
    hidden = proposal_in(ProposalState.SUBMITTED, author=driss)
    today = current_clock().today()
    Delegation.objects.create(
        principal=amina,
        delegate=farid,
        starts_on=today - timedelta(days=9),
        ends_on=today if is_revoked else today - timedelta(days=1),
        revoked_at=current_clock().now() if is_revoked else None,
    )
    client = client_of(farid)

    answers = [
        client.post(
            f"/api/v1/proposals/{pk}/transitions/admit/",
            {},
            format="json",
            headers={"on-behalf-of": amina.email, "if-match": '"1"'},
        )
        for pk in (hidden.pk, hidden.pk + 1_000)
    ]

    assert [each.status_code for each in answers] == [403, 403]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
