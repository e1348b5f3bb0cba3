"""The ways to a sheet: from its dossier, and from the inbox of whoever is waited for."""

import pytest
from django.urls import reverse

from lifecycle.models import Sheet
from lifecycle.vocabulary import ProposalState
from tests.cast import Institutions
from tests.factories import proposal_in
from tests.lifecycle.web.proposals.browsing import read, read_dossier
from tests.road import dossier_in
from workflow.models import User


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ({}, "Complete"),
        ({"contact": "à préciser"}, "Complete; 1 wording cannot be verified"),
        ({"contact": ""}, "Not complete yet"),
    ],
)
def test_the_dossier_says_how_far_its_sheet_has_come(
    institutions: Institutions, ilias: User, sheet: dict[str, str], words: str
) -> None:
    dossier = dossier_in(
        "sheet_drafting", lead=institutions.archives, project_lead=ilias, sheet=sheet
    )

    page = read_dossier(ilias, dossier)

    assert words in page
    assert reverse("sheet", args=[dossier.pk]) in page


def test_the_public_is_led_to_the_sheet_from_the_consultation_on(
    institutions: Institutions,
) -> None:
    draft, open_to_all = dossier_in("sheet_drafting"), dossier_in("in_consultation")

    assert reverse("sheet", args=[draft.pk]) not in read_dossier(None, draft)
    assert reverse("sheet", args=[open_to_all.pk]) in read_dossier(None, open_to_all)


def test_the_inbox_leads_whoever_writes_to_the_editor(
    institutions: Institutions, ilias: User, amina: User
) -> None:
    written = dossier_in("sheet_drafting", lead=institutions.archives, project_lead=ilias)
    filled = proposal_in(ProposalState.LEAD_NAMING)

    assert reverse("sheet_edit", args=[written.pk]) in read(ilias, reverse("inbox"))
    assert reverse("sheet", args=[filled.pk]) in read(amina, reverse("inbox"))


def test_the_dossier_offers_the_repair_of_what_is_missing_to_whoever_can(
    institutions: Institutions, ilias: User, claire: User, amina: User
) -> None:
    dossier = dossier_in(
        "sheet_drafting",
        lead=institutions.archives,
        project_lead=ilias,
        sheet={"contact": "à préciser", "title_ar": ""},
    )
    unchecked = dossier_in("lead_naming", lead=institutions.archives)
    Sheet.objects.filter(proposal=unchecked).update(prefill_checked_at=None)

    page = read_dossier(ilias, dossier)
    assert reverse("sheet_edit", args=[dossier.pk]) in page
    assert "See the wordings" in page
    page = read_dossier(claire, dossier)
    assert reverse("proposal_waive", args=[dossier.pk, "lint_clean"]) in page
    assert reverse("sheet_edit", args=[dossier.pk]) not in page
    assert "Pre-fill and check the sheet" in read_dossier(amina, unchecked)
