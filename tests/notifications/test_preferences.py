"""What a reader chooses, and what nobody can switch off."""

from datetime import date, timedelta

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from notifications.models import Choice, Preference
from notifications.preferences import choose, find_rhythm, read_choices, set_schedule
from notifications.schedules import Rhythm
from tests.notifications.telling import make_person
from workflow.clock import current_clock
from workflow.exceptions import InputError
from workflow.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(db: None) -> User:
    """Return somebody who chooses."""
    return make_person("Amina")


def read(person: User, code: str) -> tuple[str, str]:
    """Return what they chose for a group: by e-mail, and in the application."""
    return next(
        (each.email, each.in_app) for each in read_choices(person) if each.group.code == code
    )


def test_nothing_is_chosen_beforehand(amina: User) -> None:
    assert {(each.email, each.in_app) for each in read_choices(amina)} == {("", "")}
    assert find_rhythm(amina) == Rhythm(hour=8)


def test_a_choice_is_kept_changed_and_taken_back(amina: User) -> None:
    choose(amina, group="news", channel="email", choice="off")
    kept = read(amina, "news")
    choose(amina, group="news", channel="email", choice="digest")
    changed = read(amina, "news")
    choose(amina, group="news", channel="email", choice="")

    assert (kept, changed, read(amina, "news")) == (("off", ""), ("digest", ""), ("", ""))
    assert not Preference.objects.exists()


@pytest.mark.parametrize("group", ["tasks", "escalations"])
@pytest.mark.parametrize("channel", ["email", "in_app"])
def test_what_one_is_asked_to_do_cannot_be_switched_off(
    amina: User, group: str, channel: str
) -> None:
    with pytest.raises(InputError) as refused:
        choose(amina, group=group, channel=channel, choice="off")

    assert "choice" in refused.value.errors
    (offered,) = [each for each in read_choices(amina) if each.group.code == group]
    assert Choice.OFF not in (*offered.email_offered, *offered.in_app_offered)


@pytest.mark.parametrize(
    ("field", "chosen"),
    [
        ("group", {"group": "no such", "channel": "email", "choice": "off"}),
        ("channel", {"group": "news", "channel": "webhook", "choice": "off"}),
        ("choice", {"group": "news", "channel": "email", "choice": "sometimes"}),
        ("choice", {"group": "news", "channel": "in_app", "choice": "digest"}),
    ],
)
def test_what_cannot_be_chosen_is_refused(amina: User, field: str, chosen: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        choose(amina, **chosen)

    assert list(refused.value.errors) == [field]


def test_a_schedule_is_kept_and_changed(amina: User) -> None:
    quiet = {"quiet_from": date(2026, 12, 1), "quiet_until": date(2026, 12, 1)}

    set_schedule(amina, digest_hour=17, **quiet)
    kept = find_rhythm(amina)
    set_schedule(amina)

    assert kept == Rhythm(17, date(2026, 12, 1), date(2026, 12, 1))
    assert find_rhythm(amina) == Rhythm()


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("digest_hour", {"digest_hour": 24}),
        ("digest_hour", {"digest_hour": -1}),
        ("quiet_until", {"quiet_from": date(2026, 12, 1)}),
        ("quiet_until", {"quiet_until": date(2026, 12, 1)}),
        ("quiet_until", {"quiet_from": date(2026, 12, 2), "quiet_until": date(2026, 12, 1)}),
        ("quiet_until", {"quiet_from": date(2026, 12, 2), "quiet_until": date.max}),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(
    amina: User, field: str, given: dict[str, object]
) -> None:
    with pytest.raises(InputError) as refused:
        set_schedule(amina, **given)  # type: ignore[arg-type]  # wrong on purpose

    assert list(refused.value.errors) == [field]


def test_letters_stop_for_a_year_at_most(amina: User) -> None:
    today = current_clock().today()
    latest = today + timedelta(days=366)

    set_schedule(amina, quiet_from=today, quiet_until=latest)
    with override("en"), pytest.raises(InputError) as refused:
        set_schedule(amina, quiet_from=today, quiet_until=latest + timedelta(days=1))

    assert find_rhythm(amina).quiet_until == latest
    with override("en"):
        assert date_format(latest, "DATE_FORMAT") in refused.value.errors["quiet_until"][0]


@pytest.mark.parametrize("last", [date.min, date(2020, 2, 29)])
def test_days_without_letters_that_are_long_over_hold_nothing_back(amina: User, last: date) -> None:
    set_schedule(amina, quiet_from=date.min, quiet_until=last)

    assert find_rhythm(amina).quiet_until == last
