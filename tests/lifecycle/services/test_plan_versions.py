"""Versions of a plan: begun, given their lines with numbers for life, frozen, never changed."""

from collections.abc import Iterator

import pytest
from django.db import Error, transaction

from lifecycle.models import ActionPlan, PlanVersion, PlanVersionLine, Proposal
from lifecycle.selectors.plan_versions import (
    compute_root_hash,
    is_intact,
    list_frozen,
    read_lines,
)
from lifecycle.selectors.version_diff import compare_versions
from lifecycle.services.plan_versions import (
    begin_version,
    describe_version,
    discard,
    freeze,
    set_lines,
)
from lifecycle.vocabulary import PlanState, ProposalState
from tests.consultation import (
    TEXTS,
    TODAY,
    consultation_in,
    draft_version,
    frozen_version,
    make_consultation,
    on,
)
from tests.factories import make_plan
from tests.lifecycle.machines.carrying import plan_in
from tests.road import dossier_in, make_sheet
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import User

pytestmark = pytest.mark.django_db
REASON = {"reason": "Une annexe manque."}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


def numbers_of(version: PlanVersion) -> list[int | None]:
    return [each.proposal.plan_number for each in version.lines.all()]


def ready(plan: ActionPlan | None = None) -> Proposal:
    return dossier_in(ProposalState.READY, plan=plan)


# ---- Drafts.


def test_only_the_ministry_team_begins_a_draft(claire: User, driss: User) -> None:
    for person in (claire, driss):
        with pytest.raises(TransitionForbiddenError):
            begin_version(make_plan(f"P-{person.pk}"), texts=TEXTS, actor=person)


def test_a_plan_has_one_draft_at_a_time(amina: User) -> None:
    version = draft_version([ready()])

    with pytest.raises(TransitionRefusedError):
        begin_version(version.plan, texts=TEXTS, actor=amina)


def test_an_adopted_plan_has_a_new_draft_for_what_the_council_returned(amina: User) -> None:
    plan = plan_in(PlanState.IN_IMPLEMENTATION)

    assert begin_version(plan, texts=TEXTS, actor=amina).number == 1


def test_a_plan_that_is_over_has_no_new_draft(amina: User) -> None:
    plan = plan_in(PlanState.ENDED)

    with pytest.raises(TransitionRefusedError):
        begin_version(plan, texts=TEXTS, actor=amina)


def test_a_draft_needs_a_french_title(amina: User) -> None:
    with pytest.raises(InputError) as refused:
        begin_version(make_plan(), texts={**TEXTS, "title_fr": " "}, actor=amina)

    assert list(refused.value.errors) == ["title_fr"]


def test_every_step_is_in_the_history_of_the_plan(amina: User) -> None:
    version = draft_version([ready()])
    describe_version(version, texts=TEXTS, actor=amina)
    freeze(version, actor=amina)

    names = [event.name for event in version.plan.events.order_by("seq")]

    assert names[-4:] == [
        "plan.version_begun",
        "plan.version_lines_set",
        "plan.version_written",
        "plan.version_frozen",
    ]


def test_a_plan_somebody_else_changed_is_not_overwritten(amina: User) -> None:
    version = draft_version([ready()])

    with pytest.raises(StaleSubjectError):
        describe_version(version, texts=TEXTS, actor=amina, expect=0)


# ---- Numbers.


def test_a_number_is_given_once_and_a_gap_stays(amina: User) -> None:
    plan = make_plan()
    one, two, three = (ready(plan) for _number in range(3))
    version = draft_version([one, two, three])
    assert numbers_of(version) == [1, 2, 3]

    set_lines(version, proposals=[three.pk, one.pk], actor=amina)
    four = ready(plan)
    set_lines(version, proposals=[four.pk, three.pk, one.pk], actor=amina)

    assert numbers_of(version) == [4, 3, 1]


def test_a_dossier_that_comes_back_has_its_old_number(amina: User) -> None:
    one, two = ready(), ready()
    version = draft_version([one, two])

    set_lines(version, proposals=[two.pk], actor=amina)
    set_lines(version, proposals=[two.pk, one.pk], actor=amina)

    assert numbers_of(version) == [2, 1]


