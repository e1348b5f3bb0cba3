"""Several proposals at once: what is offered, what is foreseen, what becomes of each."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifecycle.models import Attachment, Proposal
from lifecycle.vocabulary import ProposalState, RefusalCode
from tests.factories import make_minutes, proposal_in, score_all
from workflow.engine import fire as engine_fire
from workflow.models import Event, Round, User

pytestmark = pytest.mark.django_db

BULK = "/bulk/"
FIRE = "/bulk/fire/"


def foresee(client: Client, person: User, proposals: list[Proposal], name: str = "") -> str:
    """Return the page that asks for the step, or shows what the step would do."""
    client.force_login(person)
    query: dict[str, Any] = {"subject": [each.pk for each in proposals], "transition": name}
    answer = client.get(BULK, query, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def fire(client: Client, person: User, proposals: list[Proposal], name: str, **inputs: Any) -> Any:
    """Post the step for all of them."""
    client.force_login(person)
    posted = {"subject": [each.pk for each in proposals], "transition": name, "key": "a-key"}
    return client.post(FIRE, {**posted, **inputs}, headers={"accept-language": "en"})


def read_state(proposal: Proposal) -> str:
    """Return the state the proposal is in now."""
    return Proposal.objects.values_list("state", flat=True).get(pk=proposal.pk)


def test_the_steps_are_offered_with_how_many_can_take_them(client: Client, amina: User) -> None:
    submitted = [proposal_in(ProposalState.SUBMITTED) for _number in range(2)]
    admissible = proposal_in(ProposalState.ADMISSIBLE)

    page = foresee(client, amina, [*submitted, admissible])

    assert 'value="admit"' in page
    assert "possible for 2 of 3" in page
    assert 'value="merge"' in page
    assert "possible for all of them" in page


def test_what_asks_for_the_text_or_the_paper_of_each_is_not_offered(
    client: Client, amina: User
) -> None:
    page = foresee(client, amina, [proposal_in(ProposalState.ADMISSIBLE)])

    assert 'value="split"' not in page
    assert 'value="withdraw"' not in page


def test_those_who_may_move_nothing_are_offered_nothing(client: Client, karim: User) -> None:
    page = foresee(client, karim, [proposal_in(ProposalState.SUBMITTED)])

    assert "There is no step that you may take" in page


def test_what_it_would_do_is_shown_for_each_or_why_not(client: Client, amina: User) -> None:
    submitted = proposal_in(ProposalState.SUBMITTED)
    admissible = proposal_in(ProposalState.ADMISSIBLE)

    page = foresee(client, amina, [submitted, admissible], "admit")

    assert "Do it for 1 proposal" in page
    assert "The state is now: Admissible." in page
    assert read_state(submitted) == ProposalState.SUBMITTED


def test_what_waits_for_a_second_person_already_is_foreseen_as_not_possible(
    client: Client, amina: User, bilal: User
) -> None:
    proposed, free = (proposal_in(ProposalState.SUBMITTED) for _number in range(2))
    inputs = {"code": RefusalCode.OUT_OF_SCOPE.value, "reason": "Hors du sujet."}
    engine_fire(proposed.pk, "refuse", actor=bilal, inputs=inputs)

    offers = foresee(client, amina, [proposed, free])
    page = foresee(client, amina, [proposed, free], "refuse")

    assert "possible for 1 of 2" in offers
    assert "Do it for 1 proposal" in page
    assert "Somebody has proposed this already" in page


def test_one_refusal_does_not_stop_the_others(client: Client, amina: User) -> None:
    submitted = [proposal_in(ProposalState.SUBMITTED) for _number in range(2)]
    asked = proposal_in(ProposalState.NEEDS_DETAILS)

    page = fire(client, amina, [*submitted, asked], "admit").content.decode()

    assert [read_state(each) for each in submitted] == [ProposalState.ADMISSIBLE] * 2
    assert read_state(asked) == ProposalState.NEEDS_DETAILS
    assert page.count("state-ok") == 2
    assert page.count("Refused") == 1
    assert "The state is now: Details asked of the author." in page


def test_a_form_that_is_sent_twice_fires_once_and_shows_the_same(
    client: Client, amina: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)

    first, second = (fire(client, amina, [proposal], "admit") for _time in range(2))

    assert b"Refused" not in second.content
    assert first.content.count(b"state-ok") == second.content.count(b"state-ok") == 1
    assert Event.objects.filter(subject=proposal.pk, name="admit").count() == 1


def test_what_is_missing_is_said_near_its_field_and_nothing_happens(
    client: Client, amina: User
) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)

    answer = fire(client, amina, [proposal], "request_details", question="")

    assert answer.status_code == 422
    assert b'aria-invalid="true"' in answer.content
    assert read_state(proposal) == ProposalState.SUBMITTED


def test_the_same_words_are_given_for_all_of_them(client: Client, amina: User) -> None:
    proposals = [proposal_in(ProposalState.SUBMITTED) for _number in range(2)]

    fire(client, amina, proposals, "request_details", question="Pour quel registre ?")

    found = Proposal.objects.filter(pk__in=[each.pk for each in proposals])
    assert {each.question for each in found} == {"Pour quel registre ?"}


def test_minutes_that_come_with_the_form_are_kept_once_with_the_plan(
    client: Client, claire: User
) -> None:
    proposals = [proposal_in(ProposalState.IN_ASSESSMENT) for _number in range(2)]
    for each in proposals:
        score_all(each)
    make_minutes(proposals[0].plan)
    answers = []

    for _time in range(2):
        upload = SimpleUploadedFile("atelier.pdf", b"%PDF-1.7 atelier\n%%EOF\n")
        answers.append(fire(client, claire, proposals, "retain", minutes_upload=upload, reason=""))

    minutes = Attachment.objects.get(original_name="atelier.pdf")
    found = Proposal.objects.filter(decided_by_minutes=minutes)
    assert minutes.subject_id == proposals[0].plan_id
    assert set(found) == set(proposals)
    assert [answer.content.count(b"state-ok") for answer in answers] == [2, 2]


def test_a_file_that_is_not_what_it_says_is_refused_for_all(client: Client, claire: User) -> None:
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    score_all(proposal)
    make_minutes(proposal.plan)
    upload = SimpleUploadedFile("atelier.pdf", b"MZ\x00\x00")

    answer = fire(client, claire, [proposal], "retain", minutes_upload=upload)

    assert answer.status_code == 422
    assert read_state(proposal) == ProposalState.IN_ASSESSMENT


def test_where_two_must_agree_each_is_only_proposed(client: Client, amina: User) -> None:
    proposals = [proposal_in(ProposalState.SUBMITTED) for _number in range(2)]
    assert "A second person must confirm each of them" in foresee(
        client, amina, proposals, "refuse"
    )

    page = fire(
        client, amina, proposals, "refuse", code="out_of_scope", reason="Hors sujet."
    ).content.decode()

    assert page.count("Proposed: a second person must confirm it") == 2
    assert Round.objects.filter(proposed_transition="refuse", outcome="").count() == 2


def test_what_somebody_may_not_see_is_left_out_as_if_it_did_not_exist(
    client: Client, driss: User, emna: User
) -> None:
    submitted = proposal_in(ProposalState.SUBMITTED)
    published = proposal_in(ProposalState.ADMISSIBLE)

    page = foresee(client, emna, [submitted, published])

    assert submitted.title not in page
    assert published.title in page


def test_a_selection_of_nothing_goes_back_to_the_inbox_and_says_why(
    client: Client, amina: User
) -> None:
    client.force_login(amina)

    for query in ("", "?subject=x", "?subject=99999999"):
        answer = client.get(BULK + query, headers={"accept-language": "en"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/inbox/")
    page = client.get("/inbox/", headers={"accept-language": "en"}).content.decode()
    assert "Select at least one proposal first." in page


def test_a_step_nobody_declared_does_not_exist(client: Client, amina: User) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)

    assert fire(client, amina, [proposal], "nonsense").status_code == 404


def test_what_can_be_chosen_is_not_shown_to_who_may_not_choose(client: Client, farid: User) -> None:
    public = proposal_in(ProposalState.ADMISSIBLE)
    proposal_in(ProposalState.SUBMITTED, plan=public.plan, title="Un titre gardé")
    client.force_login(farid)
    asked: dict[str, int | str] = {"subject": public.pk, "transition": "merge"}

    shown = client.get("/bulk/", asked)
    sent = client.post("/bulk/fire/", asked)

    for answer in (shown, sent):
        assert answer.status_code == 403
        assert "Un titre gardé" not in answer.content.decode()


def test_somebody_who_has_not_signed_in_is_asked_to(client: Client) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)

    answer = client.get(BULK, {"subject": proposal.pk})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_pages_are_read_in_each_language(client: Client, amina: User, language: str) -> None:
    proposal = proposal_in(ProposalState.SUBMITTED)
    client.force_login(amina)

    queries: list[dict[str, Any]] = [
        {"subject": proposal.pk},
        {"subject": proposal.pk, "transition": "refuse"},
    ]
    for query in queries:
        page = client.get(BULK, query, headers={"accept-language": language}).content.decode()
        assert f'<html lang="{language}"' in page
        assert proposal.title in page
