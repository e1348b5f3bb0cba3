"""The tables of the toy."""

from django.conf import settings
from django.db import models

from workflow.models import Institution, Subject


class Van(Subject):
    """The act: when it leaves, the parcels aboard leave with it."""

    name = models.CharField(max_length=60)
    closes_on = models.DateField(null=True)
    departs_on = models.DateField(null=True)
    courier = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Parcel(Subject):
    """What goes through the procedure; its van is its parent."""

    title = models.CharField(max_length=120)
    weight = models.PositiveIntegerField(null=True)
    address = models.CharField(max_length=120, blank=True)
    is_held = models.BooleanField(default=False)
    is_sealed = models.BooleanField(default=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="parcels"
    )
    #: Goes wherever that one goes.
    tied_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="tied")
    #: Travels inside these, and is freed with the last of them.
    carriers = models.ManyToManyField("self", symmetrical=False, related_name="carried")
    #: What the inspection was started with, as the history keeps it.
    inspected_with = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Slip(models.Model):
    """A paper kept with a parcel."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="slips")
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Treaty(Subject):
    """What post offices agree on: its parties are asked one after the other, then all at once."""

    text = models.TextField(blank=True)
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    #: Come back at once with the first party that objects.
    parcels = models.ManyToManyField(Parcel, related_name="treaties")

    def __str__(self) -> str:
        return self.text


class TreatyParty(models.Model):
    """A party of a treaty; the first is its lead."""

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="parties")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.treaty_id}/{self.rank}"


class TreatyLetter(models.Model):
    """The scan of a letter in which a party answered on paper."""

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="letters")
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name
