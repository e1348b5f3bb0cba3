"""The cast: the same people in every test, each with the rights their role gives."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from lifecycle.models import Membership
from lifecycle.vocabulary import MembershipBody, Side
from lifecycle.vocabulary.roles import (
    COMMITTEE,
    FOCAL_POINT,
    MINISTRY_LEAD,
    MINISTRY_TEAM,
    OBSERVER,
    OWNER,
    PROJECT_LEAD,
    SUPERIOR,
)
from workflow.models import Institution, InstitutionName, User
from workflow.permissions import grant
from workflow.roles import Role

PASSWORD = "correct horse battery staple"
_Introduction = Callable[[str, "Institutions"], User]


@dataclass(frozen=True)
class Institutions:
    """The bodies the cast belongs to."""

    #: The ministry that runs the plan.
    ministry: Institution
    #: A public body that may carry a commitment.
    archives: Institution
    #: An association.
    rivage: Institution


def make_institution(code: str, side: Side, *, french: str, arabic: str) -> Institution:
    """Create an institution with one name."""
    institution = Institution.objects.create(code=code, side=side.value)
    InstitutionName.objects.create(institution=institution, name_fr=french, name_ar=arabic)
    return institution


def make_person(name: str, *, language: str = "fr") -> User:
    """Create an account without any role, named `name`."""
    return User.objects.create_user(
        f"{name.lower()}@example.org", PASSWORD, display_name=name, language=language
    )


def make_member(
    name: str, body: MembershipBody, institution: Institution | None, *, language: str = "fr"
) -> User:
    """Create an account that belongs to `body` for `institution` since 2018."""
    person = make_person(name, language=language)
    Membership.objects.create(
        person=person,
        body=body.value,
        institution=institution,
        side=institution.side if institution else "",
        starts_on=date(2018, 1, 1),
    )
    return person


def make_institutions() -> Institutions:
    """Create the three bodies of the cast."""
    return Institutions(
        ministry=make_institution(
            "ministry", Side.GOVERNMENT, french="Ministère de la Réforme", arabic="وزارة الإصلاح"
        ),
        archives=make_institution(
            "archives", Side.GOVERNMENT, french="Archives publiques", arabic="الأرشيف العمومي"
        ),
        rivage=make_institution(
            "rivage", Side.CIVIL_SOCIETY, french="Association Rivage", arabic="جمعية الضفة"
        ),
    )


def introduce(name: str, institutions: Institutions) -> User:
    """Create the account of one of the cast, with its rights.

    Raises:
        KeyError: nobody of the cast has this name.
    """
    return _CAST[name](name.title(), institutions)


def _official(role: Role, *, language: str = "fr") -> _Introduction:
    def make(name: str, institutions: Institutions) -> User:
        person = make_person(name, language=language)
        grant(role, person)
        return person

    return make


def _of_the_archives(role: Role) -> _Introduction:
    def make(name: str, institutions: Institutions) -> User:
        person = make_person(name)
        grant(role, person, on=institutions.archives)
        return person

    return make


def _make_committee_member(name: str, institutions: Institutions) -> User:
    person = make_member(name, MembershipBody.COMMITTEE, institutions.rivage)
    grant(COMMITTEE, person)
    return person


def _make_administrator(name: str, institutions: Institutions) -> User:
    return User.objects.create_superuser(f"{name.lower()}@example.org", PASSWORD, display_name=name)


_CAST: dict[str, _Introduction] = {
    "amina": _official(MINISTRY_TEAM),
    "bilal": _official(MINISTRY_TEAM, language="ar"),
    "claire": _official(MINISTRY_LEAD),
    "driss": lambda name, institutions: make_person(name, language="ar"),
    "emna": _of_the_archives(OWNER),
    "farid": _of_the_archives(FOCAL_POINT),
    "ghita": lambda name, institutions: make_member(name, MembershipBody.ASSESSORS, None),
    "hamid": lambda name, institutions: make_member(
        name, MembershipBody.ASSESSORS, institutions.ministry, language="ar"
    ),
    "ilias": _of_the_archives(PROJECT_LEAD),
    "jalila": _make_committee_member,
    "karim": _official(OBSERVER),
    "lamia": _make_administrator,
    "mounir": _of_the_archives(SUPERIOR),
}


@pytest.fixture
def institutions(db: None) -> Institutions:
    """Return the three bodies of the cast."""
    return make_institutions()


@pytest.fixture
def amina(institutions: Institutions) -> User:
    """Return somebody of the ministry team."""
    return introduce("amina", institutions)


@pytest.fixture
def bilal(institutions: Institutions) -> User:
    """Return another one of the ministry team, who confirms what Amina proposes; reads Arabic."""
    return introduce("bilal", institutions)


@pytest.fixture
def claire(institutions: Institutions) -> User:
    """Return the ministry lead."""
    return introduce("claire", institutions)


@pytest.fixture
def driss(institutions: Institutions) -> User:
    """Return a citizen, who writes proposals and holds no role."""
    return introduce("driss", institutions)


@pytest.fixture
def emna(institutions: Institutions) -> User:
    """Return the owner at the archives, who approves and signs."""
    return introduce("emna", institutions)


@pytest.fixture
def farid(institutions: Institutions) -> User:
    """Return the focal point of the archives."""
    return introduce("farid", institutions)


@pytest.fixture
def ghita(institutions: Institutions) -> User:
    """Return an assessor for the civil society, without conflict of interest."""
    return introduce("ghita", institutions)


@pytest.fixture
def hamid(institutions: Institutions) -> User:
    """Return an assessor of the ministry; reads Arabic."""
    return introduce("hamid", institutions)


@pytest.fixture
def ilias(institutions: Institutions) -> User:
    """Return the project lead at the archives."""
    return introduce("ilias", institutions)


@pytest.fixture
def jalila(institutions: Institutions) -> User:
    """Return a member of the steering committee for an association."""
    return introduce("jalila", institutions)


@pytest.fixture
def karim(institutions: Institutions) -> User:
    """Return an observer."""
    return introduce("karim", institutions)


@pytest.fixture
def lamia(institutions: Institutions) -> User:
    """Return the technical administrator, who holds no right on any content."""
    return introduce("lamia", institutions)


@pytest.fixture
def mounir(institutions: Institutions) -> User:
    """Return the superior of the focal point of the archives."""
    return introduce("mounir", institutions)
