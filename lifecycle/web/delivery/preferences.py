"""One's own preferences: what comes at once, daily or not at all, and when the daily one does."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lifecycle.web.access import answer_refusals, require_person
from lifecycle.web.delivery.words import CHANNELS, CHOICES, USUAL_CHOICES
from lifecycle.web.fields import DayField
from lifecycle.web.forms import find_posted, find_status, run_or_complain
from notifications.models import Channel
from notifications.preferences import (
    GroupChoice,
    choose,
    find_rhythm,
    list_offered,
    read_choices,
    set_schedule,
)
from workflow.models import User

_CHOSEN = (Channel.EMAIL, Channel.IN_APP)


class PreferencesForm(forms.Form):
    """When letters come, and for each group of messages how it does."""

    digest_hour = forms.TypedChoiceField(
        label=gettext_lazy("Hour of my daily letter"),
        coerce=int,
        choices=[(hour, f"{hour:02d}:00") for hour in range(24)],
        help_text=gettext_lazy("On working days. Without anything to say there is no letter."),
    )
    quiet_from = DayField(label=gettext_lazy("No letters from"), required=False)
    quiet_until = DayField(label=gettext_lazy("No letters until"), required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        rhythm, self.groups = find_rhythm(person), read_choices(person)
        kwargs["initial"] = {
            "digest_hour": rhythm.hour,
            "quiet_from": rhythm.quiet_from,
            "quiet_until": rhythm.quiet_until,
        }
        super().__init__(*args, **kwargs)
        for group in self.groups:
            for channel in _CHOSEN:
                self._add_choice(group, channel)

    @property
    def rhythm(self) -> list[BoundField]:
        """Return the fields that say when letters come."""
        return [self[name] for name in ("digest_hour", "quiet_from", "quiet_until")]

    @property
    def sections(self) -> list[tuple[str, list[BoundField]]]:
        """Return each group of messages by its name, with the fields that say how it comes."""
        return [
            (str(each.group.label), [self[_name(each, channel)] for channel in _CHOSEN])
            for each in self.groups
        ]

    def keep(self, person: User) -> bool:
        """Write what was chosen, all of it or nothing.

        Raises:
            InputError: something cannot be chosen.
        """
        given = self.cleaned_data
        with transaction.atomic():
            set_schedule(
                person,
                digest_hour=given["digest_hour"],
                quiet_from=given["quiet_from"],
                quiet_until=given["quiet_until"],
            )
            for group in self.groups:
                for channel in _CHOSEN:
                    choice = given[_name(group, channel)]
                    choose(person, group=group.group.code, channel=str(channel), choice=choice)
        return True

    def _add_choice(self, group: GroupChoice, channel: Channel) -> None:
        offered = list_offered(group.group, channel)
        field = forms.ChoiceField(
            label=str(CHANNELS[channel]),
            choices=[
                ("", USUAL_CHOICES[channel]),
                *((str(each), CHOICES[each]) for each in offered),
            ],
            required=False,
            initial=group.email if channel is Channel.EMAIL else group.in_app,
        )
        self.fields[_name(group, channel)] = field


@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals()
def edit_preferences(request: HttpRequest) -> HttpResponse:
    """Show what somebody chose on GET, keep what they choose on POST."""
    person = require_person(request)
    form = PreferencesForm(find_posted(request), person=person)
    posted = request.method == "POST" and form.is_valid()
    if posted and run_or_complain(form, lambda: form.keep(person)):
        messages.success(request, _("Your choice is kept."))
        return HttpResponseRedirect(reverse("preferences"))
    status = find_status(form)
    shown = {"form": form, "back_url": reverse("profile")}
    return render(request, "lifecycle/delivery/preferences.html", shown, status=status)


def _name(group: GroupChoice, channel: Channel) -> str:
    return f"{group.group.code}-{channel}"