def test_the_numbers_of_a_discarded_draft_stay_given(amina: User) -> None:
    plan = make_plan()
    discard(draft_version([ready(plan)]), actor=amina)

    version = draft_version([ready(plan)], plan=plan)

    assert numbers_of(version) == [2]


def test_a_number_is_an_event_of_the_dossier(amina: User) -> None:
    dossier = ready()
    draft_version([dossier])

    event = dossier.events.get(name="plan_number.given")

    assert event.actor == amina


def test_only_an_approved_dossier_of_the_plan_is_put_in(amina: User) -> None:
    plan, other = make_plan(), make_plan("MA-3")
    drafting = dossier_in(ProposalState.SHEET_DRAFTING, plan=plan)
    foreign = ready(other)
    version = draft_version([], plan=plan)

    for proposal in (drafting.pk, foreign.pk, 999_999):
        with pytest.raises(InputError):
            set_lines(version, proposals=[proposal], actor=amina)
    good = ready(plan).pk
    with pytest.raises(InputError):
        set_lines(version, proposals=[good, good], actor=amina)


def test_the_next_draft_takes_over_what_is_still_on_its_road(amina: User, claire: User) -> None:
    kept, dropped = ready(), ready()
    version = frozen_version([kept, dropped])
    fire(dropped, "drop", actor=claire, inputs=REASON)

    following = begin_version(version.plan, texts=TEXTS, actor=amina)

    assert [line.proposal for line in following.lines.all()] == [kept]
    assert following.number == 2


# ---- Freezing.


def test_a_frozen_version_is_sealed_with_the_present_text_of_each_line(amina: User) -> None:
    dossier = ready()
    version = draft_version([dossier])
    make_sheet(dossier, contact="Bureau d'ordre")
    frozen = freeze(version, actor=amina)

    (line,) = read_lines(frozen)

    sealed = [(1, line.line.sheet_version.content_hash)]
    assert line.content.contact == "Bureau d'ordre"
    assert frozen.root_hash == compute_root_hash(frozen, sealed)
    assert frozen.frozen_by == amina
    assert is_intact(frozen)


@pytest.mark.parametrize("change", ["text", "order", "sheet", "number"])
def test_the_seal_is_another_when_anything_is(change: str) -> None:
    version = frozen_version([ready(), ready()])
    lines = [
        (each.proposal.plan_number or 0, each.line.sheet_version.content_hash)
        for each in read_lines(version)
    ]
    changed = {
        "text": lines,
        "order": lines[::-1],
        "sheet": [(lines[0][0], "0" * 64), lines[1]],
        "number": [(9, lines[0][1]), lines[1]],
    }[change]
    if change == "text":
        version.text_ar += "."

    assert compute_root_hash(version, changed) != version.root_hash


def test_every_line_that_is_not_ready_is_named(amina: User) -> None:
    dossiers = [ready(), ready(), ready()]
    version = draft_version(dossiers)
    for dossier in dossiers[1:]:
        fire(dossier, "reopen_sheet", actor=amina, inputs=REASON)

    with pytest.raises(TransitionRefusedError) as refused:
        freeze(version, actor=amina)

    assert "E-1," not in str(refused.value)
    assert "E-2," in str(refused.value)
    assert "E-3," in str(refused.value)
    version.refresh_from_db()
    assert not version.is_frozen


def test_an_empty_version_is_not_frozen(amina: User) -> None:
    with pytest.raises(TransitionRefusedError):
        freeze(draft_version([]), actor=amina)


def test_a_version_without_an_arabic_title_is_not_frozen(amina: User) -> None:
    with pytest.raises(TransitionRefusedError):
        frozen_version([ready()], title_ar="")


def test_a_frozen_version_is_written_discarded_and_frozen_no_more(amina: User) -> None:
    version = frozen_version([ready()])

    for attempt in (
        lambda: set_lines(version, proposals=[], actor=amina),
        lambda: describe_version(version, texts=TEXTS, actor=amina),
        lambda: discard(version, actor=amina),
        lambda: freeze(version, actor=amina),
    ):
        with pytest.raises(TransitionRefusedError):
            attempt()


