"""Attachments: what is known of a file. Its bytes have an address of their own."""

from typing import Any

from rest_framework import serializers

from lifecycle.models import Attachment
from lifecycle.vocabulary import AttachmentPurpose


class AttachmentSerializer(serializers.Serializer[Attachment]):
    """A file of a subject; `media_type` is what its bytes are, whatever its name says."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="original_name")
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    purpose = serializers.ChoiceField(choices=AttachmentPurpose.choices)
    uploaded_at = serializers.DateTimeField()


class UploadSerializer(serializers.Serializer[Any]):
    """A file to be kept with a subject, and what it is for."""

    file = serializers.FileField()
    purpose = serializers.ChoiceField(
        choices=AttachmentPurpose.choices, default=AttachmentPurpose.SUPPORT.value
    )
