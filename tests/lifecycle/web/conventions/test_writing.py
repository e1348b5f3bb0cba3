"""The pages of conventions: text, parties, annexes and scans are written while it is a draft."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lifecycle.models import Convention
from lifecycle.services.conventions import create_convention
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.conventions import WORDS, Signing, signing
from tests.lifecycle.web.conventions.pages import url_of, version_of
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.road import dossier_in
from workflow.models import User

__all__ = ["signing"]

pytestmark = pytest.mark.django_db


def words_of(**changes: Any) -> dict[str, Any]:
    return {
        "title_fr": WORDS.title_fr,
        "title_ar": WORDS.title_ar,
        "body_fr": WORDS.body_fr,
        "body_ar": WORDS.body_ar,
        "policy": "own_sheets",
        **changes,
    }


def test_the_team_begins_a_convention(signing: Signing) -> None:
    posted = words_of(plan=signing.plan.pk, title_fr="Deuxième convention", key="k1")

    answer = browse(signing.team).post("/conventions/new/", posted)
    again = browse(signing.team).post("/conventions/new/", posted)

    made = Convention.objects.get(title_fr="Deuxième convention")
    assert answer.status_code == again.status_code == 302
    assert (made.state, made.reference) == ("draft", "CV-02")


def test_a_convention_without_a_title_or_a_plan_is_asked_for_them(signing: Signing) -> None:
    reader = browse(signing.team)

    untitled = reader.post("/conventions/new/", words_of(plan=signing.plan.pk, title_fr=" "))
    planless = reader.post("/conventions/new/", words_of(plan="zz"))

    assert (untitled.status_code, planless.status_code) == (422, 422)
    assert "Write the title in French." in untitled.content.decode()
    assert "Choose the plan." in planless.content.decode()


def test_the_text_is_written_by_the_team_alone(signing: Signing, emna: User) -> None:
    posted = words_of(body_fr="Autre texte.", expect=version_of(signing))
    url = url_of(signing, "convention_text")

    for person, status in ((emna, 403), (signing.lead, 403), (signing.team, 302)):
        assert browse(person).post(url, posted).status_code == status

    signing.convention.refresh_from_db()
    assert signing.convention.body_fr == "Autre texte."
    assert signing.convention.last_edited_by == signing.team


def test_two_who_write_at_once_do_not_overwrite_each_other(signing: Signing, bilal: User) -> None:
    read_at = version_of(signing)
    url = url_of(signing, "convention_text")
    browse(bilal).post(url, words_of(body_fr="Le mien.", expect=read_at))

    answer = browse(signing.team).post(url, words_of(body_fr="Le nôtre.", expect=read_at))

    signing.convention.refresh_from_db()
    assert (answer.status_code, signing.convention.body_fr) == (409, "Le mien.")
    assert "Le nôtre." in answer.content.decode()


def test_a_text_that_is_agreed_is_not_written(signing: Signing) -> None:
    signing.fire("agree_text", by=signing.team)

    answer = browse(signing.team).post(
        url_of(signing, "convention_text"), words_of(expect=version_of(signing))
    )

    assert answer.status_code == 409


def test_the_parties_are_named_in_their_order(signing: Signing, institutions: Institutions) -> None:
    posted = {
        "expect": version_of(signing),
        "parties_0_institution": institutions.rivage.pk,
        "parties_0_capacity": "Présidente",
        "parties_1_institution": institutions.archives.pk,
        "parties_1_capacity": "",
        "parties_2_institution": "",
        "parties_2_capacity": "",
    }

    answer = browse(signing.team).post(url_of(signing, "convention_parties"), posted)

    rows = signing.convention.parties.values_list("institution", "capacity")
    assert answer.status_code == 302
    assert list(rows) == [(institutions.rivage.pk, "Présidente"), (institutions.archives.pk, "")]


def test_an_institution_named_twice_is_said(signing: Signing, institutions: Institutions) -> None:
    posted = {"expect": version_of(signing)}
    for row in (0, 1):
        posted[f"parties_{row}_institution"] = institutions.rivage.pk

    answer = browse(signing.team).post(url_of(signing, "convention_parties"), posted)

    assert answer.status_code == 422
    assert "An institution is named twice." in answer.content.decode()


@pytest.mark.parametrize("institution", ["", "9" * 30])
def test_a_party_that_is_half_written_is_not_dropped(signing: Signing, institution: str) -> None:
    posted = {
        "expect": version_of(signing),
        "parties_0_institution": institution,
        "parties_0_capacity": "Présidente",
    }

    answer = browse(signing.team).post(url_of(signing, "convention_parties"), posted)

    assert answer.status_code == 422
    assert "Row 1, Institution:" in answer.content.decode()
    assert "Présidente" in answer.content.decode()


def test_the_annexes_are_chosen_in_their_order(signing: Signing) -> None:
    posted = {
        "expect": version_of(signing),
        "proposals_0_proposal": signing.second.pk,
        "proposals_1_proposal": "",
    }

    answer = browse(signing.team).post(url_of(signing, "convention_annexes"), posted)

    assert answer.status_code == 302
    kept = signing.convention.annexes.filter(removed_at=None)
    assert [each.proposal for each in kept] == [signing.second]
    assert signing.first.events.latest("seq").name == "convention.left"


def test_all_that_can_join_is_proposed_to_a_convention_without_annexes(signing: Signing) -> None:
    free = dossier_in(ProposalState.FINALIZATION, plan=signing.plan)
    bare = create_convention(signing.plan, words=WORDS, actor=signing.team)

    page = read(signing.team, reverse("convention_annexes", args=[bare.pk]))

    assert f'<option value="{free.pk}" selected' in page
    assert f'value="{signing.first.pk}"' not in page


def test_an_empty_choice_of_annexes_says_why_and_leads_on(signing: Signing) -> None:
    bare = create_convention(signing.plan, words=WORDS, actor=signing.team)

    page = read(signing.team, reverse("convention_annexes", args=[bare.pk]))
    shown = read(signing.team, reverse("convention", args=[bare.pk]))

    assert "No dossier can be annexed" in page
    assert "Keep these annexes" not in page
    assert f'href="{reverse("pipeline")}?plan={signing.plan.code}"' in page
    assert "Choose the dossiers whose texts are signed" in shown


def test_a_scan_is_kept_with_the_convention(signing: Signing) -> None:
    upload = SimpleUploadedFile("convention.pdf", b"%PDF-1.7\n%%EOF\n")
    posted = {"expect": version_of(signing), "purpose": "paper_act"}
    url = url_of(signing, "convention_attach")

    missing = browse(signing.team).post(url, posted)
    answer = browse(signing.team).post(url, {**posted, "file": upload})

    assert (missing.status_code, answer.status_code) == (422, 302)
    assert "convention.pdf" in read(signing.team, url_of(signing))
