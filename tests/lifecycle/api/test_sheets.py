"""Sheets through the API: the same rules as on the pages, each refusal with its code."""

from typing import Any

import pytest
from django.urls import reverse

from lifecycle.models import Proposal, Sheet, SheetVersion
from lifecycle.services.sheets import save_version
from tests.cast import Institutions, make_person
from tests.conventions import make_owner
from tests.lifecycle.api.clients import client_of, fire_by_api, list_transitions
from tests.lifecycle.web.proposals.browsing import browse
from tests.lifecycle.web.sheets.counting import count_statements
from tests.road import ACTIVITY, CONTENT, dossier_in
from workflow.models import User


@pytest.fixture
def dossier(institutions: Institutions, ilias: User) -> Proposal:
    """Return a dossier of the archives whose sheet Ilias writes."""
    return dossier_in("sheet_drafting", lead=institutions.archives, project_lead=ilias)


def address(dossier: Proposal, rest: str = "") -> str:
    """Return the address of the sheet."""
    return f"/api/v1/proposals/{dossier.pk}/sheet/{rest}"


def put(person: User | None, dossier: Proposal, *, base: int = 1, **content: Any) -> Any:
    """Write these fields over the version of this number."""
    body = {"base": base, "content": content}
    return client_of(person).put(address(dossier), body, format="json")


def test_the_sheet_is_read_with_its_hash_and_completeness(dossier: Proposal, emna: User) -> None:
    answer = client_of(emna).get(address(dossier))

    assert answer.status_code == 200
    assert answer.data["number"] == 1
    assert answer.data["content_hash"] == CONTENT.compute_hash()
    assert answer.data["content"]["title_ar"] == CONTENT.title_ar
    (activity,) = answer.data["content"]["activities"]
    assert (activity["key"], activity["period"]) == (ACTIVITY.key, "octobre 2027")
    assert activity["latest"] == "2027-10-31"
    assert all(each["missing"] == [] for each in answer.data["completeness"])


def test_what_is_read_can_be_sent_back(dossier: Proposal, ilias: User) -> None:
    content = client_of(ilias).get(address(dossier)).data["content"]
    for activity in content["activities"]:
        del activity["earliest"], activity["latest"], activity["period_said"]

    answer = put(ilias, dossier, **content)

    assert answer.status_code == 200
    assert answer.data["is_new"] is False


def test_a_text_is_kept_as_a_new_version(dossier: Proposal, ilias: User) -> None:
    answer = put(ilias, dossier, title_fr="Titre", activities=[{"title_fr": "Publier"}])

    assert answer.status_code == 201
    assert answer.data["version"]["number"] == 2
    assert answer.data["version"]["base"] == 1
    assert SheetVersion.objects.get(proposal=dossier, number=2).read().title_fr == "Titre"


def test_who_saves_second_is_told_both_numbers_and_loses_nothing(
    dossier: Proposal, ilias: User, amina: User
) -> None:
    put(amina, dossier, title_fr="Titre d'Amina")

    answer = put(ilias, dossier, title_fr="Titre d'Ilias")

    assert answer.status_code == 409
    assert answer.json()["code"] == "set_aside"
    assert "version 2" in answer.json()["detail"]
    assert "version 3" in answer.json()["detail"]
    kept = client_of(ilias).get(address(dossier, "versions/3/"))
    assert kept.data["content"]["title_fr"] == "Titre d'Ilias"


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"titel_fr": "Titre"}, "titel_fr"),
        ({"title_fr": "t" * 301}, "content.title_fr"),
        ({"problem_fr": "<script>" * 12_500}, "content.problem_fr"),
        ({"title_fr": {"a": 1}}, "content.title_fr"),
        ({"activities": "none"}, "content.activities"),
        ({"activities": [{"title_fr": "Publier", "period": "octobre"}]}, "activities.0.period"),
        ({"activities": [{"title_fr": "Publier", "period": "bientôt"}]}, "activities.0.period"),
        ({"activities": [{"title_fr": "Publier", "key": "NO KEY"}]}, "activities.0.key"),
        ({"activities": [{"colour": "red"}]}, "activities.0.colour"),
    ],
)
def test_what_is_wrong_is_said_in_words_at_its_field(
    dossier: Proposal, ilias: User, content: dict[str, Any], field: str
) -> None:
    answer = put(ilias, dossier, **content)

    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert SheetVersion.objects.filter(proposal=dossier).count() == 1


@pytest.mark.parametrize("base", [None, -1, 7, 2**70, "one"])
def test_a_base_that_is_no_version_is_refused(dossier: Proposal, ilias: User, base: Any) -> None:
    body = {"base": base, "content": {"title_fr": "Titre"}}

    assert client_of(ilias).put(address(dossier), body, format="json").status_code == 422


def test_who_reads_does_not_write(dossier: Proposal, emna: User) -> None:
    assert put(emna, dossier, title_fr="Non").status_code == 403
    assert put(None, dossier, title_fr="Non").status_code == 401


def test_a_locked_text_says_why(institutions: Institutions, ilias: User) -> None:
    dossier = dossier_in("ready", lead=institutions.archives, project_lead=ilias)

    answer = put(ilias, dossier, title_fr="Non")

    assert (answer.status_code, answer.json()["code"]) == (409, "refused")
    assert "approved" in answer.json()["detail"]


