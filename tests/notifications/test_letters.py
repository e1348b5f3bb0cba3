"""What a letter looks like: text and HTML that say the same, and headers nobody can write into."""

from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.utils.translation import override

from notifications.channels import email
from notifications.delivery import deliver_due
from notifications.layout import lay_out
from notifications.models import Message, MessageState
from notifications.rendering import Words
from notifications.topics import Outsider, forget, register
from tests.notifications.telling import TOPIC, Telling, make_message, make_person

LINK = "https://iltizam.example.org/proposals/7/"
TEXT = (
    f"""L'été <arrive> & passe:

{LINK}

- one
- two
"""
    + "-- \nThe ministry\n"
)


def lay(text: str, *, language: str = "fr", actions: Any = ()) -> str:
    """Return the letter in HTML, as its reader sees it."""
    with override(language):
        return lay_out("Un <sujet>", text, language=language, actions=actions)


def read_html(message: Any) -> str:
    """Return the HTML part of a mail."""
    (alternative,) = message.alternatives
    assert alternative[1] == "text/html"
    return str(alternative[0])


@pytest.mark.once
def test_the_html_says_what_the_text_says_and_nothing_of_it_is_markup() -> None:
    html = lay(TEXT)

    assert "Un &lt;sujet&gt;" in html
    assert "L&#x27;été &lt;arrive&gt; &amp; passe:" in html
    assert f'<a href="{LINK}"' in html
    assert html.count("<li") == 2
    assert html.index("The ministry") > html.index("border-top")
    assert "<script" not in html


@pytest.mark.once
@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_the_html_runs_in_the_direction_of_its_language(language: str, direction: str) -> None:
    html = lay(TEXT, language=language)

    assert f'<html lang="{language}" dir="{direction}">' in html
    assert f'<body dir="{direction}"' in html
    assert "left" not in html
    assert "right" not in html


@pytest.mark.once
def test_a_full_stop_is_no_part_of_a_link_and_no_link_is_a_program() -> None:
    html = lay(f"See {LINK}. Not javascript:alert(1)")

    assert f'href="{LINK}"' in html
    assert html.count("href=") == 1


@pytest.mark.once
def test_the_answers_that_can_be_given_at_once_are_buttons() -> None:
    html = lay(TEXT, actions=[("Done", f"{LINK}?answer=done")])

    assert f'<a href="{LINK}?answer=done"' in html
    assert ">Done</a>" in html


def test_a_letter_bears_both_parts_and_the_text_comes_first(
    told: Telling, now: datetime, db: None
) -> None:
    told.recipients = [make_person("Amina", language="ar")]
    make_message(told, now)

    deliver_due(get_now=lambda: now)

    (sent,) = mail.outbox
    parts = [part.get_content_type() for part in sent.message().walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    assert 'dir="rtl"' in read_html(sent)
    assert "L&#x27;été de amina@example.org" in read_html(sent)


def test_the_answers_stand_before_the_signature_of_the_text(
    told: Telling, now: datetime, db: None
) -> None:
    told.recipients = [make_person("Amina")]
    told.templates["told.txt"] = TEXT
    told.context["actions"] = [("Done", f"{LINK}?answer=done")]
    make_message(told, now)

    deliver_due(get_now=lambda: now)

    body = str(mail.outbox[0].body)
    assert body.index(f"Done : {LINK}?answer=done") < body.index("-- \nThe ministry")


def test_whoever_can_unsubscribe_is_offered_so_by_their_mail_program(
    told: Telling, now: datetime, db: None
) -> None:
    told.recipients = [Outsider("follower:7", "zineb@example.org", "ar", f"{LINK}stop/")]
    make_message(told, now)

    deliver_due(get_now=lambda: now)

    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe"] == f"<{LINK}stop/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_topic_may_say_where_an_account_stops_it(told: Telling, now: datetime, db: None) -> None:
    told.recipients = [make_person("Amina")]
    forget(TOPIC)
    register(told.make_topic(unsubscribe_url=lambda _announcement, _recipient: LINK))
    make_message(told, now)

    deliver_due(get_now=lambda: now)

    assert mail.outbox[0].extra_headers["List-Unsubscribe"] == f"<{LINK}>"


@pytest.mark.once
@pytest.mark.parametrize(
    "url", ["https://a.example/>\r\nBcc: all@example.org", "javascript:alert(1)", "a b"]
)
def test_what_is_no_address_never_becomes_a_header(url: str) -> None:
    words = Words(language="fr", subject="Sujet", body="Texte", html="<p>Texte</p>")

    with pytest.raises(ValueError, match="no address"):
        email.send(Message(pk=1), words, to="amina@example.org", unsubscribe_url=url)

    assert mail.outbox == []


@pytest.mark.once
@pytest.mark.parametrize("to", ["a@example.org\nBcc: b@example.org", "a@example.org\r\n\r\nBody"])
def test_an_address_with_a_line_break_sends_nothing(to: str) -> None:
    words = Words(language="fr", subject="Sujet", body="Texte", html="<p>Texte</p>")

    with pytest.raises(ValueError, match="newlines"):
        email.send(Message(pk=1), words, to=to)

    assert mail.outbox == []


def test_no_error_that_is_kept_names_an_address(told: Telling, now: datetime, db: None) -> None:
    told.recipients = [Outsider("author:7", "zineb@example.org\nBcc: x@example.org", "ar")]
    message = make_message(told, now)

    deliver_due(get_now=lambda: now)

    message.refresh_from_db()
    assert message.state == MessageState.PENDING
    assert "zineb" not in message.last_error
    assert "zineb" not in str(message.tries.values())
