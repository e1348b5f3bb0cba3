"""The editor of a sheet: what is typed is kept, shown again, or brought together; never lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import Proposal, SheetVersion
from lifecycle.selectors.sheets import find_sheet
from lifecycle.services.sheets import save_version
from tests.cast import Institutions, make_person
from tests.lifecycle.web.proposals.browsing import browse
from tests.lifecycle.web.sheets.counting import count_statements
from tests.road import ACTIVITY, CONTENT, dossier_in
from workflow.models import User

EN = {"accept-language": "en"}
#: Of the editor, however long the text is; most of them read what the guards know.
STATEMENTS_AT_MOST = 45


@pytest.fixture
def dossier(institutions: Institutions, ilias: User) -> Proposal:
    """Return a dossier of the archives whose sheet Ilias writes."""
    return dossier_in("sheet_drafting", lead=institutions.archives, project_lead=ilias)


def fill_form(client: Client, dossier: Proposal, query: str = "", **typed: str) -> dict[str, str]:
    """Open the editor and return what its form posts, with these fields typed over."""
    page = client.get(reverse("sheet_edit", args=[dossier.pk]) + query, headers=EN)
    assert page.status_code == 200
    return {**page.context["form"].data, **typed}


def post(client: Client, dossier: Proposal, data: dict[str, str], do: str = "") -> Any:
    """Send the form with one of its buttons."""
    address = reverse("sheet_edit", args=[dossier.pk])
    return client.post(address, {**data, **({"do": do} if do else {})}, headers=EN)


def read_current(dossier: Proposal) -> Any:
    """Return the text that counts."""
    sheet = find_sheet(dossier.pk)
    assert sheet is not None
    return sheet.current.read()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_editor_shows_both_languages_side_by_side(
    dossier: Proposal, ilias: User, language: str
) -> None:
    page = browse(ilias).get(
        reverse("sheet_edit", args=[dossier.pk]), headers={"accept-language": language}
    )

    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in text
    assert CONTENT.title_fr.replace("'", "&#x27;") in text
    assert CONTENT.title_ar in text
    assert 'lang="ar" dir="rtl"' in text


def test_what_is_typed_is_kept_as_a_new_version(dossier: Proposal, ilias: User) -> None:
    client = browse(ilias)

    data = fill_form(client, dossier, title_fr="Titre neuf", comment="Titre")
    answer = post(client, dossier, data, "close")

    assert answer.status_code == 302
    assert answer.url == reverse("sheet", args=[dossier.pk])
    assert read_current(dossier).title_fr == "Titre neuf"
    assert SheetVersion.objects.get(proposal=dossier, number=2).comment == "Titre"


def test_a_form_that_changes_nothing_makes_no_version(dossier: Proposal, ilias: User) -> None:
    client = browse(ilias)

    answer = post(client, dossier, fill_form(client, dossier))

    assert answer.status_code == 302
    assert SheetVersion.objects.filter(proposal=dossier).count() == 1


def test_nothing_typed_is_lost_when_something_is_refused(dossier: Proposal, ilias: User) -> None:
    client = browse(ilias)
    typed = {
        "title_ar": "ع" * 301,
        "problem_fr": "<script>alert(1)</script>" * 4_000,
        "solution_fr": "Ma solution",
        "a-0-period": "octobre",
    }

    answer = post(client, dossier, fill_form(client, dossier, **typed))

    form = answer.context["form"]
    assert answer.status_code == 422
    assert set(form.errors) == {"title_ar", "problem_fr", "a-0-period"}
    assert "more than one way" in form.errors["a-0-period"][0]
    for name, words in typed.items():
        assert form[name].value() == words
    assert b"<script>alert(1)" not in answer.content
    assert b"Ma solution" in answer.content
    assert SheetVersion.objects.filter(proposal=dossier).count() == 1


def test_rows_are_added_moved_and_taken_out_without_losing_a_word(
    dossier: Proposal, ilias: User
) -> None:
    client = browse(ilias)

    data = fill_form(client, dossier, title_fr="Pas encore gardé")
    data = post(client, dossier, data, "add").context["form"].data
    assert data["a-1-key"] not in {"", ACTIVITY.key}
    data = post(client, dossier, {**data, "a-1-title_fr": "Former"}, "up:1").context["form"].data
    assert (data["a-0-title_fr"], data["a-1-key"]) == ("Former", ACTIVITY.key)
    data = post(client, dossier, data, "down:0").context["form"].data
    assert data["a-1-title_fr"] == "Former"
    data = post(client, dossier, data, "remove:0").context["form"].data
    assert data["a-0-title_fr"] == "Former"
    assert data["title_fr"] == "Pas encore gardé"
    assert SheetVersion.objects.filter(proposal=dossier).count() == 1

    post(client, dossier, data)

    (activity,) = read_current(dossier).activities
    assert activity.title_fr == "Former"
    assert read_current(dossier).title_fr == "Pas encore gardé"


@pytest.mark.parametrize("do", ["remove:9", "up:0", "down:0", "remove:", "up:x", "remove:-1"])
def test_a_row_that_is_not_there_cannot_be_moved(dossier: Proposal, ilias: User, do: str) -> None:
    client = browse(ilias)

    answer = post(client, dossier, fill_form(client, dossier), do)

    assert answer.status_code == 200
    assert answer.context["form"].data["a-0-key"] == ACTIVITY.key


def test_the_lint_is_told_beside_the_field_with_its_repair_and_keeps_nothing(
    dossier: Proposal, ilias: User
) -> None:
    client = browse(ilias)
    typed = {"a-0-deliverable_fr": "Renforcement de l'accueil"}

    answer = post(client, dossier, fill_form(client, dossier, **typed), "check")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "names a direction" in text
    assert "publier, adopter" in text
    assert "Activity 1: Deliverable, in French" in text
    assert 'href="#id_a-0-deliverable_fr"' in text
    assert "Nothing was kept yet" in text
    assert SheetVersion.objects.filter(proposal=dossier).count() == 1


def test_a_clean_text_is_said_to_be_clean(dossier: Proposal, ilias: User) -> None:
    client = browse(ilias)

    answer = post(client, dossier, fill_form(client, dossier), "check")

    assert "Every wording can be verified" in answer.content.decode()


# ---- Two at once.


def test_who_saves_second_sees_both_texts_and_keeps_every_word(
    dossier: Proposal, ilias: User, amina: User
) -> None:
    client = browse(ilias)
    data = fill_form(client, dossier, title_fr="Titre d'Ilias", contact="Bureau 12")
    theirs = {"title_fr": "Titre d'Amina", "problem_ar": "مشكل آخر"}
    save_version(dossier, values=theirs, base=1, actor=amina)

    answer = post(client, dossier, data)

    text, form = answer.content.decode(), answer.context["form"]
    assert answer.status_code == 409
    assert "Somebody else saved while you were writing" in text
    assert "Amina" in text
    assert form["title_fr"].value() == "Titre d'Ilias"
    assert form["contact"].value() == "Bureau 12"
    assert form["problem_ar"].value() == "مشكل آخر"
    assert "<del>Titre d&#x27;Amina</del>" in text or "<del>" in text
    assert SheetVersion.objects.get(proposal=dossier, number=3).set_aside

    answer = post(client, dossier, {**form.data, "title_fr": "Titre des deux"})

    assert answer.status_code == 302
    current = read_current(dossier)
    assert (current.title_fr, current.contact) == ("Titre des deux", "Bureau 12")
    assert current.problem_ar == "مشكل آخر"


def test_a_text_that_was_set_aside_can_be_brought_together_later(
    dossier: Proposal, ilias: User, amina: User
) -> None:
    save_version(dossier, values={"title_fr": "Titre d'Amina"}, base=1, actor=amina)
    save_version(dossier, values={"contact": "Bureau 12"}, base=1, actor=ilias)
    client = browse(ilias)

    data = fill_form(client, dossier, "?merge=3")
    post(client, dossier, data)

    current = read_current(dossier)
    assert (current.title_fr, current.contact) == ("Titre d'Amina", "Bureau 12")


@pytest.mark.parametrize("number", ["99", "9" * 30, "-1", "x"])
def test_an_address_that_names_no_version_breaks_nothing(
    dossier: Proposal, ilias: User, number: str
) -> None:
    page = browse(ilias).get(reverse("sheet_edit", args=[dossier.pk]) + f"?merge={number}")

    assert page.status_code in {200, 404}


def test_a_text_that_arrives_after_the_lock_stays_in_the_page(
    institutions: Institutions, ilias: User
) -> None:
    dossier = dossier_in("ready", lead=institutions.archives, project_lead=ilias)

    answer = post(browse(ilias), dossier, {"title_fr": "Trop tard", "base": "1"})

    assert answer.status_code == 409
    assert answer.context["form"]["title_fr"].value() == "Trop tard"
    assert "Nothing was kept" in answer.content.decode()
    assert SheetVersion.objects.filter(proposal=dossier).count() == 1


# ---- Who may.


def test_who_does_not_write_is_told_who_does(dossier: Proposal, emna: User) -> None:
    address = reverse("sheet_edit", args=[dossier.pk])

    assert browse(emna).get(address).status_code == 403
    assert browse(emna).post(address, {"title_fr": "Non"}).status_code == 403
    assert Client().get(address).status_code == 302


def test_a_locked_text_is_not_shown_in_fields(institutions: Institutions, ilias: User) -> None:
    dossier = dossier_in("ready", lead=institutions.archives, project_lead=ilias)

    page = browse(ilias).get(reverse("sheet_edit", args=[dossier.pk]), headers=EN)

    assert page.status_code == 409
    assert "approved" in page.content.decode()


def test_a_dossier_that_is_none_has_no_editor(ilias: User) -> None:
    assert browse(ilias).get("/proposals/987654321/sheet/edit/").status_code == 404
    assert browse(ilias).get(f"/proposals/{2**70}/sheet/edit/").status_code == 404


def test_the_editor_costs_the_same_for_one_activity_and_for_twenty(
    dossier: Proposal, ilias: User
) -> None:
    rows = [{"title_fr": f"Activité {number}"} for number in range(20)]
    client, address = browse(ilias), reverse("sheet_edit", args=[dossier.pk])

    short = count_statements(client, address)
    save_version(dossier, values={"activities": rows}, base=1, actor=ilias)

    assert count_statements(client, address) == short <= STATEMENTS_AT_MOST


def test_the_ministry_team_pre_fills_and_checks_by_two_buttons(
    institutions: Institutions, amina: User
) -> None:
    dossier = dossier_in("lead_naming", lead=institutions.archives, sheet={"problem_fr": ""})
    client = browse(amina)

    page = client.get(reverse("sheet", args=[dossier.pk]), headers=EN).content.decode()
    assert reverse("sheet_act", args=[dossier.pk, "prefill"]) in page
    assert client.get(reverse("sheet_act", args=[dossier.pk, "prefill"])).status_code == 200
    answer = client.post(reverse("sheet_act", args=[dossier.pk, "prefill"]))
    assert answer.status_code == 302
    assert read_current(dossier).problem_fr == dossier.problem
    client.post(reverse("sheet_act", args=[dossier.pk, "check"]))

    editor = client.get(reverse("sheet_edit", args=[dossier.pk]), headers=EN).content.decode()
    assert "Comes from" in editor
    sheet = find_sheet(dossier.pk)
    assert sheet is not None
    assert sheet.prefill_checked_at is not None


def test_what_is_no_deed_is_not_found(dossier: Proposal, amina: User) -> None:
    assert browse(amina).get(reverse("sheet_act", args=[dossier.pk, "burn"])).status_code == 404


def test_a_stranger_does_not_act(dossier: Proposal) -> None:
    stranger = make_person("Stranger")

    for deed in ("prefill", "check", "publish"):
        address = reverse("sheet_act", args=[dossier.pk, deed])
        assert browse(stranger).post(address).status_code == 404
