"""The edge of the pages: each refusal of the engine with its status and everything it says."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lifecycle.web.access import answer_refusals, find_person, list_reasons, require_person
from workflow.exceptions import (
    EmptyCalendarError,
    InputError,
    KeyReusedError,
    OutsideTheDoorError,
    StaleSubjectError,
    SubjectNotFoundError,
    TransitionForbiddenError,
    TransitionRefusedError,
    UnknownTransitionError,
    WorkflowError,
)
from workflow.machine.guards import Shortfall
from workflow.models import User

pytestmark = pytest.mark.django_db

BACK = "/proposals/41/"
SHORTFALLS = [
    Shortfall("scored", "Scores", 2, "2 scores are missing.", (), waivable=True),
    Shortfall("minutes", "Minutes", 1, "Attach the minutes.", (), waivable=False),
]


def ask(error: WorkflowError, person: User | None = None) -> HttpResponse:
    """Return what is answered when a view lets this error through."""

    @answer_refusals(lambda number: f"/proposals/{number}/")
    def view(_request: HttpRequest, number: int) -> HttpResponse:
        raise error

    request = RequestFactory().get("/proposals/41/do/admit/")
    request.user = person or AnonymousUser()
    return view(request, 41)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (SubjectNotFoundError("It is secret."), 404, ""),
        (UnknownTransitionError("explode", ["admit"]), 404, ""),
        (TransitionForbiddenError("Only this role can do this."), 403, "Only this role"),
        (StaleSubjectError("P-0041", expected=3, version=4), 409, "P-0041"),
        (TransitionRefusedError("Its day has not passed yet."), 409, "Its day has not passed yet."),
        (EmptyCalendarError(2031), 409, "manage.py calendar seed 2031 2031"),
        (InputError({"reason": ["Give a reason."], "": ["Load it again."]}), 422, "Give a reason."),
        (KeyReusedError("The key was used."), 422, "The key was used."),
    ],
)
def test_each_refusal_has_its_status_and_its_words(
    driss: User, error: WorkflowError, status: int, words: str
) -> None:
    answer = ask(error, driss)

    assert answer.status_code == status
    assert words in answer.content.decode()


def test_what_one_may_not_see_is_not_described(driss: User) -> None:
    assert "It is secret." not in ask(SubjectNotFoundError("It is secret."), driss).content.decode()


@pytest.mark.usefixtures("in_english")
def test_a_transition_that_does_not_exist_is_named_with_the_way_back(driss: User) -> None:
    page = ask(UnknownTransitionError("<explode>", ["admit"]), driss).content.decode()

    assert "There is no transition called “<bdi>&lt;explode&gt;</bdi>”." in page
    assert f'href="{BACK}"' in page


def test_every_reason_is_told_and_the_way_back(driss: User) -> None:
    page = ask(TransitionRefusedError("Two things.", SHORTFALLS), driss).content.decode()

    assert "2 scores are missing." in page
    assert "Attach the minutes." in page
    assert f'href="{BACK}"' in page


def test_who_has_not_signed_in_is_sent_to_sign_in_and_back() -> None:
    answer = ask(TransitionForbiddenError("Only this role can do this."))

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/login/?next=/proposals/41/do/admit/"


def test_a_fault_of_the_program_is_no_page(driss: User) -> None:
    with pytest.raises(OutsideTheDoorError):
        ask(OutsideTheDoorError("called without the engine"), driss)


def test_without_a_way_back_a_refusal_leads_to_the_first_page(driss: User) -> None:
    @answer_refusals()
    def view(_request: HttpRequest) -> HttpResponse:
        raise TransitionRefusedError("Not now.")

    request = RequestFactory().get("/")
    request.user = driss

    assert view(request).status_code == 409


def test_a_view_that_is_not_refused_answers_itself(driss: User) -> None:
    @answer_refusals()
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("Done.")

    assert view(RequestFactory().get("/")).content == b"Done."


def test_the_reasons_of_an_input_error_are_all_its_messages() -> None:
    error = InputError({"reason": ["Give a reason.", "Be brief."], "day": ["Too late."]})

    assert list_reasons(error) == ["Give a reason.", "Be brief.", "Too late."]


def test_a_person_is_found_or_required(driss: User) -> None:
    request = RequestFactory().get("/")
    request.user = driss
    assert (find_person(request), require_person(request)) == (driss, driss)

    request.user = AnonymousUser()
    assert find_person(request) is None
    with pytest.raises(TransitionForbiddenError):
        require_person(request)