def test_the_public_reads_from_the_consultation_on_and_no_drafts(
    dossier: Proposal, institutions: Institutions
) -> None:
    consulted = dossier_in("in_consultation", lead=institutions.archives)

    for rest in ("", "versions/", "versions/1/", "difference/", "since-consultation/", "lint/"):
        assert client_of(None).get(address(dossier, rest)).status_code == 404
    assert client_of(None).get(address(consulted)).status_code == 200
    assert client_of(None).get(address(consulted, "versions/")).status_code == 404
    assert client_of(make_person("Stranger")).get(address(consulted)).status_code == 200


def test_the_lint_is_read_and_asked_about_a_text(dossier: Proposal, ilias: User) -> None:
    client = client_of(ilias)
    assert client.get(address(dossier, "lint/")).data["findings"] == []
    rows = [{"key": ACTIVITY.key, "deliverable_fr": "Renforcement de l'accueil"}]

    answer = client.post(
        address(dossier, "lint/"), {"content": {"activities": rows}}, format="json"
    )

    found = {(each["rule"], each["field"]) for each in answer.data["findings"]}
    place = f"activities:{ACTIVITY.key}:deliverable_fr"
    assert found == {("vague", place), ("deliverable_unmeasured", place)}
    assert all(each["repair"] for each in answer.data["findings"])
    assert SheetVersion.objects.filter(proposal=dossier).count() == 1


def test_versions_are_listed_compared_and_written_again(dossier: Proposal, ilias: User) -> None:
    put(ilias, dossier, title_fr="Publier le registre central")
    client = client_of(ilias)

    listed = client.get(address(dossier, "versions/")).json()["results"]
    assert [each["number"] for each in listed] == [2, 1]
    changed = client.get(address(dossier, "difference/")).data
    assert (changed["before"], changed["after"]) == (1, 2)
    (change,) = changed["changes"]
    assert {"change": "added", "words": "central"} in change["pieces"]
    answer = client.post(address(dossier, "versions/1/restore/"), {"base": 2}, format="json")
    assert answer.status_code == 201
    assert client.get(address(dossier)).data["content_hash"] == CONTENT.compute_hash()


@pytest.mark.parametrize("query", ["?before=9", "?before=x", f"?after={2**70}"])
def test_any_comparison_is_answered(dossier: Proposal, ilias: User, query: str) -> None:
    answer = client_of(ilias).get(address(dossier, f"difference/{query}"))

    assert answer.status_code in {200, 404}


def test_the_ministry_team_pre_fills_and_checks(institutions: Institutions, amina: User) -> None:
    dossier = dossier_in("lead_naming", lead=institutions.archives, sheet={"problem_fr": ""})
    client = client_of(amina)

    filled = client.post(address(dossier, "prefill/"))
    checked = client.post(address(dossier, "prefill/check/"))

    assert filled.status_code == 201
    assert client.get(address(dossier)).data["sources"]["problem_fr"] == [dossier.pk]
    assert (checked.status_code, checked.data["number"]) == (200, 2)
    assert Sheet.objects.get(proposal=dossier).prefill_checked_at is not None


def test_only_the_ministry_team_pre_fills(dossier: Proposal, ilias: User) -> None:
    assert client_of(ilias).post(address(dossier, "prefill/")).status_code == 403
    assert client_of(ilias).post(address(dossier, "since-consultation/")).status_code == 403


def test_reading_costs_the_same_however_long_the_text(dossier: Proposal, ilias: User) -> None:
    client: Any = client_of(ilias)
    short = count_statements(client, address(dossier))

    rows = [{"title_fr": f"Activité {number}"} for number in range(20)]
    save_version(dossier, values={"activities": rows}, base=1, actor=ilias)

    assert count_statements(client, address(dossier)) == short


def test_a_sheet_that_nobody_may_approve_is_refused_before_it_is_submitted(
    institutions: Institutions, ilias: User, emna: User, driss: User
) -> None:
    dossier = dossier_in(
        "sheet_drafting", lead=institutions.archives, project_lead=ilias, editor=emna
    )
    dossier.refresh_from_db()

    told = list_transitions(ilias, dossier.pk)["submit_sheet"]
    refused = fire_by_api(client_of(ilias), dossier.pk, "submit_sheet", version=dossier.version)
    pages = {
        language: browse(ilias, language).get(reverse("proposal", args=[dossier.pk]))
        for language in ("en", "fr", "ar")
    }
    to_the_public = list_transitions(driss, dossier.pk)["submit_sheet"]
    make_owner(institutions.archives)
    free = list_transitions(ilias, dossier.pk)["submit_sheet"]

    (reason,) = told["reasons"]
    assert (told["allowed"], reason["code"], refused.status_code) == (False, "eligible", 409)
    assert reason["message"] == refused.json()["detail"]
    assert str(institutions.archives) in reason["message"]
    assert all(page.status_code == 200 for page in pages.values())
    assert "Nobody may decide for:" in pages["en"].content.decode()
    assert str(institutions.archives) not in " ".join(
        each["message"] for each in to_the_public["reasons"]
    )
    assert free["allowed"]
