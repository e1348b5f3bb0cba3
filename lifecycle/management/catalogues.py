"""The message catalogues of the product: collected, checked and compiled in Python alone.

GNU gettext is not on a fresh machine, so nothing here calls it. `django.po` is the source; the
`.mo` beside it is a build product.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

#: Languages that must be complete. English is the language of the source.
TRANSLATED = ("fr", "ar")
PACKAGES = ("lifecycle", "notifications", "workflow", "settings")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
#: A translator reads the comment that starts with this, as Django's own documentation says.
COMMENT_TAGS = ("Translators",)
#: Zero, one, two, few, many, other: the order every Arabic translator knows, and Django's own.
PLURAL_FORMS = {
    "ar": (
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
        "n%100>=11 && n%100<=99 ? 4 : 5;"
    ),
    "fr": "nplurals=2; plural=(n > 1);",
}
_FILLED_BY_NOBODY = (
    *(b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Last-Translator', b'"Language-Team'),
    *(b'"Report-Msgid-Bugs-To', b'"Generated-By', b"# Copyright", b"# FIRST AUTHOR"),
)


def collect_messages() -> Catalog:
    """Return every message of the Python modules and templates, with no translation."""
    catalogue = Catalog(project="Iltizam", charset="utf-8", fuzzy=False)
    for path in _list_sources():
        where = path.relative_to(settings.BASE_DIR).as_posix()
        for line, message_id, comments, context in _extract(path):
            catalogue.add(
                message_id,
                locations=[(where, line)],
                auto_comments=comments,
                context=context,
                flags=("python-format",) if _is_interpolated(message_id) else (),
            )
    return catalogue


def _list_sources() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*")):
            in_templates = "templates" in path.parts and path.is_file()
            if path.suffix == ".py" or in_templates:
                yield path


def _extract(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What templatize leaves around the calls is padding; its indentation means nothing.
        padded = templatize(source, origin=str(path))
        source = "\n".join(line.lstrip() for line in padded.split("\n"))
    yield from extract(
        "python", BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=COMMENT_TAGS
    )


def _is_interpolated(message_id: str | tuple[str, ...]) -> bool:
    text = message_id if isinstance(message_id, str) else " ".join(message_id)
    return "%(" in text


def read_catalogue(language: str) -> Catalog:
    """Return the catalogue of `language`, empty when it has no file yet."""
    path = get_path(language)
    if not path.exists():
        catalogue = Catalog(locale=language, project="Iltizam", charset="utf-8", fuzzy=False)
        catalogue.mime_headers = [("Plural-Forms", PLURAL_FORMS[language])]
        return catalogue
    with path.open("rb") as file:
        return read_po(file, locale=language)


def get_path(language: str) -> Path:
    """Return where the source catalogue of `language` is."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def update_catalogue(language: str, collected: Catalog) -> None:
    """Write the catalogue of `language` with the messages collected, keeping what is translated."""
    catalogue = read_catalogue(language)
    catalogue.update(collected, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path = get_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    # Where a message stands is found by searching for it; written here it would be a third of the
    # file, and change with every module that is renamed.
    write_po(written, catalogue, width=100, sort_output=True, no_location=True)
    path.write_bytes(b"".join(line for line in written.getvalue().splitlines(True) if _stays(line)))


def _stays(line: bytes) -> bool:
    """Say whether a line means something: dates and unfilled names only make merges conflict."""
    return not line.startswith(_FILLED_BY_NOBODY)


def list_gaps(language: str, collected: Catalog) -> Iterator[str]:
    """Yield a sentence for each message that `language` lacks, leaves fuzzy or half translates."""
    catalogue = read_catalogue(language)
    for message in collected:
        if message.id:
            found = catalogue.get(message.id, message.context)
            gap = _find_gap(found, catalogue)
            if gap:
                yield f"{language}: {gap}: {message.id!r} ({message.locations[0][0]})"


def _find_gap(message: Message | None, catalogue: Catalog) -> str:
    if message is None:
        return "not in the catalogue"
    if message.fuzzy:
        return "fuzzy"
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(strings):
        return "not translated"
    return "; ".join(str(error) for error in message.check(catalogue))


def list_stale_catalogues() -> list[str]:
    """Return the languages whose `.mo` is missing or older than its `.po`."""
    return [
        language
        for language, _name in settings.LANGUAGES
        if get_path(language).exists() and _is_stale(get_path(language))
    ]


def compile_stale_catalogues() -> list[str]:
    """Write the `.mo` of each catalogue whose `.po` is newer; return the languages written.

    This process speaks them from then on: it may have loaded what was there at its start.
    """
    stale = list_stale_catalogues()
    for language in stale:
        path = get_path(language).with_suffix(".mo")
        with path.open("wb") as file:
            write_mo(file, read_catalogue(language))
        translation_file_changed(None, path)
    return stale


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime
