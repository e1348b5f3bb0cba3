"""The commands that load a file: what they print, what they write, how they exit."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lifecycle.models import ActionPlan, Commitment, Proposal
from tests.factories import make_plan
from tests.lifecycle.services.loading.files import DEMO, EXAMPLES
from workflow.models import Event, User

FIRST = DEMO / "plan-2018-2020.yaml"
BAD = """\
plan: {code: T-1, title: Plan, as_of: 2020-07-15, source_document: Minutes}
commitments:
  - {number: 1, title: Bon}
  - {number: 2, title: Mauvais, progress: 140}
"""


@pytest.fixture
def bad_file(tmp_path: Path) -> Path:
    """Return a plan file with one good commitment and one bad one."""
    path = tmp_path / "bad.yaml"
    path.write_text(BAD)
    return path


def run(name: str, *arguments: object) -> tuple[str, str, int]:
    """Return what the command wrote on both streams, and its exit code."""
    out, err = StringIO(), StringIO()
    try:
        call_command(name, *map(str, arguments), stdout=out, stderr=err, skip_checks=True)
    except SystemExit as error:
        return out.getvalue(), err.getvalue(), int(error.code or 0)
    return out.getvalue(), err.getvalue(), 0


@pytest.mark.django_db
def test_a_plan_is_loaded_and_counted() -> None:
    out, _err, code = run("load_plan", FIRST, "--language", "en")

    assert code == 0
    assert "Commitments: 18 created" in out
    assert Commitment.objects.count() == 18


@pytest.mark.django_db
def test_a_second_run_says_that_nothing_has_changed() -> None:
    run("load_plan", FIRST)

    out, _err, code = run("load_plan", FIRST, "--language", "en")

    assert code == 0
    assert "Commitments: 18 unchanged" in out
    assert "Nothing has changed" in out


@pytest.mark.django_db
def test_a_rehearsal_says_the_same_and_writes_nothing() -> None:
    out, _err, code = run("load_plan", FIRST, "--dry-run", "--language", "en")

    assert code == 0
    assert "Commitments: 18 created" in out
    assert "this was a rehearsal" in out
    assert not Event.objects.exists()
    assert not ActionPlan.objects.exists()


@pytest.mark.django_db
def test_what_reads_two_ways_is_said_with_its_readings(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(BAD.replace("progress: 140", "activities: [{title: A, period: octobre}]"))

    out, _err, code = run("load_plan", path, "--language", "en")
    told, _err, _code = run("load_plan", path, "--json")

    assert code == 0
    assert "1 period reads more than one way" in out
    assert "“octobre” (2020-10-01 – 2020-10-31 / 2021-10-01 – 2021-10-31)" in out
    assert [each["words"] for each in json.loads(told)["to_settle"]] == ["octobre"]


@pytest.mark.django_db
def test_a_bad_row_is_named_with_its_place_and_nothing_is_written(bad_file: Path) -> None:
    out, err, code = run("load_plan", bad_file, "--language", "en")

    assert code == 1
    assert "Line 4, column 43 (commitments[2].progress): 140 is out of range" in err
    assert not out
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_the_good_rows_are_written_when_asked_for_and_the_exit_code_still_tells(
    bad_file: Path,
) -> None:
    out, _err, code = run("load_plan", bad_file, "--partial", "--language", "en")

    assert code == 1
    assert "Commitments: 1 created" in out
    assert "Left out for 1 problem" in out
    assert list(Commitment.objects.values_list("number", flat=True)) == [1]


@pytest.mark.django_db
def test_json_tells_the_same_to_a_program(bad_file: Path) -> None:
    good, _err, _code = run("load_plan", FIRST, "--json", "--dry-run")
    bad, _err, code = run("load_plan", bad_file, "--json")

    told = json.loads(good)
    refused = json.loads(bad)
    assert (told["loaded"], told["changed"]) == (False, True)
    assert told["counts"]["commitment"] == {"created": 18}
    assert code == 1
    assert refused["loaded"] is False
    assert refused["problems"][0]["line"] == 4


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said_and_not_a_trace(tmp_path: Path) -> None:
    _out, err, code = run("load_plan", tmp_path / "nowhere.yaml", "--language", "en")

    assert code == 1
    assert "nowhere.yaml cannot be opened" in err


@pytest.mark.django_db
def test_whoever_loads_is_named_in_the_history(amina: User) -> None:
    run("load_plan", FIRST, "--by", "Amina@example.org")

    assert set(Event.objects.values_list("actor", flat=True)) == {amina.pk}


@pytest.mark.django_db
def test_proposals_are_loaded_into_a_plan() -> None:
    plan = make_plan()
    plan.themes.create(code="local", name_fr="Local")
    plan.themes.create(code="participation", name_fr="Participation")

    path = EXAMPLES / "proposals-example-ar.csv"
    out, _err, code = run("load_proposals", path, "--plan", "MA-2", "--language", "en")

    assert code == 0
    assert "Proposals: 3 created" in out
    assert Proposal.objects.filter(plan=plan).count() == 3


@pytest.mark.django_db
def test_an_unknown_plan_is_answered_with_those_that_exist() -> None:
    make_plan()

    with pytest.raises(CommandError, match=r"no plan MA-9.*MA-2"):
        run("load_proposals", EXAMPLES / "proposals-example-fr.csv", "--plan", "MA-9")
