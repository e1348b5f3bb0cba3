"""`./run bench site`: the embedded site as `./run` starts it, how soon it answers, what it holds.

It is started twice on a folder of its own: the first time it makes its tables and loads the
demonstration, the second time it finds them.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path

from benchmarks.crowd.forms import find_form, pick_links
from benchmarks.crowd.visitor import Answer, Visitor
from benchmarks.scratch import describe_machine
from benchmarks.served.processes import list_family, running, wait_until, weigh
from benchmarks.served.serving import FIRST_PAGE, ROOT, answers, bench_folder

PAGES = 200
#: Who walks: the ministry, a porter and a citizen, with the password that `./run` prints.
WALKERS = ("direction", "equipe-1", "archives-point-focal", "evaluation-1", "citoyen-1")
PASSWORD = "demonstration-2020"  # noqa: S105
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
#: Pages of every kind; those of one dossier, plan or item are found on them.
_STARTS = ("/", "/inbox/", "/pipeline/", "/proposals/", "/plans/", "/calendar/", "/consultations/")
#: What may be found: pages to read, no files and nothing that changes who or what is shown.
_FOUND = ("/proposals/", "/plans/", "/activities/", "/consultations/", "/inbox/", "/late/")


class BadPageError(RuntimeError):
    """A page did not come, or not well: nothing was measured."""


@dataclass(frozen=True)
class Site:
    """What the embedded site took. Seconds until the first answer, megabytes of PSS."""

    first_start_seconds: float
    second_start_seconds: float
    processes: int
    started_mb: float
    pages: int
    walked_mb: float


def main(arguments: list[str]) -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="./run bench site", description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="how many pages are read")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    with bench_folder() as folder:
        site = measure(folder, pages=options.pages)
    if options.json:
        print(json.dumps({"machine": describe_machine(), "site": asdict(site)}, indent=2))
    else:
        print(draw(site))
    return 0


def measure(folder: Path, *, pages: int, demo: bool = True) -> Site:
    """Start the site twice in `folder`, read so many pages, and stop it.

    Raises:
        NotStartedError: it does not answer.
        BadPageError: a page does not come.
    """
    with _started(folder, demo=demo) as (_pid, _port, first):
        pass
    with _started(folder, demo=demo) as (pid, port, second):
        processes = len(list_family(pid))
        started = weigh(list_family(pid))
        _walk(port, pages, walkers=WALKERS if demo else ())
        walked = weigh(list_family(pid))
    return Site(first, second, processes, started, pages, walked)


def draw(site: Site) -> str:
    """Return what was measured, for people."""
    return "\n".join(
        [
            f"first start   {site.first_start_seconds:>8.2f} s to the first answer",
            f"second start  {site.second_start_seconds:>8.2f} s to the first answer",
            f"started       {site.started_mb:>8.1f} MB in {site.processes} processes (PSS)",
            f"after {site.pages:<8}{site.walked_mb:>8.1f} MB",
        ]
    )


@contextmanager
def _started(folder: Path, *, demo: bool) -> Iterator[tuple[int, int, float]]:
    log = folder / "up.log"
    command = [sys.executable, "manage.py", "up", "--port", "0", *([] if demo else ["--no-demo"])]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.served.embedded",
        "BENCH_FOLDER": str(folder),
        "DEMO_PASSWORD": PASSWORD,
    }
    begun = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command.
            command,
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    with running(process):
        wait_until(lambda: bool(_find_port(log)), "the site says where it is", process=process)
        port = _find_port(log)
        wait_until(lambda: answers(port, FIRST_PAGE), "the site answers", process=process)
        yield process.pid, port, round(time.perf_counter() - begun, 2)


def _find_port(log: Path) -> int:
    found = _ADDRESS.search(log.read_text())
    return int(found[1]) if found else 0


def _walk(port: int, pages: int, *, walkers: tuple[str, ...]) -> None:
    visitors = [Visitor(port, scheme="http"), *(_sign_in(port, key) for key in walkers)]
    roads = cycle([_read_on(visitor) for visitor in visitors])
    for _page in range(pages):
        next(next(roads))
    for visitor in visitors:
        visitor.close()


def _read_on(visitor: Visitor) -> Iterator[str]:
    """Read the first pages, then what they lead to, round and round; yield each once it came."""
    known = dict.fromkeys(_STARTS)
    while True:
        for path in list(known):
            answer = _check(path, visitor.get(path))
            yield path
            known |= dict.fromkeys(pick_links(answer.text, *_FOUND))


def _check(path: str, answer: Answer) -> Answer:
    # A page may well not be for them, or ask for a day that they have not reached.
    if not 200 <= answer.status < 500:
        raise BadPageError(f"{path}: {answer.status} {answer.problem}")
    return answer


def _sign_in(port: int, key: str) -> Visitor:
    visitor = Visitor(port, scheme="http")
    page = visitor.get(FIRST_PAGE)
    form = find_form(page.text, ending=FIRST_PAGE, at=FIRST_PAGE)
    if form is None:
        raise BadPageError(f"{FIRST_PAGE}: there is no form to sign in by")
    fields = {**form.fields, "login": f"{key}@demo.example", "password": PASSWORD}
    answer = visitor.post(form.action, fields)
    if answer.status != 302:
        raise BadPageError(f"{FIRST_PAGE}: {key} may not sign in ({answer.status})")
    return visitor
