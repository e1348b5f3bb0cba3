"""What people of each role do all day: pages they read, forms they send, one after the other."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from benchmarks.crowd.forms import find_form, pick_links
from benchmarks.crowd.tally import Tally
from benchmarks.crowd.visitor import Answer, Visitor

PLANS = ("MA-1", "MA-2")
#: The one that receives proposals.
RECEIVING = "MA-2"
_DONE, _SENT = 200, 302
#: Whoever is sent there has lost the session.
_SIGNING_IN = "/accounts/"
#: One admission in so many is tried by a second official too, whose form is stale then.
TRIED_TWICE = 5

WORDS = {
    "title": "Publier le registre des marchés de la commune",
    "problem": "Personne ne sait qui a reçu quoi, ni pour combien.",
    "solution": "Publier le registre chaque mois, dans un format ouvert.",
}


@dataclass
class Desk:
    """Proposals that authors submitted and officials have not seen yet."""

    submitted: deque[str] = field(default_factory=deque)


@dataclass
class Person:
    """One person at a browser; every action reads some pages and may send a form."""

    visitor: Visitor
    tally: Tally
    desk: Desk
    chance: Random

    def read(self, screen: str, path: str) -> str:
        """Read a page, or where it sends on to; return it, empty when it did not come."""
        answer = self.visitor.get(path)
        if answer.status == _SENT and not answer.location.startswith(_SIGNING_IN):
            answer = self.visitor.get(answer.location)
        return answer.text if self._came(screen, path, answer, _DONE) else ""

    def send(self, screen: str, page: str, at: str, ending: str, **words: str) -> str:
        """Send a form of a page with these words; return where that led, empty when it failed."""
        form = find_form(page, ending=ending, at=at)
        if form is None:
            return ""
        answer = self.visitor.post(form.action, {**form.fields, **words})
        return answer.location if self._came(screen, form.action, answer, _SENT) else ""

    def follow(self, screen: str, page: str, *beginnings: str) -> tuple[str, str]:
        """Read one of the pages that a page leads to; return its address and the page."""
        links = pick_links(page, *beginnings)
        if not links:
            return "", ""
        path = self.chance.choice(links)
        return path, self.read(screen, path)

    def _came(self, screen: str, path: str, answer: Answer, expected: int) -> bool:
        return self.tally.record(screen, path, answer, expected=expected)


def read_home(person: Person) -> None:
    """Look what there is."""
    person.read("home", "/")


def read_plan(person: Person) -> None:
    """Read a plan and one of its commitments."""
    plan = person.chance.choice(PLANS)
    page = person.read("plan", f"/plans/{plan}/")
    person.follow("commitment", page, f"/plans/{plan}/commitments/")


def read_calendar(person: Person) -> None:
    """See which days are holidays."""
    person.read("calendar", "/calendar/")


def read_consultation(person: Person) -> None:
    """Read what the public is asked about."""
    page = person.read("consultations", "/consultations/")
    person.follow("consultation", page, "/consultations/")


def read_proposals(person: Person) -> None:
    """Go through the list of proposals, and read one."""
    _read_dossier(person, person.read("proposals", "/proposals/"))


def read_inbox(person: Person) -> None:
    """See what waits, and read one of the dossiers that do."""
    _read_dossier(person, person.read("inbox", "/inbox/"))


def read_pipeline(person: Person) -> None:
    """See how far everything is, and read one dossier."""
    _read_dossier(person, person.read("pipeline", "/pipeline/"))


def read_activities(person: Person) -> None:
    """See what the institution has to do."""
    page = person.read("activities", "/activities/")
    person.follow("activity", page, "/activities/")


def read_assessment(person: Person) -> None:
    """See what there is to be scored."""
    person.read("assessment", "/assessment/")


def comment(person: Person) -> None:
    """Say something about a dossier that waits."""
    page = person.read("inbox", "/inbox/")
    path, dossier = _read_dossier(person, page)
    person.send("send a comment", dossier, path, "/comments/", text="Qui s'en occupe ?")


def write(person: Person) -> None:
    """Write a proposal and submit it."""
    at = f"/proposals/new/?plan={RECEIVING}"
    page = person.read("writing", at)
    # Sent with the button that goes on to submitting it.
    words = {**WORDS, "next": "submit"}
    submitting = person.send("send a draft", page, at, "/proposals/new/", **words)
    if not submitting.endswith("/do/submit/"):
        return
    page = person.read("transition", submitting)
    if person.send("send a transition", page, submitting, "/do/submit/"):
        person.desk.submitted.append(submitting.replace("/submit/", "/admit/"))


def admit(person: Person) -> None:
    """Admit a proposal that came in; without one, see what waits."""
    try:
        path = person.desk.submitted.popleft()
    except IndexError:
        read_inbox(person)
        return
    page = person.read("transition", path)
    if person.chance.randrange(TRIED_TWICE) == 0:
        # Somebody else had the page open already, and is told that it has moved on.
        person.send("send a transition", page, path, "/do/admit/")
        page = page.replace('name="key" value="', 'name="key" value="x')
    person.send("send a transition", page, path, "/do/admit/")


def _read_dossier(person: Person, page: str) -> tuple[str, str]:
    links = [each for each in pick_links(page, "/proposals/") if _is_dossier(each)]
    if not links:
        return "", ""
    path = person.chance.choice(links)
    return path, person.read("dossier", path)


def _is_dossier(path: str) -> bool:
    return path.removeprefix("/proposals/").rstrip("/").isdecimal()


Action = Callable[[Person], None]
_PUBLIC: Mapping[Action, int] = {
    read_home: 2,
    read_plan: 4,
    read_calendar: 1,
    read_consultation: 2,
    read_proposals: 3,
}
#: What each role does, and how often.
HABITS: Mapping[str, Mapping[Action, int]] = {
    "public": _PUBLIC,
    "author": {**_PUBLIC, read_inbox: 2, write: 3},
    "official": {
        read_inbox: 4,
        read_pipeline: 3,
        read_plan: 2,
        read_calendar: 1,
        comment: 2,
        admit: 3,
    },
    "lead": {read_inbox: 3, read_pipeline: 3, read_plan: 2, read_calendar: 1, comment: 1},
    "porter": {read_inbox: 3, read_activities: 3, read_plan: 3, read_calendar: 1},
    "assessor": {read_inbox: 3, read_assessment: 3, read_plan: 1},
    "committee": {read_inbox: 1, read_pipeline: 3, read_plan: 2, read_calendar: 1},
}


def choose(role: str, chance: Random) -> Action:
    """Return what somebody of this role does next."""
    habits = HABITS[role]
    return chance.choices(list(habits), list(habits.values()))[0]
