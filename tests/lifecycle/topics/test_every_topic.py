"""Every kind of message has a subject, a body and a signature in each language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import override

from notifications.topics import find_group, list_topics

pytestmark = pytest.mark.once

UNRENDERED = re.compile(r"\{\{|\{%|%\(|None")
TOPICS = {topic.template: topic for topic in list_topics()}


class Whatever(int):
    """A value that has every attribute and every key, counts as two and lists itself once."""

    def __getattr__(self, _name: str) -> "Whatever":
        return self

    def __getitem__(self, _key: object) -> "Whatever":
        return self

    def __iter__(self) -> "Iterator[Any]":
        return iter([(self, self)])

    def __len__(self) -> int:
        return 1

    def __str__(self) -> str:
        return "quelque chose"


class Full(Context):
    """A context in which nothing is missing."""

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            return Whatever(2)


def render(name: str, context: Context) -> str:
    """Return what a template says in the active language."""
    template: Any = get_template(name)
    return str(template.template.render(context))


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("template", sorted(TOPICS))
def test_each_kind_of_message_renders_whole_in_each_language(template: str, language: str) -> None:
    with override(language):
        subject = render(f"{template}.subject.txt", Full(autoescape=False))
        body = render(f"{template}.txt", Full(autoescape=False))

    assert subject.strip()
    assert body.partition("\n-- \n")[0].strip()
    assert "quelque chose" in body.partition("\n-- \n")[2]
    assert UNRENDERED.search(subject + body) is None


def test_each_topic_belongs_to_a_group_that_its_readers_choose_for() -> None:
    orphans = [topic.code for topic in list_topics() if find_group(topic.group) is None]

    assert orphans == []


def test_what_somebody_is_asked_to_do_is_urgent_and_never_off() -> None:
    asking = [topic for topic in list_topics() if topic.template.endswith(("_asked", "reminder"))]

    assert asking
    for topic in asking:
        group = find_group(topic.group)
        assert group is not None
        assert (group.is_obligatory, topic.is_urgent) == (True, True), topic.code
