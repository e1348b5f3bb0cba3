"""Ladders as pages: read by staff, ruled by the lead, and let go by the team."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.services.ladders import RungDraft, rewrite_ladder
from lifecycle.vocabulary import ProposalState
from tests.factories import proposal_in
from workflow.clock import FixedClock, use_clock
from workflow.models import (
    Announcement,
    Escalation,
    EscalationStanding,
    Ladder,
    LadderChange,
    User,
    WorkItem,
)
from workflow.sweep import sweep

pytestmark = pytest.mark.django_db


def read(client: Client, person: User, address: str, language: str = "en") -> str:
    """Return a page as this person reads it."""
    client.force_login(person)
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, person: User, address: str, given: dict[str, Any]) -> tuple[int, str]:
    """Post a form; return the status and the page that follows."""
    client.force_login(person)
    answer = client.post(address, given, follow=True, headers={"accept-language": "en"})
    return answer.status_code, answer.content.decode()


def fill(code: str, **changes: Any) -> dict[str, Any]:
    """Return the form of a ladder as it is shown, with two rows for new rungs and `changes`."""
    ladder = Ladder.objects.get(code=code)
    rungs = list(ladder.rungs.order_by("offset_working_days"))
    given: dict[str, Any] = {
        "expect": ladder.version,
        "reason": "Le comité l'a demandé.",
        "rungs-TOTAL_FORMS": len(rungs) + 2,
        "rungs-INITIAL_FORMS": len(rungs),
    }
    for number, rung in enumerate(rungs):
        given |= {
            f"rungs-{number}-code": rung.code,
            f"rungs-{number}-offset": rung.offset_working_days,
            f"rungs-{number}-roles": list(rung.role_codes),
            f"rungs-{number}-form": rung.form,
        }
    for number in (len(rungs), len(rungs) + 1):
        given[f"rungs-{number}-form"] = "digest"
    return given | changes


# ---- Read.


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_ladder_is_read_in_each_language(
    client: Client, farid: User, language: str, direction: str
) -> None:
    page = read(client, farid, "/ladders/activity/", language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "R0-10" in page
    assert "/ladders/activity/edit/" not in page


def test_the_example_is_that_of_the_counting_rule_and_another_day_can_be_tried(
    client: Client, farid: User
) -> None:
    page = read(client, farid, "/ladders/activity/")
    tried = read(client, farid, "/ladders/undated/?day=2020-07-15")

    assert "it counts from Aug. 3, 2020" in page
    for day in ("Aug. 10, 2020", "Aug. 18, 2020", "Aug. 27, 2020"):
        assert day in page
    assert "Aug. 17, 2020" in tried
    assert "commitment" in page


def test_the_list_names_every_ladder_and_only_staff_reads_it(
    client: Client, jalila: User, driss: User
) -> None:
    page = read(client, jalila, "/ladders/")

    assert all(ladder.name_en in page for ladder in Ladder.objects.all())
    client.force_login(driss)
    assert client.get("/ladders/").status_code == 403
    assert client.get("/ladders/activity/").status_code == 403
    assert Client().get("/ladders/").status_code == 302
    client.force_login(jalila)
    assert client.get("/ladders/nowhere/").status_code == 404
    assert client.get("/ladders/activity/edit/").status_code == 403


# ---- Changed.


def test_the_lead_adds_a_rung_between_two_others(client: Client, claire: User, amina: User) -> None:
    address = "/ladders/standard/edit/"
    form = read(client, claire, address)
    added = {"rungs-2-offset": 3, "rungs-2-roles": ["ministry_team"], "rungs-2-form": "at_once"}

    status, page = post(client, claire, address, fill("standard", **added))

    rungs = Ladder.objects.get(code="standard").rungs.order_by("offset_working_days")
    assert "New rung" in form
    assert status == 200
    assert [each.offset_working_days for each in rungs] == [0, 3, 5]
    assert "Le comité l&#x27;a demandé." in page
    assert "3 working days after the due day: ministry team, a message at once" in page
    assert "Claire" in page


def test_a_rung_is_taken_away_and_the_ladder_is_shown_before_it_goes(
    client: Client, claire: User
) -> None:
    given = fill("standard", **{"rungs-0-is_removed": "on", "is_proposed": "on"})

    status, page = post(client, claire, "/ladders/standard/edit/", given)

    ladder = Ladder.objects.get(code="standard")
    assert status == 200
    assert ladder.is_proposed
    assert [each.code for each in ladder.rungs.all()] == ["R2"]
    assert "Each escalation is shown to the ministry team before it goes." in page


def test_what_is_wrong_is_said_on_its_rung(client: Client, claire: User) -> None:
    twice = {"rungs-2-offset": 5, "rungs-2-roles": ["ministry_lead"]}
    timeless = {"rungs-2-roles": ["ministry_lead"]}

    status, page = post(client, claire, "/ladders/standard/edit/", fill("standard", **twice))
    missing, words = post(client, claire, "/ladders/standard/edit/", fill("standard", **timeless))
    stale, _page = post(client, claire, "/ladders/standard/edit/", fill("standard", expect=7))

    assert (status, missing, stale) == (422, 422, 409)
    assert "Two rungs fire on the same day" in page
    assert "Say when this rung fires." in words
    assert not LadderChange.objects.exists()


def test_a_rung_does_not_quietly_climb_past_the_next_one(client: Client, claire: User) -> None:
    status, page = post(
        client, claire, "/ladders/standard/edit/", fill("standard", **{"rungs-0-offset": 9})
    )

    assert status == 422
    assert "The rungs are out of order: each fires after the one before it." in page
    assert 'value="9"' in page
    assert not LadderChange.objects.exists()


def test_a_form_says_which_rungs_are_optional_and_none_of_their_fields(
    client: Client, claire: User
) -> None:
    page = read(client, claire, "/ladders/standard/edit/")

    assert page.count("(optional)") == page.count("New rung") == 2
    assert "5 working days after the due day" in page


def test_the_roles_of_a_rung_are_shown_in_the_order_in_which_they_were_entered(
    client: Client, claire: User, amina: User
) -> None:
    entered = ["ministry_lead", "ministry_team"]
    rungs = [RungDraft(0, ("ministry_team",), code="R1"), RungDraft(5, tuple(entered), code="R2")]
    rewrite_ladder(
        "standard", rungs=rungs, is_proposed=False, reason="Essai.", actor=claire, expect=1
    )

    page = read(client, claire, "/ladders/standard/edit/")

    shown = re.findall(r'name="rungs-1-roles" value="(\w+)"', page)
    assert shown[:2] == entered
    assert len(shown) == len(set(shown)) > 2


# ---- Let go.


@pytest.fixture
def proposed(claire: User, amina: User, driss: User) -> list[Escalation]:
    """Return two escalations of one item that wait for the ministry team."""
    rungs = [RungDraft(0, ("ministry_team",), code="R1"), RungDraft(5, ("ministry_lead",))]
    rewrite_ladder("standard", rungs=rungs, is_proposed=True, reason="Essai.", actor=claire)
    with use_clock(FixedClock.on(date(2026, 3, 2))):
        item_of = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = WorkItem.objects.get(subject=item_of.pk, closed_at=None)
    assert item.due_on is not None
    for day in (item.due_on, date(2026, 4, 20)):
        with use_clock(FixedClock.on(day)):
            sweep()
    return list(Escalation.objects.filter(standing=str(EscalationStanding.PROPOSED)))


def test_the_team_reads_what_waits_to_whom_and_why(
    client: Client, amina: User, farid: User, proposed: list[Escalation]
) -> None:
    page = read(client, amina, "/escalations/")

    assert len(proposed) == 2
    assert "2 escalations wait" in page
    assert "to: ministry lead" in page
    assert "Step of the procedure: 5 working days after the due day" in page
    assert "2 escalations wait for you to let them go" in read(client, amina, "/inbox/")
    client.force_login(farid)
    assert client.get("/escalations/").status_code == 403
    assert reverse("escalations") not in read(client, farid, "/inbox/")


def test_one_is_let_go_and_another_held_back(
    client: Client, amina: User, proposed: list[Escalation]
) -> None:
    first, second = proposed
    address = reverse("escalations_settle")

    released, page = post(client, amina, address, {"escalation": [first.pk], "act": "release"})
    dropped, words = post(client, amina, address, {"escalation": [second.pk], "act": "drop"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (released, dropped) == (200, 200)
    assert "1 escalation was let go." in page
    assert "1 escalation was held back." in words
    assert (first.standing, second.standing) == ("spoken", "dropped")
    assert first.settled_by == amina
    assert list(
        Announcement.objects.values_list("escalation", flat=True).exclude(escalation=None)
    ) == [first.pk]


@pytest.mark.parametrize(
    ("act", "standing"), [("release_shown", "spoken"), ("drop_shown", "dropped")]
)
def test_all_that_were_shown_are_settled_at_once_and_no_other(
    client: Client, amina: User, proposed: list[Escalation], act: str, standing: str
) -> None:
    first, second = proposed
    page = read(client, amina, reverse("escalations"))

    post(client, amina, reverse("escalations_settle"), {"shown": [first.pk], "act": act})

    for each in (first, second):
        each.refresh_from_db()
        assert f'name="shown" value="{each.pk}"' in page
    assert (first.standing, second.standing) == (standing, "proposed")


def test_of_many_each_says_what_became_of_it(
    client: Client, amina: User, proposed: list[Escalation]
) -> None:
    first, second = proposed
    address = reverse("escalations_settle")
    post(client, amina, address, {"escalation": [first.pk], "act": "drop"})

    status, page = post(client, amina, address, {"escalation": [first.pk, second.pk, 999_999]})
    nothing, words = post(client, amina, address, {})

    second.refresh_from_db()
    assert status == 409
    assert "This has been settled in the meantime." in page
    assert "There is nothing here under this number." in page
    assert second.standing == "spoken"
    assert nothing == 200
    assert "Select at least one escalation." in words
