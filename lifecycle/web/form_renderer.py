"""How every form is drawn: labels, help and errors tied to their field, classes of the theme."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lifecycle.web.choices import DASHES

#: Fields in which people write prose follow the direction of what they type.
PROSE_TYPES = {"text", "search"}
#: Addresses, numbers and secrets are written left to right in every language.
LATIN_TYPES = {"email", "url", "tel", "password"}

#: Django's own height of a text area, which fills a phone, and the height that replaces it.
DJANGO_ROWS = "10"
PROSE_ROWS = "6"


class ThemeRenderer(DjangoTemplates):
    """Draw Django's forms and widgets with the markup of the theme."""

    form_template_name = "lifecycle/forms/form.html"
    formset_template_name = "lifecycle/forms/formset.html"
    field_template_name = "lifecycle/forms/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Render a form, a field or a widget; a widget gets its class and direction first."""
        if "widget" in context:
            _dress(context["widget"])
        return super().render(template_name, context, request)


def _dress(widget: dict[str, Any]) -> None:
    for part in widget.get("subwidgets", []):
        _dress(part)
    for _group, options, _index in widget.get("optgroups", []):
        for option in options:
            _dress(option)
            if option["label"] == DASHES:
                option["label"] = _("Choose …") if widget["required"] else _("Nothing chosen")
    attributes = widget["attrs"]
    style = _find_class(widget)
    if style:
        attributes["class"] = f"{style} {attributes.get('class', '')}".strip()
    if _is_prose(widget):
        _fit_prose(attributes)
    direction = _find_direction(widget)
    if direction:
        attributes.setdefault("dir", direction)


def _fit_prose(attributes: dict[str, Any]) -> None:
    # A browser cuts what is pasted at this length without a word; the answer to what is sent says
    # how long it may be, and keeps all of it.
    attributes.pop("maxlength", None)
    if attributes.get("rows") == DJANGO_ROWS:
        attributes["rows"] = PROSE_ROWS


def _find_class(widget: dict[str, Any]) -> str:
    template = widget["template_name"].rsplit("/", 1)[-1]
    kind = widget.get("type")
    if kind == "hidden" or template in {"select_option.html", "multiwidget.html"}:
        return ""
    if kind in {"checkbox", "radio"}:
        return "form-check-input"
    if template in {"radio.html", "checkbox_select.html"}:
        return "choice-list"
    return "form-select" if template == "select.html" else "form-control"


def _find_direction(widget: dict[str, Any]) -> str:
    kind = widget.get("type")
    if _is_prose(widget) or kind in PROSE_TYPES:
        return "auto"
    return "ltr" if kind in LATIN_TYPES else ""


def _is_prose(widget: dict[str, Any]) -> bool:
    return str(widget["template_name"]).endswith("textarea.html")
