"""The addresses that belong to no phase: home, accessibility, language, mailbox, the look."""

from django.conf import settings
from django.urls import path

from lifecycle.web.health import show_health
from lifecycle.web.home import show_accessibility, show_home
from lifecycle.web.language import set_language
from lifecycle.web.mailbox import show_mailbox
from lifecycle.web.style import show_style

urlpatterns = [
    path("", show_home, name="home"),
    path("accessibility/", show_accessibility, name="accessibility"),
    path("healthz", show_health, name="health"),
    path("language/", set_language, name="set_language"),
    path("mailbox/", show_mailbox, name="mailbox"),
]

if settings.LIFECYCLE_STYLE_PAGE:
    urlpatterns.append(path("style/", show_style, name="style"))
