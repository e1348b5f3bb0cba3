"""Comments: said by those who work on a subject, hidden by a moderator, never a new version."""

import pytest

from lifecycle.models import Comment
from lifecycle.models.comment import COMMENT_MAX_LENGTH
from lifecycle.selectors.comments import list_readable
from lifecycle.services.comments import comment, hide
from lifecycle.vocabulary import ProposalState
from lifecycle.vocabulary.roles import MODERATOR
from tests.cast import Institutions, make_person
from tests.factories import proposal_in
from tests.road import dossier_in
from workflow.engine.reading import load_case
from workflow.exceptions import (
    InputError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Announcement, Subject, User
from workflow.permissions import grant, load_grants

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(institutions: object) -> User:
    """Return somebody who keeps comments civil."""
    person = make_person("Nadia")
    grant(MODERATOR, person)
    return person


def test_the_committee_comments_and_is_announced_without_a_new_version(
    driss: User, jalila: User
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    written = comment(proposal, actor=jalila, text="  Proche de l'engagement 4.\r\n", language="fr")

    assert written.text == "Proche de l'engagement 4."
    assert Subject.objects.get(pk=proposal.pk).version == proposal.version
    assert Announcement.objects.filter(subject=proposal.pk, topic="proposal.commented").exists()


@pytest.mark.parametrize("name", ["driss", "ghita", "lamia"])
def test_who_has_no_say_comments_on_nothing(
    request: pytest.FixtureRequest, driss: User, name: str
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    with pytest.raises(TransitionForbiddenError):
        comment(proposal, actor=request.getfixturevalue(name), text="Bonjour")

    assert not Comment.objects.exists()


def test_nobody_comments_on_a_draft_of_somebody_else(driss: User, jalila: User) -> None:
    proposal = proposal_in(ProposalState.DRAFT, author=driss)

    with pytest.raises(SubjectNotFoundError):
        comment(proposal, actor=jalila, text="Bonjour")


@pytest.mark.parametrize(
    ("text", "language", "field"),
    [
        ("  ", "fr", "text"),
        ("a" * (COMMENT_MAX_LENGTH + 1), "fr", "text"),
        ("nul \x00", "fr", "text"),
        ("half \ud83d", "fr", "text"),
        ("Bonjour", "de", "language"),
    ],
)
def test_a_comment_that_cannot_be_kept_is_an_input_error(
    driss: User, jalila: User, text: str, language: str, field: str
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)

    with pytest.raises(InputError) as refusal:
        comment(proposal, actor=jalila, text=text, language=language)

    assert list(refusal.value.errors) == [field]
    assert not Comment.objects.exists()


def test_a_moderator_hides_a_comment_and_still_reads_it(
    driss: User, jalila: User, moderator: User
) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    written = comment(proposal, actor=jalila, text="Propos déplacé")

    hide(written.pk, actor=moderator)

    case = load_case(proposal.pk, today=proposal.entered_at.date())
    assert list(list_readable(case, load_grants(jalila))) == []
    assert list(list_readable(case, load_grants(moderator))) == [written]


def test_comments_are_not_for_everybody_who_reads_the_proposal(driss: User, jalila: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    written = comment(proposal, actor=jalila, text="Entre nous")

    case = load_case(proposal.pk, today=proposal.entered_at.date())
    assert list(list_readable(case, load_grants(driss))) == []
    assert list(list_readable(case, load_grants(jalila))) == [written]


def test_hiding_twice_is_refused(driss: User, jalila: User, moderator: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    written = comment(proposal, actor=jalila, text="Propos déplacé")
    hide(written.pk, actor=moderator)

    with pytest.raises(TransitionRefusedError):
        hide(written.pk, actor=moderator)


def test_a_commenter_does_not_moderate(driss: User, jalila: User) -> None:
    proposal = proposal_in(ProposalState.ADMISSIBLE, author=driss)
    written = comment(proposal, actor=jalila, text="Bonjour")

    with pytest.raises(TransitionForbiddenError):
        hide(written.pk, actor=jalila)
    with pytest.raises(SubjectNotFoundError):
        hide(written.pk + 1, actor=jalila)


@pytest.mark.parametrize("name", ["emna", "farid"])
def test_the_people_of_a_partner_speak_of_what_it_carries_and_of_nothing_else(
    institutions: Institutions, name: str, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(name)
    own = dossier_in("sheet_drafting", lead=institutions.ministry, partners=[institutions.archives])
    other = dossier_in("sheet_drafting", lead=institutions.ministry)

    comment(own, actor=person, text="Notre registre suit une autre norme.")
    with pytest.raises(TransitionForbiddenError):
        comment(other, actor=person, text="Non.")

    case = load_case(own.pk, today=own.entered_at.date())
    assert [each.author for each in list_readable(case, load_grants(person))] == [person]
