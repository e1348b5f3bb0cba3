"""The machines, bound to their models once those are loaded."""

from lifecycle.machines.activity import ActivityMachine
from lifecycle.machines.commitment import CommitmentMachine
from lifecycle.machines.consultation import ConsultationMachine
from lifecycle.machines.convention import ConventionMachine
from lifecycle.machines.council import CouncilMachine
from lifecycle.machines.plan import PlanMachine
from lifecycle.machines.plan_stage import PlanStageMachine
from lifecycle.machines.proposal import ProposalMachine
from lifecycle.machines.replanning import ReplanningMachine
from workflow.machine import bind

for machine in (
    PlanMachine,
    PlanStageMachine,
    ProposalMachine,
    ConsultationMachine,
    ConventionMachine,
    CouncilMachine,
    CommitmentMachine,
    ActivityMachine,
    ReplanningMachine,
):
    bind(machine)
