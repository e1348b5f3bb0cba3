"""The machine of a parcel and the machine of the van that carries it."""

from tests.workflow.toy.machines.parcel import ParcelMachine
from tests.workflow.toy.machines.van import VanMachine
from workflow.machine import bind

__all__ = ["ParcelMachine", "VanMachine"]

bind(ParcelMachine)
bind(VanMachine)
