"""The frame of every page: language, direction, policy, error pages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils.translation import override
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from lifecycle.web.errors import bad_request, conflict, forbidden, server_error
from tests.cast import PASSWORD
from workflow.models import User

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_page_is_in_the_language_asked_for_and_in_its_direction(
    client: Client, language: str, direction: str
) -> None:
    page = client.get(LOGIN, headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}" dir="{direction}">' in page


def test_the_switch_keeps_the_page_and_the_choice(client: Client) -> None:
    answer = client.post("/language/", {"language": "ar", "next": "/plans/"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/plans/")
    assert 'lang="ar"' in client.get(LOGIN).content.decode()


def test_the_switch_never_leads_to_another_site(client: Client) -> None:
    answer = client.post("/language/", {"language": "ar", "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/"


def test_a_language_that_is_not_spoken_changes_nothing(client: Client) -> None:
    answer = client.post("/language/", {"language": "tlh"})

    assert answer.status_code == 302
    assert not answer.cookies


def test_the_switch_takes_no_link(client: Client) -> None:
    assert client.get("/language/").status_code == 405


def test_consultations_stay_in_the_bar_of_who_signs_in(client: Client, driss: User) -> None:
    link = 'href="/consultations/"'
    assert link in client.get("/plans/").content.decode()

    client.force_login(driss)

    assert link in client.get("/plans/").content.decode()


def test_an_account_remembers_its_language(client: Client, driss: User) -> None:
    client.login(email=driss.email, password=PASSWORD)

    client.post("/language/", {"language": "fr"})

    driss.refresh_from_db()
    assert driss.language == "fr"


def test_the_policy_lets_nothing_run_but_our_own_files(client: Client) -> None:
    policy = client.get(LOGIN).headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_what_does_not_exist_answers_with_a_page_in_the_readers_language(client: Client) -> None:
    answer = client.get("/no-such-page/", headers={"accept-language": "ar"})

    assert answer.status_code == 404
    assert 'dir="rtl"' in answer.content.decode()


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_wrong_method_is_answered_with_a_page_in_the_readers_language(
    client: Client, driss: User, language: str, direction: str
) -> None:
    client.force_login(driss)

    answers = [
        client.get("/inbox/items/1/claim/", headers={"accept-language": language}),
        client.delete("/plans/", headers={"accept-language": language}),
    ]

    for answer, allowed in zip(answers, ("POST", "GET, HEAD"), strict=True):
        page = answer.content.decode()
        assert (answer.status_code, answer["Allow"]) == (405, allowed)
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert '<a class="btn btn-primary"' in page


def test_each_error_has_its_own_page(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()

    answers = {
        400: bad_request(request, Exception()),
        403: forbidden(request, PermissionDenied("Only the lead.")),
        409: conflict(request, reasons=["One score is missing."], back_url="/inbox/"),
    }

    assert {code: answer.status_code for code, answer in answers.items()} == {
        code: code for code in answers
    }
    assert "Only the lead." in answers[403].content.decode()
    assert "One score is missing." in answers[409].content.decode()


def test_the_page_of_a_failure_asks_the_database_nothing(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = server_error(rf.get("/"))

    assert answer.status_code == 500


def test_the_mailbox_exists_only_where_mail_is_kept(client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert client.get("/mailbox/").status_code == 404

    settings.EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
    assert client.get("/mailbox/").status_code == 200


def test_a_reference_stays_left_to_right_in_arabic() -> None:
    with override("ar"):
        drawn = Template('{% load look %}{% reference "P-0041" %}').render(Context())

    assert drawn == '<bdi dir="ltr" class="reference">P-0041</bdi>'


def test_a_state_is_colour_icon_and_words() -> None:
    drawn = Template('{% load look %}{% state "late" "3 days late" %}').render(Context())

    assert 'class="state state-late"' in drawn
    assert "alert-triangle" in drawn
    assert "3 days late" in drawn


def test_what_people_type_is_escaped_in_a_state() -> None:
    drawn = Template('{% load look %}{% state "late" words %}').render(
        Context({"words": "<script>"})
    )

    assert "<script>" not in drawn
