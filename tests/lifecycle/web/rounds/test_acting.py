"""What the ministry does about a seat: go on without it, invite it again, transfer it."""

from typing import Any

import pytest
from django.urls import reverse

from lifecycle.models import Proposal
from lifecycle.services.institutions import succeed
from lifecycle.vocabulary import Side
from lifecycle.vocabulary.roles import OWNER
from tests.cast import Institutions, make_institution, make_person
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.lifecycle.web.rounds.sheets import find_seat, post_decision, submit_sheet
from workflow.clock import current_clock
from workflow.models import COUNTING, Decision, Event, Institution, Seat, User, WorkItem
from workflow.permissions import grant

pytestmark = pytest.mark.django_db

DEEDS = ("round_stand_down", "round_invite_again", "round_transfer")


@pytest.fixture
def proposal(institutions: Institutions) -> Proposal:
    """Return a dossier whose sheet is before its owners."""
    return submit_sheet(institutions)


@pytest.fixture
def seat(proposal: Proposal, institutions: Institutions) -> Seat:
    """Return the seat of the partner."""
    return find_seat(proposal, institutions.ministry)


@pytest.fixture
def heir(institutions: Institutions) -> Institution:
    """Return the institution that the partner is part of, with an owner who can take its seat."""
    body = make_institution("heir", Side.GOVERNMENT, french="Agence", arabic="وكالة")
    grant(OWNER, make_person("Hind"), on=body)
    Institution.objects.filter(pk=institutions.ministry.pk).update(parent=body)
    return body


def address_of(name: str, seat: Seat) -> str:
    """Return the address of what is done about a seat."""
    return reverse(name, args=[seat.round_id, seat.pk])


def post(person: User, name: str, seat: Seat, **typed: Any) -> Any:
    """Open the page of what is done about a seat, fill it in and send it; return the answer."""
    client, address = browse(person), address_of(name, seat)
    form = client.get(address).context["form"]
    return client.post(address, {"key": form["key"].value(), **typed})


def test_the_lead_goes_on_without_a_seat_for_a_reason_its_holder_reads(
    seat: Seat, claire: User, emna: User
) -> None:
    answer = post(claire, "round_stand_down", seat, reason="Le partenaire ne répond plus.")

    assert answer.headers["Location"] == f"/rounds/{seat.round_id}/"
    assert Decision.objects.get(seat=seat).verdict == "abstain"
    page = read(emna, answer.headers["Location"])
    assert "Le partenaire ne répond plus." in page
    assert "Passed over by the ministry" in page


def test_a_seat_that_was_passed_over_is_invited_again(
    seat: Seat, claire: User, amina: User
) -> None:
    post(claire, "round_stand_down", seat, reason="Le partenaire ne répond plus.")

    answer = post(amina, "round_invite_again", seat)

    assert answer.status_code == 302
    assert not Decision.objects.filter(COUNTING, seat=seat).exists()
    assert "days left" in read(amina, answer.headers["Location"])


def test_a_seat_goes_to_another_institution(
    seat: Seat, amina: User, heir: Institution, proposal: Proposal
) -> None:
    answer = post(amina, "round_transfer", seat, institution=heir.pk, reason="Réorganisation.")

    assert answer.status_code == 302
    seat.refresh_from_db()
    assert seat.institution == heir
    assert "Agence" in read(amina, answer.headers["Location"])
    assert Event.objects.filter(subject=proposal.pk, name="approval.transferred").exists()


def test_a_stranger_to_the_dossier_takes_no_seat(seat: Seat, amina: User) -> None:
    stranger = make_institution("stranger", Side.GOVERNMENT, french="Office", arabic="مكتب")
    grant(OWNER, make_person("Hind"), on=stranger)

    page = read(amina, address_of("round_transfer", seat))
    answer = post(amina, "round_transfer", seat, institution=stranger.pk, reason="Absence.")

    assert "Office" not in page
    assert answer.status_code == 422
    assert "Office cannot take this seat" in answer.content.decode()
    seat.refresh_from_db()
    assert seat.institution != stranger


@pytest.mark.parametrize(
    "typed", [{}, {"institution": "x", "reason": "y"}, {"institution": "9" * 30, "reason": "y"}]
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    seat: Seat, amina: User, typed: dict[str, str]
) -> None:
    answer = post(amina, "round_transfer", seat, **typed)

    assert answer.status_code == 422
    assert "Choose the institution that takes the seat." in answer.content.decode()


def test_a_reason_is_asked_for(seat: Seat, claire: User) -> None:
    answer = post(claire, "round_stand_down", seat, reason=" ")

    assert (answer.status_code, Decision.objects.exists()) == (422, False)


def test_what_is_not_possible_now_is_said_on_the_page(
    seat: Seat, amina: User, institutions: Institutions
) -> None:
    taken = post(
        amina, "round_transfer", seat, institution=institutions.archives.pk, reason="Erreur."
    )

    assert taken.status_code == 409
    assert "one vote each" in taken.content.decode()
    assert "Erreur." in taken.content.decode()


