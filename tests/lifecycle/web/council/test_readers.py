"""Who reads a council file, and who changes it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.council import (
    council_in,
    signed_dossiers,
)
from tests.lifecycle.web.council.pages import post, read
from workflow.models import User

pytestmark = pytest.mark.django_db


def test_the_public_reads_the_outcome_its_day_and_its_document(client: Client) -> None:
    council = council_in("adopted", signed_dossiers(2), outcomes=["adopted", "removed"])

    page = read(client, "council", council.pk)

    assert "Nov. 12, 2026" in page
    assert "council_decision.txt" in page
    assert "Removed" in page
    assert "À revoir." in page
    assert reverse("commitment", args=[council.plan.code, 1]) in page
    assert "What can be done" not in page
    assert "council_file.txt" not in page
    assert council.decision_document is not None
    document = client.get(reverse("attachment", args=[council.decision_document.pk]))
    assert document.status_code == 200


@pytest.mark.parametrize("state", ["preparing", "submitted", "presented"])
def test_nobody_outside_reads_it_before_the_outcome(
    state: str, client: Client, driss: User
) -> None:
    council = council_in(state)

    read(client, "council", council.pk, status=404)
    client.force_login(driss)
    read(client, "council", council.pk, status=404)
    assert council.reference not in read(client, "council_list", council.plan.code)


def test_the_committee_reads_the_file_and_changes_nothing(client: Client, jalila: User) -> None:
    council = council_in("preparing")
    client.force_login(jalila)

    page = read(client, "council", council.pk)

    assert "council_file.txt" in page
    assert "Take the seal off the file" not in page
    for name in ("council_freeze", "council_thaw"):
        post(client, name, council.pk, status=403)
    for name in ("council_outcomes",):
        read(client, name, council.pk, status=403)


@pytest.mark.parametrize("name", ["council_freeze", "council_thaw", "council_outcomes"])
def test_who_has_not_signed_in_is_asked_to(name: str, client: Client) -> None:
    council = council_in("preparing")

    answer = client.post(reverse(name, args=[council.pk]), {})

    assert answer.status_code == 302
    assert reverse("account_login") in answer["location"]
