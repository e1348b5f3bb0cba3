"""The pages of conventions: read by right, in each language, at a constant cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lifecycle.models import Proposal
from lifecycle.services.annexes import set_annexes
from lifecycle.services.conventions import create_convention
from lifecycle.services.waivers import waive
from lifecycle.vocabulary import ProposalState, Side
from tests.cast import Institutions, make_institution
from tests.conventions import REASON, WORDS, Signing, make_signing, signing
from tests.lifecycle.web.conventions.pages import sign, url_of
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.road import dossier_in, make_sheet
from workflow.engine import decide, decline_seat
from workflow.models import Institution, User, Verdict

__all__ = ["signing"]

pytestmark = pytest.mark.django_db


def test_a_draft_does_not_exist_for_the_public(signing: Signing, client: Client) -> None:
    answer = client.get(url_of(signing))

    assert answer.status_code == 404
    assert signing.convention.reference not in client.get("/conventions/").content.decode()


def test_everybody_reads_it_in_force(
    signing: Signing, institutions: Institutions, client: Client
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)

    page = client.get(url_of(signing), headers={"accept-language": "en"}).content.decode()

    assert "In force" in page
    assert WORDS.body_fr in page.replace("&#x27;", "'")
    assert str(signing.owner_of(institutions.archives)) not in page


@pytest.mark.parametrize("declines", [False, True])
def test_in_force_nobody_is_said_not_to_have_been_asked(
    institutions: Institutions, amina: User, claire: User, declines: bool
) -> None:
    signing = make_signing(institutions, amina, claire, allows_partial=True).open()
    sign(signing, institutions.archives)
    if declines:
        decline_seat(
            signing.seat_of(institutions.ministry),
            actor=signing.owner_of(institutions.ministry),
            comment="Le budget manque.",
        )
    waive(signing.first, guard="all_parties_signed", reason="Visa reçu.", actor=claire)
    signing.fire("complete_partial", by=claire, **REASON)

    page = read(amina, url_of(signing))

    assert signing.state() == "in_force"
    assert "Not asked yet" not in page
    assert "Did not sign" in page
    assert ("Declined to sign" in page) == declines


def test_in_force_everybody_reads_whose_signature_was_waived(
    institutions: Institutions, amina: User, claire: User
) -> None:
    signing = make_signing(institutions, amina, claire, allows_partial=True).open()
    sign(signing, institutions.archives)
    waive(signing.first, guard="all_parties_signed", reason="Visa reçu.", actor=claire)
    signing.fire("complete_partial", by=claire, **REASON)

    annexes = read(None, url_of(signing)).split('id="annexes"')[1].split("</section>")[0]

    assert "Goes on by waiver without the signature of: <bdi>" in annexes
    assert "The signature is missing of" not in annexes


def test_the_page_says_of_each_party_where_its_signature_is_and_what_it_binds(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives)
    decline_seat(
        signing.seat_of(institutions.ministry),
        actor=signing.owner_of(institutions.ministry),
        comment="Le budget manque.",
    )

    page = read(signing.team, url_of(signing))

    assert "1 of 3 have signed" in page
    assert "Its signature is waited for" in page
    assert "Declined to sign" in page
    assert "Le budget manque." in page
    assert "The text and the annexes 1, 2" in page


def test_a_convention_that_was_ended_says_nothing_false_of_what_was_signed(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)
    before = read(signing.team, url_of(signing))
    signing.fire("terminate", **REASON)

    page = read(signing.team, url_of(signing))
    listed = read(signing.team, reverse("convention_list"))

    assert "in force since" in before
    for each in (page, listed):
        assert "in force since" not in each
        assert "came into force on" in each
    assert page.count("Not bound by this convention") == 2


def test_the_day_of_each_signature_is_told_after_an_amendment_was_dropped(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    sign(signing, institutions.archives, institutions.rivage, institutions.ministry)
    before = read(signing.team, url_of(signing)).count("<time datetime=")
    signing.fire(
        "start_amendment", by=signing.team, **REASON, body_fr="Autre texte.", body_ar="نص آخر."
    )
    sign(signing, institutions.archives)
    signing.fire("drop_amendment", **REASON)

    page = read(signing.team, url_of(signing))

    parties = page.partition('id="parties"')[2].partition("</section>")[0]
    assert before >= 3
    assert parties.count("<time datetime=") == 3


def test_nobody_signs_in_the_place_of_a_party_that_still_exists(
    signing: Signing, institutions: Institutions
) -> None:
    Institution.objects.filter(pk=institutions.rivage.pk).update(parent=institutions.ministry)
    signing.open()
    seat = signing.seat_of(institutions.rivage)
    address = reverse("round_transfer", args=[seat.round_id, seat.pk])

    asked = browse(signing.team).get(address)
    refused = browse(signing.team).post(
        address, {"key": "k", "institution": institutions.ministry.pk, "reason": "Absence."}
    )

    assert (asked.status_code, refused.status_code) == (409, 422)
    assert "No institution can take this seat" in asked.content.decode()
    assert address not in read(signing.team, reverse("round", args=[seat.round_id]))
    assert signing.seat_of(institutions.rivage) == seat


def test_what_a_party_said_stays_in_sight_while_the_text_is_changed(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    decline_seat(
        signing.seat_of(institutions.rivage),
        actor=signing.owner_of(institutions.rivage),
        comment="Sans budget.",
    )
    signing.fire("change_text", by=signing.team, **REASON)

    page = read(signing.team, url_of(signing))

    assert "It declined when it was last asked:" in page
    assert "Sans budget." in page


def test_what_a_party_said_on_paper_when_it_refused_is_told_too(
    signing: Signing, institutions: Institutions
) -> None:
    signing.open()
    # What is recorded from paper is a no without the mark of whoever declines by themselves.
    decide(
        signing.seat_of(institutions.rivage),
        actor=signing.owner_of(institutions.rivage),
        verdict=Verdict.OBJECT,
        comment="Sans budget.",
    )

    page = read(signing.team, url_of(signing))

    assert "Sans budget." in page


def test_what_a_party_said_when_it_declined_is_not_for_everybody(
    signing: Signing, institutions: Institutions, client: Client
) -> None:
    Proposal.objects.filter(pk=signing.second.pk).update(published_at=timezone.now())
    signing.open()
    decline_seat(
        signing.seat_of(institutions.ministry),
        actor=signing.owner_of(institutions.ministry),
        comment="Le budget manque.",
    )
    address = reverse("proposal", args=[signing.second.pk])

    public = client.get(address)

    assert public.status_code == 200
    assert "Le budget manque." not in public.content.decode()
    assert "Le budget manque." in read(signing.team, address)


def test_who_is_to_sign_is_led_to_their_seat(signing: Signing, institutions: Institutions) -> None:
    signing.open()
    seat = signing.seat_of(institutions.rivage)
    address = f"{reverse('round', args=[seat.round_id])}?seat={seat.pk}"

    asked = read(signing.owner_of(institutions.rivage), url_of(signing))
    sign(signing, institutions.rivage)
    signed = read(signing.owner_of(institutions.rivage), url_of(signing))

    assert address in asked
    assert address not in signed
    assert address not in read(signing.team, url_of(signing))


def test_a_signature_that_fell_is_said(signing: Signing, institutions: Institutions) -> None:
    signing.open()
    sign(signing, institutions.archives)
    make_sheet(signing.second, title_fr="Former mille archivistes")

    page = read(signing.team, url_of(signing))

    assert "Signed a text that has changed since" in page


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_pages_are_in_each_language(language: str, direction: str, signing: Signing) -> None:
    reader = browse(signing.team, language=language)

    for url in ("/conventions/", url_of(signing), url_of(signing, "convention_text")):
        page = reader.get(url).content.decode()
        assert f'lang="{language}" dir="{direction}"' in page


def test_the_list_is_that_of_a_plan(signing: Signing) -> None:
    page = read(signing.team, f"/conventions/?plan={signing.plan.code}")
    other = read(signing.team, "/conventions/?plan=XX-1")

    assert signing.convention.reference in page
    assert signing.convention.reference not in other


@pytest.mark.parametrize("query", ["plan=%00", "plan=" + "x" * 500, "page=zzz", "page=-1"])
def test_a_strange_address_is_answered(query: str, signing: Signing) -> None:
    assert browse(signing.team).get(f"/conventions/?{query}").status_code == 200


def test_the_list_costs_the_same_for_many(signing: Signing) -> None:
    reader = browse(signing.team)
    one = count_statements(lambda: reader.get("/conventions/"))
    for _number in range(3):
        create_convention(signing.plan, words=WORDS, actor=signing.team)

    assert count_statements(lambda: reader.get("/conventions/")) == one


def test_the_page_costs_the_same_for_many_lines(
    institutions: Institutions, amina: User, claire: User
) -> None:
    signing = make_signing(institutions, amina, claire)
    reader = browse(amina)
    two = count_statements(lambda: reader.get(url_of(signing)))
    keys = [signing.first.pk, signing.second.pk]
    for number in range(3):
        body = make_institution(f"body{number}", Side.GOVERNMENT, french="Corps", arabic="هيئة")
        keys.append(dossier_in(ProposalState.SIGNATURE, plan=signing.plan, lead=body).pk)
    set_annexes(signing.convention, proposals=keys, actor=amina)

    # The fact that a dossier joined is read with the rest of the history.
    assert count_statements(lambda: reader.get(url_of(signing))) == two


def count_statements(do: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        do()
    return len(captured)
