"""What people of each role do is really done: pages come, forms move what they are about."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from benchmarks.crowd.people import HABITS, Desk, Person, admit, comment, write
from benchmarks.crowd.sessions import open_session
from benchmarks.crowd.tally import Screen, Tally
from benchmarks.crowd.visitor import Visitor
from benchmarks.served.serving import Server, make_environment, serving
from lifecycle.models import Comment, Proposal
from tests.cast import introduce, make_institutions
from tests.databases import Clone
from tests.factories import make_plan


class _AlwaysTwice(Random):
    """Chance by which every admission is tried by a second official too."""

    def randrange(self, *_bounds: int) -> int:  # type: ignore[override]
        return 0


@pytest.fixture
def server(bench_database: Clone, site_folder: Path) -> Iterator[Server]:
    """Serve two plans."""
    for code in ("MA-1", "MA-2"):
        make_plan(code)
    environment = make_environment(site_folder, bench_database.url, secret=str(settings.SECRET_KEY))
    with serving(environment, workers=1) as started:
        yield started


def find(tally: Tally, name: str) -> Screen:
    """Return what came of one screen."""
    return next(each for each in tally.list_screens() if each.name == name)


def test_everything_that_people_do_is_done(server: Server) -> None:
    institutions = make_institutions()
    amina, driss = introduce("amina", institutions), introduce("driss", institutions)
    tally, desk = Tally(), Desk()
    official, author, public = (
        Person(Visitor(server.port, session=session), tally, desk, _AlwaysTwice(1))
        for session in (open_session(amina), open_session(driss), "")
    )

    write(author)
    comment(official)
    admit(official)
    for role, person in (("official", official), ("author", author), ("public", public)):
        for act in HABITS[role]:
            act(person)

    assert tally.list_problems() == []
    assert server.read_log() == ""
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["admissible", "submitted"]
    assert Comment.objects.exists()
    # Each of the three was submitted or admitted once; the admission that came second was stale.
    sent = find(tally, "send a transition")
    assert (sent.errors, sent.stale) == (0, 1)
    assert {"inbox", "pipeline", "dossier", "plan", "calendar", "proposals", "consultations"} <= {
        each.name for each in tally.list_screens()
    }
    for person in (official, author, public):
        person.visitor.close()
