"""Many people at work on one site: who they are, how long they think, and what they met."""

import logging
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic, sleep

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from benchmarks.crowd.people import Desk, Person, choose
from benchmarks.crowd.sessions import open_session
from benchmarks.crowd.tally import Screen, Tally
from benchmarks.crowd.visitor import Visitor
from benchmarks.served.processes import weigh
from benchmarks.served.serving import Server, make_environment, serving
from lifecycle.vocabulary import MembershipBody
from lifecycle.vocabulary.roles import COMMITTEE, MINISTRY_LEAD, MINISTRY_TEAM, OBSERVER
from workflow.models import User
from workflow.permissions.grants import load_grants

#: One visitor in so many has not signed in.
PUBLIC_ONE_IN = 4
#: Pages are compiled and read once before memory is weighed for the first time.
SETTLED_AFTER = 0.1

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Load:
    """What many people met. Memory is that of the workers, in megabytes of PSS."""

    people: int
    workers: int
    seconds: float
    requests: int
    requests_per_second: float
    errors: int
    stale: int
    restarts: int
    memory_mb: list[float]
    screens: list[Screen]
    problems: list[str]
    said_by_the_server: str


def prepare() -> None:
    """Make the tables, load the demonstration, collect the files."""
    call_command("migrate", verbosity=0, stdout=sys.stderr)
    call_command("load_demo", stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)


def run(
    folder: Path, database: str, *, people: int, seconds: float, workers: int, think: float
) -> Load:
    """Let so many people work for so long; each thinks for about `think` seconds between two pages.

    Interrupted (Ctrl+C), it returns what was met so far.
    """
    visits = list(islice(cycle(_list_sessions(people)), people))
    connections.close_all()
    environment = make_environment(folder, database, secret=str(settings.SECRET_KEY))
    with serving(environment, workers=workers) as server:
        tally, desk, stop = Tally(), Desk(), Event()
        begun, first = monotonic(), server.workers
        with ThreadPoolExecutor(people) as pool:
            crowd = [
                pool.submit(
                    _work, role, _sit_down(server, session, tally, desk, number), stop, think
                )
                for number, (role, session) in enumerate(visits)
            ]
            try:
                memory = list(_weigh_while(server, seconds, crowd))
            finally:
                stop.set()
        for each in crowd:
            each.result()
        return _describe(
            tally,
            people=people,
            workers=workers,
            seconds=monotonic() - begun,
            memory=memory,
            restarts=len(set(first) - set(server.workers)),
            said=server.read_log(),
        )


def _list_sessions(people: int) -> Iterator[tuple[str, str]]:
    """Yield a role and the session of somebody who has it; nobody's session for the public."""
    accounts = cycle(User.objects.filter(is_active=True).order_by("pk"))
    for number in range(people):
        if number % PUBLIC_ONE_IN == 0:
            yield "public", ""
        else:
            person = next(accounts)
            yield _find_role(person), open_session(person)


def _find_role(person: User) -> str:
    grants = load_grants(person)
    if grants.has_group(MINISTRY_TEAM.code):
        return "official"
    if grants.has_group(MINISTRY_LEAD.code):
        return "lead"
    if grants.has_group(COMMITTEE.code, OBSERVER.code):
        return "committee"
    if grants.institutions:
        return "porter"
    if person.memberships.filter(body=MembershipBody.ASSESSORS.value).exists():
        return "assessor"
    return "author"


def _sit_down(server: Server, session: str, tally: Tally, desk: Desk, number: int) -> Person:
    # The same people do the same each time, as far as the site lets them.
    return Person(Visitor(server.port, session=session), tally, desk, Random(number))


def _work(role: str, person: Person, stop: Event, think: float) -> None:
    try:
        # Nobody begins at the same moment.
        while not stop.wait(person.chance.uniform(0, 2 * think)):
            choose(role, person.chance)(person)
    finally:
        person.visitor.close()


def _weigh_while(server: Server, seconds: float, crowd: list[Future[None]]) -> Iterator[float]:
    """Yield what the workers hold: once they have settled, in the middle, at the end."""
    begun = monotonic()
    try:
        for part in (SETTLED_AFTER, 0.5, 1.0):
            while monotonic() - begun < seconds * part:
                if any(each.done() for each in crowd):
                    # Nobody leaves before the end, unless something is wrong with this program.
                    return
                sleep(0.1)
            yield weigh(server.workers)
    except KeyboardInterrupt:
        logger.warning("interrupted; what was met so far is told")
        yield weigh(server.workers)


def _describe(
    tally: Tally,
    *,
    people: int,
    workers: int,
    seconds: float,
    memory: list[float],
    restarts: int,
    said: str,
) -> Load:
    screens = tally.list_screens()
    return Load(
        people=people,
        workers=workers,
        seconds=round(seconds, 1),
        requests=tally.requests,
        requests_per_second=round(tally.requests / seconds, 1),
        errors=sum(each.errors for each in screens),
        stale=sum(each.stale for each in screens),
        restarts=restarts,
        memory_mb=memory,
        screens=screens,
        problems=tally.list_problems(),
        said_by_the_server=said,
    )
