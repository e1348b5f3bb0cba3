"""A convention before its parties: each reads and signs its own text on the page of the round."""

import pytest
from django.urls import reverse

from tests.cast import Institutions
from tests.conventions import Signing, make_signing
from tests.lifecycle.web.proposals.browsing import browse, read
from tests.lifecycle.web.rounds.sheets import post_decision
from workflow.models import Decision, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def signing(institutions: Institutions, amina: User, claire: User) -> Signing:
    """Return a convention that its parties are asked to sign."""
    return make_signing(institutions, amina, claire).open()


def test_a_party_reads_the_convention_with_its_own_annexes(
    signing: Signing, institutions: Institutions
) -> None:
    seat = signing.seat_of(institutions.ministry)

    page = read(signing.owner_of(institutions.ministry), reverse("round", args=[seat.round_id]))

    assert "Les parties s&#x27;engagent à réaliser les fiches annexées." in page
    assert "Former les archivistes" in page
    assert "Publier le registre des archives" not in page
    assert "I sign this text" in page


def test_the_ministry_reads_the_text_of_any_party(
    signing: Signing, institutions: Institutions, amina: User
) -> None:
    seat = signing.seat_of(institutions.rivage)

    page = read(amina, reverse("round", args=[seat.round_id]) + f"?seat={seat.pk}")

    assert "Publier le registre des archives" in page
    assert "Former les archivistes" not in page
    assert "Association Rivage</bdi> decides on it" in page


def test_a_party_signs_exactly_its_text(signing: Signing, institutions: Institutions) -> None:
    seat = signing.seat_of(institutions.rivage)
    person = signing.owner_of(institutions.rivage)

    answer = post_decision(person, seat, choice="approve")

    assert answer.status_code == 302
    assert Decision.objects.get(seat=seat).content_hash == seat.content_hash
    assert "Signed" in read(person, answer.headers["Location"])


def test_a_party_that_does_not_sign_says_why(signing: Signing, institutions: Institutions) -> None:
    seat = signing.seat_of(institutions.rivage)
    person = signing.owner_of(institutions.rivage)

    silent = post_decision(person, seat, choice="decline")
    answer = post_decision(person, seat, choice="decline", comment="Aucun moyen.")

    assert (silent.status_code, answer.status_code) == (422, 302)
    page = read(person, reverse("round", args=[seat.round_id]))
    assert "Does not sign" in page
    assert "Aucun moyen." in page


def test_who_has_no_part_in_it_does_not_see_a_convention_being_signed(
    signing: Signing, institutions: Institutions, driss: User
) -> None:
    seat = signing.seat_of(institutions.rivage)

    for person in (driss, None):
        assert browse(person).get(reverse("round", args=[seat.round_id])).status_code == 404


def test_a_party_can_read_the_text_of_another_and_not_sign_there(
    signing: Signing, institutions: Institutions
) -> None:
    other = signing.seat_of(institutions.rivage)
    person = signing.owner_of(institutions.ministry)

    page = read(person, reverse("round", args=[other.round_id]) + f"?seat={other.pk}")

    assert "Publier le registre des archives" in page
    assert 'name="choice"' not in page


def test_a_round_that_asks_nobody_is_not_said_to_have_no_date(
    signing: Signing, institutions: Institutions
) -> None:
    for body in (institutions.archives, institutions.rivage, institutions.ministry):
        seat = signing.seat_of(body)
        post_decision(signing.owner_of(body), seat, choice="decline", comment="Non.")

    page = read(signing.team, reverse("round", args=[seat.round_id]))

    assert "No answer is awaited" in page
    assert "No date" not in page
