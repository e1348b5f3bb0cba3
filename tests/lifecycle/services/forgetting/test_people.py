"""Somebody who asks for it is forgotten: no table, no file and nothing that leaves names them."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from lifecycle.services.forgetting.people import forget_person
from lifecycle.services.people import reactivate
from lifecycle.vocabulary import ProposalState, RefusalCode
from tests.cast import Institutions, make_institutions, make_person
from tests.consultation import TODAY, draft_version, on
from tests.databases import Clone
from tests.factories import proposal_in
from tests.lifecycle.services.forgetting.life import EMAIL, PASSWORD, Life
from tests.lifecycle.services.forgetting.traces import find_in_files, find_in_tables
from workflow.consistency import check_consistency
from workflow.engine import fire
from workflow.exceptions import InputError, TransitionForbiddenError, TransitionRefusedError
from workflow.history.verification import verify
from workflow.models import Round, User

ON_DISK = "django.core.files.storage.FileSystemStorage"
#: Where her name or a word of hers stands before: nothing is forgotten that was not there.
TOLD = {
    *("account_emailaddress", "authtoken_token", "django_session", "sessions, read"),
    *("lifecycle_attachment", "lifecycle_comment", "lifecycle_contribution"),
    *("lifecycle_follower", "lifecycle_invitation", "lifecycle_proposal"),
    *("lifecycle_proposalauthor", "lifecycle_replanning", "notifications_mailboxmessage"),
    *("notifications_message", "notifications_webhookendpoint", "workflow_decision"),
    *("workflow_delegation", "workflow_eventbody", "workflow_rightrecord", "workflow_round"),
    "workflow_user",
}


@pytest.fixture
def life(cloned_database: Clone, settings: Settings, tmp_path: Path) -> Iterator[Life]:
    """Return a site on which she did everything, with files on the disk."""
    settings.MEDIA_ROOT = tmp_path / "media" / "attachments"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": ON_DISK}}
    settings.EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
    with on(TODAY):
        yield Life(make_institutions())


def forget(*arguments: str) -> str:
    """Run the command; return what it says."""
    said = StringIO()
    call_command("forget_person", *arguments, stdout=said)
    return said.getvalue()


def test_who_did_everything_is_named_nowhere_once_they_are_forgotten(
    life: Life, tmp_path: Path
) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    before = find_in_tables(life.words)
    assert TOLD - set(before) == set()
    assert find_in_files(life.words, tmp_path / "before")
    # The plans of these tests were made without a birth.
    disagreements = check_consistency()

    said = forget(EMAIL, "--by", life.claire.email, "--reason", "Demande du 27 novembre")

    assert find_in_tables(life.words) == {}
    assert find_in_files(life.words, tmp_path / "after") == {}
    assert verify().findings == ()
    assert check_consistency() == disagreements
    assert "still stands" not in said


def test_what_they_did_stays_and_nobody_comes_in_for_them(life: Life) -> None:
    done = life.idea.events.filter(actor=life.zohra).count()

    forget(EMAIL, "--by", life.claire.email, "--reason", "Demande")

    life.idea.refresh_from_db()
    assert life.idea.events.filter(actor=life.zohra).count() == done > 0
    assert life.idea.problem == "Moi, […], je ne trouve pas les registres."
    client = Client()
    assert not client.login(email=EMAIL, password=PASSWORD)
    zohra = User.objects.get(pk=life.zohra.pk)
    with override("en"):
        assert (str(zohra), zohra.is_active) == ("Forgotten person", False)
    with pytest.raises(TransitionRefusedError):
        reactivate(zohra, actor=life.claire)
    with pytest.raises(CommandError, match="No account"):
        forget(EMAIL, "--by", life.claire.email, "--reason", "Demande")


def test_only_a_lead_forgets_and_nobody_themselves(amina: User, claire: User, driss: User) -> None:
    for actor in (amina, driss):
        with pytest.raises(TransitionForbiddenError):
            forget_person(driss, actor=actor, reason="Demande")
    with pytest.raises(TransitionForbiddenError):
        forget_person(claire, actor=claire, reason="Demande")
    with pytest.raises(InputError):
        forget_person(driss, actor=claire, reason="")

    driss.refresh_from_db()
    assert driss.is_active
    assert not driss.is_forgotten


def test_whoever_is_called_the_same_elsewhere_stays(
    institutions: Institutions, claire: User, amina: User
) -> None:
    ali = make_person("Ali")
    own = proposal_in(ProposalState.SUBMITTED, author=ali, problem="Je suis Ali.")
    other = proposal_in(ProposalState.SUBMITTED, problem="Ali, un autre, le sait.")

    forget_person(ali, actor=claire, reason="Demande")

    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.problem, other.problem) == ("Je suis […].", "Ali, un autre, le sait.")


def test_a_text_that_is_bound_by_its_hash_stays_and_is_told_of(
    claire: User, institutions: Institutions
) -> None:
    nour = make_person("Nour")
    nour.display_name = "Nour Haddad"
    nour.save()
    version = draft_version([], text_fr="Rédigé par Nour Haddad.")

    done = forget_person(nour, actor=claire, reason="Demande")

    version.refresh_from_db()
    assert version.text_fr == "Rédigé par Nour Haddad."
    assert [str(each) for each in done.kept] == [f"lifecycle.PlanVersion {version.pk}"]


def test_a_refusal_that_waits_and_names_them_falls(amina: User, claire: User) -> None:
    nour = make_person("Nour")
    proposal = proposal_in(ProposalState.SUBMITTED, author=nour)
    reason = {"code": RefusalCode.OUT_OF_SCOPE.value, "reason": "Nour a mal compris."}
    fire(proposal, "refuse", actor=amina, inputs=reason)

    forget_person(nour, actor=claire, reason="Demande")

    opened = Round.objects.get(subject=proposal.pk)
    assert (opened.outcome, "Nour" in opened.proposed_inputs) == ("cancelled", False)
    fire(proposal, "refuse", actor=amina, inputs={**reason, "reason": "Hors sujet."})
    assert verify().findings == ()
