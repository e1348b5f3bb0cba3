"""The lead decides on many proposals at once: chosen, previewed, done, each for itself."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lifecycle.models import Attachment, Proposal
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from lifecycle.web.prioritization.decisions import VERDICTS
from tests.factories import make_minutes, proposal_in, score_all
from workflow.machine.registry import get_machine
from workflow.models import Event, User

pytestmark = pytest.mark.django_db

DECIDE = "/assessment/MA-2/decide/"


def ready() -> Proposal:
    """Return a proposal that every assessor has scored."""
    proposal = proposal_in(ProposalState.IN_ASSESSMENT)
    score_all(proposal)
    return proposal


def choose(proposal: Proposal, verdict: str, reason: str = "") -> dict[str, Any]:
    """Return what the form posts for one proposal."""
    prefix = f"p{proposal.pk}"
    return {f"{prefix}-verdict": verdict, f"{prefix}-reason": reason}


def post(client: Client, person: User, values: dict[str, Any]) -> Any:
    """Post the form as this person."""
    client.force_login(person)
    return client.post(DECIDE, values, headers={"accept-language": "en"})


def confirm(client: Client, person: User, values: dict[str, Any]) -> Any:
    """Post what the preview posts."""
    return post(client, person, {**values, "confirmed": "yes", "key": "a-key"})


def read_states(*proposals: Proposal) -> list[str]:
    """Return the states the proposals are in now."""
    return [Proposal.objects.values_list("state", flat=True).get(pk=each.pk) for each in proposals]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_form_is_read_in_each_language(client: Client, claire: User, language: str) -> None:
    proposal = ready()
    client.force_login(claire)

    page = client.get(DECIDE, headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}"' in page
    assert proposal.title in page


@pytest.mark.parametrize("person", ["amina", "jalila", "driss"])
def test_the_lead_alone_decides(
    client: Client, request: pytest.FixtureRequest, person: str
) -> None:
    ready()

    assert post(client, request.getfixturevalue(person), {}).status_code == 403


def test_the_preview_shows_each_decision_and_decides_nothing(client: Client, claire: User) -> None:
    kept, declined = ready(), ready()
    minutes = make_minutes(kept.plan)
    values = {
        "minutes": minutes.pk,
        **choose(kept, "retain"),
        **choose(declined, "decline", "Non."),
    }

    page = post(client, claire, values).content.decode()

    assert "Decide and publish 2 decisions" in page
    assert "Not retained" in page
    assert "Non." in page
    assert read_states(kept, declined) == [ProposalState.IN_ASSESSMENT] * 2


def test_each_is_decided_with_its_own_reason(client: Client, claire: User) -> None:
    kept, declined, put_off = ready(), ready(), ready()
    minutes = make_minutes(kept.plan)
    values = {
        "minutes": minutes.pk,
        **choose(kept, "retain"),
        **choose(declined, "decline", "Le registre existe."),
        **choose(put_off, "defer", "Au prochain plan."),
    }

    answer = confirm(client, claire, values)

    assert answer.content.count(b"state-ok") == 3
    assert read_states(kept, declined, put_off) == [
        ProposalState.PRIORITIZED,
        ProposalState.NOT_RETAINED,
        ProposalState.DEFERRED,
    ]
    declined.refresh_from_db()
    assert declined.decided_reason == "Le registre existe."
    assert declined.decided_by_minutes == minutes


def test_a_reason_that_is_missing_is_asked_for_and_the_rest_stays(
    client: Client, claire: User
) -> None:
    first, second = ready(), ready()
    minutes = make_minutes(first.plan)
    values = {
        "minutes": minutes.pk,
        **choose(first, "decline"),
        **choose(second, "defer", "Au prochain plan."),
    }

    answer = post(client, claire, values)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert "Au prochain plan." in page
    assert page.count("error-summary") == 1
    assert f'href="#id_p{first.pk}-reason"' in page
    assert f'href="#id_p{second.pk}-reason"' not in page
    assert read_states(first, second) == [ProposalState.IN_ASSESSMENT] * 2


def test_nothing_chosen_is_said(client: Client, claire: User) -> None:
    ready()

    answer = post(client, claire, {})

    assert answer.status_code == 422
    assert "Choose a decision for at least one proposal." in answer.content.decode()


def test_a_file_added_now_becomes_the_minutes_of_the_plan(client: Client, claire: User) -> None:
    proposal = ready()
    upload = SimpleUploadedFile("atelier.pdf", b"%PDF-1.7\n%%EOF\n")

    page = post(client, claire, {"minutes_upload": upload, **choose(proposal, "retain")})

    (minutes,) = Attachment.objects.filter(purpose=AttachmentPurpose.MINUTES)
    assert minutes.subject_id == proposal.plan_id
    assert "atelier.pdf" in page.content.decode()
    assert "Decide and publish 1 decision" in page.content.decode()


def test_a_file_that_is_not_what_it_says_is_refused(client: Client, claire: User) -> None:
    proposal = ready()
    upload = SimpleUploadedFile("atelier.pdf", b"MZ\x00\x00")

    answer = post(client, claire, {"minutes_upload": upload, **choose(proposal, "retain")})

    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_without_minutes_nothing_can_be_decided(client: Client, claire: User) -> None:
    proposal = ready()

    answer = post(client, claire, choose(proposal, "retain"))

    assert answer.status_code == 422
    assert "Choose the minutes of the workshop that decided." in answer.content.decode()


def test_the_minutes_are_not_said_to_be_optional(client: Client, claire: User) -> None:
    ready()
    client.force_login(claire)

    answer = client.get(DECIDE, headers={"accept-language": "en"})

    assert answer.context["minutes_form"].fields["minutes"].required


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_form_asks_for_all_that_the_page_of_one_decision_asks_for(verdict: str) -> None:
    asked = {each.name for each in get_machine("proposal").transitions[verdict].inputs}

    assert asked == {"minutes", "reason"}


def test_what_cannot_be_decided_yet_does_not_stop_the_others(client: Client, claire: User) -> None:
    done = ready()
    unscored = proposal_in(ProposalState.IN_ASSESSMENT)
    minutes = make_minutes(done.plan)
    values = {"minutes": minutes.pk, **choose(done, "retain"), **choose(unscored, "retain")}

    preview = post(client, claire, values).content.decode()
    results = confirm(client, claire, values).content.decode()

    assert "2 scores are missing." in preview
    assert "2 scores are missing." in results
    assert read_states(done, unscored) == [
        ProposalState.PRIORITIZED,
        ProposalState.IN_ASSESSMENT,
    ]


def test_a_form_that_is_sent_twice_decides_once_and_shows_the_same(
    client: Client, claire: User
) -> None:
    proposal = ready()
    values = {"minutes": make_minutes(proposal.plan).pk, **choose(proposal, "retain")}

    answers = [confirm(client, claire, values) for _time in range(2)]

    assert [answer.content.count(b"state-ok") for answer in answers] == [1, 1]
    assert Event.objects.filter(subject=proposal.pk, name="retain").count() == 1


def test_a_proposal_that_moved_since_the_preview_is_left_alone(
    client: Client, claire: User
) -> None:
    proposal = ready()
    values = {
        "minutes": make_minutes(proposal.plan).pk,
        **choose(proposal, "retain"),
        f"p{proposal.pk}-expect": "1",
    }

    page = confirm(client, claire, values).content.decode()

    assert "has changed since you opened it" in page
    assert read_states(proposal) == [ProposalState.IN_ASSESSMENT]


def test_a_plan_without_anything_to_decide_says_so(client: Client, claire: User) -> None:
    proposal_in(ProposalState.NOT_RETAINED)
    client.force_login(claire)

    assert (
        b"Nothing waits for a decision"
        in client.get(DECIDE, headers={"accept-language": "en"}).content
    )
