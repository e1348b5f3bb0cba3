"""A process as BPMN 2.0 in XML, with the picture of it that modelling tools show."""

from collections.abc import Iterable
from xml.etree import ElementTree

from workflow.machine.bpmn.graph import VARIABLE, Flow, Node, Process, build_process
from workflow.machine.bpmn.layout import Layout, lay_out
from workflow.machine.declaration import StateMachine

#: The names that the Object Management Group gave to the four vocabularies.
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": _XSI}


def export_bpmn(machine: type[StateMachine]) -> str:
    """Return the machine as a BPMN document; labels are in the active language."""
    process = build_process(machine)
    definitions = ElementTree.Element(
        f"{{{BPMN}}}definitions",
        {
            "id": f"{process.id}_definitions",
            "targetNamespace": f"urn:iltizam:machine:{machine.kind}:{machine.version}",
        },
    )
    _write_process(definitions, process)
    _write_picture(definitions, process, lay_out(process))
    for prefix, name in _NAMES.items():
        ElementTree.register_namespace(prefix, name)
    ElementTree.indent(definitions)
    text = ElementTree.tostring(definitions, encoding="unicode", xml_declaration=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _write_process(definitions: ElementTree.Element, process: Process) -> None:
    written = _add(
        definitions, BPMN, "process", id=process.id, name=process.label, isExecutable="true"
    )
    for node in process.nodes:
        _write_node(written, node, process.flows)
    for flow in process.flows:
        _write_flow(written, flow)


def _write_node(process: ElementTree.Element, node: Node, flows: Iterable[Flow]) -> None:
    attributes = {"id": node.id} | ({"name": node.label} if node.label else {})
    arriving, leaving = list[str](), list[str]()
    for flow in flows:
        if flow.target == node.id:
            arriving.append(flow.id)
        if flow.source == node.id:
            leaving.append(flow.id)
            if flow.is_default:
                attributes["default"] = flow.id
    written = _add(process, BPMN, node.kind, **attributes)
    if node.note:
        _add(written, BPMN, "documentation").text = node.note
    for each in arriving:
        _add(written, BPMN, "incoming").text = each
    for each in leaving:
        _add(written, BPMN, "outgoing").text = each


def _write_flow(process: ElementTree.Element, flow: Flow) -> None:
    attributes = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
    if flow.label:
        attributes["name"] = flow.label
    written = _add(process, BPMN, "sequenceFlow", **attributes)
    if flow.taken and not flow.is_default:
        condition = _add(written, BPMN, "conditionExpression")
        condition.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
        condition.text = f"{VARIABLE} == '{flow.taken}'"


def _write_picture(definitions: ElementTree.Element, process: Process, layout: Layout) -> None:
    diagram = _add(definitions, BPMNDI, "BPMNDiagram", id=f"{process.id}_diagram")
    plane = _add(diagram, BPMNDI, "BPMNPlane", id=f"{process.id}_plane", bpmnElement=process.id)
    for node in process.nodes:
        box = layout.boxes[node.id]
        shape = _add(plane, BPMNDI, "BPMNShape", id=f"{node.id}_shape", bpmnElement=node.id)
        place = {"x": box.left, "y": box.top, "width": box.width, "height": box.height}
        _add(shape, DC, "Bounds", **{key: str(value) for key, value in place.items()})
    for flow in process.flows:
        edge = _add(plane, BPMNDI, "BPMNEdge", id=f"{flow.id}_edge", bpmnElement=flow.id)
        for x, y in layout.ways[flow.id]:
            _add(edge, DI, "waypoint", x=str(x), y=str(y))


def _add(
    parent: ElementTree.Element, vocabulary: str, element: str, **attributes: str
) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{vocabulary}}}{element}", attributes)
