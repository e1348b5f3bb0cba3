"""The cast: the same people in every test, each with the rights their role gives."""

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

PASSWORD = "correct horse battery staple"


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


@pytest.fixture
def institutions(db: None) -> Institutions:
    """Return the three bodies of the cast."""
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


@pytest.fixture
def amina(institutions: Institutions) -> User:
    """Return somebody of the ministry team."""
    person = make_person("Amina")
    grant(MINISTRY_TEAM, person)
    return person


@pytest.fixture
def bilal(institutions: Institutions) -> User:
    """Return another one of the ministry team, who confirms what Amina proposes; reads Arabic."""
    person = make_person("Bilal", language="ar")
    grant(MINISTRY_TEAM, person)
    return person


@pytest.fixture
def claire(institutions: Institutions) -> User:
    """Return the ministry lead."""
    person = make_person("Claire")
    grant(MINISTRY_LEAD, person)
    return person


@pytest.fixture
def driss(institutions: Institutions) -> User:
    """Return a citizen, who writes proposals and holds no role."""
    return make_person("Driss", language="ar")


@pytest.fixture
def emna(institutions: Institutions) -> User:
    """Return the owner at the archives, who approves and signs."""
    person = make_person("Emna")
    grant(OWNER, person, on=institutions.archives)
    return person


@pytest.fixture
def farid(institutions: Institutions) -> User:
    """Return the focal point of the archives."""
    person = make_person("Farid")
    grant(FOCAL_POINT, person, on=institutions.archives)
    return person


@pytest.fixture
def ghita(institutions: Institutions) -> User:
    """Return an assessor for the civil society, without conflict of interest."""
    return make_member("Ghita", MembershipBody.ASSESSORS, None)


@pytest.fixture
def hamid(institutions: Institutions) -> User:
    """Return an assessor of the ministry; reads Arabic."""
    return make_member("Hamid", MembershipBody.ASSESSORS, institutions.ministry, language="ar")


@pytest.fixture
def ilias(institutions: Institutions) -> User:
    """Return the project lead at the archives."""
    person = make_person("Ilias")
    grant(PROJECT_LEAD, person, on=institutions.archives)
    return person


@pytest.fixture
def jalila(institutions: Institutions) -> User:
    """Return a member of the steering committee for an association."""
    person = make_member("Jalila", MembershipBody.COMMITTEE, institutions.rivage)
    grant(COMMITTEE, person)
    return person


@pytest.fixture
def karim(institutions: Institutions) -> User:
    """Return an observer."""
    person = make_person("Karim")
    grant(OBSERVER, person)
    return person


@pytest.fixture
def lamia(institutions: Institutions) -> User:
    """Return the technical administrator, who holds no right on any content."""
    return User.objects.create_superuser("lamia@example.org", PASSWORD, display_name="Lamia")


@pytest.fixture
def mounir(institutions: Institutions) -> User:
    """Return the superior of the focal point of the archives."""
    person = make_person("Mounir")
    grant(SUPERIOR, person, on=institutions.archives)
    return person
