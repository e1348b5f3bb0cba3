"""Conventions: in a list, in full, and what is written of them."""

from typing import Any

from django.utils.timezone import localtime
from rest_framework import serializers

from lifecycle.api.inputs import REFERENCES_AT_MOST, KeyField
from lifecycle.api.serializers.words import InstitutionSerializer
from lifecycle.api.serializers.writing import PlanField
from lifecycle.models import Convention
from lifecycle.phases.convention_writing import BODY_MAX_LENGTH
from lifecycle.selectors.conventions import AnnexRead, ConventionRead, PartyRead, PartyStatus
from lifecycle.services.conventions import CAPACITY_MAX_LENGTH, TITLE_MAX_LENGTH
from lifecycle.vocabulary import ConventionState, SignaturePolicy
from workflow.machine.registry import get_machine


class ConventionLineSerializer(serializers.Serializer[Convention]):
    """A convention as a list names it."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    plan = serializers.IntegerField(source="plan_id")
    title = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField()
    in_force_on = serializers.DateField(allow_null=True)
    party_count = serializers.IntegerField()
    annex_count = serializers.IntegerField()

    def get_state_label(self, convention: Convention) -> str:
        """Return the state in the reader's language."""
        return str(get_machine("convention").states[convention.state].label)


class SigningPartySerializer(serializers.Serializer[PartyRead]):
    """A party: the state of its signature, and the hash of the text that it binds now."""

    institution = InstitutionSerializer()
    capacity = serializers.CharField()
    status = serializers.ChoiceField(choices=[str(each) for each in PartyStatus])
    is_asked = serializers.BooleanField(help_text="Its seat in the open round waits for it.")
    signed_on = serializers.SerializerMethodField()
    annexes = serializers.ListField(
        child=serializers.IntegerField(), help_text="The numbers of the annexes it signs."
    )
    content_hash = serializers.CharField()

    def get_signed_on(self, party: PartyRead) -> str | None:
        """Return the day of its signature, that on the paper when it was one."""
        if party.status is not PartyStatus.SIGNED or party.seat is None:
            return None
        if party.seat.paper_on is not None:
            return party.seat.paper_on.isoformat()
        decided_at = party.seat.decided_at
        return localtime(decided_at).date().isoformat() if decided_at is not None else None


class AnnexSerializer(serializers.Serializer[AnnexRead]):
    """An annexed sheet, and which signatures its present text lacks."""

    number = serializers.IntegerField()
    proposal = serializers.IntegerField(source="proposal.pk")
    reference = serializers.CharField(source="proposal.reference")
    state = serializers.CharField(source="proposal.state")
    content_hash = serializers.CharField()
    carriers = InstitutionSerializer(many=True)
    missing = InstitutionSerializer(many=True)
    is_waived = serializers.BooleanField()
    has_left = serializers.BooleanField()


class ConventionSerializer(serializers.Serializer[ConventionRead]):
    """A convention in full. While an amendment is signed, the bodies are those in force."""

    id = serializers.IntegerField(source="row.pk")
    reference = serializers.CharField(source="row.reference")
    plan = serializers.IntegerField(source="row.plan_id")
    title_fr = serializers.CharField(source="row.title_fr")
    title_ar = serializers.CharField(source="row.title_ar")
    body_fr = serializers.SerializerMethodField()
    body_ar = serializers.SerializerMethodField()
    policy = serializers.ChoiceField(source="row.policy", choices=SignaturePolicy.choices)
    allows_partial = serializers.BooleanField(source="row.allows_partial")
    state = serializers.ChoiceField(
        source="row.state", choices=[(each.value, each.value) for each in ConventionState]
    )
    state_label = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="explanation.version")
    in_force_on = serializers.DateField(source="row.in_force_on", allow_null=True)
    round = serializers.IntegerField(
        source="round_id", allow_null=True, help_text="The round in which the parties sign now."
    )
    parties = SigningPartySerializer(many=True)
    annexes = AnnexSerializer(many=True)

    def get_state_label(self, read: ConventionRead) -> str:
        """Return the state in the reader's language."""
        return str(get_machine("convention").states[read.row.state].label)

    def get_body_fr(self, read: ConventionRead) -> str:
        """Return the French text in force, or being written."""
        return read.bodies[0]

    def get_body_ar(self, read: ConventionRead) -> str:
        """Return the Arabic text in force, or being written."""
        return read.bodies[1]


class WordsSerializer(serializers.Serializer[Any]):
    """The text of a draft, and what a signature of it binds."""

    title_fr = serializers.CharField(max_length=TITLE_MAX_LENGTH)
    title_ar = serializers.CharField(max_length=TITLE_MAX_LENGTH, allow_blank=True, default="")
    body_fr = serializers.CharField(max_length=BODY_MAX_LENGTH, allow_blank=True, default="")
    body_ar = serializers.CharField(max_length=BODY_MAX_LENGTH, allow_blank=True, default="")
    policy = serializers.ChoiceField(
        choices=SignaturePolicy.choices, default=SignaturePolicy.OWN_SHEETS.value
    )
    allows_partial = serializers.BooleanField(default=False)


class NewConventionSerializer(WordsSerializer):
    """The same, and the plan whose convention it is."""

    plan = PlanField()


class NamedPartySerializer(serializers.Serializer[Any]):
    """An institution that signs, and in what capacity."""

    institution_id = KeyField()
    capacity = serializers.CharField(default="", allow_blank=True, max_length=CAPACITY_MAX_LENGTH)


class PartiesSerializer(serializers.Serializer[Any]):
    """The parties, in the order in which they sign."""

    parties = NamedPartySerializer(many=True)


class AnnexesSerializer(serializers.Serializer[Any]):
    """The dossiers whose sheets are annexed, in their order."""

    proposals = serializers.ListField(child=KeyField(), max_length=REFERENCES_AT_MOST)
