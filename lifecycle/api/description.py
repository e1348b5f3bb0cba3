"""The whole schema as programs fetch it (OpenAPI): made once a language, then kept.

It takes a second to make, and anybody may ask for it as often as they like.
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request


class DescriptionView(SpectacularAPIView):
    """Answers with the schema in the reader's language or that of `?lang=`, YAML or JSON."""

    def _get_schema_response(self, request: Request) -> HttpResponse:
        renderer: Any = request.accepted_renderer
        name = f"{settings.SPECTACULAR_SETTINGS['TITLE']}.{renderer.format}"
        return HttpResponse(
            _write(_find_language(), renderer.media_type),
            content_type=renderer.media_type,
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )


def make_schema() -> dict[str, Any]:
    """Return the whole schema, in the language that is active now."""
    return _make(_find_language())


def _find_language() -> str:
    """Return the language that is active, that of the site when it is none of its own."""
    language = translation.get_language() or ""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@cache
def _make(language: str) -> dict[str, Any]:
    generator: Any = SchemaGenerator
    with translation.override(language):
        schema: dict[str, Any] = generator().get_schema(request=None, public=True)
    return schema


@cache
def _write(language: str, media_type: str) -> bytes:
    kinds = {each.media_type: each for each in DescriptionView.renderer_classes}
    writer: Any = kinds[media_type]()
    written: bytes = writer.render(_make(language), media_type, {})
    return written