def test_a_seat_that_said_nothing_yet_is_not_asked_again(seat: Seat, amina: User) -> None:
    client, address = browse(amina), address_of("round_invite_again", seat)

    asked, sent = client.get(address), client.post(address, {"key": "again"})

    assert (asked.status_code, sent.status_code) == (409, 409)
    assert "Only a seat that declined, abstained or said nothing" in asked.content.decode()


def test_a_round_that_is_over_asks_for_nothing_about_its_seats(
    proposal: Proposal, seat: Seat, claire: User, emna: User, institutions: Institutions
) -> None:
    post(claire, "round_stand_down", seat, reason="Le partenaire ne répond plus.")
    before = read(claire, reverse("round", args=[seat.round_id]))
    lead = find_seat(proposal, institutions.archives)
    post_decision(emna, lead, choice="object", comment="Le budget manque.")

    after = read(claire, reverse("round", args=[seat.round_id]))
    answers = [browse(claire).get(address_of(name, seat)) for name in DEEDS]

    assert "Invite again" in before
    assert "Invite again" not in after
    assert [each.status_code for each in answers] == [409, 409, 409]
    assert all("This round is over." in each.content.decode() for each in answers)


@pytest.mark.parametrize("name", DEEDS)
def test_nobody_but_the_ministry_is_shown_these_pages(
    seat: Seat, emna: User, jalila: User, name: str
) -> None:
    for person in (emna, jalila):
        assert browse(person).get(address_of(name, seat)).status_code == 403
        assert browse(person).post(address_of(name, seat), {}).status_code == 403


def test_the_team_does_not_go_on_without_a_seat(seat: Seat, amina: User) -> None:
    assert browse(amina).get(address_of("round_stand_down", seat)).status_code == 403
    assert "Go on without it" not in read(amina, reverse("round", args=[seat.round_id]))


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_page_is_read_in_each_language(
    seat: Seat, claire: User, name: str, language: str
) -> None:
    if name == "round_invite_again":
        post(claire, "round_stand_down", seat, reason="Le partenaire ne répond plus.")

    assert browse(claire, language).get(address_of(name, seat)).status_code == 200


def test_a_seat_of_another_round_is_not_found(seat: Seat, claire: User) -> None:
    address = reverse("round_stand_down", args=[seat.round_id, 999_999])

    assert browse(claire).get(address).status_code == 404


def test_the_page_offers_what_can_be_done(
    proposal: Proposal, seat: Seat, claire: User, emna: User, institutions: Institutions
) -> None:
    post_decision(emna, find_seat(proposal, institutions.archives), choice="approve")

    page = read(claire, reverse("round", args=[seat.round_id]))

    assert page.count("Go on without it") == 1
    assert page.count("Transfer the seat") == 1
    assert "Invite again" not in page


# ---- A holder that another institution took over.


@pytest.fixture
def silent(proposal: Proposal, seat: Seat, claire: User) -> Seat:
    """Return the seat of the partner, without which the round goes on."""
    post(claire, "round_stand_down", seat, reason="Le partenaire ne répond plus.")
    return seat


def test_inviting_again_asks_the_institution_that_took_the_holder_over(
    silent: Seat, claire: User, heir: Institution, institutions: Institutions
) -> None:
    succeed(institutions.ministry, by=heir, on=current_clock().today(), actor=claire)

    answer = post(claire, "round_invite_again", silent)

    item = WorkItem.objects.get(seat=silent)
    assert (answer.status_code, item.closed_at, item.institution) == (302, None, heir)
    history = read(claire, reverse("proposal_history", args=[silent.round.subject_id]))
    assert "a seat was invited again" in history
    assert "Institution before" in history
    assert "Institution from now on" in history
    assert "Agence" in history


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_seat_whose_heir_sits_beside_it_is_spoken_for_and_not_asked_again(
    silent: Seat, claire: User, institutions: Institutions, language: str
) -> None:
    succeed(
        institutions.ministry, by=institutions.archives, on=current_clock().today(), actor=claire
    )
    client, address = browse(claire, language), reverse("round", args=[silent.round_id])

    page = client.get(address).content.decode()
    asked = client.get(address_of("round_invite_again", silent))
    sent = client.post(address_of("round_invite_again", silent), {"key": "again"})
    post(claire, "round_stand_down", silent, reason="Absorbée.")

    assert address_of("round_stand_down", silent) in page
    assert address_of("round_invite_again", silent) not in page
    assert (asked.status_code, sent.status_code) == (409, 409)
    silent.refresh_from_db()
    assert silent.joined_to is not None
    after = client.get(address).content.decode()
    assert address_of("round_stand_down", silent) not in after
    if language == "en":
        assert "one vote each. Go on without this seat" in asked.content.decode()
        assert "Speaks by the seat of who took it over" in after
