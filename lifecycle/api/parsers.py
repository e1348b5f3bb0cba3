"""Read what strangers send: bounded in bytes and in depth."""

import io
import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

from lifecycle.api.errors import TooLargeError

#: What the other parts of a form may weigh, in bytes, beside the file.
FORM_BYTES = 64 * 1024


class BoundedJSONParser(JSONParser):
    """JSON of at most `DATA_UPLOAD_MAX_MEMORY_SIZE` bytes.

    The framework reads a JSON body past Django's own limit, and lets a body of a million opening
    brackets overflow the interpreter's stack.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return what the body says.

        Raises:
            ParseError: it is no JSON (400).
            TooLargeError: it is longer than is read here (413).
        """
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise _make_too_large(limit)
        try:
            return super().parse(io.BytesIO(body), media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        except ParseError as error:
            raise ParseError(_describe_malformed(error.__cause__ or error.__context__)) from error


class BoundedMultiPartParser(MultiPartParser):
    """A form with one file; one that says it is far too large is refused before it is read."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> "DataAndFiles[Any, Any]":
        """Return the values and files of the form.

        Raises:
            ParseError: it is no such form (400).
            TooLargeError: it announces more bytes than any file here may have (413).
        """
        limit = settings.LIFECYCLE_ATTACHMENT_MAX_BYTES + FORM_BYTES
        announced = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal() or int(announced) > limit:
            raise _make_too_large(limit)
        return super().parse(stream, media_type, parser_context)


def _make_too_large(limit: int) -> TooLargeError:
    return TooLargeError(
        _("The request has more than %(limit)d bytes. Send less at a time.") % {"limit": limit}
    )


def _describe_malformed(cause: BaseException | None) -> str:
    """Return where the JSON breaks off, in the reader's language: the framework says it in English.

    What is no text at all, or a value that JSON does not have, has no such place.
    """
    if not isinstance(cause, json.JSONDecodeError):
        return _("The body of the request cannot be read as JSON.")
    return _(
        "The body of the request cannot be read as JSON: "
        "it breaks at line %(line)d, column %(column)d."
    ) % {
        "line": cause.lineno,
        "column": cause.colno,
    }
