"""The roles of the toy, one or more for each way of holding one."""

from workflow.roles import Held, Role

#: Wrote the parcel's label.
SENDER = Role("toy_sender", "sender", Held.RELATION)
#: Holds a seat in the open inspection.
INSPECTOR = Role("toy_inspector", "inspector", Held.RELATION)
#: Works at the counter.
CLERK = Role("toy_clerk", "clerk")
#: Decides at the post office.
MASTER = Role("toy_master", "postmaster")
#: Drives for an institution.
COURIER = Role("toy_courier", "courier", Held.INSTITUTION)
#: Looks after one parcel, or after all of one van.
KEEPER = Role("toy_keeper", "keeper", Held.SUBJECT)
#: Speaks for an institution that is asked to sign.
PARTY = Role("toy_party", "party", Held.INSTITUTION)

ROLES = (SENDER, INSPECTOR, CLERK, MASTER, COURIER, KEEPER, PARTY)
