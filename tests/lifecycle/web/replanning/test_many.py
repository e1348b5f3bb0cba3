"""Many dates that one cause moves together, in three steps."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import Replanning
from tests.lifecycle.machines.replanning_scene import (
    Scene,
)
from tests.lifecycle.web.replanning.pages import post, read
from workflow.models import User

pytestmark = pytest.mark.django_db


def together(*keys: int, **values: Any) -> dict[str, Any]:
    given = {"cause": "pandemic", "reason": "Confinement.", "words": "décembre 2027"}
    return {"target": keys, **given, **values}


def test_the_team_moves_many_dates_in_three_steps(
    client: Client, scene: Scene, amina: User
) -> None:
    other = scene.make_activity("décembre 2027")
    keys = (scene.activity.pk, other.pk)
    client.force_login(amina)

    chosen = client.get(reverse("replanning_choose"), {"commitments": scene.commitment.pk})
    said = client.get(reverse("replanning_together"), {"target": keys})
    outlook = post(client, "replanning_together", status=200, **together(*keys, preview="1"))
    refused = post(client, "replanning_together", status=422, **together(*keys))
    left = {f"left_out_{other.pk}": "on"}
    post(client, "replanning_together", **together(*keys, **left))

    assert f'value="{other.pk}"' in chosen.content.decode()
    assert f"words_{other.pk}" in said.content.decode()
    assert "counts already" in outlook
    assert "counts already" in refused
    assert [each.target_id for each in Replanning.objects.all()] == [scene.activity.pk]


@pytest.mark.parametrize("who", ["claire", "farid", "driss"])
@pytest.mark.parametrize("name", ["replanning_choose", "replanning_together"])
def test_nobody_else_moves_many(
    name: str, who: str, client: Client, scene: Scene, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))

    read(client, name, status=403)


def test_nothing_chosen_leads_back_to_the_choice(client: Client, amina: User) -> None:
    client.force_login(amina)

    answer = client.get(reverse("replanning_together"))

    assert answer.headers["location"] == reverse("replanning_choose")
