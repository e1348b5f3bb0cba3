"""Races: several people keep a sheet at the same instant, and no word of theirs is lost."""

from functools import partial

from lifecycle.models import SheetVersion
from lifecycle.selectors.sheets import find_sheet
from lifecycle.services.sheets import Saved, save_version
from lifecycle.vocabulary.roles import MINISTRY_TEAM, OWNER
from tests.cast import make_person
from tests.databases import Clone
from tests.factories import make_plan, someone
from tests.races import run_at_once
from tests.road import dossier_in, find_body
from workflow.engine import fire
from workflow.models import Event, User
from workflow.permissions import grant


def test_of_six_who_save_at_once_one_counts_and_five_are_set_aside(
    cloned_database: Clone,
) -> None:
    make_plan()
    dossier = dossier_in("sheet_drafting")
    people: list[User] = []
    for _number in range(6):
        people.append(someone(MINISTRY_TEAM, other_than=people))
    events = Event.objects.filter(subject=dossier).count()

    results = run_at_once(
        [
            partial(
                save_version, dossier.pk, values={"contact": f"Bureau {n}"}, base=1, actor=person
            )
            for n, person in enumerate(people)
        ]
    )

    assert all(isinstance(each, Saved) for each in results)
    assert sorted(each.is_set_aside for each in results) == [False, *[True] * 5]
    kept = SheetVersion.objects.filter(proposal=dossier).order_by("number")
    assert [each.number for each in kept] == list(range(1, 8))
    assert {each.read().contact for each in kept[1:]} == {f"Bureau {n}" for n in range(6)}
    assert Event.objects.filter(subject=dossier).count() == events + 1


def test_who_submits_while_somebody_writes_submits_one_text_or_the_other(
    cloned_database: Clone,
) -> None:
    make_plan()
    team = someone(MINISTRY_TEAM)
    lead = someone(MINISTRY_TEAM, other_than=[team])
    grant(OWNER, make_person("Owner"), on=find_body())
    dossier = dossier_in("sheet_drafting", project_lead=lead)

    results = run_at_once(
        [
            partial(fire, dossier.pk, "submit_sheet", actor=lead),
            partial(save_version, dossier.pk, values={"contact": "Bureau"}, base=1, actor=team),
        ]
    )

    assert isinstance(results[0], Event)
    sheet = find_sheet(dossier.pk)
    assert sheet is not None
    hashes = (
        Event.objects.get(pk=results[0].pk)
        .subject.rounds.get()
        .seats.values_list("content_hash", flat=True)
    )
    assert set(hashes) == {sheet.current.content_hash}
