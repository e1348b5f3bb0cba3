"""The narrow row of everything that has a machine."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField
from guardian.models import UserObjectPermissionBase

#: Written by the engine alone, by compare-and-set; never by `save()`.
ENGINE_COLUMNS = frozenset({"state", "version", "head_hash", "entered_at", "kind"})


class Subject(models.Model):
    """What a machine moves. Domain models extend it by multi-table inheritance.

    `version` is the sequence number of the last Event, and what `expect` is compared with.
    `parent` is the subject this one belongs to, as a proposal belongs to its plan.
    """

    kind = models.CharField(_("kind"), max_length=40, editable=False)
    reference = models.CharField(_("reference"), max_length=40, blank=True, db_index=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="members", editable=False
    )
    state = FSMField(_("state"), max_length=40, protected=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    head_hash = models.CharField(max_length=64, default="", editable=False)
    entered_at = models.DateTimeField(_("in this state since"), editable=False)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        indexes: ClassVar[list[models.Index]] = [
            # Used by the board and the lists: the subjects of a plan in a state.
            models.Index(fields=["kind", "parent", "state"], name="subject_board"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "parent", "reference"],
                condition=~models.Q(reference=""),
                name="subject_reference_unique_in_parent",
            ),
            # Apart, because SQLite knows no constraint in which two absent parents are the same.
            models.UniqueConstraint(
                fields=["kind", "reference"],
                condition=models.Q(parent__isnull=True) & ~models.Q(reference=""),
                name="subject_reference_unique_without_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"{self.kind} {self.pk}"

    def save(self, **kwargs: Any) -> None:
        """Write the domain's columns; on an existing row the engine's columns are left alone.

        A plain `save()` of an instance read earlier would put an old state back.
        """
        if not self._state.adding:
            asked = kwargs.get("update_fields")
            kwargs["update_fields"] = self._writable(asked)
        super().save(**kwargs)

    def _writable(self, asked: Iterable[str] | None) -> list[str]:
        names = asked if asked is not None else self._own_field_names()
        return [name for name in names if name not in ENGINE_COLUMNS]

    def _own_field_names(self) -> list[str]:
        return [
            field.name
            for field in self._meta.concrete_fields
            if not field.primary_key and field.name not in ENGINE_COLUMNS
        ]

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: "models.QuerySet[Subject] | None" = None,
    ) -> None:
        """Read the row again, the protected state included.

        django-fsm's own mixin switches the protection off for the whole process while it reads;
        here the protected value of this one instance is forgotten first.
        """
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)


class SubjectGrant(UserObjectPermissionBase):
    """A role held on one subject; written by `permissions.grant()` alone."""

    content_object = models.ForeignKey(Subject, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
