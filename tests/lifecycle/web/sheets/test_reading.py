"""Reading sheets: who sees which version, what changed, and what is written again."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import (
    Consultation,
    PlanVersion,
    PlanVersionLine,
    Proposal,
    ProposalAuthor,
    Sheet,
)
from lifecycle.selectors.sheets import find_sheet
from lifecycle.services.comments import comment
from lifecycle.services.sheets import save_version
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from tests.cast import Institutions, make_person
from tests.factories import someone
from tests.lifecycle.web.proposals.browsing import browse
from tests.lifecycle.web.sheets.counting import count_statements
from tests.road import CONTENT, dossier_in, make_version
from workflow.clock import current_clock
from workflow.engine import decide, fire
from workflow.engine.evaluation import list_shortfalls
from workflow.engine.reading import load_case
from workflow.models import Seat, Subject, User, Verdict

EN = {"accept-language": "en"}
#: Of the list of versions, however many there are.
STATEMENTS_AT_MOST = 45


@pytest.fixture
def dossier(institutions: Institutions, ilias: User) -> Proposal:
    """Return a dossier of the archives whose sheet Ilias writes."""
    return dossier_in("sheet_drafting", lead=institutions.archives, project_lead=ilias)


def ask(person: User | None, name: str, *keys: Any, query: str = "") -> Any:
    """Ask for a page of the sheet, in English."""
    return browse(person).get(reverse(name, args=keys) + query, headers=EN)


DRAFT_READERS = ["amina", "claire", "emna", "farid", "ilias", "mounir", "jalila", "karim"]


@pytest.mark.parametrize("name", DRAFT_READERS)
def test_those_who_work_on_it_read_the_draft(
    dossier: Proposal, name: str, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(name)

    page = ask(person, "sheet", dossier.pk)

    assert page.status_code == 200
    assert CONTENT.title_ar in page.content.decode()
    for address in ("sheet_versions", "sheet_compare"):
        assert ask(person, address, dossier.pk).status_code == 200


@pytest.mark.parametrize("person", [None, "stranger", "lamia"])
def test_the_public_does_not_read_a_draft(
    dossier: Proposal, person: str | None, request: pytest.FixtureRequest
) -> None:
    reader = None
    if person is not None:
        reader = (
            make_person("Stranger") if person == "stranger" else request.getfixturevalue(person)
        )

    for name in ("sheet", "sheet_versions", "sheet_compare", "sheet_difference"):
        assert ask(reader, name, dossier.pk).status_code == 404
    assert ask(reader, "sheet_version", dossier.pk, 1).status_code == 404


@pytest.mark.parametrize("state", ["in_consultation", "finalization", "signed"])
def test_everybody_reads_the_text_from_the_consultation_on(
    institutions: Institutions, state: str
) -> None:
    dossier = dossier_in(state)

    page = ask(None, "sheet", dossier.pk)

    text = page.content.decode()
    assert page.status_code == 200
    assert CONTENT.title_ar in text
    assert "Where it stands" not in text
    assert ask(None, "sheet_versions", dossier.pk).status_code == 404


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_sheet_is_read_in_three_languages(institutions: Institutions, language: str) -> None:
    dossier = dossier_in("signed")

    page = (
        Client()
        .get(reverse("sheet", args=[dossier.pk]), headers={"accept-language": language})
        .content.decode()
    )

    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    assert page.count('lang="ar" dir="rtl"') >= len(CONTENT.activities) + 8


def test_what_was_typed_is_never_markup(dossier: Proposal, ilias: User) -> None:
    save_version(dossier, values={"title_fr": "<script>alert(1)</script>"}, base=1, actor=ilias)

    assert b"<script>alert" not in ask(ilias, "sheet", dossier.pk).content


def test_a_sheet_that_is_not_written_yet_says_so(institutions: Institutions, amina: User) -> None:
    dossier = dossier_in("lead_naming")
    Sheet.objects.filter(proposal=dossier).delete()

    assert "Nothing is written yet" in ask(amina, "sheet", dossier.pk).content.decode()
    assert ask(amina, "sheet_compare", dossier.pk).status_code == 404
    assert ask(amina, "sheet_versions", dossier.pk).status_code == 200


def test_findings_and_the_lock_are_told_to_those_who_write(
    institutions: Institutions, ilias: User
) -> None:
    dossier = dossier_in(
        "ready", lead=institutions.archives, project_lead=ilias, sheet={"contact": "à préciser"}
    )

    text = ask(ilias, "sheet", dossier.pk).content.decode()

    assert "1 wording cannot be verified" in text
    assert "waits for the draft of the plan" in text
    assert reverse("sheet_edit", args=[dossier.pk]) not in text


def test_owners_and_the_committee_comment_on_the_page_of_the_sheet(
    dossier: Proposal, emna: User, jalila: User
) -> None:
    comment(dossier, actor=jalila, text="Qui tient le registre ?")

    text = ask(emna, "sheet", dossier.pk).content.decode()

    assert "Qui tient le registre ?" in text
    assert reverse("proposal_comment", args=[dossier.pk]) in text


# ---- Versions.


def test_two_versions_are_compared_word_by_word(dossier: Proposal, ilias: User) -> None:
    save_version(dossier, values={"title_fr": "Publier le registre central"}, base=1, actor=ilias)

    text = ask(ilias, "sheet_compare", dossier.pk, query="?from=1&to=2").content.decode()

    assert "<del>des archives</del>" in text
    assert "<ins>central</ins>" in text
    assert CONTENT.problem_ar not in text


@pytest.mark.parametrize(
    ("query", "status"),
    [("?from=1&to=1", 200), ("", 200), ("?from=9", 404), ("?to=" + "9" * 40, 200), ("?to=x", 200)],
)
def test_any_pair_of_versions_is_answered(
    dossier: Proposal, ilias: User, query: str, status: int
) -> None:
    assert ask(ilias, "sheet_compare", dossier.pk, query=query).status_code == status


def test_every_version_is_listed_and_read(dossier: Proposal, ilias: User, amina: User) -> None:
    save_version(dossier, values={"contact": "Bureau 1"}, base=1, actor=ilias, comment="Bureau")
    save_version(dossier, values={"contact": "Bureau 2"}, base=1, actor=amina)

    text = ask(ilias, "sheet_versions", dossier.pk).content.decode()

    assert "counts now" in text
    assert "set aside" in text
    assert "?merge=3" in text
    assert reverse("sheet_restore", args=[dossier.pk, 1]) in text
    page = ask(ilias, "sheet_version", dossier.pk, 3).content.decode()
    assert "Bureau 2" in page
    assert "is not lost" in page
    assert ask(ilias, "sheet_version", dossier.pk, 4).status_code == 404


def test_an_earlier_version_is_written_again_after_a_question(
    dossier: Proposal, ilias: User
) -> None:
    save_version(dossier, values={"contact": "Bureau 1"}, base=1, actor=ilias)
    address = reverse("sheet_restore", args=[dossier.pk, 1])

    assert browse(ilias).get(address).status_code == 200
    assert browse(ilias).post(address, {"base": "2"}).status_code == 302

    sheet = find_sheet(dossier.pk)
    assert sheet is not None
    assert sheet.current.read() == CONTENT


def test_who_only_reads_writes_nothing_again(dossier: Proposal, emna: User) -> None:
    assert browse(emna).post(reverse("sheet_restore", args=[dossier.pk, 1])).status_code == 403


def test_the_list_of_versions_costs_the_same_for_one_and_for_twelve(
    dossier: Proposal, ilias: User
) -> None:
    client, address = browse(ilias), reverse("sheet_versions", args=[dossier.pk])

    few = count_statements(client, address)
    for number in range(1, 12):
        save_version(dossier, values={"contact": f"Bureau {number}"}, base=number, actor=ilias)

    assert count_statements(client, address) == few <= STATEMENTS_AT_MOST


# ---- Returned by its owners.


def return_sheet(dossier: Proposal, writer: User, owner: User, words: str) -> None:
    """Submit the sheet, and let the owner of its porter return it with a comment."""
    fire(dossier, "submit_sheet", actor=writer)
    seat = Seat.objects.get(round__subject=dossier.pk, round__name="approval", round__outcome="")
    decide(seat, actor=owner, verdict=Verdict.OBJECT, comment=words)


@pytest.mark.parametrize("page", ["sheet", "sheet_edit"])
def test_who_writes_it_again_reads_why_it_came_back(
    dossier: Proposal, ilias: User, emna: User, page: str
) -> None:
    return_sheet(dossier, ilias, emna, "Dites <b>combien</b> de séries.")

    text = ask(ilias, page, dossier.pk).content.decode()

    assert "Why its owners returned it" in text
    assert "Dites &lt;b&gt;combien&lt;/b&gt; de séries." in text
    assert reverse("round", args=[Seat.objects.get().round_id]) in text


def test_why_it_came_back_is_gone_once_it_is_submitted_again(
    dossier: Proposal, ilias: User, emna: User
) -> None:
    return_sheet(dossier, ilias, emna, "Dites combien de séries.")
    save_version(dossier, values={"contact": "Bureau 1"}, base=1, actor=ilias)

    fire(dossier, "submit_sheet", actor=ilias)

    assert "Dites combien" not in ask(ilias, "sheet", dossier.pk).content.decode()


def test_the_author_of_the_proposal_does_not_read_what_owners_said(
    dossier: Proposal, ilias: User, emna: User, driss: User
) -> None:
    ProposalAuthor.objects.create(proposal=dossier, person=driss)
    return_sheet(dossier, ilias, emna, "Dites combien de séries.")

    page = ask(driss, "sheet", dossier.pk)

    assert page.status_code == 200
    assert "Dites combien" not in page.content.decode()


# ---- Since the consultation.


def consult_on(dossier: Proposal) -> None:
    """Let the public be consulted on the text as it is, in a frozen version of the plan."""
    person, now = someone(MINISTRY_TEAM), current_clock().now()
    version = PlanVersion.objects.create(
        plan=dossier.plan, number=1, title_fr="Projet", created_by=person, created_at=now
    )
    sheet = Sheet.objects.get(proposal=dossier)
    PlanVersionLine.objects.create(
        version=version, rank=1, proposal=dossier, sheet_version=sheet.current
    )
    PlanVersion.objects.filter(pk=version.pk).update(
        frozen_at=now, frozen_by=person, root_hash="0" * 64
    )
    Consultation.objects.create(
        plan=dossier.plan,
        plan_version=version,
        kind="consultation",
        state="published",
        title_fr="Consultation",
        entered_at=now,
    )


def list_missing(dossier: Proposal) -> set[str]:
    """Return what holds the dossier back from rejoining its plan."""
    case = load_case(dossier.pk, today=current_clock().today())
    found = list_shortfalls(case, case.machine.get_transition("rejoin"))
    return {each.guard for each in found}


@pytest.mark.tampers
def test_what_changed_since_the_consultation_is_public_once_it_is_published(
    institutions: Institutions, amina: User
) -> None:
    dossier = dossier_in("ready", lead=institutions.archives)
    consult_on(dossier)
    words = f"{CONTENT.description_fr} Le registre central y est."
    changed = make_version(dossier, replace(CONTENT, description_fr=words))
    Sheet.objects.filter(proposal=dossier).update(current=changed)

    shown = ask(None, "sheet", dossier.pk).context["content"]
    assert shown.description_fr == CONTENT.description_fr
    assert ask(None, "sheet_difference", dossier.pk).status_code == 404
    assert "Publish what changed" in ask(amina, "sheet", dossier.pk).content.decode()
    assert list_missing(dossier) == {"difference_public"}
    browse(amina).post(reverse("sheet_act", args=[dossier.pk, "publish"]))
    text = ask(None, "sheet_difference", dossier.pk).content.decode()

    assert "registre central y est." in text
    assert list_missing(dossier) == set()
    event = Subject.objects.get(pk=dossier.pk).events.latest("seq")
    assert event.name == "sheet.difference_published"


def test_nothing_is_published_where_nobody_was_consulted(
    institutions: Institutions, amina: User
) -> None:
    dossier = dossier_in("ready", lead=institutions.archives)

    answer = browse(amina).post(reverse("sheet_act", args=[dossier.pk, "publish"]), headers=EN)

    assert answer.status_code == 409
    assert "nothing to compare with" in answer.content.decode()


def test_a_sheet_that_missed_the_consultation_is_not_asked_for_a_difference(
    institutions: Institutions, amina: User
) -> None:
    consulted = dossier_in("ready", lead=institutions.archives)
    consult_on(consulted)
    missed = dossier_in("ready", lead=institutions.archives, plan=consulted.plan)

    text = ask(amina, "sheet", missed.pk).content.decode()

    assert "The public was not consulted on this sheet" in text
    assert reverse("version_list", args=[missed.plan.code]) in text
    assert reverse("sheet_act", args=[missed.pk, "publish"]) not in text


def test_before_it_is_submitted_the_page_says_that_nobody_could_decide(
    institutions: Institutions, ilias: User, emna: User
) -> None:
    dossier = dossier_in(
        "sheet_drafting", lead=institutions.archives, project_lead=ilias, editor=emna
    )

    text = ask(ilias, "proposal_transition", dossier.pk, "submit_sheet").content.decode()

    assert "Nobody may decide for" in text
    assert "Once the form is filled in" not in text
