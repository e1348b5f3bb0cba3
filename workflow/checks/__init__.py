"""System checks of the engine: what must be true before the first request.

Each has a stable id: E010-E019 where it runs, E020-E049 what machines declare, W050 what stands in
the database, E060-E069 the settings. docs/operations.md says what to do about those that an
operator can meet.
"""

from django.core.checks import Tags, register

from workflow.checks.database import check_triggers
from workflow.checks.declarations import check_machines
from workflow.checks.environment import check_fsm_distribution, check_time_zone_data
from workflow.checks.settings import check_settings

register(check_time_zone_data)
register(check_fsm_distribution)
register(check_machines)
register(check_settings)
register(check_triggers, Tags.database)
