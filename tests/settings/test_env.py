"""The environment is read typed and checked; what is missing is named."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from settings.broker import broker_transport_options, find_queue_type
from settings.env import (
    find_flag,
    name_database,
    parse_database_url,
    parse_email_url,
    require_list,
    require_text,
)

pytestmark = pytest.mark.once


def test_a_missing_variable_stops_the_process_and_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        require_text("SECRET_KEY")


def test_an_empty_variable_is_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "  ")

    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS"):
        require_list("ALLOWED_HOSTS")


def test_a_flag_that_is_neither_yes_nor_no_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="DEBUG must be yes or no"):
        find_flag("DEBUG")


def test_a_postgresql_address_keeps_its_special_characters_and_options() -> None:
    settings = parse_database_url(
        "postgres://us%40er:p%2Fw@db.example.org:6432/ilt?sslmode=require"
    )

    assert settings["USER"] == "us@er"
    assert settings["PASSWORD"] == "p/w"
    assert settings["NAME"] == "ilt"
    assert settings["OPTIONS"] == {
        "prepare_threshold": 1,
        "server_side_binding": True,
        "sslmode": "require",
    }


def test_a_postgresql_may_be_reached_through_its_socket() -> None:
    settings = parse_database_url("postgres://amina@%2Fsrv%2FPostgreSQL:6432/ilt")

    assert (settings["HOST"], settings["PORT"]) == ("/srv/PostgreSQL", "6432")
    assert (settings["USER"], settings["NAME"]) == ("amina", "ilt")


@pytest.mark.parametrize("url", ["sqlite:////srv/db.sqlite3", "postgres://localhost/iltizam"])
def test_a_connection_outlives_a_request(url: str) -> None:
    assert parse_database_url(url)["CONN_MAX_AGE"] == 60


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sqlite:////srv/first/db.sqlite3", "sqlite:////srv/second/db.sqlite3"),
        ("sqlite:////srv/db.sqlite3", "sqlite:////srv/db.backup.sqlite3"),
        ("postgres://first.example.org/iltizam", "postgres://second.example.org/iltizam"),
        ("postgres://localhost/iltizam", "postgres://localhost:6432/iltizam"),
    ],
)
def test_two_databases_of_one_name_share_no_file(one: str, other: str) -> None:
    names = [name_database(parse_database_url(url)) for url in (one, other)]

    assert names[0] != names[1]


def test_a_database_keeps_its_name_by_whatever_path_it_is_reached() -> None:
    straight = name_database(parse_database_url("sqlite:////srv/site/db.sqlite3"))
    winding = name_database(parse_database_url("sqlite:////srv/other/../site/db.sqlite3"))

    assert straight == winding
    assert straight.startswith("db-")


def test_sqlite_is_opened_so_that_writers_wait_for_one_another() -> None:
    options = parse_database_url("sqlite:////var/lib/iltizam.sqlite3")["OPTIONS"]

    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "recursive_triggers=ON" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_another_database_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        parse_database_url("mysql://localhost/x")


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp://u:p@mail.example.org:587?tls=yes", 587, False, True),
        ("smtps://mail.example.org", 465, True, False),
    ],
)
def test_a_mail_address_says_how_it_is_encrypted(url: str, port: int, ssl: bool, tls: bool) -> None:
    settings = parse_email_url(url)

    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_SSL"], settings["EMAIL_USE_TLS"]) == (
        port,
        ssl,
        tls,
    )


def test_a_mail_address_without_a_host_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        parse_email_url("smtp://")


def test_rabbitmq_gets_quorum_queues_and_no_broker_is_retried_in_a_request() -> None:
    assert find_queue_type("amqp://localhost") == "quorum"
    assert find_queue_type("redis://localhost") is None
    assert broker_transport_options("amqp://localhost")["max_retries"] == 1
