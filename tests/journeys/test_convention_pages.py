"""The pages of a convention in the languages of the law: axe finds nothing, nothing overflows."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, ViewportSize

from lifecycle.models import Convention
from lifecycle.services.annexes import set_annexes
from tests.conventions import Signing
from tests.journeys.stage import set_stage
from tests.journeys.test_accessibility import DESK, PHONE, look_at_all, open_window
from tests.journeys.test_convention import set_parties
from tests.journeys.visits import Visit
from workflow.engine import decide, decline_seat
from workflow.models import Verdict

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("language", "size"), [("fr", DESK), ("ar", PHONE)])
def test_no_page_of_a_convention_has_a_fault_or_overflows(
    live_site: str, browser: Browser, language: str, size: ViewportSize
) -> None:
    stage = set_stage(language)
    signing, (archives, _rivage, finances) = set_parties(stage, language)

    team = open_window(browser, live_site, stage.team, language)
    faults = look_at_all(team, list_draft_pages(signing), size)
    Convention.objects.filter(pk=signing.convention.pk).update(allows_partial=True)
    set_annexes(
        signing.convention, proposals=[signing.first.pk, signing.second.pk], actor=stage.team
    )
    signing.open()
    decide(signing.seat_of(archives), actor=signing.owner_of(archives), verdict=Verdict.APPROVE)
    decline_seat(
        signing.seat_of(finances), actor=signing.owner_of(finances), comment="Le budget manque."
    )
    lead = open_window(browser, live_site, stage.lead, language)
    faults += look_at_all(lead, list_signing_pages(signing), size)

    assert faults == []


def list_draft_pages(signing: Signing) -> Iterator[Visit]:
    """Yield what the team reads and writes while the text is a draft."""
    yield Visit(reverse("convention_list"))
    yield Visit(reverse("convention_new"), status=422)
    for name in ("convention", "convention_text", "convention_parties", "convention_annexes"):
        yield Visit(reverse(name, args=[signing.convention.pk]))
    yield Visit(reverse("convention_attach", args=[signing.convention.pk]), status=422)


def list_signing_pages(signing: Signing) -> Iterator[Visit]:
    """Yield what the lead reads while the parties sign."""
    key = signing.convention.pk
    yield Visit(reverse("convention", args=[key]))
    yield Visit(reverse("convention_transition", args=[key, "abandon"]), status=422)
    yield Visit(reverse("convention_transition", args=[key, "complete_partial"]), status=409)
