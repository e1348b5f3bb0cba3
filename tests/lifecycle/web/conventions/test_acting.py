"""The pages of conventions: moved with a preview of its lines."""

import pytest
from django.urls import reverse

from lifecycle.services.waivers import waive
from tests.cast import Institutions
from tests.conventions import REASON, Signing, make_signing, signing
from tests.lifecycle.web.conventions.pages import act_url, post_act, sign, url_of, version_of
from tests.lifecycle.web.proposals.browsing import browse, read
from workflow.models import User

__all__ = ["signing"]

pytestmark = pytest.mark.django_db


def test_the_preview_says_line_by_line_what_a_part_of_the_signatures_does(
    institutions: Institutions, amina: User, claire: User
) -> None:
    signing = make_signing(institutions, amina, claire, allows_partial=True).open()
    sign(signing, institutions.archives)
    waive(signing.second, guard="all_parties_signed", reason="Visa reçu.", actor=claire)
    url = url_of(signing, "convention_preview", "complete_partial")

    answer = browse(claire).post(url, {"expect": version_of(signing), "key": "k", **REASON})

    page = answer.content.decode()
    assert signing.first.reference in page
    assert "Being finalized" in page
    assert signing.lines() == ["signature", "signature"]


def test_the_lead_invites_the_parties_on_the_page(signing: Signing) -> None:
    signing.fire("agree_text", by=signing.team)

    first = read(signing.lead, act_url(signing, "open_signing"))
    answer = post_act(signing, signing.lead, "open_signing")

    assert "Archives publiques" in first
    assert answer.status_code == 302
    assert signing.state() == "signing"


def test_what_is_not_theirs_is_forbidden_and_what_cannot_be_is_said(signing: Signing) -> None:
    forbidden = browse(signing.team).get(act_url(signing, "open_signing"))
    refused = browse(signing.lead).get(act_url(signing, "open_signing"))
    unknown = browse(signing.lead).get(act_url(signing, "fly"))

    assert (forbidden.status_code, refused.status_code, unknown.status_code) == (403, 409, 404)


def test_a_stale_page_does_not_act(signing: Signing) -> None:
    answer = post_act(signing, signing.team, "agree_text", expect=1)

    assert answer.status_code == 409
    assert signing.state() == "draft"


def test_a_reason_that_is_missing_is_asked_for(signing: Signing) -> None:
    signing.open()

    answer = post_act(signing, signing.team, "change_text", reason=" ")

    assert answer.status_code == 422
    assert signing.state() == "signing"


def test_the_lead_finds_where_to_waive_a_missing_signature(
    institutions: Institutions, amina: User, claire: User
) -> None:
    signing = make_signing(institutions, amina, claire, allows_partial=True).open()
    url = reverse("proposal_waive", args=[signing.first.pk, "all_parties_signed"])

    assert url in read(claire, url_of(signing))
    assert url not in read(amina, url_of(signing))
