"""The versions of a plan on their pages: written by the ministry team, frozen, read by all."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lifecycle.models import ActionPlan, PlanVersion
from lifecycle.services.plan_versions import begin_version, set_lines
from lifecycle.vocabulary import ProposalState
from tests.consultation import TEXTS, draft_version, frozen_version
from tests.factories import make_plan
from tests.road import dossier_in, make_sheet
from workflow.engine import fire
from workflow.models import User

pytestmark = pytest.mark.django_db
LANGUAGES = [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")]


def read(client: Client, name: str, *args: object, language: str = "en") -> Any:
    return client.get(reverse(name, args=args), headers={"accept-language": language})


def post(client: Client, name: str, *args: object, **values: Any) -> Any:
    return client.post(reverse(name, args=args), values, headers={"accept-language": "en"})


def version_of(plan: ActionPlan) -> PlanVersion:
    return PlanVersion.objects.get(plan=plan)


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_a_frozen_version_is_read_by_everybody_in_each_language(
    client: Client, language: str, direction: str
) -> None:
    version = frozen_version([dossier_in(ProposalState.READY)])
    code, line = version.plan.code, version.lines.all()[0].proposal

    pages = [
        read(client, "version_list", code, language=language),
        read(client, "version", code, 1, language=language),
        read(client, "version_line", code, 1, line.plan_number, language=language),
    ]

    for page in pages:
        assert page.status_code == 200
        assert f'<html lang="{language}" dir="{direction}">' in page.content.decode()
    assert version.root_hash in pages[1].content.decode()


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_the_pages_of_a_draft_are_read_in_each_language(
    client: Client, amina: User, language: str, direction: str
) -> None:
    plan = draft_version([dossier_in(ProposalState.READY)]).plan
    client.force_login(amina)

    for name in ("version", "version_words", "version_lines", "version_freeze"):
        page = read(client, name, plan.code, 1, language=language)
        assert page.status_code == 200
        assert f'<html lang="{language}" dir="{direction}">' in page.content.decode()


def test_a_draft_does_not_exist_for_the_public(client: Client, driss: User) -> None:
    version = draft_version([dossier_in(ProposalState.READY)])

    for _reader in range(2):
        assert read(client, "version", version.plan.code, 1).status_code == 404
        client.force_login(driss)


@pytest.mark.parametrize("name", ["version_words", "version_lines", "version_freeze"])
def test_only_the_ministry_team_writes_a_draft(
    client: Client, claire: User, driss: User, name: str
) -> None:
    version = draft_version([dossier_in(ProposalState.READY)])

    assert read(client, name, version.plan.code, 1).status_code == 302
    for person in (claire, driss):
        client.force_login(person)
        assert read(client, name, version.plan.code, 1).status_code == 403


def test_a_draft_is_begun_given_its_lines_and_frozen(client: Client, amina: User) -> None:
    plan = make_plan()
    first, second = (dossier_in(ProposalState.READY, plan=plan) for _number in range(2))
    client.force_login(amina)

    begun = post(client, "version_new", plan.code, expect=plan.version, **TEXTS)
    _step(client, plan, "add", add=[first.pk, second.pk])
    _step(client, plan, f"up:{second.pk}")
    frozen = post(client, "version_freeze", plan.code, 1, expect=_version(plan))

    version = version_of(plan)
    assert begun.headers["Location"] == f"/plans/{plan.code}/versions/1/lines/"
    assert frozen.status_code == 302
    assert version.is_frozen
    lines = version.lines.values_list("proposal", "proposal__plan_number")
    assert list(lines) == [(second.pk, 2), (first.pk, 1)]


def test_a_line_is_moved_down_and_taken_out(client: Client, amina: User) -> None:
    first, second = (dossier_in(ProposalState.READY) for _number in range(2))
    plan = draft_version([first, second]).plan
    client.force_login(amina)

    _step(client, plan, f"down:{first.pk}")
    _step(client, plan, f"out:{second.pk}")

    assert list(version_of(plan).lines.values_list("proposal", flat=True)) == [first.pk]


@pytest.mark.parametrize("step", ["", "up:", "up:999999", "fly:1", "add", "out:x"])
def test_a_step_that_is_none_is_refused_in_words(client: Client, amina: User, step: str) -> None:
    plan = draft_version([dossier_in(ProposalState.READY)]).plan
    client.force_login(amina)

    assert _step(client, plan, step).status_code == 422


def test_two_people_do_not_overwrite_each_other(client: Client, amina: User) -> None:
    first, second = (dossier_in(ProposalState.READY) for _number in range(2))
    plan = draft_version([first, second]).plan
    stale = _version(plan)
    client.force_login(amina)
    _step(client, plan, f"down:{first.pk}")

    answer = post(client, "version_lines", plan.code, 1, expect=stale, step=f"out:{second.pk}")

    assert answer.status_code == 409


def test_the_ticks_are_not_lost_when_the_plan_changed_meanwhile(
    client: Client, amina: User
) -> None:
    first, second = (dossier_in(ProposalState.READY) for _number in range(2))
    plan = draft_version([first]).plan
    client.force_login(amina)
    address = (plan.code, 1)

    answer = post(
        client, "version_lines", *address, expect=_version(plan) - 1, step="add", add=[second.pk]
    )

    assert answer.status_code == 409
    assert f'id="add-{second.pk}" checked' in answer.content.decode()


def test_a_line_that_is_not_ready_is_named_and_nothing_is_frozen(
    client: Client, amina: User
) -> None:
    ready = dossier_in(ProposalState.READY)
    version = draft_version([ready])
    PlanVersion.objects.filter(pk=version.pk).update(title_ar="")
    client.force_login(amina)

    answer = post(client, "version_freeze", version.plan.code, 1, expect=_version(version.plan))

    assert answer.status_code == 409
    assert "Write the title in Arabic too." in answer.content.decode()
    assert not version_of(version.plan).is_frozen


def test_the_page_leads_to_where_a_line_that_is_not_ready_is_taken_out(
    client: Client, amina: User
) -> None:
    dossier = dossier_in(ProposalState.READY)
    version = draft_version([dossier])
    fire(dossier, "reopen_sheet", actor=amina, inputs={"reason": "Une coquille."})
    client.force_login(amina)

    page = client.get(
        reverse("version_freeze", args=[version.plan.code, 1]), headers={"accept-language": "en"}
    ).content.decode()

    assert "can be taken out of this version" in page
    assert reverse("version_lines", args=[version.plan.code, 1]) in page


def test_everybody_reads_what_changed_between_two_versions(client: Client, amina: User) -> None:
    kept, left, come = (dossier_in(ProposalState.READY) for _number in range(3))
    first = frozen_version([kept, left])
    begin_version(first.plan, texts={**TEXTS, "text_fr": "Le plan en deux pages."}, actor=amina)
    second = PlanVersion.objects.get(plan=first.plan, number=2)
    set_lines(second, proposals=[kept.pk, come.pk], actor=amina)
    make_sheet(kept, problem_fr="Personne ne sait quelles boîtes ont été versées depuis 2015.")
    post_freeze(client, amina, second)
    client.logout()

    page = read(client, "version_difference", first.plan.code, 2, 1).content.decode()

    assert "<del>séries </del><ins>boîtes </ins>" in page
    assert "<del>une page.</del><ins>deux pages.</ins>" in page
    assert page.count("taken out of this version") == 1
    assert page.count("new line") == 1


@pytest.mark.parametrize("name", ["version_words", "version_lines", "version_freeze"])
def test_nothing_is_asked_about_a_version_that_is_frozen(
    client: Client, amina: User, name: str
) -> None:
    plan = frozen_version([dossier_in(ProposalState.READY)]).plan
    client.force_login(amina)

    answer = client.get(reverse(name, args=[plan.code, 1]), headers={"accept-language": "en"})

    assert answer.status_code == 409
    assert "Version 1 is frozen" in answer.content.decode()


def test_a_draft_is_discarded(client: Client, amina: User) -> None:
    plan = draft_version([dossier_in(ProposalState.READY)]).plan
    client.force_login(amina)

    post(client, "version_discard", plan.code, 1)

    assert not PlanVersion.objects.filter(plan=plan).exists()


def post_freeze(client: Client, person: User, version: PlanVersion) -> None:
    client.force_login(person)
    answer = post(
        client, "version_freeze", version.plan.code, version.number, expect=_version(version.plan)
    )
    assert answer.status_code == 302, answer.content.decode()


def _step(client: Client, plan: ActionPlan, step: str, **values: Any) -> Any:
    return post(client, "version_lines", plan.code, 1, expect=_version(plan), step=step, **values)


def _version(plan: ActionPlan) -> int:
    return ActionPlan.objects.values_list("version", flat=True).get(pk=plan.pk)
