"""A commitment sheet as a text in parts: what its owners approve and its parties sign."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from lifecycle.models import Sheet, SheetVersion
from lifecycle.models.sheet_content import (
    ACTIVITY_FIELDS,
    LANGUAGES,
    TEXT_FIELDS,
    PlannedActivity,
    SheetContent,
)
from lifecycle.selectors.period_words import describe_with_typed
from lifecycle.selectors.round_sections import Section, make_section

#: What the parts of a sheet are called.
LABELS: Mapping[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Brief description"),
    "problem": gettext_lazy("The problem"),
    "solution": gettext_lazy("The solution"),
    "transparency": gettext_lazy("Transparency"),
    "accountability": gettext_lazy("Accountability"),
    "participation": gettext_lazy("Participation"),
    "stakeholders": gettext_lazy("Stakeholders"),
    "contact": gettext_lazy("Contact"),
}
#: And those of an activity, whose title needs no name.
ACTIVITY_LABELS: Mapping[str, str | Promise] = {
    "deliverable": gettext_lazy("Deliverable"),
    "indicator": gettext_lazy("Indicator"),
    "stakeholders": gettext_lazy("Stakeholders"),
    "site": gettext_lazy("Site"),
    "period": gettext_lazy("Period"),
}


def read_sheet_text(
    proposal_id: int, content_hash: str, _institution_id: int | None
) -> list[Section]:
    """Return the version of the sheet with this hash, or the current one when none is named."""
    versions = SheetVersion.objects.filter(proposal=proposal_id)
    if content_hash:
        versions = versions.filter(content_hash=content_hash)
    else:
        current = Sheet.objects.filter(proposal=proposal_id)
        versions = versions.filter(pk__in=current.values("current"))
    version = versions.order_by("-number").first()
    return list_sections(SheetContent.from_json(version.content)) if version is not None else []


def list_sections(content: SheetContent, *, prefix: str = "") -> list[Section]:
    """Return the parts of a sheet that are filled in, in the order of the template."""
    parts = [
        make_section(f"{prefix}{name}", LABELS[name], **_in_languages(content, name))
        for name in TEXT_FIELDS
    ]
    parts.append(make_section(f"{prefix}contact", LABELS["contact"], **{"": content.contact}))
    parts += [
        _describe_activity(activity, number, prefix)
        for number, activity in enumerate(content.activities, start=1)
    ]
    return [part for part in parts if part.texts]


def _describe_activity(activity: PlannedActivity, number: int, prefix: str) -> Section:
    return make_section(
        f"{prefix}activities:{activity.key}",
        _("Activity %(number)d") % {"number": number},
        **{language: "\n".join(_list_lines(activity, language)) for language in LANGUAGES},
    )


def _list_lines(activity: PlannedActivity, language: str) -> list[str]:
    """Return the parts of an activity, each called what it is in the language of the text."""
    words = {name: getattr(activity, f"{name}_{language}") for name in ACTIVITY_FIELDS}
    with override(language):
        written = {**words, "period": describe_with_typed(activity.period)}
        return [
            _("%(part)s: %(words)s") % {"part": ACTIVITY_LABELS[name], "words": each}
            if name in ACTIVITY_LABELS
            else each
            for name, each in written.items()
            if each.strip() and any(words.values())
        ]


def _in_languages(content: SheetContent, name: str) -> dict[str, str]:
    return {language: getattr(content, f"{name}_{language}") for language in LANGUAGES}