def test_the_database_itself_refuses_to_change_what_is_frozen() -> None:
    version = frozen_version([ready(), ready()])
    other = draft_version([ready(version.plan)], plan=version.plan)
    line = version.lines.all()[0]
    attempts = (
        lambda: PlanVersion.objects.filter(pk=version.pk).update(text_fr="Autre"),
        lambda: PlanVersion.objects.filter(pk=version.pk).update(frozen_at=None),
        lambda: PlanVersionLine.objects.filter(pk=line.pk).update(rank=9),
        lambda: PlanVersionLine.objects.filter(pk=line.pk).delete(),
        lambda: other.lines.update(version=version, rank=7),
        lambda: PlanVersionLine.objects.create(
            version=version,
            rank=8,
            proposal=ready(version.plan),
            sheet_version=line.sheet_version,
        ),
        lambda: PlanVersion.objects.filter(pk=version.pk)._raw_delete("default"),
    )

    for attempt in attempts:
        with pytest.raises(Error), transaction.atomic():
            attempt()

    assert is_intact(PlanVersion.objects.get(pk=version.pk))


# ---- What needs a text as it is.


def test_a_sheet_in_a_frozen_version_is_not_opened_again(amina: User) -> None:
    dossier = ready()
    frozen_version([dossier])

    with pytest.raises(TransitionRefusedError):
        fire(dossier, "reopen_sheet", actor=amina, inputs=REASON)


@pytest.mark.parametrize(
    ("state", "is_frozen"),
    [("draft", True), ("scheduled", True), ("open", True), ("closed", False)],
)
def test_a_text_is_held_as_long_as_it_is_consulted_on(state: str, is_frozen: bool) -> None:
    consultation = consultation_in(state)
    lines = set(consultation.plan_version.lines.values_list("proposal_id", flat=True))

    assert list_frozen(lines) == (lines if is_frozen else set())


def test_a_cancelled_consultation_lets_the_text_go(claire: User) -> None:
    consultation = consultation_in("open")
    lines = set(consultation.plan_version.lines.values_list("proposal_id", flat=True))

    fire(consultation, "cancel", actor=claire, inputs=REASON)

    assert list_frozen(lines) == set()


def test_a_later_frozen_version_lets_the_text_of_the_one_before_go(amina: User) -> None:
    kept, left = ready(), ready()
    version = frozen_version([kept, left])
    following = begin_version(version.plan, texts=TEXTS, actor=amina)
    set_lines(following, proposals=[kept.pk], actor=amina)
    held = list_frozen([kept.pk, left.pk])

    freeze(following, actor=amina)

    assert held == {kept.pk, left.pk}
    assert list_frozen([kept.pk, left.pk]) == {kept.pk}


def test_a_draft_on_which_a_consultation_is_prepared_is_not_discarded(amina: User) -> None:
    version = draft_version([ready()])
    make_consultation(version)

    with pytest.raises(TransitionRefusedError):
        discard(version, actor=amina)


def test_two_versions_are_compared_line_by_line(amina: User) -> None:
    kept, left = ready(), ready()
    before = frozen_version([kept, left])
    after = begin_version(before.plan, texts={**TEXTS, "text_ar": "الخطة"}, actor=amina)
    come = ready(before.plan)
    set_lines(after, proposals=[come.pk, kept.pk], actor=amina)
    make_sheet(kept, solution_ar="نشر السجل كاملا.")

    diff = compare_versions(before, after)

    assert [each.proposal for each in diff.added] == [come]
    assert [each.proposal for each in diff.removed] == [left]
    assert diff.moved == []
    assert [(part.name, part.language) for part in diff.own] == [("text", "ar")]
    assert [(part.name, part.language) for part in diff.changed[0].parts] == [("solution", "ar")]
    assert not diff.is_empty
    assert compare_versions(before, before).is_empty
