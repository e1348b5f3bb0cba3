"""A decision on paper: one of the team records it with its scan, a second one confirms it."""

from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lifecycle.models import Attachment, Proposal
from notifications.dispatch import dispatch
from tests.cast import Institutions
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.lifecycle.web.rounds.sheets import find_seat, submit_sheet
from workflow.models import Decision, Round, RoundKind, Seat, User

pytestmark = pytest.mark.django_db

PAPER = {
    "choice": "approve",
    "paper_number": "2026/118",
    "paper_on": "2026-11-20",
    "paper_capacity": "Secrétariat général",
}


@pytest.fixture
def proposal(institutions: Institutions) -> Proposal:
    """Return a dossier whose sheet is before its owners."""
    return submit_sheet(institutions)


@pytest.fixture
def seat(proposal: Proposal, institutions: Institutions) -> Seat:
    """Return the seat of the partner, who answers by letter."""
    return find_seat(proposal, institutions.ministry)


def post_record(person: User, seat: Seat, *, scan: bool = True, **typed: Any) -> Any:
    """Fill in the page that records a decision on paper and send it; return the answer."""
    client, address = browse(person), reverse("round_record", args=[seat.round_id, seat.pk])
    form = client.get(address).context["form"]
    hidden = {"expect": form["expect"].value(), "key": form["key"].value()}
    if scan:
        typed["paper_scan_upload"] = SimpleUploadedFile("lettre.pdf", b"%PDF-1.7\n%%EOF\n")
    return client.post(address, {**hidden, **PAPER, **typed})


def get_record() -> Round:
    """Return what waits to be confirmed."""
    return Round.objects.get(kind=str(RoundKind.RECORD), outcome="")


def test_a_letter_counts_once_a_second_person_has_confirmed_it(
    seat: Seat, amina: User, bilal: User, emna: User
) -> None:
    recorded = post_record(amina, seat)

    assert recorded.headers["Location"] == f"/rounds/{seat.round_id}/"
    assert not Decision.objects.filter(seat=seat).exists()
    page = read(bilal, reverse("round", args=[seat.round_id]))
    assert "A decision on paper waits for a second person" in page
    assert "2026/118" in page
    confirm = reverse("round_record_confirm", args=[get_record().pk])
    assert confirm in page
    assert confirm in read(bilal, "/inbox/")
    assert "lettre.pdf" in read(bilal, confirm)
    confirmed = browse(bilal).post(confirm)

    assert confirmed.status_code == 302
    decision = Decision.objects.get(seat=seat)
    assert (decision.verdict, decision.event.confirmed_by) == ("approve", bilal)
    shown = read(emna, reverse("round", args=[seat.round_id]))
    assert "On paper on" in shown
    assert "confirmed by Bilal" in shown


def test_who_recorded_it_does_not_confirm_it(seat: Seat, amina: User) -> None:
    post_record(amina, seat)
    address = reverse("round_record_confirm", args=[get_record().pk])

    assert address not in read(amina, reverse("round", args=[seat.round_id]))
    assert address not in read(amina, "/inbox/")
    asked = browse(amina).get(address)
    assert asked.status_code == 403
    assert "You recorded this yourself" in asked.content.decode()
    assert browse(amina).post(address).status_code == 403
    assert not Decision.objects.filter(seat=seat).exists()


def test_what_waits_for_a_second_person_is_not_asked_for_once_more(
    seat: Seat, amina: User, bilal: User
) -> None:
    post_record(amina, seat)

    asked = browse(bilal).get(reverse("round_record", args=[seat.round_id, seat.pk]))

    assert asked.status_code == 409
    assert "a second person can confirm it" in asked.content.decode()


def test_what_is_not_confirmed_leaves_the_seat_asked(seat: Seat, amina: User, bilal: User) -> None:
    post_record(amina, seat)
    address = reverse("round_record_decline", args=[get_record().pk])

    silent = browse(bilal).post(address, {"comment": " "})
    declined = browse(bilal).post(address, {"comment": "Ce n'est pas signé."})

    assert (silent.status_code, declined.status_code) == (422, 302)
    assert not Decision.objects.filter(seat=seat).exists()
    again = browse(bilal).post(address, {"comment": "Encore."})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"choice": ""}, "choice"),
        ({"choice": "object"}, "comment"),
        ({"paper_number": ""}, "paper_number"),
        ({"paper_on": "demain"}, "paper_on"),
        ({"paper_capacity": ""}, "paper_capacity"),
    ],
)
def test_what_is_missing_is_said_near_its_field_and_the_scan_is_not_lost(
    seat: Seat, amina: User, typed: dict[str, Any], field: str
) -> None:
    answer = post_record(amina, seat, **typed)

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert field in errors
    assert "paper_scan" not in errors
    assert not Round.objects.filter(kind=str(RoundKind.RECORD)).exists()


def test_the_scan_is_asked_for(seat: Seat, amina: User) -> None:
    answer = post_record(amina, seat, scan=False)

    assert answer.status_code == 422
    assert "paper_scan" in answer.context["form"].errors


@pytest.mark.parametrize(
    "typed", [{"paper_number": ""}, {"choice": ""}, {"choice": "object", "comment": ""}]
)
def test_a_scan_that_came_with_a_wrong_form_is_chosen_in_the_next_one(
    seat: Seat, amina: User, typed: dict[str, Any]
) -> None:
    answer = post_record(amina, seat, **typed)

    scan = Attachment.objects.get(original_name="lettre.pdf")
    assert answer.context["form"]["paper_scan"].value() == str(scan.pk)


def test_nobody_but_the_team_records(seat: Seat, emna: User, claire: User) -> None:
    address = reverse("round_record", args=[seat.round_id, seat.pk])

    for person in (emna, claire):
        assert browse(person).get(address).status_code == 403
        assert browse(person).post(address, PAPER).status_code == 403


def test_the_rest_of_the_team_hears_of_it_but_who_recorded_it(
    seat: Seat, amina: User, bilal: User
) -> None:
    dispatch()
    mail.outbox.clear()
    post_record(amina, seat)

    dispatch()

    assert [each.to for each in mail.outbox] == [[bilal.email]]
    assert f"/rounds/records/{get_record().pk}/confirm/" in mail.outbox[0].body


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_page_is_read_in_each_language(
    seat: Seat, amina: User, bilal: User, language: str
) -> None:
    post_record(amina, seat)
    record = get_record()

    for name in ("round_record_confirm", "round_record_decline"):
        address = reverse(name, args=[record.pk])
        assert browse(bilal, language).get(address).status_code == 200


def test_a_record_that_does_not_exist_is_not_found(seat: Seat, bilal: User) -> None:
    assert browse(bilal).get("/rounds/records/999999/confirm/").status_code == 404
    assert browse(bilal).get(f"/rounds/records/{seat.round_id}/confirm/").status_code == 404
