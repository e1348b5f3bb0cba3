"""The calendar as pages: what each reader finds, and a decision that is foreseen before it is."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import PlanStage
from lifecycle.vocabulary import ProposalState, StageCode, StageState
from tests.factories import make_plan, make_stage, proposal_in
from tests.lifecycle.many import make_many
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.holiday_decisions import get_calendar_version
from workflow.models import Holiday, HolidayChange, User, WorkItem

pytestmark = pytest.mark.django_db

DECREE = "/calendar/decree/"


def read(client: Client, person: User | None, address: str, language: str = "en") -> str:
    """Return a page as this person, or the public, reads it."""
    if person is not None:
        client.force_login(person)
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, person: User, address: str, **given: object) -> tuple[int, str]:
    """Post what the lead decides; return the status and the page that follows."""
    client.force_login(person)
    values = {"expect": get_calendar_version(), "reason": "Décret du jour.", **given}
    answer = client.post(address, values, follow=True, headers={"accept-language": "en"})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_everybody_reads_the_calendar_in_each_language(
    client: Client, language: str, direction: str
) -> None:
    page = read(client, None, "/calendar/2020/", language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert page.count('<table class="month">') == 12
    assert "/calendar/2019/" in page
    assert "/calendar/2021/" in page


def test_a_provisional_feast_is_hatched_and_said_in_words(client: Client) -> None:
    year = current_clock().today().year + 1
    Holiday.objects.filter(year=year, kind="religious").update(provisional=True)

    page = read(client, None, f"/calendar/{year}/")

    assert 'class="day is-provisional' in page
    assert "religious feast, provisional until the moon is seen" in page
    assert "/decree/" not in page
    assert reverse("ladders") not in page


def test_the_public_reads_no_work_item_and_staff_reads_theirs(
    client: Client, amina: User, driss: User, emna: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
    item = WorkItem.objects.get(subject=proposal.pk, closed_at=None)
    assert item.due_on is not None
    address = reverse("calendar_year", args=[item.due_on.year])

    public = read(Client(), None, address)
    of_the_owner = read(Client(), emna, address)
    of_the_team = read(client, amina, address)

    assert proposal.reference not in public
    assert proposal.reference not in of_the_owner
    assert proposal.reference in of_the_team
    assert f'id="day-{item.due_on.isoformat()}"' in of_the_team


def test_stages_open_and_close_for_everybody(client: Client) -> None:
    plan = make_plan()
    PlanStage.objects.filter(plan=plan).delete()
    make_stage(
        plan,
        StageCode.PRIORITIZATION,
        date(2020, 3, 2),
        date(2020, 4, 3),
        state=StageState.OPEN,
    )

    page = read(client, None, "/calendar/2020/")

    assert "A stage opens" in page
    assert "A stage closes" in page
    assert 'id="day-2020-03-02"' in page


def test_a_year_that_is_not_known_says_what_to_do(client: Client) -> None:
    answer = client.get("/calendar/2199/", headers={"accept-language": "en"})

    assert answer.status_code == 409
    assert "The holidays of 2199 are not known" in answer.content.decode()


def test_a_year_costs_the_same_however_full_it_is(client: Client, amina: User) -> None:
    plan, today = make_plan(), current_clock().today()
    client.force_login(amina)
    counts = []
    for size in (3, 60):
        make_many(plan, size, due_on=today, every=timedelta(days=1))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/calendar/{today.year}/").status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


# ---- The lead decides.


def test_a_decree_is_foreseen_then_written(client: Client, claire: User, driss: User) -> None:
    with use_clock(FixedClock.on(date(2026, 3, 2))):
        proposal = proposal_in(ProposalState.SUBMITTED, author=driss)
        item = WorkItem.objects.get(subject=proposal.pk, closed_at=None)
        due_on = item.due_on
        given = {"day": "2026-03-04", "name_fr": "Deuil national"}

        status, foreseen = post(client, claire, DECREE, **given)
        item.refresh_from_db()
        kept = (item.due_on, HolidayChange.objects.count())
        done, page = post(client, claire, DECREE, **given, confirmed="1")

    item.refresh_from_db()
    assert status == done == 200
    assert "Nothing has moved yet" in foreseen
    assert proposal.reference in foreseen
    assert kept == (due_on, 0)
    assert due_on == date(2026, 3, 9)
    assert item.due_on == date(2026, 3, 10)
    assert "1 open task is due on another day." in page
    assert "Deuil national" in page
    change = HolidayChange.objects.get()
    assert (change.changed_by, change.reason, change.moved_items) == (claire, "Décret du jour.", 1)
    assert change.code == "deuil-national"


def test_a_feast_is_confirmed_on_the_day_the_moon_gave_it(client: Client, claire: User) -> None:
    feast = Holiday.objects.filter(kind="religious", year=2027).order_by("day").first()
    assert feast is not None
    Holiday.objects.filter(pk=feast.pk).update(provisional=True)
    address = reverse("holiday_confirm", args=[2027, feast.code])
    day = feast.day + timedelta(days=1)

    form = read(client, claire, address)
    post(client, claire, address, day=day.isoformat())
    status, _page = post(client, claire, address, day=day.isoformat(), confirmed="1")

    feast.refresh_from_db()
    assert feast.name_en in form
    assert status == 200
    assert (feast.day, feast.provisional) == (day, False)


def test_a_decreed_day_is_taken_away(client: Client, claire: User) -> None:
    post(client, claire, DECREE, day="2026-03-04", name_fr="Deuil", confirmed="1")
    address = reverse("holiday_remove", args=[2026, "deuil"])

    foreseen, _page = post(client, claire, address)
    done, page = post(client, claire, address, confirmed="1")

    assert foreseen == done == 200
    assert not Holiday.objects.filter(code="deuil").exists()
    assert "Taken away: Deuil" in page


def test_what_is_wrong_is_said_on_the_form(client: Client, claire: User) -> None:
    youth = reverse("holiday_move", args=[2026, "youth-day"])

    same, words = post(client, claire, youth, day="2026-08-21")
    unknown, year = post(client, claire, DECREE, day="2199-03-04", name_fr="Deuil")
    silent, reason = post(client, claire, DECREE, day="2026-03-04", name_fr="D", reason=" ")

    assert (same, unknown, silent) == (409, 409, 422)
    assert "It is on this day already." in words
    assert "2199" in year
    assert "This field is required" in reason
    assert not HolidayChange.objects.exists()


def test_only_the_lead_decides_and_on_the_calendar_they_read(
    client: Client, amina: User, claire: User
) -> None:
    given = {"day": "2026-03-04", "name_fr": "Deuil", "confirmed": "1"}

    forbidden, _page = post(client, amina, DECREE, **given)
    stale, words = post(client, claire, DECREE, **given, expect=999)
    unknown = client.get(reverse("holiday_move", args=[2026, "nowhere"]))
    public = Client().get(DECREE)

    assert forbidden == 403
    assert stale == 409
    assert "The calendar" in words
    assert unknown.status_code == 404
    assert public.status_code == 302
    assert not HolidayChange.objects.exists()
