"""Who reads a convention: of one and as a list, the same on the same rows."""

from datetime import date

import pytest

from lifecycle.models import Convention
from lifecycle.vocabulary import ConventionState, Side
from lifecycle.vocabulary.roles import FOCAL_POINT, OWNER, PROJECT_LEAD, SUPERIOR
from tests.cast import Institutions, make_institution, make_person
from tests.conventions import WORDS, Signing, signing
from workflow.engine import load_in, may_see, visible_to
from workflow.models import User
from workflow.permissions import grant
from workflow.roles import Role

__all__ = ["signing"]

pytestmark = pytest.mark.django_db
#: Those that can be loaded bare: a round asks nobody where there is no party.
BARE = [each.value for each in ConventionState if each not in {"signing", "amending"}]
PUBLIC = {"in_force", "terminated", "expired"}


def convention_at(state: str, signing: Signing) -> Convention:
    event = load_in(
        "convention",
        state=state,
        values={"plan": signing.plan, "parent": signing.plan, "title_fr": WORDS.title_fr},
        inputs={"source_document": "Registre", "as_of": date(2026, 9, 1)},
        actor=None,
        write=lambda key: None,
    )
    return Convention.objects.get(pk=event.subject_id)


def sees(person: User | None, convention: Convention) -> bool:
    """Return what both twins say, after having compared them."""
    one = may_see(person, convention)
    listed = visible_to(person, "convention").filter(pk=convention.pk).exists()
    assert one == listed
    return one


@pytest.mark.parametrize("state", BARE)
def test_everybody_reads_what_is_or_was_in_force(state: str, signing: Signing, driss: User) -> None:
    convention = convention_at(state, signing)

    assert sees(None, convention) is (state in PUBLIC)
    assert sees(driss, convention) is (state in PUBLIC)


def test_those_who_run_and_follow_the_procedure_read_a_draft(
    signing: Signing, amina: User, claire: User, jalila: User, karim: User
) -> None:
    assert all(sees(person, signing.convention) for person in (amina, claire, jalila, karim))


@pytest.mark.parametrize("role", [OWNER, FOCAL_POINT, PROJECT_LEAD, SUPERIOR])
def test_the_people_of_a_party_read_theirs_and_no_other(
    role: Role, signing: Signing, institutions: Institutions
) -> None:
    from_here, from_elsewhere = make_person("Nadia"), make_person("Omar")
    elsewhere = make_institution("other", Side.GOVERNMENT, french="Autre", arabic="أخرى")
    grant(role, from_here, on=institutions.rivage)
    grant(role, from_elsewhere, on=elsewhere)

    assert sees(from_here, signing.convention)
    assert not sees(from_elsewhere, signing.convention)
    assert not sees(from_here, convention_at("draft", signing))


def test_who_runs_an_annexed_dossier_reads_its_convention(signing: Signing) -> None:
    person = make_person("Nadia")
    grant(PROJECT_LEAD, person, on=signing.first)

    assert sees(person, signing.convention)
