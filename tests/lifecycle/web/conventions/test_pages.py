"""The pages of conventions: read by right, written while a draft, moved with a preview of lines."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lifecycle.models import Convention, Proposal
from lifecycle.services.annexes import set_annexes
from lifecycle.services.conventions import create_convention
from lifecycle.services.waivers import waive
from lifecycle.vocabulary import ProposalState, Side
from tests.cast import Institutions, make_institution
from tests.conventions import REASON, WORDS, Signing, make_signing, signing
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.road import dossier_in, make_sheet
from workflow.engine import decide, decline_seat
from workflow.models import Institution, User, Verdict

__all__ = ["signing"]

pytestmark = pytest.mark.django_db


def url_of(signing: Signing, name: str = "convention", *more: Any) -> str:
    return reverse(name, args=[signing.convention.pk, *more])


def version_of(signing: Signing) -> int:
    return Convention.objects.values_list("version", flat=True).get(pk=signing.convention.pk)


def sign(signing: Signing, *institutions: Institution) -> None:
    for each in institutions:
        decide(signing.seat_of(each), actor=signing.owner_of(each), verdict=Verdict.APPROVE)


def act_url(signing: Signing, name: str) -> str:
    return url_of(signing, "convention_transition", name)


def post_act(signing: Signing, person: User, name: str, **given: Any) -> Any:
    posted = {"expect": version_of(signing), "key": f"key-{name}", **given}
    return browse(person).post(act_url(signing, name), posted)


# ---- Reading.


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


# ---- Writing.


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


# ---- Acting.


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


def count_statements(do: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        do()
    return len(captured)
