"""XES, the log of IEEE 1849: a trace for each subject, an event for each of its moves."""

from collections.abc import Mapping
from io import TextIOBase
from itertools import groupby
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from workflow.history.exporting.selection import Selection, list_moves, name_object
from workflow.models import Event

_NAMESPACE = "http://www.xes-standard.org/"
_EXTENSIONS = ("Concept", "Time", "Lifecycle")


def write_xes(out: TextIOBase, selection: Selection) -> int:
    """Write the log to `out`; return how many events it has. Instants are UTC."""
    xml = XMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    _open(xml, "log", {"xes.version": "1849-2016", "xmlns": _NAMESPACE})
    for name in _EXTENSIONS:
        uri = f"{_NAMESPACE}{name.lower()}.xesext"
        _write(xml, "extension", name=name, prefix=name.lower(), uri=uri)
    _write(xml, "classifier", name="Activity", keys="concept:name")
    count = 0
    for _subject, events in groupby(list_moves(selection), key=lambda event: event.subject_id):
        count += _write_trace(xml, list(events))
    xml.endElement("log")
    xml.endDocument()
    return count


def _write_trace(xml: XMLGenerator, events: list[Event]) -> int:
    subject = events[0].subject
    _open(xml, "trace")
    _write(xml, "string", key="concept:name", value=name_object(subject.pk, subject.kind))
    _write(xml, "string", key="kind", value=subject.kind)
    _write(xml, "string", key="reference", value=subject.reference)
    for event in events:
        _write_event(xml, event)
    xml.endElement("trace")
    return len(events)


def _write_event(xml: XMLGenerator, event: Event) -> None:
    _open(xml, "event")
    _write(xml, "string", key="concept:name", value=event.name)
    _write(xml, "date", key="time:timestamp", value=event.recorded_at.isoformat())
    _write(xml, "string", key="lifecycle:transition", value="complete")
    _write(xml, "string", key="source", value=event.source)
    _write(xml, "string", key="target", value=event.target)
    _write(xml, "int", key="seq", value=str(event.seq))
    _write(xml, "string", key="via", value=event.via)
    xml.endElement("event")


def _write(xml: XMLGenerator, tag: str, **attributes: str) -> None:
    _open(xml, tag, attributes)
    xml.endElement(tag)


def _open(xml: XMLGenerator, tag: str, attributes: Mapping[str, str] | None = None) -> None:
    xml.startElement(tag, AttributesImpl(attributes or {}))
