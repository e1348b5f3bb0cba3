"""The synthesis of a plan: everybody adds up what became of the proposals."""

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import ActionPlan
from lifecycle.vocabulary import ProposalState
from tests.factories import make_plan, proposal_in

pytestmark = pytest.mark.django_db


def read(client: Client, plan: ActionPlan, language: str = "en") -> str:
    address = reverse("plan_synthesis", args=[plan.code])
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_it_is_read_in_each_language_without_an_account(
    language: str, direction: str, client: Client
) -> None:
    assert f'<html lang="{language}" dir="{direction}">' in read(client, make_plan(), language)


def test_it_says_whether_the_counts_add_up(client: Client) -> None:
    plan = make_plan()
    proposal_in(ProposalState.ADMISSIBLE, plan=plan)
    proposal_in(ProposalState.INADMISSIBLE, plan=plan)
    assert "The counts add up to the last proposal" in read(client, plan)

    ActionPlan.objects.filter(pk=plan.pk).update(last_reference=3)

    assert "The counts do not add up" in read(client, plan)


def test_a_plan_that_does_not_exist_has_none(client: Client) -> None:
    assert client.get(reverse("plan_synthesis", args=["XX-1"])).status_code == 404
