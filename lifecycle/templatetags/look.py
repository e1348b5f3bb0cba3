"""The small marks that every page draws: icons, states, references, directions."""

from django import template
from django.forms import BoundField, ChoiceField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from lifecycle.web.choices import DASHES

register = template.Library()

#: The icon that goes with each kind of state; colour alone never carries the meaning.
STATE_ICONS = {
    "late": "alert-triangle",
    "due": "clock",
    "blocked": "lock",
    "done": "check",
    "ok": "circle-check",
    "waiting": "hourglass",
    "quiet": "circle-dashed",
}

#: Icons that point along the line of reading and turn round in Arabic.
DIRECTIONAL_ICONS = {
    "arrow-left",
    "arrow-right",
    "arrow-back-up",
    "arrow-forward-up",
    "chevron-left",
    "chevron-right",
    "list",
    "list-check",
    "login",
    "logout",
    "send",
}


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Return the icon `name` of the sprite, hidden from screen readers; `size` may be `large`."""
    classes = ["icon", f"icon-{name}"]
    if size:
        classes.append(f"icon-{size}")
    if name in DIRECTIONAL_ICONS:
        classes.append("icon-directional")
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        " ".join(classes),
        static("lifecycle/icons.svg"),
        name,
    )


@register.simple_tag
def state(kind: str, words: object, icon_name: str = "") -> SafeString:
    """Return a state as colour, icon and words; `kind` is a key of STATE_ICONS."""
    return format_html(
        '<span class="state state-{}">{}<span>{}</span></span>',
        kind,
        icon(icon_name or STATE_ICONS[kind]),
        words,
    )


@register.simple_tag
def reference(code: object) -> SafeString:
    """Return a reference such as P-0041, written left to right inside any sentence."""
    return format_html('<bdi dir="ltr" class="reference">{}</bdi>', code)


@register.simple_tag
def avatar(person: object, size: str = "") -> SafeString:
    """Return the initials of `person` in a disc, with the whole name for screen readers."""
    return format_html(
        '<span class="avatar{}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        f" avatar-{size}" if size else "",
        person,
        getattr(person, "initials", ""),
        person,
    )


@register.filter
def state_icon(kind: str) -> str:
    """Return the name of the icon of a kind of state."""
    return STATE_ICONS.get(kind, "info-circle")


@register.filter
def direction(language: str) -> str:
    """Return `rtl` or `ltr` for a language code."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


@register.filter
def notice_kind(level_tag: str) -> str:
    """Return the kind of notice for a message level of Django; an error is never red."""
    return {"success": "ok", "warning": "due", "error": "blocked"}.get(level_tag, "done")


@register.filter
def notice_role(level_tag: str) -> str:
    """Return how urgently a screen reader announces a message."""
    return "alert" if level_tag in {"warning", "error"} else "status"


@register.filter
def notice_icon(kind: str) -> str:
    """Return the icon of a notice of `kind`; the name of an icon stands for itself."""
    if kind == "done":
        return "info-circle"
    return STATE_ICONS.get(kind, kind)


@register.filter
def may_be_left_out(field: BoundField) -> bool:
    """Return whether a field is optional; a choice whose empty one has words is always answered."""
    if field.field.required or getattr(field.form, "tells_what_is_optional", False):
        return False
    # The rows of a model are not read here: only a list that was written out has such words.
    choices = field.field.choices if isinstance(field.field, ChoiceField) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    return not (first and first[0] == "" and first[1] != DASHES)
