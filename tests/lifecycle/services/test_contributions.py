"""Contributions: moderated and answered; what was answered counts for guards at once."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from lifecycle.models import Consultation
from lifecycle.selectors.contributions import list_for_work, list_published
from lifecycle.services.contributions import (
    answer_contribution,
    contribute,
    group_contributions,
    propose_answer,
    publish_contribution,
    ungroup_contribution,
    withhold_contribution,
)
from lifecycle.vocabulary import Moderation
from lifecycle.vocabulary.roles import MODERATOR
from tests.cast import make_person
from tests.consultation import (
    TODAY,
    YES,
    answer_all,
    consultation_in,
    on,
    read,
    say,
)
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User, WorkItem
from workflow.permissions import grant
from workflow.tick import tick

pytestmark = pytest.mark.django_db
CLOSED_ON = date(2026, 9, 28)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


def version_of(consultation: Consultation) -> int:
    return Consultation.objects.values_list("version", flat=True).get(pk=consultation.pk)


# ---- Received.


def test_what_is_said_moves_no_version() -> None:
    consultation = consultation_in("open")

    say(consultation)

    assert version_of(consultation) == consultation.version


@pytest.mark.parametrize("state", ["draft", "scheduled", "closed"])
def test_nothing_is_received_outside_the_days(state: str) -> None:
    consultation = consultation_in(state)

    with on(CLOSED_ON), pytest.raises(TransitionRefusedError):
        contribute(consultation, text="Une idée", language="fr")


def test_a_line_that_is_not_consulted_on_is_no_subject() -> None:
    with pytest.raises(InputError) as refused:
        contribute(consultation_in("open"), text="Une idée", language="fr", proposal=999)

    assert list(refused.value.errors) == ["proposal"]


def test_a_name_is_shown_only_when_there_is_one() -> None:
    row = contribute(consultation_in("open"), text="Une idée", language="fr", shows_name=True)

    assert not row.shows_name


def test_nobody_contributes_to_what_does_not_exist() -> None:
    with pytest.raises(SubjectNotFoundError):
        contribute(999_999, text="Une idée", language="fr")


# ---- Moderated.


def test_a_moderator_publishes_and_withholds() -> None:
    moderator = make_person("Nora")
    grant(MODERATOR, moderator)
    consultation = consultation_in("open")
    row = say(consultation)

    publish_contribution(row.pk, actor=moderator)
    published = list(list_published(consultation.pk))
    withhold_contribution(row.pk, reason="Insultes.", actor=moderator)

    assert published == [row]
    assert not list_published(consultation.pk)
    assert read(row).moderation == Moderation.WITHHELD.value
    assert read(row).withheld_because == "Insultes."


def test_who_reads_a_contribution_and_does_not_moderate_is_refused(
    amina: User, jalila: User, driss: User
) -> None:
    row = say(consultation_in("open"))

    with pytest.raises(TransitionForbiddenError):
        publish_contribution(row.pk, actor=jalila)
    publish_contribution(row.pk, actor=amina)
    with pytest.raises(TransitionForbiddenError):
        withhold_contribution(row.pk, reason="Non.", actor=driss)


def test_what_one_may_not_read_is_refused_as_what_does_not_exist(driss: User, farid: User) -> None:
    row = say(consultation_in("open"))

    for person in (driss, farid):
        for key in (row.pk, 999_999):
            with pytest.raises(SubjectNotFoundError):
                publish_contribution(key, actor=person)
            with pytest.raises(SubjectNotFoundError):
                propose_answer(key, actor=person, **YES)


def test_nobody_is_made_to_wait_for_what_somebody_may_not_do(
    jalila: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = say(consultation_in("open"))
    locked: list[object] = []
    monkeypatch.setattr("lifecycle.services.contribution_writing.lock_rows", locked.append)

    with pytest.raises(TransitionForbiddenError):
        publish_contribution(row.pk, actor=jalila)

    assert not locked


def test_what_is_published_is_not_published_again(amina: User) -> None:
    row = say(consultation_in("open"))
    publish_contribution(row.pk, actor=amina)

    with pytest.raises(TransitionRefusedError):
        publish_contribution(row.pk, actor=amina)


def test_nothing_is_withheld_without_a_reason(amina: User) -> None:
    with pytest.raises(InputError):
        withhold_contribution(say(consultation_in("open")).pk, reason=" ", actor=amina)


def test_a_withheld_contribution_is_answered_all_the_same(amina: User) -> None:
    row = say(consultation_in("open"))
    withhold_contribution(row.pk, reason="Nomme une personne.", actor=amina)

    answer_contribution(row.pk, actor=amina, **YES)

    assert read(row).is_answered


# ---- Answered.


def test_only_the_ministry_team_answers(
    amina: User, claire: User, driss: User, farid: User
) -> None:
    row = say(consultation_in("open"))
    publish_contribution(row.pk, actor=amina)

    for person in (claire, driss, farid):
        with pytest.raises(TransitionForbiddenError):
            answer_contribution(row.pk, actor=person, **YES)


@pytest.mark.parametrize(
    ("changes", "field"), [({"effect": "maybe"}, "effect"), ({"answer": ""}, "answer")]
)
def test_an_answer_says_what_and_why(amina: User, changes: dict[str, str], field: str) -> None:
    row = say(consultation_in("open"))

    with pytest.raises(InputError) as refused:
        answer_contribution(row.pk, actor=amina, **{**YES, **changes})

    assert list(refused.value.errors) == [field]


def test_an_answer_moves_the_version_of_the_consultation_and_of_its_line(amina: User) -> None:
    consultation = consultation_in("open")
    line = consultation.plan_version.lines.all()[0].proposal
    before = line.version

    answer_contribution(say(consultation, line=line).pk, actor=amina, **YES)

    line.refresh_from_db()
    assert version_of(consultation) == consultation.version + 1
    assert line.version == before + 1


def test_a_settled_answer_no_longer_changes(amina: User) -> None:
    consultation = consultation_in("open")
    row = say(consultation)
    _close_and_settle(consultation, amina)

    with pytest.raises(TransitionRefusedError):
        answer_contribution(row.pk, actor=amina, **YES)


def test_what_a_cancelled_consultation_received_is_answered(amina: User, claire: User) -> None:
    consultation = consultation_in("open")
    row = say(consultation)
    fire(consultation, "cancel", actor=claire, inputs={"reason": "Texte à revoir."})

    answer_contribution(row.pk, actor=amina, **YES)

    assert read(row).is_answered


def test_a_cancelled_consultation_asks_for_no_work_that_nobody_can_end(claire: User) -> None:
    consultation = consultation_in("open")
    say(consultation)

    fire(consultation, "cancel", actor=claire, inputs={"reason": "Texte à revoir."})

    assert not WorkItem.objects.filter(subject=consultation.pk, closed_at__isnull=True).exists()


# ---- Read before it is written.


@pytest.mark.parametrize(
    "act",
    [
        lambda pk, **who: publish_contribution(pk, **who),
        lambda pk, **who: withhold_contribution(pk, reason="Insultes.", **who),
        lambda pk, **who: answer_contribution(pk, **YES, **who),
        lambda pk, **who: ungroup_contribution(pk, **who),
    ],
)
def test_what_changed_since_it_was_read_is_not_overwritten(
    act: Callable[..., object], amina: User, bilal: User
) -> None:
    consultation = consultation_in("open")
    head, row = say(consultation), say(consultation)
    group_contributions(head.pk, members=[row.pk], actor=bilal)
    version = read(row).version
    answer_contribution(head.pk, effect="not_accepted", answer="Hors du plan.", actor=bilal)

    with pytest.raises(StaleSubjectError):
        act(row.pk, actor=amina, expect=version)

    assert read(row).answer == "Hors du plan."
    act(row.pk, actor=amina, expect=read(row).version)


def test_an_answer_that_was_not_read_is_not_lost_in_a_group(amina: User, bilal: User) -> None:
    consultation = consultation_in("open")
    head, row = say(consultation), say(consultation)
    answer_contribution(row.pk, actor=bilal, **YES)

    with pytest.raises(StaleSubjectError):
        group_contributions(head.pk, members=[row.pk], actor=amina, expect={row.pk: row.version})

    assert read(row).answer == YES["answer"]


def test_a_proposal_that_was_not_read_is_not_overwritten(farid: User, ilias: User) -> None:
    consultation = consultation_in("open")
    row = say(consultation, line=consultation.plan_version.lines.all()[0].proposal)
    propose_answer(row.pk, actor=farid, **YES)

    with pytest.raises(StaleSubjectError):
        propose_answer(
            row.pk, effect="not_accepted", answer="Non.", actor=ilias, expect=row.version
        )

    assert read(row).proposed_answer == YES["answer"]


# ---- Proposed by a porter.


@pytest.mark.parametrize("name", ["emna", "farid", "ilias"])
def test_the_people_of_a_porter_propose_on_its_lines(
    name: str, emna: User, farid: User, ilias: User, amina: User
) -> None:
    person = {"emna": emna, "farid": farid, "ilias": ilias}[name]
    consultation = consultation_in("open")
    row = say(consultation, line=consultation.plan_version.lines.all()[0].proposal)

    propose_answer(row.pk, actor=person, **YES)

    kept = read(row)
    assert (kept.proposed_answer, kept.proposed_by, kept.is_answered) == (
        YES["answer"],
        person,
        False,
    )


def test_nobody_proposes_on_the_whole_plan_or_on_the_line_of_others(
    farid: User, amina: User, driss: User
) -> None:
    consultation = consultation_in("open")
    whole = say(consultation)
    line = say(consultation, line=consultation.plan_version.lines.all()[0].proposal)
    publish_contribution(whole.pk, actor=amina)
    publish_contribution(line.pk, actor=amina)

    for person, row in ((farid, whole), (amina, line), (driss, line)):
        with pytest.raises(TransitionForbiddenError):
            propose_answer(row.pk, actor=person, **YES)


def test_the_lists_of_work_are_filtered(amina: User) -> None:
    consultation = consultation_in("open")
    answered, waiting = say(consultation), say(consultation)
    answer_contribution(answered.pk, actor=amina, **YES)
    publish_contribution(answered.pk, actor=amina)

    assert list(list_for_work(consultation.pk, answered=False)) == [waiting]
    assert list(list_for_work(consultation.pk, answered=True)) == [answered]
    assert list(list_for_work(consultation.pk, moderation="waiting")) == [waiting]


def _close_and_settle(consultation: Consultation, team: User) -> None:
    with on(CLOSED_ON):
        tick()
        answer_all(consultation)
        fire(consultation, "settle", actor=team)
