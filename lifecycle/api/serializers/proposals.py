"""Proposals: a line of a list, and the whole dossier."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lifecycle.api.serializers.plans import ThemeSerializer
from lifecycle.api.serializers.transitions import WaitedSerializer
from lifecycle.models import Proposal
from lifecycle.selectors.dossier import Dossier
from lifecycle.selectors.proposal_lines import find_phase
from lifecycle.vocabulary import ContentLanguage, Phase
from workflow.machine.registry import get_machine


class ProposalLineSerializer(serializers.Serializer[Proposal]):
    """A proposal as a list shows it. Its words are in `language`, labels in the reader's."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    plan = serializers.CharField(source="plan.code")
    title = serializers.CharField()
    language = serializers.ChoiceField(choices=ContentLanguage.choices)
    theme = ThemeSerializer(allow_null=True)
    channel = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    phase = serializers.SerializerMethodField()
    phase_label = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    entered_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField(
        source="nearest_due_on", allow_null=True, help_text="The nearest due day of what is open."
    )

    def get_state_label(self, proposal: Proposal) -> str:
        """Return the state in the reader's language."""
        return str(get_machine("proposal").states[proposal.state].label)

    def get_phase(self, proposal: Proposal) -> str:
        """Return the phase it is in, or left when it was set aside."""
        return find_phase(proposal)

    def get_phase_label(self, proposal: Proposal) -> str:
        """Return the phase in the reader's language."""
        phase = find_phase(proposal)
        return str(Phase(phase).label) if phase else ""


class AuthorsSerializer(serializers.Serializer[Any]):
    """Who wrote it, as its author chose and this reader may know."""

    words = serializers.CharField(help_text="What everybody reads.")
    names = serializers.SerializerMethodField()
    association = serializers.CharField()

    def get_names(self, authors: Any) -> list[str]:
        """Return the names this reader may know."""
        return [each.name for each in authors.names]


class KinSerializer(serializers.Serializer[Any]):
    """Another proposal; of one that may not be read only the reference is known."""

    id = serializers.IntegerField()
    link = serializers.IntegerField(
        source="link_id", allow_null=True, help_text="Id of the uptake or the suspicion."
    )
    reference = serializers.CharField()
    title = serializers.CharField()
    state_label = serializers.CharField(source="state")
    is_open = serializers.BooleanField(help_text="The reader may read it.")
    extent = serializers.CharField()
    kept = serializers.CharField()
    left_out = serializers.CharField()


class SuspectedSerializer(KinSerializer):
    """A proposal that may say the same; no verdict yet while it is empty."""

    verdict = serializers.CharField()
    reason = serializers.CharField()


class KinshipSerializer(serializers.Serializer[Any]):
    """The proposals around it, by what ties them to it."""

    merged_into = KinSerializer(many=True)
    merged_here = KinSerializer(many=True)
    split_from = KinSerializer(many=True)
    split_into = KinSerializer(many=True)
    carried_from = KinSerializer(many=True)
    carried_to = KinSerializer(many=True)
    taken_up_by = KinSerializer(many=True)
    sources = KinSerializer(many=True)


class CriterionResultSerializer(serializers.Serializer[Any]):
    """The mean of one criterion."""

    name = serializers.CharField()
    weight = serializers.IntegerField()
    mean = serializers.FloatField()
    max_points = serializers.IntegerField()


class ResultSerializer(serializers.Serializer[Any]):
    """What the assessors gave; `percent` is the weighed total."""

    percent = serializers.IntegerField()
    assessors = serializers.IntegerField()
    criteria = CriterionResultSerializer(many=True)


class DecisionSerializer(serializers.Serializer[Any]):
    """The last published decision about it."""

    reason = serializers.CharField(source="decided_reason")
    decided_on = serializers.DateField(allow_null=True)
    refusal_code = serializers.CharField()
    redirected_to = serializers.CharField()
    redirect_reference = serializers.CharField()


class DialogueSerializer(serializers.Serializer[Any]):
    """What the ministry asked and the author answered, for those who work on it."""

    question = serializers.CharField()
    questions_asked = serializers.IntegerField()
    objection = serializers.CharField()


class ProposalSerializer(serializers.Serializer[Dossier]):
    """A proposal with everything this reader may know of it."""

    id = serializers.IntegerField(source="proposal.id")
    reference = serializers.CharField(source="proposal.reference")
    plan = serializers.CharField(source="proposal.plan.code")
    title = serializers.CharField(source="proposal.title")
    problem = serializers.CharField(source="proposal.problem")
    solution = serializers.CharField(source="proposal.solution")
    details = serializers.CharField(source="proposal.details")
    language = serializers.ChoiceField(choices=ContentLanguage.choices, source="proposal.language")
    theme = ThemeSerializer(source="proposal.theme", allow_null=True)
    channel = serializers.CharField(source="proposal.channel")
    received_on = serializers.DateField(source="proposal.received_on", allow_null=True)
    authors = AuthorsSerializer()
    state = serializers.CharField(source="explanation.state")
    state_label = serializers.SerializerMethodField()
    phase = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="explanation.version")
    entered_at = serializers.DateTimeField(source="explanation.entered_at")
    published_at = serializers.DateTimeField(source="proposal.published_at", allow_null=True)
    decision = DecisionSerializer(source="proposal")
    dialogue = serializers.SerializerMethodField()
    kinship = KinshipSerializer()
    suspicions = SuspectedSerializer(many=True, help_text="For those who run the procedure.")
    result = ResultSerializer(allow_null=True)
    waiting = serializers.SerializerMethodField()

    def get_state_label(self, dossier: Dossier) -> str:
        """Return the state in the reader's language."""
        explanation = dossier.explanation
        return str(explanation.case.machine.states[explanation.state].label)

    def get_phase(self, dossier: Dossier) -> str:
        """Return the phase it is in, or left when it was set aside."""
        return find_phase(dossier.proposal)

    @extend_schema_field(DialogueSerializer(allow_null=True))
    def get_dialogue(self, dossier: Dossier) -> Any:
        """Return the dialogue, None for those who only read what is public."""
        knows = dossier.reader.is_staff or dossier.reader.is_author
        return DialogueSerializer(dossier.proposal).data if knows else None

    @extend_schema_field(WaitedSerializer(many=True))
    def get_waiting(self, dossier: Dossier) -> Any:
        """Return who is waited for, by name or by role as this reader may know."""
        context = {"reader": dossier.reader}
        return WaitedSerializer(list(dossier.explanation.waiting), many=True, context=context).data
