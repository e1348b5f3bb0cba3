"""A person before a browser: opens pages, reads and presses what is written, in one language."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext, override, pgettext
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.cast import PASSWORD
from workflow.machine.registry import get_machine
from workflow.models import User

#: What a journey attaches: as small as a PDF can be.
PDF = FilePayload(name="piece.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7\n%%EOF\n")


@dataclass(frozen=True)
class Words:
    """What the site says in one language."""

    language: str

    def say(self, message: str, *, context: str = "", **values: object) -> str:
        """Return the sentence as a reader of this language reads it."""
        with override(self.language):
            words = pgettext(context, message) if context else gettext(message)
        return words % values if values else words

    def count(self, one: str, many: str, number: int) -> str:
        """Return the sentence that counts, in the form this language has for `number`."""
        with override(self.language):
            return ngettext(one, many, number) % {"count": number}

    def name(self, label: Any) -> str:
        """Return a lazy text, or the label of a choice, in this language."""
        with override(self.language):
            return str(getattr(label, "label", label))

    def name_move(self, transition: str) -> str:
        """Return what the button of a transition of proposals says."""
        return self.name(get_machine("proposal").transitions[transition].label)


@dataclass(frozen=True)
class Window:
    """One page of the browser, at one site, read in one language."""

    page: Page
    site: str
    words: Words

    @property
    def main(self) -> Locator:
        """Return the part of the page that is not the frame."""
        return self.page.get_by_role("main")

    def open(self, name: str, *arguments: object) -> int:
        """Open the page of this name; return the status of the answer."""
        answer = self.page.goto(self.site + reverse(name, args=arguments))
        assert answer is not None
        return answer.status

    def sign_in(self, person: User) -> None:
        """Sign in as people do, and wait for the first page."""
        self.open("account_login")
        self.type("E-mail address", person.email)
        self.type("Password", PASSWORD)
        self.press(self.words.say("Sign in"))
        expect(self.page.locator("header .avatar")).to_be_visible()

    def type(self, label: str, text: str) -> None:
        """Write into the field whose English label is `label`."""
        self.main.get_by_label(self.words.say(label)).fill(text)

    def choose(self, group: str, option: str) -> None:
        """Choose one of a group of radio buttons, both in the words of the page."""
        self.main.get_by_role("group", name=group).get_by_label(option, exact=True).check()

    def press(self, words: str) -> None:
        """Press the button with exactly these words."""
        self.main.get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str) -> None:
        """Follow the first link with exactly these words."""
        self.main.get_by_role("link", name=words, exact=True).first.click()

    def sees(self, words: str) -> None:
        """Fail unless the page shows these words."""
        expect(self.main).to_contain_text(words)

    def list_reasons(self) -> list[str]:
        """Return the reasons of a refusal as the page lists them, without who could help."""
        own_words = "each => [...each.childNodes].filter(node => node.nodeType === 3)"
        own_words += ".map(node => node.textContent.trim()).join('')"
        return [each.evaluate(own_words) for each in self.main.locator(".reasons li").all()]
