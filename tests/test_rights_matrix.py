"""Each cell of the published rights is what the engine answers: `docs/rights.md`, tried."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from workflow.machine.facts import Facts, SubjectRow
from workflow.machine.registry import get_machine, list_machines
from workflow.machine.rights import (
    DenialKind,
    list_denials,
    may_bear,
    must_record_paper,
)
from workflow.machine.rights_matrix import FIRES, FIRES_WITH_ANOTHER, NEVER, RECORDS
from workflow.machine.transitions import Transition
from workflow.permissions.grants import NOBODY, Grants
from workflow.roles import Automatic, Held, Role, list_roles

pytestmark = pytest.mark.once

PAGE = Path(settings.BASE_DIR) / "docs" / "rights.md"
#: Somebody, the subject, and an institution that it concerns.
PERSON, SUBJECT, INSTITUTION = 1, 2, 3
ITSELF = {
    "the end of a round": Automatic.ROUND,
    "an act on the whole": Automatic.ACT,
    "another subject": Automatic.CASCADE,
    "the clock": Automatic.SYSTEM,
}


@dataclass(frozen=True)
class Published:
    """One line of the page: what each role may do about a transition."""

    kind: str
    name: str
    cells: dict[str, str]
    itself: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def declared(self) -> Transition | None:
        """Return the transition; None when the line is of a birth."""
        return get_machine(self.kind).transitions.get(self.name)

    def read(self, role: Role) -> str:
        """Return what the page says of a role; one without a column may do nothing."""
        return self.cells.get(name(role), "")


def read_page() -> Iterator[Published]:
    kind, headings = "", list[str]()
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind, headings = line.removeprefix("## ").lower().replace(" ", "_"), []
        elif line.startswith("| ") and not headings:
            headings = split(line)
        elif line.startswith("| ") and not line.startswith("| -"):
            label, _source, *rights, itself = split(line)
            cells = dict(zip(headings[2:-1], rights, strict=True))
            yield Published(kind, label.rsplit("`", 2)[1], cells, itself)


def split(line: str) -> list[str]:
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]


def name(role: Role) -> str:
    with override("en"):
        return str(role.label)


LINES = list(read_page())
OF_TRANSITIONS = [line for line in LINES if line.declared is not None]
OF_BIRTHS = [line for line in LINES if line.declared is None]


def hold(*roles: Role) -> tuple[Grants, Facts]:
    """Return the rights and the facts of somebody who holds just these, as each is held."""
    held = {how: [role.code for role in roles if role.held is how] for how in Held}
    grants = Grants(
        person_id=PERSON,
        groups=frozenset(held[Held.GROUP]),
        institutions=frozenset((code, INSTITUTION) for code in held[Held.INSTITUTION]),
        subjects=frozenset((code, SUBJECT) for code in held[Held.SUBJECT]),
    )
    facts = Facts(
        subject=SubjectRow(SUBJECT, "", "", None, "", 1, "", timezone.now()),
        today=date(2020, 11, 16),
        people={code: frozenset({PERSON}) for code in held[Held.RELATION]},
        institutions={role.code: frozenset({INSTITUTION}) for role in list_roles()},
    )
    return grants, facts


def test_the_page_has_every_machine_and_every_transition_of_it() -> None:
    ours = [each for each in list_machines() if not each.__module__.startswith("tests.")]

    told = {each.kind: [line.name for line in LINES if line.kind == each.kind] for each in ours}

    assert told == {each.kind: [*each.births, *each.transitions] for each in ours}
    assert len(LINES) == sum(map(len, told.values()))


@pytest.mark.parametrize("line", OF_TRANSITIONS, ids=str)
def test_each_cell_of_a_transition_is_what_the_engine_answers(line: Published) -> None:
    assert line.declared is not None
    for role in list_roles():
        grants, facts = hold(role)

        denials, cell = list_denials(line.declared, grants, facts), line.read(role)

        assert (not denials) == (cell in {FIRES, FIRES_WITH_ANOTHER, RECORDS}), (role.code, cell)
        assert must_record_paper(line.declared, grants, facts) == (cell == RECORDS), role.code
        if cell:
            assert line.declared.second_person == (cell == FIRES_WITH_ANOTHER) or cell == NEVER


@pytest.mark.parametrize("line", OF_TRANSITIONS, ids=str)
def test_what_must_be_somebody_elses_is_not_done_with_any_other_role(line: Published) -> None:
    assert line.declared is not None
    barred = [role for role in list_roles() if line.read(role) == NEVER]
    for role in barred:
        for other in (*line.declared.roles, *line.declared.recorded_by):
            kinds = {each.kind for each in list_denials(line.declared, *hold(role, other))}
            assert kinds == {DenialKind.SEPARATION}, (role.code, other.code)


@pytest.mark.parametrize("line", OF_TRANSITIONS, ids=str)
def test_no_account_and_no_grant_elsewhere_does_anything(line: Published) -> None:
    assert line.declared is not None
    grants, facts = hold(*list_roles())
    elsewhere = replace(
        grants,
        person_id=PERSON + 1,
        groups=frozenset(),
        institutions=frozenset((code, INSTITUTION + 1) for code, _key in grants.institutions),
        subjects=frozenset((code, SUBJECT + 1) for code, _key in grants.subjects),
    )

    assert list_denials(line.declared, NOBODY, facts)
    assert list_denials(line.declared, elsewhere, facts)


@pytest.mark.parametrize("line", OF_TRANSITIONS, ids=str)
def test_what_goes_by_itself_goes_by_what_is_named_alone(line: Published) -> None:
    assert line.declared is not None
    for words, automatic in ITSELF.items():
        denials = list_denials(line.declared, *hold(), automatic=automatic)
        assert (not denials) == (line.itself == words), automatic


@pytest.mark.parametrize("line", OF_BIRTHS, ids=str)
def test_each_cell_of_a_birth_is_what_the_engine_answers(line: Published) -> None:
    birth = get_machine(line.kind).births[line.name]
    for role in list_roles():
        # What a relation is to what does not exist yet: any account takes the author's place.
        stands_open = any(line.read(each) and each.held is Held.RELATION for each in list_roles())

        grants, _facts = hold(role)

        assert may_bear(birth, grants) == (bool(line.read(role)) or stands_open), role.code
    assert not may_bear(birth, NOBODY)
