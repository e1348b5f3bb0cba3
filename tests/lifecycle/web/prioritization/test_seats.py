"""What an assessor does: score, abstain, declare an interest; and what they do not see before."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import Assessment, ConflictOfInterest, Proposal, Score
from lifecycle.vocabulary import ProposalState
from tests.factories import make_minutes, proposal_in, score_all
from workflow.engine import fire
from workflow.models import Decision, Seat, User, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(ghita: User, hamid: User) -> Proposal:
    """Return a proposal that Ghita and Hamid are asked to score."""
    return proposal_in(ProposalState.IN_ASSESSMENT)


def find_seat(person: User, proposal: Proposal) -> Seat:
    """Return the seat of a person in the assessment of a proposal."""
    return Seat.objects.get(person=person, round__subject=proposal.pk)


def read(client: Client, person: User, seat: Seat, *, language: str = "en") -> Any:
    """Return the page of a seat as this person reads it."""
    client.force_login(person)
    address = reverse("assessment_seat", args=[seat.pk])
    return client.get(address, headers={"accept-language": language})


def post(
    client: Client, person: User, seat: Seat, name: str = "assessment_seat", **values: Any
) -> Any:
    """Post to a page of the seat."""
    client.force_login(person)
    address = reverse(name, args=[seat.pk])
    return client.post(address, values, headers={"accept-language": "en"})


def make_points(proposal: Proposal, points: object) -> dict[str, Any]:
    """Return the same points for each criterion, as the form posts them."""
    return {f"points_{each.pk}": points for each in proposal.plan.criteria.all()}


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_text_and_the_criteria_are_read_in_each_language(
    client: Client, ghita: User, proposal: Proposal, language: str, direction: str
) -> None:
    page = read(client, ghita, find_seat(ghita, proposal), language=language).content.decode()

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert proposal.problem in page
    assert all(f'name="points_{each.pk}"' in page for each in proposal.plan.criteria.all())


def test_points_are_recorded_with_the_remark(
    client: Client, ghita: User, proposal: Proposal
) -> None:
    seat = find_seat(ghita, proposal)

    answer = post(client, ghita, seat, **make_points(proposal, 4), remark="Utile.")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/assessment/")
    assessment = Assessment.objects.get(seat=seat)
    assert assessment.remark == "Utile."
    assert set(assessment.scores.values_list("points", flat=True)) == {4}


def test_assessors_read_what_each_criterion_is_about(
    client: Client, ghita: User, proposal: Proposal
) -> None:
    words = "Ce que chacun pourra lire de plus."
    proposal.plan.criteria.update(description_fr=words)

    page = read(client, ghita, find_seat(ghita, proposal)).content.decode()

    assert page.count(words) == proposal.plan.criteria.count()


@pytest.mark.parametrize("points", ["6", "-1", "2.5", "x", ""])
def test_points_out_of_range_are_refused_and_what_was_typed_stays(
    client: Client, ghita: User, proposal: Proposal, points: str
) -> None:
    seat = find_seat(ghita, proposal)

    answer = post(client, ghita, seat, **make_points(proposal, points), remark="Ne me perdez pas.")

    page = answer.content.decode()
    assert answer.status_code == 422
    # The summary has the label of the field already, so the message does not name it again.
    assert "<span>Give a whole number from 0 to 5.</span>" in page
    assert "Ne me perdez pas." in page
    assert not Score.objects.exists()


def test_a_seat_of_somebody_else_does_not_exist(
    client: Client, ghita: User, hamid: User, amina: User, proposal: Proposal
) -> None:
    seat = find_seat(hamid, proposal)

    for person in (ghita, amina):
        assert read(client, person, seat).status_code == 404
        assert post(client, person, seat, **make_points(proposal, 4)).status_code == 404
        assert post(client, person, seat, "assessment_abstain").status_code == 404
        assert post(client, person, seat, "assessment_conflict").status_code == 404
    assert not Decision.objects.filter(seat=seat).exists()


def test_nothing_is_scored_after_the_end(
    client: Client, ghita: User, hamid: User, claire: User, proposal: Proposal
) -> None:
    score_all(proposal)
    minutes = make_minutes(proposal.plan)
    fire(proposal.pk, "retain", actor=claire, inputs={"minutes": minutes, "reason": ""})
    seat = find_seat(ghita, proposal)
    given = Decision.objects.filter(seat=seat).count()

    answer = post(client, ghita, seat, **make_points(proposal, 1))

    assert answer.status_code == 409
    assert Decision.objects.filter(seat=seat).count() == given
    assert "Record my points" not in read(client, ghita, seat).content.decode()


def test_points_are_given_once(client: Client, ghita: User, proposal: Proposal) -> None:
    seat = find_seat(ghita, proposal)
    post(client, ghita, seat, **make_points(proposal, 4))

    answer = post(client, ghita, seat, **make_points(proposal, 1))

    assert answer.status_code == 409
    assert set(Score.objects.values_list("points", flat=True)) == {4}


def test_what_the_others_gave_is_shown_once_one_has_given_ones_own(
    client: Client, ghita: User, hamid: User, proposal: Proposal
) -> None:
    post(client, hamid, find_seat(hamid, proposal), **make_points(proposal, 5))
    seat = find_seat(ghita, proposal)

    before = read(client, ghita, seat).content.decode()
    post(client, ghita, seat, **make_points(proposal, 4))
    after = read(client, ghita, seat).content.decode()

    assert "Mean of all assessors" not in before
    assert "100.0%" not in before
    assert "Mean of all assessors so far: 90.0%, from 2 of 2." in after


def test_an_assessor_abstains_for_a_reason(client: Client, ghita: User, proposal: Proposal) -> None:
    seat = find_seat(ghita, proposal)

    without = post(client, ghita, seat, "assessment_abstain", **{"abstain-reason": " "})
    answer = post(client, ghita, seat, "assessment_abstain", **{"abstain-reason": "Absente."})

    assert without.status_code == 422
    assert "Give the reason." in without.content.decode()
    assert answer.status_code == 302
    assert Decision.objects.get(seat=seat).verdict == Verdict.ABSTAIN


def test_an_assessor_declares_an_interest_and_their_seat_stands_down(
    client: Client, ghita: User, proposal: Proposal
) -> None:
    seat = find_seat(ghita, proposal)

    without = post(client, ghita, seat, "assessment_conflict", **{"conflict-reason": ""})
    answer = post(client, ghita, seat, "assessment_conflict", **{"conflict-reason": "Ma sœur."})

    assert without.status_code == 422
    assert answer.status_code == 302
    assert ConflictOfInterest.objects.get(proposal=proposal.pk).person == ghita
    assert Decision.objects.get(seat=seat).verdict == Verdict.ABSTAIN


def test_somebody_who_has_not_signed_in_is_asked_to(
    client: Client, ghita: User, proposal: Proposal
) -> None:
    answer = client.get(reverse("assessment_seat", args=[find_seat(ghita, proposal).pk]))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
