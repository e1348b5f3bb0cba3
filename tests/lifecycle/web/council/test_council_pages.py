"""The pages of a council file: put together, and begun."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Council
from lifecycle.vocabulary import AttachmentPurpose, CouncilState, PlanState, ProposalState
from tests.council import (
    MEETS_ON,
    council_in,
    frozen_version,
    on,
    open_council,
    signed_dossiers,
)
from tests.factories import make_plan
from tests.lifecycle.web.council.pages import act, expect, post, read, upload
from tests.road import dossier_in
from workflow.models import User

pytestmark = pytest.mark.django_db


def test_the_ministry_takes_the_plan_to_its_commitments_on_the_pages(
    client: Client, amina: User, claire: User
) -> None:
    lines = signed_dossiers(3)
    version = frozen_version(lines)
    code = version.plan.code
    client.force_login(claire)
    post(client, "council_new", code, version.number)
    council = Council.objects.get()
    kept = (council.pk, AttachmentPurpose.COUNCIL_FILE.value)
    post(client, "council_document", *kept, expect=expect(council), file=upload())
    post(client, "council_freeze", council.pk)
    act(client, council, "submit")
    client.force_login(amina)
    agenda = (council.pk, AttachmentPurpose.AGENDA.value)
    post(client, "council_document", *agenda, expect=expect(council), file=upload())
    act(client, council, "put_on_agenda", meets_on=MEETS_ON.isoformat())
    client.force_login(claire)
    with on(MEETS_ON):
        act(client, council, "present")
        decision = (council.pk, AttachmentPurpose.COUNCIL_DECISION.value)
        post(client, "council_document", *decision, expect=expect(council), file=upload())
        outcomes: dict[str, Any] = {
            f"outcome_{lines[0].pk}": "adopted",
            f"outcome_{lines[1].pk}": "returned",
            f"reason_{lines[1].pk}": "Le budget manque.",
            f"outcome_{lines[2].pk}": "removed",
            f"reason_{lines[2].pk}": "Déjà fait.",
        }
        post(client, "council_outcomes", council.pk, expect=expect(council), **outcomes)

        act(client, council, "record_adopted", reason="")

    council.refresh_from_db()
    council.plan.refresh_from_db()
    assert (council.state, council.plan.state) == ("adopted", PlanState.IN_IMPLEMENTATION)
    client.logout()
    assert "Publier le registre des archives" in read(client, "commitment", code, 1, language="fr")


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
@pytest.mark.parametrize("state", ["preparing", "presented", "adopted"])
def test_the_file_is_read_in_each_language(
    state: str, language: str, direction: str, client: Client, claire: User
) -> None:
    council = council_in(state)
    client.force_login(claire)

    page = read(client, "council", council.pk, language=language)

    assert f'<html lang="{language}" dir="{direction}">' in page
    for dossier in council.plan_version.lines.all():
        assert f"E-{dossier.proposal.plan_number}" in page


def test_the_page_says_which_line_holds_the_act_back_and_why(client: Client, claire: User) -> None:
    other = dossier_in(ProposalState.SIGNATURE)
    council = council_in("preparing", [*signed_dossiers(1), other])
    client.force_login(claire)

    page = read(client, "council", council.pk)

    assert page.count("Holds the act back") == 1
    assert "It is not signed. Its state is: Before its signatories." in page
    assert "1 line is not signed: E-2." in page


def test_a_line_is_left_out_with_its_reason_and_put_back(client: Client, amina: User) -> None:
    council = open_council()
    line = council.lines.order_by("pk").last()
    assert line is not None
    client.force_login(amina)
    number, address = f"E-{line.proposal.plan_number}", (council.pk, line.proposal_id)

    asked = read(client, "council_leave_out", *address)
    empty = post(client, "council_leave_out", *address, status=422, expect=expect(council))
    post(client, "council_leave_out", *address, expect=expect(council), reason="Sans budget.")

    page = read(client, "council", council.pk)
    assert number in asked
    assert number in empty
    assert "This field is required." in empty
    assert f"{number} is left out." in page
    assert "Sans budget." in page
    post(client, "council_put_back", *address)
    after = read(client, "council", council.pk)
    assert f"{number} goes before the council." in after
    assert after.count(f'<blockquote class="prose" dir="auto">{number}</blockquote>') == 2
    line.refresh_from_db()
    assert not line.is_left_out


def test_a_file_without_any_line_says_so(client: Client, claire: User) -> None:
    alone = signed_dossiers(1)
    council = council_in("preparing", alone, left_out={alone[0]: "Reporté."})
    client.force_login(claire)

    page = read(client, "council", council.pk)

    assert "No line goes before the council: put at least one back." in page
    assert "1 line is not signed" not in page


def test_a_frozen_file_offers_no_change_of_its_lines(client: Client, amina: User) -> None:
    council = council_in("preparing")
    line = council.lines.order_by("pk")[0]
    client.force_login(amina)

    page = read(client, "council", council.pk)

    assert reverse("council_leave_out", args=[council.pk, line.proposal_id]) not in page
    assert "frozen" in read(client, "council_leave_out", council.pk, line.proposal_id, status=409)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Put the file together"), ("fr", ""), ("ar", "")]
)
def test_a_file_that_is_not_put_together_says_what_is_to_be_done(
    language: str, words: str, client: Client, amina: User
) -> None:
    council = open_council()
    client.force_login(amina)

    page = read(client, "council", council.pk, language=language)

    assert words in page
    assert "Nothing is asked of you now." not in page


def test_a_stale_form_is_refused_and_nothing_is_kept(client: Client, amina: User) -> None:
    council = council_in("preparing")
    line = council.lines.order_by("pk")[0]
    client.force_login(amina)
    read_at = expect(council)
    post(client, "council_thaw", council.pk)

    answer = {"expect": read_at, "reason": "Sans budget."}
    page = post(client, "council_leave_out", council.pk, line.proposal_id, status=409, **answer)

    assert "Sans budget." in page
    line.refresh_from_db()
    assert not line.is_left_out


def test_the_act_shows_every_line_that_moves_and_every_line_that_stays(
    client: Client, claire: User
) -> None:
    signed, other = signed_dossiers(1)[0], dossier_in(ProposalState.SIGNATURE)
    council = council_in(
        "preparing", [signed, other], left_out={other: "Une partie n'a pas signé."}
    )
    client.force_login(claire)

    page = read(client, "plan_act", council.plan.code, council.pk, "submit")

    assert signed.reference in page
    assert "Before the government council" in page
    assert "Une partie n&#x27;a pas signé." in page


@pytest.mark.parametrize(
    ("purpose", "words"),
    [
        (AttachmentPurpose.COUNCIL_FILE, "The file is frozen"),
        (AttachmentPurpose.AGENDA, "is added in: "),
        (AttachmentPurpose.COUNCIL_DECISION, "is added in: Presented to the council"),
    ],
)
def test_a_document_that_is_not_taken_now_is_not_asked_for(
    client: Client, amina: User, purpose: AttachmentPurpose, words: str
) -> None:
    council = council_in("preparing")
    client.force_login(amina)

    page = read(client, "council_document", council.pk, purpose.value, status=409)

    assert words in page


def test_a_purpose_that_no_council_document_has_is_not_found(client: Client, amina: User) -> None:
    council = council_in("preparing")
    client.force_login(amina)

    read(client, "council_document", council.pk, "minutes", status=404)


def test_a_frozen_file_takes_no_more_documents(client: Client, amina: User) -> None:
    council = council_in("preparing")
    client.force_login(amina)
    kept = (council.pk, AttachmentPurpose.COUNCIL_FILE.value)

    page = post(
        client, "council_document", *kept, status=409, expect=expect(council), file=upload()
    )

    assert "The file is frozen" in page


def test_a_file_is_begun_from_the_list_of_the_plan_while_none_is_on_its_way(
    client: Client, amina: User
) -> None:
    version = frozen_version(signed_dossiers(1))
    code = version.plan.code
    client.force_login(amina)
    assert "Begin on version 1" in read(client, "council_list", code)

    post(client, "council_new", code, version.number)

    page = read(client, "council_list", code)
    assert "Begin on version 1" not in page
    assert "G-1" in page
    file = read(client, "council", Council.objects.get().pk)
    assert "The file has no document" in file
    assert reverse("council_freeze", args=[Council.objects.get().pk]) not in file
    post(client, "council_new", code, version.number, status=409)


def test_a_page_takes_as_many_statements_for_one_line_as_for_many(
    client: Client, claire: User
) -> None:
    client.force_login(claire)
    few = council_in("preparing", signed_dossiers(1))
    many = council_in("preparing", signed_dossiers(6, plan=make_plan("MA-3")))

    counts = []
    for council in (few, many):
        read(client, "council", council.pk)
        with CaptureQueriesContext(connection) as queries:
            read(client, "council", council.pk)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_inbox_leads_to_the_file(client: Client, claire: User) -> None:
    council = council_in("preparing")
    client.force_login(claire)

    page = read(client, "inbox")

    assert "Hand the file in to the council" in page
    assert reverse("council", args=[council.pk]) in page
    assert council.state == CouncilState.PREPARING
