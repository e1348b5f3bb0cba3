"""The list of what is late on its page, and as files no spreadsheet runs."""

import csv
import re
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from lifecycle.services.awaited import await_party
from lifecycle.services.ladders import RungDraft, rewrite_ladder
from lifecycle.vocabulary.roles import COMMITTEE
from tests.cast import make_person
from tests.implementation import Scene
from tests.lifecycle.web.proposals.browsing import browse, read
from workflow.clock import FixedClock, use_clock
from workflow.models import Ladder, User
from workflow.permissions import grant
from workflow.sweep import sweep

pytestmark = pytest.mark.django_db
LATE = "/late/"


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_list_is_read_in_each_language(
    scene: Scene, amina: User, language: str, direction: str
) -> None:
    page = read(amina, LATE, language)

    assert f'dir="{direction}">' in page
    assert page.index("Publier") < page.index("=Former") < page.index("Relier")


def test_the_committee_and_the_ministry_read_it_and_nobody_else(scene: Scene, claire: User) -> None:
    member = make_person("Tarik")
    grant(COMMITTEE, member)

    assert "36 days late" in read(claire, LATE)
    assert "36 days late" in read(member, LATE)
    for person in (scene.focal_point, scene.owner, make_person("Yasmine")):
        assert browse(person).get(LATE).status_code == 403
        assert browse(person).get(LATE, {"format": "csv"}).status_code == 403
    assert browse().get(LATE).status_code == 302


def test_the_address_narrows_it(scene: Scene, amina: User) -> None:
    courts = read(amina, f"{LATE}?institution={scene.courts.pk}&what=late&plan=T-1")
    undated = read(amina, f"{LATE}?what=undated")
    unknown = read(amina, f"{LATE}?what=nothing&plan=x&institution=0")

    assert "Publier" in courts
    assert "=Former" not in courts
    assert "Relier" in undated
    assert "Publier" not in undated
    assert "Publier" in unknown


def test_the_files_hold_the_same_lines_and_no_formula(scene: Scene, amina: User) -> None:
    client = browse(amina)

    table = client.get(LATE, {"format": "csv"})
    book = client.get(LATE, {"format": "xlsx", "what": "late"})

    rows = list(csv.reader(StringIO(table.content.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["1. Publier", "1. =Former", "3. Relier"]
    sheet = load_workbook(BytesIO(book.content)).worksheets[0]
    assert [row[8].value for row in sheet.iter_rows(min_row=2)] == [66, 36]


def test_what_looks_like_a_formula_is_defused(scene: Scene, amina: User) -> None:
    scene.plan.commitments.update(title_fr="=2+5", title_en="", title_ar="")
    client = browse(amina)

    table = client.get(LATE, {"format": "csv"}).content.decode("utf-8-sig")
    book = load_workbook(BytesIO(client.get(LATE, {"format": "xlsx"}).content))

    assert {row[2] for row in list(csv.reader(StringIO(table)))[1:]} == {"'=2+5"}
    cell = book.worksheets[0]["C2"]
    assert (cell.value, cell.data_type) == ("'=2+5", "s")


def test_letters_are_listed_and_written(scene: Scene, amina: User) -> None:
    client = browse(amina)
    page = read(amina, reverse("late_letters"))

    assert "1 late activity" in page
    address = reverse("late_letter", args=[scene.registry.pk])
    assert address in page
    letter = client.get(address, {"language": "ar"})
    archive = client.get(reverse("late_letters_all"), {"language": "fr"})
    assert letter.headers["Content-Disposition"].endswith('"letter-registry-ar.docx"')
    assert archive.content.startswith(b"PK")


def test_each_letter_tells_the_period_of_its_activities_and_its_last_day(
    scene: Scene, amina: User
) -> None:
    letters = re.sub(r"\s+", " ", read(amina, reverse("late_letters")))

    assert "June 2020" in letters
    assert "Last day: June 30, 2020" in letters


def test_letters_are_refused_in_words(scene: Scene, amina: User, claire: User) -> None:
    address = reverse("late_letter", args=[scene.registry.pk])

    assert browse(claire).get(address).status_code == 403
    assert browse(amina).get(address).status_code == 200
    assert browse(amina).get(address, {"language": "xx"}).status_code == 422
    assert browse(amina).get(reverse("late_letter", args=[0])).status_code == 404


def test_rungs_are_said_in_words_and_not_by_their_codes(scene: Scene, amina: User) -> None:
    activity = reverse("activity", args=[scene.activity("train").pk])

    for address in (LATE, activity):
        page = read(amina, address)
        assert "15 working days after the due day, on July" in page
        assert not re.search(r"\b[RU]\d(-\d+)?\b", re.sub(r"<[^>]+>", " ", page))


def test_the_rungs_of_whoever_is_awaited_are_said_in_words_too(scene: Scene, amina: User) -> None:
    activity = scene.activity("train")
    await_party(
        activity.pk, who="départements", count=4, since=date(2020, 7, 16), actor=scene.focal_point
    )
    with use_clock(FixedClock.on(date(2020, 8, 20))):
        sweep()
        page = re.sub(r"<[^>]+>", " ", read(amina, reverse("activity", args=[activity.pk])))

    assert "20 working days after it was asked" in page
    assert not re.search(r"\b[RUW]\d(-\d+)?\b", page)


def test_a_ladder_changed_afterwards_does_not_change_who_heard_of_what(
    scene: Scene, amina: User, claire: User
) -> None:
    sweep()
    rungs = Ladder.objects.get(code="activity").rungs.order_by("offset_working_days")
    drafts = [
        RungDraft(each.offset_working_days, each.role_codes, each.form, each.code) for each in rungs
    ]
    moved = replace(drafts[-1], offset=30, roles=("ministry_lead",), form="digest")
    with use_clock(FixedClock.on(date(2020, 8, 6))):
        rewrite_ladder(
            "activity",
            rungs=[*drafts[:-1], moved],
            is_proposed=False,
            reason="Le comité se réunit plus tard.",
            actor=claire,
        )
        page = read(amina, reverse("activity", args=[scene.activity("train").pk]))

    assert "15 working days after the due day, on Aug. 5, 2020: steering committee" in page
    assert "On the committee's list since" in read(amina, LATE).replace("&#x27;", "'")
