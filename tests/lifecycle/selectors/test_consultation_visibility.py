"""Who reads a consultation: the twins say the same of everybody, in every state."""

from collections.abc import Iterator

import pytest

from lifecycle.services.consultations import publish_notice
from lifecycle.vocabulary import ProposalState
from tests.consultation import TODAY, consultation_in, draft_version, make_consultation, on
from tests.road import dossier_in
from workflow.engine import may_see, visible_to
from workflow.exceptions import TransitionRefusedError
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


@pytest.fixture
def readers(
    amina: User, claire: User, jalila: User, karim: User, driss: User, farid: User
) -> dict[str, User | None]:
    """Return one of each kind of reader."""
    return {
        "team": amina,
        "lead": claire,
        "committee": jalila,
        "observer": karim,
        "citizen": driss,
        "focal": farid,
        "public": None,
    }


FOLLOWERS = {"team", "lead", "committee", "observer"}


@pytest.mark.parametrize("state", ["draft", "scheduled", "open", "closed", "answered", "published"])
def test_the_twins_agree(state: str, readers: dict[str, User | None]) -> None:
    consultation = consultation_in(state)

    seen = {name for name, person in readers.items() if may_see(person, consultation)}
    listed = {
        name
        for name, person in readers.items()
        if visible_to(person, "consultation").filter(pk=consultation.pk).exists()
    }

    assert seen == listed
    assert seen == (FOLLOWERS if state == "draft" else set(readers))


def test_a_draft_is_read_by_all_once_its_notice_is_published(
    amina: User, readers: dict[str, User | None]
) -> None:
    consultation = make_consultation()

    publish_notice(consultation, actor=amina)

    assert all(may_see(person, consultation) for person in readers.values())


def test_the_notice_does_not_open_a_draft_of_the_plan_to_everybody(
    amina: User, readers: dict[str, User | None]
) -> None:
    version = draft_version([dossier_in(ProposalState.READY)])
    consultation = make_consultation(version)

    with pytest.raises(TransitionRefusedError):
        publish_notice(consultation, actor=amina)

    seen = {name for name, person in readers.items() if may_see(person, consultation)}
    assert seen == FOLLOWERS
