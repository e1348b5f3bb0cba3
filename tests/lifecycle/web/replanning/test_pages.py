"""The pages of new dates: asked for, looked at beforehand, decided, read by everybody."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lifecycle.models import Replanning
from lifecycle.services.replannings_together import Line, ask_together
from lifecycle.vocabulary import PeriodRole, ReplanningState
from tests.cast import Institutions
from tests.lifecycle.machines.replanning_scene import (
    REASON,
    Scene,
    get,
    make_committee,
    read_periods,
    write_period,
)
from workflow.engine import fire
from workflow.models import Event, User, WorkItem
from workflow.periods import read_period

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


@pytest.fixture
def scene(institutions: Institutions, farid: User, emna: User) -> Scene:
    """Return the archives, their focal point and their owner."""
    return Scene(institutions, farid, emna)


def read(client: Client, name: str, *args: object, language: str = "en", status: int = 200) -> str:
    answer = client.get(reverse(name, args=args), headers={"accept-language": language})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def post(client: Client, name: str, *args: object, status: int = 302, **values: Any) -> str:
    answer = client.post(reverse(name, args=args), values, headers={"accept-language": "en"})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def asked_for(scene: Scene, **values: Any) -> dict[str, Any]:
    scene.activity.refresh_from_db()
    given = {"words": "end of September 2027", "cause": "procurement", **REASON}
    return {**given, "expect": scene.activity.version, **values}


def test_a_focal_point_sees_what_moves_and_then_asks(client: Client, scene: Scene) -> None:
    client.force_login(scene.farid)
    asking = ("replanning_ask", scene.activity.pk)

    form = read(client, *asking)
    shown = post(client, *asking, status=200, **asked_for(scene, preview="1"))
    nothing_yet = Replanning.objects.exists()
    post(client, *asking, **asked_for(scene))

    assert "30 juin 2027" in form
    assert "92 days later" in shown
    assert not nothing_yet
    assert Replanning.objects.get().state == ReplanningState.ASKED


def test_words_that_cannot_be_read_stay_in_the_form_with_the_reason(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.farid)

    extra: list[dict[str, Any]] = [{}, {"preview": "1"}]
    for more in extra:
        given = asked_for(scene, words="one of these days", **more)
        page = post(client, "replanning_ask", scene.activity.pk, status=422, **given)
        assert 'value="one of these days"' in page
        assert "error-summary" in page


@pytest.mark.parametrize("who", ["driss", "amina", "emna"])
def test_nobody_else_is_shown_the_form(
    who: str, client: Client, scene: Scene, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))

    read(client, "replanning_ask", scene.activity.pk, status=403)


def test_a_request_is_read_in_three_languages_with_what_can_be_done(
    client: Client, scene: Scene, amina: User
) -> None:
    request = scene.submitted()
    client.force_login(amina)

    pages = {
        code: read(client, "replanning", request.pk, language=code) for code in ("fr", "ar", "en")
    }

    assert 'dir="rtl"' in pages["ar"]
    assert all("Le marché est infructueux." in page for page in pages.values())
    assert reverse("plan_act", args=["MA-9", request.pk, "accept"]) in pages["en"]


def test_the_ministry_accepts_on_the_page(client: Client, scene: Scene, amina: User) -> None:
    request = scene.submitted()
    client.force_login(amina)
    given: dict[str, Any] = {"expect": get(request).version, "key": "one"}

    asked = read(client, "plan_act", "MA-9", request.pk, "accept")
    post(client, "plan_act", "MA-9", request.pk, "accept", **given)

    assert "Accept the new date" in asked
    assert read_periods(scene.activity.pk)["current"] == ["fin septembre 2027"]


def test_everybody_reads_what_was_decided_and_nothing_before(
    client: Client, scene: Scene, amina: User
) -> None:
    request = scene.submitted()
    commitment = ("commitment", "MA-9", scene.commitment.number)
    read(client, "replanning", request.pk, status=404)
    before = read(client, *commitment)

    fire(request, "accept", actor=amina)

    assert "infructueux" not in before
    assert "new date was asked for" not in before
    assert "infructueux" in read(client, "replanning", request.pk)
    after = read(client, *commitment)
    assert "Accept the new date: Accepted" in after
    assert after.count("Former") > before.count("Former")


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


def test_the_lead_answers_after_slips_from_the_inbox(
    client: Client, scene: Scene, amina: User, claire: User
) -> None:
    (member,) = make_committee(1, scene.institutions.rivage)
    request = scene.escalated(by=amina)
    WorkItem.objects.filter(subject=request.pk, closed_at=None).update(due_on="2026-01-05")
    fire(request, "settle_accept", actor=claire, inputs=REASON)
    client.force_login(claire)

    inbox = read(client, "inbox")
    page = ("replanning_after_slips", scene.activity.pk)
    scene.activity.refresh_from_db()
    given: dict[str, Any] = {
        "answer": "keep",
        "reason": "Presque fini.",
        "expect": scene.activity.version,
    }
    post(client, *page, **given)

    assert member.pk
    assert reverse(page[0], args=[page[1]]) in inbox
    assert Event.objects.filter(name="replanning.after_slips").count() == 1
    read(client, *page, status=409)


def test_the_lead_reads_what_to_decide_by(
    client: Client, scene: Scene, amina: User, claire: User
) -> None:
    scene.accepted("fin septembre 2027", by=amina)
    scene.goes_beyond(by=amina, lead=claire)
    client.force_login(claire)

    page = read(client, "replanning_after_slips", scene.activity.pk)

    assert "June 30, 2027" in page
    assert "2 slips" in page
    assert "92 days later" in page
    assert "90 days after the end of the plan" in page
    for words in ("30 juin 2027", "fin septembre 2027", "mars 2029"):
        assert words in page
    assert page.count("Procurement") == 2
    assert page.count("Le marché est infructueux.") == 2


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_what_is_to_be_decided_is_read_in_each_language(
    client: Client, scene: Scene, amina: User, claire: User, language: str, direction: str
) -> None:
    scene.goes_beyond(by=amina, lead=claire)
    client.force_login(claire)

    page = read(client, "replanning_after_slips", scene.activity.pk, language=language)

    assert f'<html lang="{language}" dir="{direction}">' in page


def test_an_amendment_that_was_said_stays_on_the_list_with_the_way_to_it(
    client: Client, scene: Scene, amina: User, claire: User
) -> None:
    scene.goes_beyond(by=amina, lead=claire)
    client.force_login(claire)
    page = ("replanning_after_slips", scene.activity.pk)
    scene.activity.refresh_from_db()
    said = {"answer": "amend", "reason": "Trop tard.", "expect": scene.activity.version}

    answer = client.post(reverse(page[0], args=[page[1]]), said)

    steps = reverse("plan_moves", args=["MA-9", scene.commitment.pk])
    assert answer.headers["location"] == steps
    assert reverse(page[0], args=[page[1]]) in read(client, "inbox")
    assert steps in read(client, *page)
    assert "“Amend the commitment” was the answer" in read(client, *page)


def test_a_member_of_the_committee_reads_what_they_decide_on(
    client: Client, scene: Scene, amina: User
) -> None:
    (member,) = make_committee(1, scene.institutions.rivage)
    scene.escalated(by=amina)
    client.force_login(member)

    inbox = read(client, "inbox")
    item = WorkItem.objects.get(person=member, closed_at=None)
    page = read(client, "round", item.round_id)

    assert "Say whether the new date is accepted" in inbox
    assert "Le marché est infructueux." in page
    assert "mars 2029" in page


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


def test_a_document_comes_with_the_request_while_it_is_open(
    client: Client, scene: Scene, amina: User, emna: User
) -> None:
    request = scene.submitted()
    adding = ("replanning_document", request.pk)
    upload = SimpleUploadedFile("avis.txt", b"Appel d'offres infructueux\n")
    client.force_login(emna)
    read(client, "replanning", request.pk)
    forbidden: dict[str, Any] = {"expect": get(request).version, "file": upload}
    post(client, *adding, status=403, **forbidden)

    client.force_login(scene.farid)
    upload.seek(0)
    post(client, *adding, expect=get(request).version, file=upload)
    page = read(client, "replanning", request.pk)
    fire(request, "accept", actor=amina)

    assert "avis.txt" in page
    read(client, *adding, status=409)


def test_the_page_of_a_commitment_shows_its_requests_to_who_may_read_them(
    client: Client, scene: Scene, amina: User, driss: User
) -> None:
    request = scene.submitted()
    write_period(scene.commitment.pk, read_period("juin 2027", today=TODAY), PeriodRole.CURRENT)
    address = reverse("replanning", args=[request.pk])
    asking = reverse("replanning_ask", args=[scene.commitment.pk])
    commitment = ("commitment", "MA-9", scene.commitment.number)

    pages = {}
    for person in (scene.farid, amina, driss):
        client.force_login(person)
        pages[person.pk] = read(client, *commitment)

    assert address in pages[amina.pk]
    assert asking in pages[scene.farid.pk]
    assert asking not in pages[amina.pk]
    assert address not in pages[driss.pk]
