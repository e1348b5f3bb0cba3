"""Council files: begun on a frozen version, sealed by one hash, decided line by line."""

from collections.abc import Callable, Iterator

import pytest
from django.utils.translation import override

from lifecycle.models import Council, PlanVersion
from lifecycle.services.attachments import PER_SUBJECT_MAX
from lifecycle.services.councils import (
    DecidedLine,
    compute_file_hash,
    freeze_file,
    is_file_intact,
    leave_line_out,
    list_checksums,
    put_line_back,
    set_outcomes,
    start_file,
    thaw_file,
)
from lifecycle.vocabulary import AttachmentPurpose, ProposalState
from tests.council import (
    MEETS_ON,
    TODAY,
    add_document,
    council_in,
    frozen_version,
    on,
    open_council,
    signed_dossiers,
)
from tests.factories import make_plan
from tests.road import dossier_in
from workflow.clock import current_clock
from workflow.engine import fire
from workflow.exceptions import (
    InputError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
)
from workflow.models import Event, User

pytestmark = pytest.mark.django_db
Change = Callable[[Council, User], object]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY), override("en"):
        yield


def first_of(council: Council) -> int:
    return int(council.lines.order_by("pk")[0].proposal_id)


def leave_first_out(council: Council, actor: User) -> object:
    return leave_line_out(council, proposal=first_of(council), reason="Tard.", actor=actor)


def adopt_first(council: Council, actor: User) -> object:
    lines = [DecidedLine(first_of(council), "adopted")]
    return set_outcomes(council, lines=lines, actor=actor)


CHANGES: list[tuple[str, Change]] = [
    ("preparing", leave_first_out),
    ("preparing", lambda council, actor: freeze_file(council, actor=actor)),
    ("preparing", lambda council, actor: thaw_file(council, actor=actor)),
    ("presented", adopt_first),
]


def test_a_file_has_every_line_of_its_version_in_its_order(amina: User) -> None:
    first, second, third = signed_dossiers(3)

    council = start_file(frozen_version([third, first, second]), actor=amina)

    lines = council.lines.order_by("pk").values_list("proposal", flat=True)
    assert list(lines) == [third.pk, first.pk, second.pk]
    assert (council.reference, council.state) == ("G-1", "preparing")


def test_a_new_file_leaves_alone_what_is_settled(amina: User) -> None:
    adopted, returned = signed_dossiers(2)
    version = frozen_version([adopted, returned])
    council = council_in("adopted", [adopted, returned], outcomes=["adopted", "returned"])

    again = start_file(version, actor=amina)

    assert [each.proposal for each in again.lines.all()] == [returned]
    assert council.lines.count() == 2


def test_no_file_is_begun_on_a_version_that_may_change(amina: User) -> None:
    draft = PlanVersion.objects.create(
        plan=make_plan(),
        number=1,
        title_fr="Projet",
        created_by=amina,
        created_at=current_clock().now(),
    )

    with pytest.raises(TransitionRefusedError, match="not frozen"):
        start_file(draft, actor=amina)


def test_nobody_but_the_ministry_begins_one(jalila: User) -> None:
    with pytest.raises(TransitionForbiddenError):
        start_file(frozen_version(signed_dossiers(1)), actor=jalila)


@pytest.mark.parametrize(("state", "change"), CHANGES)
def test_nobody_but_the_ministry_changes_one(
    state: str, change: Change, jalila: User, driss: User
) -> None:
    council = council_in(state)

    with pytest.raises(TransitionForbiddenError, match="ministry"):
        change(council, jalila)
    with pytest.raises(SubjectNotFoundError):
        change(council, driss)


@pytest.mark.parametrize(("state", "change"), CHANGES)
def test_what_was_handed_in_or_decided_no_longer_changes(
    state: str, change: Change, amina: User
) -> None:
    council = council_in("submitted" if state == "preparing" else "adopted")
    events = Event.objects.count()

    with pytest.raises(TransitionRefusedError, match="The state is now"):
        change(council, amina)

    assert Event.objects.count() == events


# ---- lines


def test_a_line_is_left_out_with_a_reason_and_put_back(amina: User) -> None:
    council = open_council()

    event = leave_line_out(council, proposal=first_of(council), reason=" Tard. ", actor=amina)

    line = council.lines.order_by("pk")[0]
    assert (line.left_out_because, event.name) == ("Tard.", "council.line_left_out")
    put_line_back(council, proposal=line.proposal_id, actor=amina)
    line.refresh_from_db()
    assert not line.is_left_out


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_leaving_out_without_a_reason_is_refused(reason: str, amina: User) -> None:
    council = open_council()

    with pytest.raises(InputError) as refused:
        leave_line_out(council, proposal=first_of(council), reason=reason, actor=amina)

    assert set(refused.value.errors) == {"reason"}


def test_what_is_not_in_the_file_is_no_line_of_it(amina: User) -> None:
    council = open_council()
    stranger = dossier_in(ProposalState.SIGNED)

    with pytest.raises(InputError, match="no such line"):
        leave_line_out(council, proposal=stranger.pk, reason="Tard.", actor=amina)
    with pytest.raises(InputError, match="no such line"):
        put_line_back(council, proposal=stranger.pk, actor=amina)


def test_a_line_is_not_left_out_twice_nor_put_back_when_it_is_there(amina: User) -> None:
    council = open_council()
    key = first_of(council)
    with pytest.raises(TransitionRefusedError, match="not left out"):
        put_line_back(council, proposal=key, actor=amina)
    leave_first_out(council, amina)

    with pytest.raises(TransitionRefusedError, match="already"):
        leave_first_out(council, amina)


