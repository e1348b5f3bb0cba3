"""The forms in which proposals are written, by their authors or by the ministry for somebody."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.models import ActionPlan, Proposal
from lifecycle.models.proposal import TITLE_MAX_LENGTH
from lifecycle.services.proposal_values import RECORDED_CHANNELS
from lifecycle.vocabulary import AttachmentPurpose, AuthorVisibility, ContentLanguage
from lifecycle.web.form_errors import take_errors
from lifecycle.web.rows import draw_rows
from lifecycle.web.transitions import KEY_MAX_LENGTH, NUMBER_MAX_LENGTH
from workflow.exceptions import InputError
from workflow.machine.registry import get_machine

#: What is written, by the name of the column; the services take these and nothing else.
WRITTEN = (
    "language",
    "title",
    "problem",
    "solution",
    "theme",
    "visibility",
    "association_name",
)
RECORDED = (*WRITTEN, "channel", "channel_reference", "received_on")


class FilesInput(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none; the services look into them."""

    widget = FilesInput

    def clean(self, data: object, initial: object = None) -> object:
        """Return what was posted."""
        return data


class WritingForm(forms.Form):
    """What an author writes. It draws and keeps; the service checks, and says what is wrong."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_MAX_LENGTH, required=False)
    expect = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language in which you write"),
        choices=ContentLanguage.choices,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("One sentence that says what you propose."),
        widget=forms.TextInput(attrs={"maxlength": TITLE_MAX_LENGTH}),
    )
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    problem = forms.CharField(
        label=gettext_lazy("The problem"),
        help_text=gettext_lazy("What is not as it should be, for whom, and since when?"),
        widget=forms.Textarea(attrs={"rows": 7}),
        required=False,
    )
    solution = forms.CharField(
        label=gettext_lazy("The solution you propose"),
        help_text=gettext_lazy("What could the administration do about it?"),
        widget=forms.Textarea(attrs={"rows": 7}),
        required=False,
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who everybody reads as the author"),
        help_text=gettext_lazy("The ministry always knows who you are; nobody else does."),
        choices=AuthorVisibility.choices,
        widget=forms.RadioSelect,
    )
    association_name = forms.CharField(
        label=gettext_lazy("Association or institution you speak for"), required=False
    )
    #: What the files that come with it are for.
    purpose: ClassVar = AttachmentPurpose.SUPPORT

    documents = FilesField(
        label=gettext_lazy("Documents"),
        help_text=gettext_lazy("PDF, image, text, or a document of an office suite."),
        required=False,
    )

    def __init__(self, plan: ActionPlan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = [(str(theme.pk), theme.name) for theme in plan.themes.all()]
        _offer(self.fields["theme"], [("", "---------"), *themes])
        if not self._takes_files(plan):
            del self.fields["documents"]

    def read_values(self, names: Sequence[str] = WRITTEN) -> dict[str, Any]:
        """Return what was posted, as the services take it."""
        return {name: self.data.get(name, "") for name in names if name in self.fields}

    def read_key(self) -> str | None:
        """Return the key that makes a second posting of the form harmless."""
        # PostgreSQL stores no null character.
        return str(self.data.get("key", "")).replace("\0", "")[:KEY_MAX_LENGTH] or None

    def find_expect(self) -> int:
        """Return the version that was read, 0 when the form came back without it."""
        posted = str(self.data.get("expect", ""))
        return int(posted) if posted.isdecimal() and len(posted) <= NUMBER_MAX_LENGTH else 0

    def read_expect(self) -> int:
        """Return the version that was read.

        Raises:
            InputError: the form came back without it.
        """
        if not self.find_expect():
            raise InputError({"": [_("This form is incomplete. Load the page again.")]})
        return self.find_expect()

    def renew(self, *, version: int | None) -> None:
        """Make the form one that can be sent again, on the version that is shown with it."""
        self.data = {**self.data, "expect": version or "", "key": uuid4().hex}

    def list_files(self) -> "list[UploadedFile[Any]]":
        """Return the files that were posted."""
        return list(self.files.getlist("documents")) if "documents" in self.fields else []

    def take_errors(self, error: InputError) -> None:
        """Show what the service found wrong near each field; files must be chosen again."""
        take_errors(self, error.errors)
        if self.list_files() and error.errors and "documents" not in self.errors:
            self.add_error(
                "documents", _("Choose your documents again: a form cannot send them back.")
            )

    def _takes_files(self, plan: ActionPlan) -> bool:
        """Return whether the plan takes files from authors."""
        return plan.accepts_attachments


class RecordingForm(WritingForm):
    """What the ministry writes down for somebody who spoke at an event or sent a letter."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How it arrived"), choices=RECORDED_CHANNELS, widget=forms.RadioSelect
    )
    channel_reference = forms.CharField(
        label=gettext_lazy("Name of the event, or reference of the letter"), required=False
    )
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("channel", "channel_reference", "received_on", "authors")
    purpose: ClassVar = AttachmentPurpose.RECEIPT

    def __init__(self, plan: ActionPlan, *args: Any, **kwargs: Any) -> None:
        super().__init__(plan, *args, **kwargs)
        (self._authors,) = get_machine("proposal").births["record_for"].inputs
        field = self._authors.form_field(None)
        draw_rows(field, None, self._authors.name, self.data)
        self.fields[self._authors.name] = field
        self.fields["documents"].label = _("Letter or attendance list")
        self.order_fields(self.field_order)
        for name in ("theme", "problem", "solution"):
            self.fields[name].required = True

    def read_authors(self) -> list[dict[str, Any]]:
        """Return the people who were named, empty rows left out."""
        widget = self.fields[self._authors.name].widget
        rows: list[dict[str, Any]] = widget.value_from_datadict(
            self.data, self.files, self._authors.name
        )
        return [row for row in rows if any(row.values())]

    def _takes_files(self, _plan: ActionPlan) -> bool:
        """Return True: the letter is kept, whatever authors may attach themselves."""
        return True


def make_initial(proposal: Proposal | None, language: str) -> dict[str, Any]:
    """Return what the form shows at first: what is written already, or what is likely."""
    if proposal is None:
        return {
            "language": language,
            "visibility": AuthorVisibility.ANONYMOUS.value,
            "key": uuid4().hex,
        }
    written = {name: getattr(proposal, name) for name in WRITTEN if name != "theme"}
    theme = str(proposal.theme_id or "")
    return {**written, "theme": theme, "expect": proposal.version, "key": uuid4().hex}


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
