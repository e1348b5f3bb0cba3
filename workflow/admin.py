"""What technical administrators see. None of it moves a subject; rights are given on the record."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest  # noqa: TID251  # the admin is Django's pages
from django.utils.translation import gettext_lazy as _

from workflow.clock import current_clock
from workflow.holidays import list_seeded_years, rebuild_working_days
from workflow.models import (
    Event,
    Holiday,
    Institution,
    InstitutionName,
    RightAction,
    User,
)
from workflow.models.calendar import HolidayKind
from workflow.permissions.granting import grant, record_right, revoke
from workflow.roles import Held, list_roles
from workflow.sweep import recount


class ReadOnly:
    """Look, and change nothing."""

    def has_add_permission(self, *_args: Any) -> bool:
        """Return False: nothing is added here."""
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        """Return False: nothing is changed here."""
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        """Return False: nothing is deleted here."""
        return False


class PersonCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]  # as at run time
    """Open an account by its e-mail address."""

    class Meta:
        model = User
        fields = ("email", "display_name", "language")

    def clean_email(self) -> str:
        """Return the address as accounts keep it."""
        return str(self.cleaned_data["email"]).lower()


class PersonChangeForm(UserChangeForm):  # type: ignore[type-arg]  # as at run time
    """Change an account; its roles are those that hold everywhere."""

    class Meta:
        model = User
        fields = ("email", "display_name", "language", "is_active", "is_staff", "is_superuser")

    roles = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Roles"),
        help_text=_("Who gave or took back a role, and when, stays on the record."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["roles"] = list(self.instance.groups.all())


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # as at run time
    """Accounts. They are deactivated, never deleted, and what they may do is recorded."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    ordering = ("email",)
    list_display = ("email", "display_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("email", "display_name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password", "display_name", "language")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "roles")}),
        (_("Days"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "email",
                    "display_name",
                    "language",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: history names accounts for ever."""
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: "forms.ModelForm[User]",
        change: bool,  # noqa: FBT001  # as Django calls it
    ) -> None:
        """Save the account, and record when it was closed or opened again."""
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data:
            action = RightAction.REOPENED if obj.is_active else RightAction.CLOSED
            record_right(action, obj, by=_who(request))

    def save_related(
        self,
        request: HttpRequest,
        form: "forms.ModelForm[User]",
        formsets: Iterable[Any],
        change: bool,  # noqa: FBT001  # as Django calls it
    ) -> None:
        """Give and take back the roles that changed, on the record."""
        super().save_related(request, form, formsets, change)
        wanted = {group.name for group in form.cleaned_data.get("roles", ())}
        if not change:
            return
        for role in list_roles():
            if role.held is Held.GROUP:
                give_or_take = grant if role.code in wanted else revoke
                give_or_take(role, form.instance, by=_who(request))


# Django's page lets permissions be given to a group, past the record of who gave what.
admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # as at run time
    """The roles that hold everywhere; the program declares them."""

    list_display = ("name", "count_people")
    ordering = ("name",)
    fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """Return the groups with how many people are in each."""
        groups: QuerySet[Group] = super().get_queryset(request)
        return groups.annotate(people=Count("user"))

    @admin.display(description=_("people"))
    def count_people(self, group: Group) -> int:
        """Return how many people hold the role."""
        return int(getattr(group, "people", 0))


class NameInline(admin.TabularInline):  # type: ignore[type-arg]  # as at run time
    """The names of an institution, each from a day on."""

    model = InstitutionName
    extra = 0
    min_num = 1


@admin.register(Institution)
class InstitutionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as at run time
    """Institutions and their names. A succession moves rights, so it is no matter of this page."""

    list_display = ("code", "__str__", "side", "dissolved_on")
    list_filter = ("side",)
    search_fields = ("code", "names__name_fr", "names__name_ar", "names__name_en")
    readonly_fields = ("succeeded_by",)
    inlines = (NameInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Institution]:
        """Return the institutions with their names, in two statements."""
        return super().get_queryset(request).prefetch_related("names")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: an institution is dissolved or succeeded, and its acts stay."""
        return False


class HolidayForm(forms.ModelForm):  # type: ignore[type-arg]  # as at run time
    """A holiday in a year that is seeded, of a known kind."""

    kind = forms.ChoiceField(choices=[(str(kind), str(kind)) for kind in HolidayKind])

    class Meta:
        model = Holiday
        fields = ("code", "year", "day", "kind", "provisional", "name_fr", "name_ar", "name_en")

    def clean_day(self) -> Any:  # noqa: ANN401  # whatever the field returns
        """Refuse a day around which nobody could count."""
        day = self.cleaned_data["day"]
        if day.year not in list_seeded_years():
            raise forms.ValidationError(
                _("The holidays of %(year)s are not known yet. Seed that year first."),
                params={"year": day.year},
            )
        return day


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as at run time
    """Holidays; every change counts anew what is open, in the same transaction.

    Whoever decides about one goes through the calendar of the site, which shows what moves before
    it does and keeps a history.
    """

    form = HolidayForm
    list_display = ("day", "code", "year", "kind", "provisional", "name_fr")
    list_filter = ("year", "kind", "provisional")
    ordering = ("-day",)
    # A change here moves days that many things are counted from: one at a time.
    actions = None

    def save_model(
        self,
        request: HttpRequest,
        obj: Holiday,
        form: "forms.ModelForm[Holiday]",
        change: bool,  # noqa: FBT001  # as Django calls it
    ) -> None:
        """Save the holiday and rebuild the calendar."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            _count_anew()

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        """Delete the holiday and rebuild the calendar."""
        with transaction.atomic():
            super().delete_model(request, obj)
            _count_anew()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether it was decreed here: the others are moved, never deleted."""
        is_decreed = isinstance(obj, Holiday) and obj.kind == str(HolidayKind.EXCEPTIONAL)
        return is_decreed and super().has_delete_permission(request, obj)


@admin.register(Event)
class EventAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # as at run time
    """The history of everything, without its bodies: those are for whoever may see the subject."""

    list_display = ("recorded_at", "subject_id", "seq", "kind", "name", "source", "target", "actor")
    list_filter = ("kind", "via")
    list_select_related = ("actor",)
    search_fields = ("subject__reference", "name")
    ordering = ("-recorded_at", "-id")
    # Counting a long history to number its pages would read all of it.
    show_full_result_count = False
    fields = (
        "subject_id",
        "seq",
        "kind",
        "name",
        "source",
        "target",
        "actor",
        "on_behalf_of",
        "confirmed_by",
        "via",
        "occurred_on",
        "recorded_at",
        "machine_version",
        "prev_hash",
        "hash",
    )


def _count_anew() -> None:
    """Number the working days, and count what is open by them; what has fired stands."""
    rebuild_working_days()
    recount(today=current_clock().today())


def _who(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
