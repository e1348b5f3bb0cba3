"""A waivable guard is lifted for one subject, with a public reason, in the history."""

import pytest

from tests.workflow.toy.making import Office, make_parcel
from tests.workflow.toy.models import Parcel, Van
from tests.workflow.toy.roles import MASTER
from workflow.engine import explain, fire, record_fact, waive
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import EventKind, User, Waiver


@pytest.fixture
def bare(office: Office, van: Van) -> Parcel:
    """Return a draft without an address."""
    return make_parcel(office, van, address="")


def lift(parcel: Parcel, guard: str, actor: User, reason: str = "Everybody knows it.") -> Waiver:
    return waive(parcel, guard, actor=actor, reason=reason, by=MASTER)


def test_a_waived_guard_holds_nothing_back_any_more(office: Office, bare: Parcel) -> None:
    waiver = lift(bare, "addressed", office.dora)

    fire(bare, "post", actor=office.anna)

    assert waiver.event.kind == str(EventKind.WAIVER)
    assert waiver.reason == "Everybody knows it."
    assert Parcel.objects.get(pk=bare.pk).state == "posted"


def test_a_waiver_is_for_one_subject(office: Office, van: Van, bare: Parcel) -> None:
    lift(bare, "addressed", office.dora)
    other = make_parcel(office, van, address="")

    with pytest.raises(TransitionRefusedError):
        fire(other, "post", actor=office.anna)


def test_only_the_named_role_waives(office: Office, bare: Parcel) -> None:
    with pytest.raises(TransitionForbiddenError, match="postmaster"):
        lift(bare, "addressed", office.boris)


@pytest.mark.parametrize("guard", ["weighed", "sealed", "no_such_guard"])
def test_what_was_not_declared_waivable_cannot_be_waived(
    office: Office, bare: Parcel, guard: str
) -> None:
    with pytest.raises(TransitionRefusedError, match="cannot be waived"):
        lift(bare, guard, office.dora)


def test_a_guard_is_waived_once(office: Office, bare: Parcel) -> None:
    lift(bare, "addressed", office.dora)

    with pytest.raises(TransitionRefusedError, match="already"):
        lift(bare, "addressed", office.dora)


def test_a_waiver_says_why(office: Office, bare: Parcel) -> None:
    with pytest.raises(InputError):
        lift(bare, "addressed", office.dora, reason=" ")


def test_a_waiver_is_decided_on_what_was_read(office: Office, bare: Parcel) -> None:
    with pytest.raises(StaleSubjectError):
        waive(bare, "addressed", actor=office.dora, reason="Why not.", by=MASTER, expect=9)


def test_who_may_not_see_it_waives_nothing(office: Office, bare: Parcel) -> None:
    with pytest.raises(SubjectNotFoundError):
        lift(bare, "addressed", office.ben)


def test_the_explanation_says_what_could_be_waived(office: Office, bare: Parcel) -> None:
    found = explain(bare, actor=office.anna).find("post")

    assert found is not None
    assert [(reason.code, reason.waivable) for reason in found.reasons] == [("addressed", True)]
    lift(bare, "addressed", office.dora)
    found = explain(bare, actor=office.anna).find("post")
    assert found is not None
    assert found.is_allowed


# ---- Facts.


def test_a_fact_moves_the_version_and_not_the_state(office: Office, bare: Parcel) -> None:
    def weigh() -> None:
        Parcel.objects.filter(pk=bare.pk).update(weight=4)

    event = record_fact(
        bare, "weighed_again", actor=office.boris, content={"weight": 4}, write=weigh
    )

    after = Parcel.objects.get(pk=bare.pk)
    assert (after.weight, after.state, after.version) == (4, "draft", 2)
    assert (event.kind, event.name, event.source) == (str(EventKind.FACT), "weighed_again", "draft")


def test_a_fact_on_what_was_read_before_is_refused(office: Office, bare: Parcel) -> None:
    with pytest.raises(StaleSubjectError):
        record_fact(bare, "weighed_again", actor=office.boris, expect=0)


def test_who_may_not_see_it_records_nothing(office: Office, bare: Parcel) -> None:
    with pytest.raises(SubjectNotFoundError):
        record_fact(bare, "weighed_again", actor=office.ben)
