"""Duplicates: the proposals that look alike, in French and in Arabic, in two statements."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from lifecycle.selectors.duplicates import THRESHOLD, list_lookalikes, measure, normalise
from lifecycle.services.duplicates import resolve, suspect
from lifecycle.vocabulary import ProposalState
from tests.factories import make_plan, proposal_in
from workflow.models import User

WORDS = {"title": "Publier les marchés publics", "problem": "Les marchés sont introuvables."}


@pytest.mark.once
@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("  L'Accès  à\nl'ÉCOLE ", "l'acces a l'ecole"),
        ("الوُصُول إلى المعلومة", "الوصول الي المعلومه"),
        ("مـعـلومات", "معلومات"),
    ],
)
def test_spelling_does_not_count(written: str, plain: str) -> None:
    assert normalise(written) == plain


@pytest.mark.once
@pytest.mark.parametrize(
    ("title", "problem", "other_title", "other_problem"),
    [
        (
            "Publier les marchés publics",
            "Les citoyens ne trouvent pas les marchés des communes.",
            "Publication des marchés publics communaux",
            "On ne trouve nulle part les marchés publics des communes.",
        ),
        (
            "نشر الصفقات العمومية",
            "لا يجد المواطن الصفقات العمومية للجماعات.",
            "نشر صفقات الجماعات",
            "المواطنون لا يجدون الصفقات العمومية الخاصة بالجماعات.",
        ),
        ("Open data", "", "Open Data", ""),
    ],
)
def test_the_same_idea_in_other_words_looks_alike(
    title: str, problem: str, other_title: str, other_problem: str
) -> None:
    assert measure(title, problem, other_title, other_problem) >= THRESHOLD
    assert measure(other_title, other_problem, title, problem) == measure(
        title, problem, other_title, other_problem
    )


@pytest.mark.once
def test_another_idea_does_not() -> None:
    similarity = measure(
        "Publier les marchés publics",
        "Les citoyens ne trouvent pas les marchés des communes.",
        "Former les juges à l'écoute",
        "Les audiences se tiennent sans interprète en langue des signes.",
    )

    assert similarity < THRESHOLD


@pytest.mark.once
def test_a_text_is_wholly_like_itself_and_nothing_is_like_nothing() -> None:
    assert measure("Registre", "Il manque.", "Registre", "Il manque.") == 1
    assert measure("", "", "", "") == pytest.approx(1)


@pytest.mark.django_db
def test_lookalikes_are_of_the_plan_submitted_and_the_closest_first(driss: User) -> None:
    words: dict[str, Any] = {
        "title": "Publier les marchés publics",
        "problem": "Les marchés sont introuvables.",
    }
    near: dict[str, Any] = {
        "title": "Publier les marchés",
        "problem": "Les marchés des communes manquent.",
    }
    proposal = proposal_in(ProposalState.SUBMITTED, author=driss, **words)
    twin = proposal_in(ProposalState.ADMISSIBLE, **words)
    cousin = proposal_in(ProposalState.SUBMITTED, **near)
    proposal_in(ProposalState.SUBMITTED, title="Former les juges", problem="Aucun interprète.")
    proposal_in(ProposalState.SUBMITTED, language="ar", **words)
    proposal_in(ProposalState.DRAFT, **words)
    proposal_in(ProposalState.SUBMITTED, plan=make_plan("MA-9"), **words)

    found = list_lookalikes(proposal)

    assert [each.proposal_id for each in found] == [twin.pk, cousin.pk]
    assert found[0].similarity == 1
    assert found[0].reference == twin.reference


@pytest.mark.django_db
def test_a_pair_that_was_compared_says_so(driss: User, amina: User) -> None:
    words: dict[str, Any] = {
        "title": "Publier les marchés publics",
        "problem": "Les marchés sont introuvables.",
    }
    first = proposal_in(ProposalState.SUBMITTED, **words)
    second = proposal_in(ProposalState.SUBMITTED, **words)
    suspicion = suspect(first, other=second, actor=amina)
    resolve(suspicion.pk, verdict="different", reason="Deux communes", actor=amina)

    (seen_from_first,) = list_lookalikes(first)
    (seen_from_second,) = list_lookalikes(second)

    assert (seen_from_first.suspicion_id, seen_from_first.verdict) == (suspicion.pk, "different")
    assert (seen_from_second.suspicion_id, seen_from_second.verdict) == (suspicion.pk, "different")


@pytest.mark.django_db
def test_looking_takes_two_statements_whatever_the_number(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    proposals = [proposal_in(ProposalState.SUBMITTED) for _number in range(3)]

    with django_assert_num_queries(2):
        assert len(list_lookalikes(proposals[0])) == 2
