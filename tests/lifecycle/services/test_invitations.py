"""Invitations: a link, once, within seven days, for the rights that were offered."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from lifecycle.models import Invitation, Membership
from lifecycle.services.invitations import (
    InvitationFate,
    accept_as_known,
    accept_as_new,
    find_fate,
    find_owner,
    get_invitation,
    invite,
    renew,
    take_back_invitation,
)
from lifecycle.services.people import take_back_role
from lifecycle.vocabulary.roles import AUTHOR, FOCAL_POINT, MINISTRY_LEAD, MINISTRY_TEAM
from tests.cast import Institutions
from workflow.clock import FixedClock, use_clock
from workflow.exceptions import (
    InputError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import RightRecord, User
from workflow.permissions import grant, load_grants

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NADIA = "nadia@example.org"


@pytest.fixture(autouse=True)
def _now() -> object:
    with use_clock(FixedClock(NOW)):
        yield


def accept(word: str) -> User:
    return accept_as_new(word, name="Nadia", language="ar", password="correct horse battery")


def test_an_accepted_invitation_opens_an_account_with_its_rights(
    claire: User, institutions: Institutions
) -> None:
    _invitation, word = invite(
        NADIA,
        roles=[MINISTRY_TEAM, FOCAL_POINT],
        institution=institutions.archives,
        body="assessors",
        actor=claire,
    )

    nadia = accept(word)

    grants = load_grants(nadia)
    assert grants.has_group("ministry_team")
    assert grants.institutions_of("focal_point") == {institutions.archives.pk}
    assert Membership.objects.get(person=nadia).body == "assessors"
    assert (nadia.display_name, nadia.language) == ("Nadia", "ar")
    assert nadia.check_password("correct horse battery")


def test_the_history_names_who_invited(claire: User) -> None:
    _invitation, word = invite(NADIA, roles=[MINISTRY_TEAM], actor=claire)

    nadia = accept(word)

    assert RightRecord.objects.get(person=nadia).given_by == claire


def test_the_database_does_not_hold_the_word(claire: User) -> None:
    invitation, word = invite(NADIA, roles=[MINISTRY_TEAM], actor=claire)

    assert word not in str(Invitation.objects.filter(pk=invitation.pk).values())


def test_an_invitation_is_used_once(claire: User) -> None:
    _invitation, word = invite(NADIA, roles=[MINISTRY_TEAM], actor=claire)
    accept(word)

    with pytest.raises(TransitionRefusedError):
        accept(word)
    assert find_fate(get_invitation(word)) is InvitationFate.ACCEPTED


def test_a_link_works_for_seven_days_and_no_longer(claire: User) -> None:
    _invitation, word = invite(NADIA, roles=[MINISTRY_TEAM], actor=claire)

    with use_clock(FixedClock(NOW + timedelta(days=7) - timedelta(seconds=1))):
        assert find_fate(get_invitation(word)) is InvitationFate.OPEN
    with (
        use_clock(FixedClock(NOW + timedelta(days=7))),
        pytest.raises(TransitionRefusedError),
    ):
        accept(word)


def test_an_invitation_taken_back_opens_nothing(claire: User) -> None:
    invitation, word = invite(NADIA, roles=[MINISTRY_TEAM], actor=claire)

    take_back_invitation(invitation.pk, actor=claire)

    with pytest.raises(TransitionRefusedError):
        accept(word)
    with pytest.raises(TransitionRefusedError):
        take_back_invitation(invitation.pk, actor=claire)
    assert not User.objects.filter(email=NADIA).exists()


def test_whoever_may_not_renew_an_invitation_does_not_learn_what_became_of_it(
    claire: User, amina: User
) -> None:
    invitation, word = invite(NADIA, roles=[MINISTRY_TEAM], actor=claire)
    accept(word)

    for number in (invitation.pk, 0):
        with pytest.raises(TransitionForbiddenError):
            renew(number, actor=amina)
    with pytest.raises(TransitionRefusedError):
        renew(invitation.pk, actor=claire)


def test_a_renewed_invitation_makes_the_first_link_useless(
    claire: User, institutions: Institutions
) -> None:
    invitation, first = invite(
        NADIA, roles=[FOCAL_POINT], institution=institutions.archives, actor=claire
    )

    _again, second = renew(invitation.pk, actor=claire)

    with pytest.raises(TransitionRefusedError):
        accept(first)
    assert load_grants(accept(second)).institutions_of("focal_point")


def test_a_word_nobody_made_opens_nothing() -> None:
    with pytest.raises(SubjectNotFoundError):
        accept("x" * 43)


def test_the_owner_of_an_account_accepts_with_it(claire: User, driss: User) -> None:
    _invitation, word = invite("Driss@Example.org", roles=[MINISTRY_TEAM], actor=claire)

    assert find_owner(get_invitation(word)) == driss
    with pytest.raises(TransitionRefusedError):
        accept(word)
    accept_as_known(word, actor=driss)

    assert load_grants(driss).has_group("ministry_team")


def test_an_invitation_is_for_its_address_only(claire: User, driss: User, amina: User) -> None:
    _invitation, word = invite(driss.email, roles=[MINISTRY_LEAD], actor=claire)

    with pytest.raises(TransitionRefusedError):
        accept_as_known(word, actor=amina)
    assert not load_grants(amina).has_group("ministry_lead")


def test_the_password_of_an_unverified_account_opens_nothing(claire: User) -> None:
    squatter = User.objects.create_user(NADIA, "password of a stranger")
    EmailAddress.objects.create(user=squatter, email=NADIA, verified=False, primary=True)
    _invitation, word = invite(NADIA, roles=[MINISTRY_TEAM], actor=claire)

    nadia = accept(word)

    assert nadia.pk == squatter.pk
    assert not nadia.check_password("password of a stranger")
    assert EmailAddress.objects.get(user=nadia).verified


def test_rights_lost_since_are_not_given_by_an_old_invitation(claire: User, bilal: User) -> None:
    grant(MINISTRY_LEAD, bilal)
    _invitation, word = invite(NADIA, roles=[MINISTRY_TEAM], actor=bilal)
    take_back_role(bilal, role=MINISTRY_LEAD, on=None, actor=claire)

    with pytest.raises(TransitionRefusedError):
        accept(word)
    assert not User.objects.filter(email=NADIA).exists()


def test_only_a_ministry_lead_invites(amina: User) -> None:
    with pytest.raises(TransitionForbiddenError):
        invite(NADIA, roles=[MINISTRY_TEAM], actor=amina)


@pytest.mark.parametrize("email", ["", "nobody", "claire@example.org"])
def test_an_address_that_cannot_be_invited_is_refused(claire: User, email: str) -> None:
    with pytest.raises(InputError) as refused:
        invite(email, roles=[MINISTRY_TEAM], actor=claire)

    assert set(refused.value.errors) == {"email"}


def test_rights_that_cannot_be_given_are_not_offered(claire: User) -> None:
    with pytest.raises(InputError):
        invite(NADIA, roles=[AUTHOR], actor=claire)
    with pytest.raises(InputError):
        invite(NADIA, roles=[FOCAL_POINT], actor=claire)
