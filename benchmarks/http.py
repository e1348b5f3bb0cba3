"""One transition through HTTP: the API and the form of a page, beside the least that does the same.

The site is served by gunicorn with one worker, and asked by one person after the other: what is
measured is what stands between a request and the engine, not how many fit beside each other.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from uuid import uuid4

from django.conf import settings
from django.db import connections

from benchmarks.copies import tidy
from benchmarks.crowd.sessions import open_session
from benchmarks.crowd.visitor import Answer, Visitor
from benchmarks.making import make_plan, submit_proposals
from benchmarks.measure import Figure
from benchmarks.served import STATEMENTS
from benchmarks.served.serving import bench_folder, collect_files, make_environment, serving
from lifecycle.vocabulary.roles import MINISTRY_TEAM
from workflow.models import Subject, User
from workflow.permissions import grant

#: The API takes 600 requests a minute of one account: each official admits fewer.
ADMISSIONS_EACH = 100
#: Turns that are not timed; what is imported and compiled once is there afterwards.
WARM_UP = 20

Post = Callable[[Visitor, int, dict[str, str]], Answer]


class RefusedError(RuntimeError):
    """The site answered something else than that it was done: nothing was measured."""


@dataclass(frozen=True)
class Way:
    """One way to post an admission, and what it is answered when it was done."""

    name: str
    post: Post
    done: int


def run(count: int, warm_up: int = WARM_UP) -> list[Figure]:
    """Return the figures of `count` admissions by each way, taken in turns, after a warm-up.

    Raises:
        RefusedError: one was not done.
    """
    ways = (
        Way("a bare view, rows by hand", _post_bare, 200),
        Way("the API, everything on", _post_api, 200),
        Way("the form of a page", _post_form, 302),
    )
    plan = make_plan("HTTP")
    author = User.objects.create_user("author@example.org")
    proposals = submit_proposals(plan, author, (count + warm_up) * len(ways))
    sessions = [open_session(_make_official(n)) for n in range(count // ADMISSIONS_EACH + 1)]
    tidy()
    connections.close_all()
    with bench_folder() as folder:
        environment = make_environment(
            folder, os.environ["DATABASE_URL"], secret=str(settings.SECRET_KEY)
        )
        collect_files(environment)
        with serving(environment, workers=1) as server:
            visitors = [Visitor(server.port, session=each) for each in sessions]
            return _measure(ways, visitors, proposals, warm_up)


def count_admitted() -> int:
    """Return how many proposals were admitted: every way must have done the whole work."""
    return Subject.objects.filter(kind="proposal", state="admissible").count()


def _make_official(number: int) -> User:
    official = User.objects.create_user(f"official-{number}@example.org")
    grant(MINISTRY_TEAM, official)
    return official


def _measure(
    ways: tuple[Way, ...], visitors: list[Visitor], proposals: list[int], warm_up: int
) -> list[Figure]:
    timed: dict[str, list[float]] = {way.name: [] for way in ways}
    statements: dict[str, int] = {}
    left = iter(proposals)
    for turn in range(len(proposals) // len(ways)):
        visitor = visitors[turn // ADMISSIONS_EACH % len(visitors)]
        # One after the other, so that whatever else the machine does falls on all.
        for way in ways:
            # Only the last of the warm-up is counted: to keep statements costs time.
            asked = {STATEMENTS: "count"} if turn == warm_up - 1 else {}
            answer = _check(way, way.post(visitor, next(left), asked))
            if asked:
                statements[way.name] = int(answer.headers[STATEMENTS])
            if turn >= warm_up:
                timed[way.name].append(answer.seconds)
    return [_make_figure(name, seconds, statements[name]) for name, seconds in timed.items()]


def _check(way: Way, answer: Answer) -> Answer:
    if answer.status != way.done:
        raise RefusedError(f"{way.name}: {answer.status} {answer.problem}{answer.text[:500]}")
    return answer


def _make_figure(name: str, seconds: list[float], statements: int) -> Figure:
    return Figure(
        name=name,
        count=len(seconds),
        rate_per_second=round(len(seconds) / sum(seconds), 1),
        median_ms=round(median(seconds) * 1000, 3),
        statements=statements,
    )


def _post_bare(visitor: Visitor, pk: int, headers: dict[str, str]) -> Answer:
    return visitor.send(f"/bare/{pk}/", b"{}", "application/json", **headers)


def _post_api(visitor: Visitor, pk: int, headers: dict[str, str]) -> Answer:
    path = f"/api/v1/proposals/{pk}/transitions/admit/"
    # Submitted proposals have two events: their birth and the submission.
    return visitor.send(path, b"{}", "application/json", **{"If-Match": '"2"', **headers})


def _post_form(visitor: Visitor, pk: int, headers: dict[str, str]) -> Answer:
    fields = {"expect": "2", "key": uuid4().hex}
    answer = visitor.post(f"/proposals/{pk}/do/admit/", fields, **headers)
    # Whoever is led to a page reads there that it was done; nobody piles that up.
    visitor.read_messages()
    return answer
