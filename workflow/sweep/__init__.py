"""The sweep: every open item that climbs a ladder is counted, and what is due of it fires."""

from workflow.sweep.batches import ESCALATED
from workflow.sweep.foreseeing import Foreseen, foresee_rungs
from workflow.sweep.outcome import Sweep
from workflow.sweep.recounting import recount
from workflow.sweep.sweeping import sweep, sweep_by

__all__ = ["ESCALATED", "Foreseen", "Sweep", "foresee_rungs", "recount", "sweep", "sweep_by"]
