"""Each message about a new date names the activity, and says what was decided of its date."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest

from lifecycle.models import Activity, Commitment, Replanning
from lifecycle.services.replannings_together import Line, ask_together
from notifications.rendering import Words, render_words
from notifications.topics import find_topic
from tests.cast import Institutions
from tests.lifecycle.machines.replanning_scene import (
    PROMISED,
    REASON,
    Scene,
    get,
    make_committee,
)
from tests.lifecycle.machines.test_replanning_committee import minutes_of
from workflow.engine import confirm, decide, fire
from workflow.models import Announcement, Round, Seat, User, Verdict, WorkItem

pytestmark = pytest.mark.django_db

NEW = "fin septembre 2027"
SAID = "Trop tard pour la commission."
NAME = "3.2. Former"


class People(NamedTuple):
    """Who moves a request, besides those of its scene."""

    amina: User
    bilal: User
    claire: User


@pytest.fixture
def people(amina: User, bilal: User, claire: User) -> People:
    """Return two of the ministry team, and the lead."""
    return People(amina, bilal, claire)


@pytest.fixture
def scene(institutions: Institutions, farid: User, emna: User) -> Scene:
    """Return an activity that people call by its number and its title."""
    scene = Scene(institutions, farid, emna)
    Activity.objects.filter(pk=scene.activity.pk).update(label="3.2")
    Commitment.objects.filter(pk=scene.commitment.pk).update(title_fr="Ouvrir les archives")
    scene.activity.refresh_from_db()
    return scene


def forward(scene: Scene, _people: People) -> None:
    scene.submitted(NEW)


def ask_for_them(scene: Scene, people: People) -> None:
    lines = [Line(scene.activity.pk, NEW)]
    ask_together(lines, cause="procurement", reason=REASON["reason"], actor=people.amina)


def hold_back(scene: Scene, _people: People) -> None:
    fire(scene.ask(NEW), "hold_back", actor=scene.emna, inputs={"reason": SAID})


def withdraw(scene: Scene, _people: People) -> None:
    fire(scene.submitted(NEW), "withdraw", actor=scene.farid)


def accept(scene: Scene, people: People) -> None:
    scene.accepted(NEW, by=people.amina)


def refuse(scene: Scene, people: People) -> None:
    fire(scene.submitted(NEW), "refuse", actor=people.amina, inputs={"reason": SAID})


def escalate(scene: Scene, people: People) -> tuple[Replanning, list[User]]:
    members = make_committee(2, scene.institutions.rivage)
    return scene.escalated(NEW, by=people.amina), members


def decide_as_one(verdict: Verdict) -> Callable[[Scene, People], None]:
    """Return what lets both members of the committee say the same."""

    def run(scene: Scene, people: People) -> None:
        request, members = escalate(scene, people)
        comment = SAID if verdict is Verdict.OBJECT else ""
        for person in members:
            seat = Seat.objects.get(round__subject=request.pk, person=person)
            # Where one voice is enough, the round ends before the other is heard.
            if not get(request).is_open:
                break
            decide(seat, verdict=verdict, actor=person, comment=comment)

    return run


def settle(name: str) -> Callable[[Scene, People], None]:
    """Return what lets the lead decide for a committee that is late."""

    def run(scene: Scene, people: People) -> None:
        request, _members = escalate(scene, people)
        items = WorkItem.objects.filter(subject=request.pk, closed_at=None)
        items.update(due_on=date(2026, 1, 5))
        fire(request, name, actor=people.claire, inputs={"reason": SAID})

    return run


def record(name: str, *, confirms: bool) -> Callable[[Scene, People], None]:
    """Return what records a decision of the committee from its minutes."""

    def run(scene: Scene, people: People) -> None:
        request = scene.submitted(NEW)
        more = {"reason": SAID} if name == "committee_refuses" else {}
        given = {**minutes_of(request, people.amina), **more}
        fire(request, name, actor=people.amina, inputs=given)
        if confirms:
            opened = Round.objects.get(subject=request.pk, kind="countersign", outcome="")
            confirm(opened.pk, actor=people.bilal)

    return run


#: The sentence that says what a message means for the date.
ASKED = r"Planned now: .*30 juin 2027.*\nNew date: .*fin septembre 2027"
MOVES = r"The date moves from .*30 juin 2027.* to .*fin septembre 2027"
STAYS = r"The date stays: .*30 juin 2027.* What was asked for: .*fin septembre 2027"
#: What is told, what happens before, and that sentence.
TOLD: list[tuple[str, Callable[[Scene, People], object], str]] = [
    ("ask", forward, ASKED),
    ("forward", forward, ASKED),
    ("bulk", ask_for_them, ASKED),
    ("hold_back", hold_back, STAYS),
    ("withdraw", withdraw, STAYS),
    ("accept", accept, MOVES),
    ("refuse", refuse, STAYS),
    ("escalate", escalate, ASKED),
    ("accept_beyond", decide_as_one(Verdict.APPROVE), MOVES),
    ("refuse_beyond", decide_as_one(Verdict.OBJECT), STAYS),
    ("settle_accept", settle("settle_accept"), MOVES),
    ("settle_refuse", settle("settle_refuse"), STAYS),
    ("committee_accepts.proposed", record("committee_accepts", confirms=False), ASKED),
    ("committee_accepts", record("committee_accepts", confirms=True), MOVES),
    ("committee_refuses.proposed", record("committee_refuses", confirms=False), ASKED),
    ("committee_refuses", record("committee_refuses", confirms=True), STAYS),
]
IDS = [code for code, _happens, _said in TOLD]


def write_letter(code: str, language: str) -> Words:
    """Return the letter about the latest announcement of this topic, in a language."""
    topic = find_topic(f"replanning.{code}")
    assert topic is not None
    announcement = Announcement.objects.filter(topic=topic.code).latest("pk")
    reader = User(email="reader@example.org", language=language)
    return render_words(announcement, topic, reader)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize(("code", "happens", "_said"), TOLD, ids=IDS)
def test_it_names_the_activity_its_commitment_and_both_dates(
    code: str,
    happens: Callable[[Scene, People], object],
    _said: object,
    language: str,
    scene: Scene,
    people: People,
) -> None:
    happens(scene, people)

    letter = write_letter(code, language)

    assert NAME in letter.subject
    for words in (NAME, "Ouvrir les archives", PROMISED, NEW, REASON["reason"]):
        assert words in letter.body


@pytest.mark.parametrize(("code", "happens", "said"), TOLD, ids=IDS)
def test_it_says_what_becomes_of_the_date(
    code: str,
    happens: Callable[[Scene, People], object],
    said: str,
    scene: Scene,
    people: People,
) -> None:
    happens(scene, people)

    assert re.search(said, write_letter(code, "en").body)


def test_the_reason_of_a_refusal_is_told(scene: Scene, people: People) -> None:
    refuse(scene, people)

    assert SAID in write_letter("refuse", "fr").body


def test_what_was_over_when_the_committee_accepted_stays_as_it_was(
    scene: Scene, people: People
) -> None:
    request, members = escalate(scene, people)
    fire(
        scene.activity,
        "cancel",
        actor=people.amina,
        inputs={"code": "no_means", "reason": SAID},
    )
    for person in members:
        seat = Seat.objects.get(round__subject=request.pk, person=person)
        decide(seat, verdict=Verdict.APPROVE, actor=person)

    letter = write_letter("accept_beyond", "en")

    assert "The date stays" in letter.body


def test_what_had_no_date_is_told_to_have_one_now(scene: Scene, people: People) -> None:
    undated = scene.make_activity("pas de visibilité")
    request = scene.submitted(NEW, activity=undated)
    fire(request, "accept", actor=people.amina)

    letter = write_letter("accept", "fr")

    assert NEW in letter.body
    assert "pas de visibilité" in letter.body