def test_the_lines_of_a_frozen_file_stay_as_they_are(amina: User) -> None:
    left, kept = signed_dossiers(2)
    council = council_in("preparing", [left, kept], left_out={left: "Tard."})

    with pytest.raises(TransitionRefusedError, match="frozen"):
        leave_line_out(council, proposal=kept.pk, reason="Tard.", actor=amina)
    with pytest.raises(TransitionRefusedError, match="frozen"):
        put_line_back(council, proposal=left.pk, actor=amina)

    assert [each.is_left_out for each in council.lines.order_by("pk")] == [True, False]


def test_a_change_on_an_old_version_is_stale(amina: User) -> None:
    council = open_council()
    read = council.version
    leave_first_out(council, amina)

    with pytest.raises(StaleSubjectError):
        freeze_file(council, actor=amina, expect=read)


# ---- the seal


def test_the_hash_seals_the_version_and_every_document(amina: User) -> None:
    council = start_file(frozen_version(signed_dossiers(1)), actor=amina)
    documents = [add_document(council) for _number in range(2)]

    freeze_file(council, actor=amina)

    council.refresh_from_db()
    root = council.plan_version.root_hash
    assert council.file_hash == compute_file_hash(root, [each.sha256 for each in documents])
    assert council.file_hash != compute_file_hash(root, [])
    assert is_file_intact(council)


def test_the_hash_does_not_depend_on_the_order_of_the_documents() -> None:
    assert compute_file_hash("r", ["b", "a"]) == compute_file_hash("r", ["a", "b"])
    assert compute_file_hash("r", ["a"]) != compute_file_hash("s", ["a"])


def test_a_file_without_a_document_is_not_frozen(amina: User) -> None:
    council = start_file(frozen_version(signed_dossiers(1)), actor=amina)

    with pytest.raises(TransitionRefusedError, match="no document"):
        freeze_file(council, actor=amina)


def test_a_frozen_file_takes_documents_only_once_it_is_open_again(amina: User) -> None:
    council = council_in("preparing")
    with pytest.raises(TransitionRefusedError, match="frozen already"):
        freeze_file(council, actor=amina)
    with pytest.raises(TransitionRefusedError, match="sealed by its hash"):
        add_document(council)

    thaw_file(council, actor=amina)
    add_document(council)

    assert len(list_checksums(council.pk)) == 2


def test_an_agenda_and_a_decision_come_in_their_time(amina: User) -> None:
    council = council_in("preparing")

    for purpose in (AttachmentPurpose.AGENDA, AttachmentPurpose.COUNCIL_DECISION):
        with pytest.raises(TransitionRefusedError, match="is added in"):
            add_document(council, purpose)


def test_a_purpose_of_a_council_is_that_of_no_other_subject_and_the_reverse(amina: User) -> None:
    council = council_in("preparing")

    with pytest.raises(InputError, match="not kept here"):
        add_document(council, AttachmentPurpose.MINUTES)
    with pytest.raises(InputError, match="not kept here"):
        add_document(council.plan, AttachmentPurpose.AGENDA)  # type: ignore[arg-type]  # on purpose


def test_a_full_file_still_takes_its_agenda_and_the_decision(amina: User, claire: User) -> None:
    council = start_file(frozen_version(signed_dossiers(1)), actor=amina)
    for _number in range(PER_SUBJECT_MAX):
        add_document(council)
    with pytest.raises(InputError, match="the most"):
        add_document(council)
    freeze_file(council, actor=amina)
    fire(council, "submit", actor=claire)

    add_document(council, AttachmentPurpose.AGENDA)
    fire(council, "put_on_agenda", actor=amina, inputs={"meets_on": MEETS_ON.isoformat()})
    with on(MEETS_ON):
        fire(council, "present", actor=claire)
        add_document(council, AttachmentPurpose.COUNCIL_DECISION)

    council.refresh_from_db()
    assert council.decision_document is not None


# ---- the outcomes


def test_an_adopted_line_keeps_no_reason_and_another_needs_one(amina: User) -> None:
    council = council_in("presented")
    first, second = (each.proposal_id for each in council.lines.order_by("pk"))
    returned = DecidedLine(second, "returned", "Flou.")

    with pytest.raises(InputError, match="keeps no reason"):
        set_outcomes(
            council, lines=[DecidedLine(first, "adopted", "Inutile."), returned], actor=amina
        )
    set_outcomes(council, lines=[DecidedLine(first, "adopted"), returned], actor=amina)

    kept = [(each.outcome, each.reason) for each in council.lines.order_by("pk")]
    assert kept == [("adopted", ""), ("returned", "Flou.")]


def test_every_wrong_line_is_said_and_nothing_is_kept(amina: User) -> None:
    left, other, third = signed_dossiers(3)
    council = council_in("presented", [left, other, third], left_out={left: "Sans budget."})
    lines = [
        DecidedLine(left.pk, "adopted"),
        DecidedLine(other.pk, "perhaps"),
        DecidedLine(third.pk, "removed"),
        DecidedLine(third.pk, "adopted"),
        DecidedLine(0, "adopted"),
    ]

    with pytest.raises(InputError) as refused:
        set_outcomes(council, lines=lines, actor=amina)

    assert set(refused.value.errors) == {f"line_{key}" for key in (left.pk, other.pk, third.pk, 0)}
    assert {each.outcome for each in council.lines.all()} == {"", "adopted"}
