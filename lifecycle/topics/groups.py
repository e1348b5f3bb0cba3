"""What readers choose for: the groups of topics, in the order in which they are shown."""

from django.utils.translation import gettext_lazy as _

from notifications.topics import PreferenceGroup

# What moves a whole cohort asks, reminds and tells by the dozen: these groups gather.

#: Somebody is asked to act.
TASKS = PreferenceGroup("tasks", _("What I am asked to do"), is_obligatory=True, gathers=True)
#: What was asked is late, or somebody recalls it.
ESCALATIONS = PreferenceGroup(
    "escalations", _("What is due or late"), is_obligatory=True, gathers=True
)
#: What became of a round, a convention or a dossier.
DECISIONS = PreferenceGroup("decisions", _("What was decided"))
#: What citizens hear of what they proposed and contributed.
PROPOSALS = PreferenceGroup("proposals", _("My proposals and contributions"))
#: What somebody follows.
NEWS = PreferenceGroup("news", _("What I follow"), gathers=True)

GROUPS = (TASKS, ESCALATIONS, DECISIONS, PROPOSALS, NEWS)
