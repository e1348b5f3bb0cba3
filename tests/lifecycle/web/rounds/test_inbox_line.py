"""The inbox of who decides: one line a seat, which leads to the page of the round."""

import pytest

from tests.cast import Institutions
from tests.lifecycle.web.proposals.browsing import read
from tests.lifecycle.web.rounds.sheets import find_seat, submit_sheet
from workflow.models import User

pytestmark = pytest.mark.django_db


def test_an_owner_goes_from_a_line_to_their_seat(emna: User, institutions: Institutions) -> None:
    seat = find_seat(submit_sheet(institutions), institutions.archives)

    page = read(emna, "/inbox/")

    assert "Read its sheet and decide" in page
    assert f'href="/rounds/{seat.round_id}/?seat={seat.pk}"' in page
    assert "Read and decide" in page


def test_who_only_looks_at_the_desks_of_others_is_led_to_the_dossier(
    claire: User, institutions: Institutions
) -> None:
    proposal = submit_sheet(institutions)

    page = read(claire, "/inbox/?of=others")

    assert f'href="/proposals/{proposal.pk}/"' in page
    assert "/rounds/" not in page
