"""A machine as a BPMN 2.0 process, for the tools of other people.

Every state in which somebody must act is a user task, every end an end event, every choice between
transitions an exclusive gateway. The variable `transition` of the process says which one was taken.
Who may take it, under which conditions, stays with the machine: BPMN has no word for that.
"""

from workflow.machine.bpmn.xml import export_bpmn

__all__ = ["export_bpmn"]
