"""One transition of one subject by one person: allowed, or refused with every reason."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.workflow.toy.making import INSPECTION, MONDAY, Office, make_parcel, make_user, make_van
from tests.workflow.toy.models import Parcel, Slip, Van
from workflow.engine import fire, give_birth
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
    UnknownTransitionError,
    WorkflowError,
)
from workflow.models import Announcement, Event, EventBody, User, Via, WorkItem
from workflow.permissions import load_grants

CountQueries = Callable[[int], AbstractContextManager[object]]


def reread(parcel: Parcel) -> Parcel:
    return Parcel.objects.get(pk=parcel.pk)


def test_whoever_holds_the_role_moves_the_subject(office: Office, parcel: Parcel) -> None:
    event = fire(parcel, "post", actor=office.anna, via=Via.WEB)

    moved = reread(parcel)
    assert (moved.state, moved.version, moved.head_hash) == ("posted", 2, event.hash)
    assert (event.source, event.target, event.actor, event.via) == (
        "draft",
        "posted",
        office.anna,
        str(Via.WEB),
    )
    assert moved.entered_at == event.recorded_at


def test_a_subject_may_be_named_by_its_number(office: Office, parcel: Parcel) -> None:
    fire(parcel.pk, "post", actor=office.anna)

    assert reread(parcel).state == "posted"


def test_the_effects_are_written_with_the_move(office: Office, parcel: Parcel) -> None:
    fire(parcel, "post", actor=office.anna)

    assert reread(parcel).reference == f"T-{parcel.pk:04}"


def test_one_announcement_waits_to_be_relayed(office: Office, parcel: Parcel) -> None:
    event = fire(parcel, "post", actor=office.anna)

    announcement = Announcement.objects.get(event=event)
    assert announcement.topic == "toy_parcel.post"
    assert announcement.taken_at is None


def test_what_the_old_state_waited_for_is_closed_and_the_new_one_opens(
    office: Office, parcel: Parcel
) -> None:
    event = fire(parcel, "post", actor=office.anna)

    old, new = WorkItem.objects.filter(subject=parcel).order_by("pk")
    assert (old.desk, old.closed_by) == (f"person:{office.anna.pk}", event)
    assert (new.desk, new.kind, new.closed_at) == ("toy_clerk", "posted", None)
    assert (new.opened_by, new.anchor_on, new.due_on) == (event, MONDAY, date(2026, 6, 8))
    assert new.ladder_id == "standard"


def test_the_history_keeps_what_was_given(office: Office, parcel: Parcel) -> None:
    fire(parcel, "post", actor=office.anna)

    event = fire(parcel, "send_back", actor=office.boris, inputs={"reason": "No stamp."})

    assert json.loads(EventBody.objects.get(event=event).json) == {"reason": "No stamp."}


def test_inputs_of_every_kind_arrive_clean_and_are_kept_plain(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")
    slip = Slip.objects.create(parcel=parcel, name="Slip 7")

    event = fire(
        parcel,
        "inspect",
        actor=office.boris,
        inputs={
            "speed": "fast",
            "promised_on": "2026-06-30",
            "fragile": True,
            "remark": "Handle with care.",
            "inspectors": [office.ben.pk, office.emil],
            "slip": str(slip.pk),
            "contents": [{"thing": "vase", "colour": "blue"}, {"thing": " ", "colour": ""}],
        },
    )

    assert json.loads(EventBody.objects.get(event=event).json) == {
        "speed": "fast",
        "promised_on": "2026-06-30",
        "fragile": True,
        "remark": "Handle with care.",
        "inspectors": [office.ben.pk, office.emil.pk],
        "slip": slip.pk,
        "contents": [{"thing": "vase", "colour": "blue"}],
    }
    assert json.loads(reread(parcel).inspected_with)["promised_on"] == "2026-06-30"


def test_a_transition_that_stays_changes_facts_and_the_version_alone(
    office: Office, parcel: Parcel
) -> None:
    before = reread(parcel)

    event = fire(parcel, "rename", actor=office.anna, inputs={"title": "Vase"})

    after = reread(parcel)
    assert (after.title, after.state, after.version) == ("Vase", "draft", before.version + 1)
    assert after.entered_at == before.entered_at
    assert event.source == event.target == "draft"
    assert WorkItem.objects.get(subject=parcel).closed_at is None


# ---- Refusals.


def test_who_holds_none_of_the_roles_is_forbidden(office: Office, parcel: Parcel) -> None:
    with pytest.raises(TransitionForbiddenError, match="sender"):
        fire(parcel, "post", actor=office.boris)

    assert reread(parcel).state == "draft"


def test_a_superuser_passes_nothing(office: Office, parcel: Parcel) -> None:
    zoe = User.objects.create_superuser("zoe@toy.example")

    for name in ("post", "withdraw", "rename"):
        with pytest.raises(SubjectNotFoundError):
            fire(parcel, name, actor=zoe)
    with pytest.raises(TransitionForbiddenError):
        give_birth("toy_van", "hire", actor=zoe, values={"name": "Van"})


def test_who_may_not_see_it_is_told_that_there_is_nothing(office: Office, parcel: Parcel) -> None:
    with pytest.raises(SubjectNotFoundError, match="nothing here"):
        fire(parcel, "post", actor=office.ben)


def test_what_does_not_exist_is_answered_as_what_one_may_not_see(
    office: Office, parcel: Parcel
) -> None:
    with pytest.raises(SubjectNotFoundError) as absent:
        fire(0, "post", actor=office.ben)
    with pytest.raises(SubjectNotFoundError) as hidden:
        fire(parcel, "post", actor=office.ben)

    assert str(absent.value) == str(hidden.value)


def test_an_unknown_transition_names_those_that_exist(office: Office, parcel: Parcel) -> None:
    with pytest.raises(UnknownTransitionError) as refused:
        fire(parcel, "teleport", actor=office.anna)

    assert refused.value.name == "teleport"
    assert {"post", "withdraw"} <= set(refused.value.known)
    assert "post" in str(refused.value)


def test_a_person_who_may_not_see_it_learns_no_transition(office: Office, parcel: Parcel) -> None:
    with pytest.raises(SubjectNotFoundError):
        fire(parcel, "teleport", actor=office.ben)


@pytest.mark.parametrize("name", ["lapse", "leave", "follow_back"])
def test_what_no_person_fires_is_forbidden_to_everybody(
    office: Office, parcel: Parcel, name: str
) -> None:
    with pytest.raises(TransitionForbiddenError, match="not a person"):
        fire(parcel, name, actor=office.anna)


def test_a_wrong_state_is_a_refusal_that_says_from_where(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted")

    with pytest.raises(TransitionRefusedError, match="possible from: Draft"):
        fire(parcel, "post", actor=office.anna)


def test_every_reason_is_carried_and_not_the_first_alone(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, title="Vase", weight=None, address="")

    with pytest.raises(TransitionRefusedError) as refused:
        fire(parcel, "post", actor=office.anna)

    assert [each.guard for each in refused.value.shortfalls] == ["weighed", "addressed"]
    assert str(refused.value) == (
        "2 things are missing: Weigh the parcel. Write an address on “Vase”."
    )
    assert [each.waivable for each in refused.value.shortfalls] == [False, True]


def test_a_forbidden_person_is_told_so_before_any_guard(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, weight=None)

    with pytest.raises(TransitionForbiddenError):
        fire(parcel, "post", actor=office.boris)


def test_who_read_an_older_version_must_read_again(office: Office, parcel: Parcel) -> None:
    fire(parcel, "rename", actor=office.anna, inputs={"title": "Vase"}, expect=1)

    with pytest.raises(StaleSubjectError) as refused:
        fire(parcel, "post", actor=office.anna, expect=1)

    assert (refused.value.expected, refused.value.version) == (1, 2)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"speed": "snail"}, {"speed"}),
        ({"speed": None, "promised_on": "yesterday"}, {"speed", "promised_on"}),
        ({"promised_on": "2026-05-31"}, {"promised_on"}),
        ({"inspectors": []}, {"inspectors"}),
        ({"inspectors": [999_999]}, {"inspectors"}),
        ({"slip": 999_999}, {"slip"}),
        ({"contents": "rubbish"}, {"contents"}),
        ({"contents": [{"thing": "vase"}]}, {"contents"}),
        ({"bribe": "10"}, {"bribe"}),
        ({"remark": "x" * 10_001}, {"remark"}),
    ],
)
def test_what_is_given_wrong_is_named_field_by_field(
    office: Office, van: Van, changes: dict[str, object], wrong: set[str]
) -> None:
    parcel = make_parcel(office, van, "posted")
    inputs = {**INSPECTION, "inspectors": [office.ben], **changes}

    with pytest.raises(InputError) as refused:
        fire(parcel, "inspect", actor=office.boris, inputs=inputs)

    assert refused.value.errors.keys() == wrong
    assert reread(parcel).state == "posted"


def test_a_paper_of_another_parcel_cannot_be_given(office: Office, van: Van) -> None:
    parcel, other = make_parcel(office, van, "posted"), make_parcel(office, van)
    foreign = Slip.objects.create(parcel=other, name="Foreign")
    inputs = {**INSPECTION, "inspectors": [office.ben], "slip": foreign.pk}

    with pytest.raises(InputError, match="Select a valid choice"):
        fire(parcel, "inspect", actor=office.boris, inputs=inputs)


def test_another_role_stands_in_for_a_sender_who_has_no_account(office: Office) -> None:
    van = make_van(office, courier=None)
    event = give_birth(
        "toy_parcel",
        "record_for",
        actor=office.boris,
        values={"title": "Lost", "parent": van},
        inputs={"sender_name": "Somebody"},
    )

    # Nobody is its sender here; the clerk stands in.
    fire(event.subject_id, "send_back", actor=office.carla, inputs={"reason": "No sender."})

    item = WorkItem.objects.get(subject=event.subject_id, closed_at=None)
    assert (item.kind, item.desk) == ("draft", "toy_clerk")


def test_a_refusal_writes_nothing_at_all(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, weight=None)
    before = (Event.objects.count(), WorkItem.objects.count(), Announcement.objects.count())

    for name, actor in (("post", office.anna), ("post", office.boris), ("accept", office.dora)):
        with pytest.raises(WorkflowError):
            fire(parcel, name, actor=actor)

    after = (Event.objects.count(), WorkItem.objects.count(), Announcement.objects.count())
    assert after == before


# ---- Separation of duties.


def test_who_wrote_it_does_not_inspect_it(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "posted", sender=office.boris)

    with pytest.raises(TransitionForbiddenError, match="somebody other than the sender"):
        fire(parcel, "inspect", actor=office.boris, inputs={})

    fire(parcel, "inspect", actor=office.carla, inputs={**INSPECTION, "inspectors": [office.ben]})


def test_an_inspector_is_somebody_of_the_facts(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van, "inspected")

    # Seated, so it is seen; but seated people hold no role that accepts.
    with pytest.raises(TransitionForbiddenError, match="postmaster"):
        fire(parcel, "accept", actor=office.ben)


def test_a_deactivated_account_holds_nothing_any_more(office: Office, parcel: Parcel) -> None:
    office.anna.is_active = False
    office.anna.save()

    with pytest.raises(SubjectNotFoundError):
        fire(parcel, "post", actor=office.anna)


def test_rights_are_read_once_when_the_request_brings_them(
    office: Office, parcel: Parcel, django_assert_num_queries: CountQueries
) -> None:
    grants = load_grants(office.anna)

    with django_assert_num_queries(1):
        load_grants(office.anna)
    with django_assert_num_queries(0):
        load_grants(AnonymousUser())
    assert fire(parcel, "post", actor=office.anna, grants=grants).actor == office.anna


def test_a_stranger_with_an_account_holds_nothing(office: Office) -> None:
    grants = load_grants(make_user("Stranger"))

    assert grants.is_authenticated
    assert not (grants.groups | grants.institutions | grants.subjects)


def test_what_is_of_another_kind_is_not_there(office: Office, van: Van) -> None:
    parcel = make_parcel(office, van)

    with pytest.raises(SubjectNotFoundError, match="nothing here"):
        fire(parcel.pk, "post", actor=office.anna, kind="toy_van")
    # Also of what is planned before it is locked, with all that it brings along.
    with pytest.raises(SubjectNotFoundError, match="nothing here"):
        fire(van.pk, "withdraw", actor=office.dora, kind="toy_parcel")

    assert fire(parcel.pk, "post", actor=office.anna, kind="toy_parcel").name == "post"
