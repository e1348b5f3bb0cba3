"""The ways to a sheet: from its dossier, and from the inbox of whoever is waited for."""

import pytest
from django.urls import reverse

from tests.cast import Institutions
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
    filled = dossier_in("lead_naming", lead=institutions.archives)

    assert reverse("sheet_edit", args=[written.pk]) in read(ilias, reverse("inbox"))
    assert reverse("sheet", args=[filled.pk]) in read(amina, reverse("inbox"))
