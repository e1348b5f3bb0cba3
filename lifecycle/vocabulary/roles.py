"""Roles of the procedure, and how each is held."""

from django.utils.translation import gettext_lazy as _

from workflow.roles import Held, Role

#: Wrote the proposal, or is named as its author.
AUTHOR = Role("author", _("author"), Held.RELATION)
#: Holds a seat in the open assessment round of the proposal.
ASSESSOR = Role("assessor", _("assessor"), Held.RELATION)
#: Said that the activity was done; somebody else verifies it.
REPORTER = Role("reporter", _("person who reported it done"), Held.RELATION)
#: Belongs to an institution that carries the commitment, which must not verify its own work.
PORTER_MEMBER = Role("porter_member", _("member of the porter"), Held.RELATION)
#: Asked for the new date; somebody else decides on it.
ASKER = Role("asker", _("person who asked for the new date"), Held.RELATION)
#: Runs the procedure.
MINISTRY_TEAM = Role("ministry_team", _("ministry team"))
#: Decides at the gates.
MINISTRY_LEAD = Role("ministry_lead", _("ministry lead"))
#: Decides in meetings, through rounds and minutes.
COMMITTEE = Role("committee", _("steering committee"))
#: Presides over the committee.
COMMITTEE_CHAIR = Role("committee_chair", _("committee chair"))
#: Reads the committee's papers and advises; no vote.
OBSERVER = Role("observer", _("observer"))
#: Keeps comments and contributions civil.
MODERATOR = Role("moderator", _("moderator"))
#: Records acts done on paper; a second person confirms.
RECORDER = Role("recorder", _("recorder"))
#: Approves and signs for a porter.
OWNER = Role("owner", _("owner"), Held.INSTITUTION)
#: Answers for an institution.
FOCAL_POINT = Role("focal_point", _("focal point"), Held.INSTITUTION)
#: Runs a commitment, or every one of an institution.
PROJECT_LEAD = Role("project_lead", _("project lead"), Held.SUBJECT)
#: Hears of a focal point's silence.
SUPERIOR = Role("superior", _("superior"), Held.INSTITUTION)

#: Every role, in the order of the published table of rights.
ROLES: tuple[Role, ...] = (
    AUTHOR,
    FOCAL_POINT,
    PROJECT_LEAD,
    OWNER,
    SUPERIOR,
    MINISTRY_TEAM,
    MINISTRY_LEAD,
    COMMITTEE,
    COMMITTEE_CHAIR,
    ASSESSOR,
    REPORTER,
    PORTER_MEMBER,
    ASKER,
    OBSERVER,
    MODERATOR,
    RECORDER,
)
#: Roles somebody can be given; the others follow from facts.
GRANTED_ROLES: tuple[Role, ...] = tuple(each for each in ROLES if each.held != Held.RELATION)
