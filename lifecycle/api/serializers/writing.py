"""What is written of a proposal: the shape of the JSON; the services check what it says."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from lifecycle.api.inputs import InputsSerializer, KeyField
from lifecycle.models import ActionPlan
from lifecycle.models.proposal import TEXT_MAX_LENGTH, TITLE_MAX_LENGTH
from lifecycle.services.proposal_values import NAME_MAX_LENGTH, RECORDED_CHANNELS
from lifecycle.vocabulary import AuthorVisibility, ContentLanguage, Extent


class PlanField(serializers.CharField):
    """A plan, named by its code."""

    default_error_messages = {"unknown": _("There is no plan with the code “%(code)s”.")}

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the plan of a code that is well-formed.

        Raises:
            ValidationError: there is none with this code.
        """
        code = super().run_validation(data)
        plan = ActionPlan.objects.filter(code=code).first()
        if plan is None:
            raise serializers.ValidationError(self.error_messages["unknown"] % {"code": code})
        return plan


class DraftSerializer(InputsSerializer):
    """What an author writes. A draft may be incomplete; only what is sent is changed."""

    language = serializers.ChoiceField(choices=ContentLanguage.choices, required=False)
    title = serializers.CharField(max_length=TITLE_MAX_LENGTH, required=False, allow_blank=True)
    problem = serializers.CharField(max_length=TEXT_MAX_LENGTH, required=False, allow_blank=True)
    solution = serializers.CharField(max_length=TEXT_MAX_LENGTH, required=False, allow_blank=True)
    theme = KeyField(required=False, allow_null=True, help_text="Id of a theme of the plan.")
    association = KeyField(required=False, allow_null=True)
    association_name = serializers.CharField(
        required=False, allow_blank=True, max_length=NAME_MAX_LENGTH
    )
    visibility = serializers.ChoiceField(choices=AuthorVisibility.choices, required=False)


class NewDraftSerializer(DraftSerializer):
    """A draft for a plan, which is named by its code."""

    plan = PlanField(max_length=20)


class RecordedAuthorSerializer(serializers.Serializer[Any]):
    """Somebody whose proposal is written down."""

    name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    email = serializers.EmailField(required=False, allow_blank=True)
    institution = KeyField(required=False, allow_null=True)


class RecordedSerializer(NewDraftSerializer):
    """What somebody said at an event or sent in a letter, written down by the ministry."""

    channel = serializers.ChoiceField(choices=RECORDED_CHANNELS)
    channel_reference = serializers.CharField(
        required=False, allow_blank=True, max_length=NAME_MAX_LENGTH
    )
    received_on = serializers.DateField(required=False)
    authors = RecordedAuthorSerializer(many=True, required=False)


class SourceSerializer(serializers.Serializer[Any]):
    """A retained idea a dossier is made of."""

    # The name the engine asks for; the base class means something else by it.
    source = KeyField(  # type: ignore[assignment]
        help_text="Id of a retained proposal of the plan."
    )
    extent = serializers.ChoiceField(choices=Extent.choices)
    kept = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_MAX_LENGTH // 2)
    left_out = serializers.CharField(
        required=False, allow_blank=True, max_length=TEXT_MAX_LENGTH // 2
    )


class ComposedSerializer(InputsSerializer):
    """What the ministry makes of several ideas, for a plan that is named by its code."""

    plan = PlanField(max_length=20)
    language = serializers.ChoiceField(choices=ContentLanguage.choices)
    title = serializers.CharField(max_length=TITLE_MAX_LENGTH)
    problem = serializers.CharField(max_length=TEXT_MAX_LENGTH)
    solution = serializers.CharField(max_length=TEXT_MAX_LENGTH)
    theme = KeyField(help_text="Id of a theme of the plan.")
    sources = SourceSerializer(many=True)
    minutes = KeyField(help_text="Id of the minutes, a document of the plan.")
