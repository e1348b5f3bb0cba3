"""The addresses that belong to no phase: language, invitation, the page of the look."""

from django.conf import settings
from django.urls import path

from lifecycle.web.language import set_language
from lifecycle.web.mailbox import show_mailbox
from lifecycle.web.style import show_style

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("mailbox/", show_mailbox, name="mailbox"),
]

if settings.LIFECYCLE_STYLE_PAGE:
    urlpatterns.append(path("style/", show_style, name="style"))
