"""The list of new dates: decided one by one or together, with what was ticked kept."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lifecycle.services.replannings_together import Line, ask_together
from lifecycle.vocabulary import ReplanningState
from tests.lifecycle.machines.replanning_scene import (
    REASON,
    Scene,
    get,
)
from tests.lifecycle.web.replanning.pages import post, read
from workflow.models import User

pytestmark = pytest.mark.django_db


def test_the_list_holds_what_the_reader_may_read(
    client: Client, scene: Scene, amina: User, driss: User
) -> None:
    request = scene.submitted()
    address = reverse("replanning", args=[request.pk])

    shown = {}
    for person in (amina, driss):
        client.force_login(person)
        shown[person.pk] = read(client, "replanning_list")

    assert address in shown[amina.pk]
    assert address not in shown[driss.pk]


def test_several_are_decided_together_each_with_its_result(
    client: Client, scene: Scene, amina: User
) -> None:
    fine = scene.submitted()
    late = scene.submitted("mars 2029", activity=scene.make_activity())
    client.force_login(amina)

    page = post(
        client, "replanning_decide", status=200, request=[fine.pk, late.pk], decision="accept"
    )

    assert "after the plan" in page
    assert [get(each).state for each in (fine, late)] == ["accepted", "submitted"]


def test_a_refusal_of_several_says_why(client: Client, scene: Scene, amina: User) -> None:
    request = scene.submitted()
    client.force_login(amina)

    post(client, "replanning_decide", status=422, request=[request.pk], decision="refuse")
    unchanged = get(request).state
    post(client, "replanning_decide", status=200, request=[request.pk], decision="refuse", **REASON)

    assert unchanged == ReplanningState.SUBMITTED
    assert get(request).state == ReplanningState.REFUSED


def decide(client: Client, query: str = "", **values: Any) -> HttpResponse:
    address = reverse("replanning_decide") + query
    answer = client.post(address, values, headers={"accept-language": "en"})
    assert isinstance(answer, HttpResponse)
    return answer


def list_ticked(page: str) -> set[int]:
    """Return the numbers of the requests that are ticked on the page."""
    boxes = re.findall(r'<input[^>]*name="request"[^>]*>', page)
    return {int(re.findall(r'value="(\d+)"', box)[0]) for box in boxes if " checked" in box}


def test_a_refusal_without_its_reason_keeps_what_was_ticked(
    client: Client, scene: Scene, amina: User
) -> None:
    first, second, third = (scene.submitted(activity=scene.make_activity()) for _each in range(3))
    client.force_login(amina)

    refused = decide(client, request=[first.pk, third.pk], decision="refuse")

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Say why they are refused; everybody reads it." in page
    assert list_ticked(page) == {first.pk, third.pk}
    assert f'value="{second.pk}"' in page


def test_a_reason_is_kept_when_nothing_was_ticked(
    client: Client, scene: Scene, amina: User
) -> None:
    scene.submitted()
    client.force_login(amina)

    refused = decide(client, decision="refuse", **REASON)

    assert refused.status_code == 422
    assert "Choose at least one request first." in refused.content.decode()
    assert REASON["reason"] in refused.content.decode()


def test_the_list_stays_filtered_and_its_links_lead_to_it(
    client: Client, scene: Scene, amina: User
) -> None:
    asked = ask_together(
        [Line(scene.activity.pk, "décembre 2027")],
        cause="pandemic",
        reason="Confinement.",
        actor=amina,
    )
    other = scene.submitted(activity=scene.make_activity())
    client.force_login(amina)
    query = f"?state=submitted&batch={asked[0].batch}"
    listed = client.get(reverse("replanning_list") + query).content.decode()

    page = decide(client, query, request=[asked[0].pk], decision="refuse").content.decode()
    done = decide(client, query, request=[asked[0].pk], decision="accept").content.decode()

    address = (reverse("replanning_decide") + query).replace("&", "&amp;")
    assert f'action="{address}"' in listed
    assert list_ticked(page) == {asked[0].pk}
    assert f'value="{other.pk}"' not in page
    assert f'href="{reverse("replanning_list")}?batch={asked[0].batch}"' in page
    assert 'href="?' not in page
    assert (reverse("replanning_list") + query).replace("&", "&amp;") in done


def test_a_batch_is_listed_by_itself(client: Client, scene: Scene, amina: User) -> None:
    alone = scene.submitted(activity=scene.make_activity())
    asked = ask_together(
        [Line(scene.activity.pk, "décembre 2027")],
        cause="pandemic",
        reason="Confinement.",
        actor=amina,
    )
    client.force_login(amina)

    page = client.get(reverse("replanning_list"), {"batch": str(asked[0].batch)}).content.decode()

    assert reverse("replanning", args=[asked[0].pk]) in page
    assert reverse("replanning", args=[alone.pk]) not in page
