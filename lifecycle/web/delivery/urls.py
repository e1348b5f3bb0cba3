"""The addresses of notices, preferences and operators."""

from django.urls import path

from lifecycle.web.delivery import endpoints, letters, notices
from lifecycle.web.delivery.preferences import edit_preferences

urlpatterns = [
    path("notices/", notices.show_notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/<int:pk>/", notices.open_notice, name="notice_open"),
    path("profile/messages/", edit_preferences, name="preferences"),
    path("delivery/", letters.show_letters, name="letters"),
    path("delivery/retry/", letters.retry_letters, name="letters_retry"),
    path("delivery/drop/", letters.drop_letters, name="letters_drop"),
    path("delivery/resume/", letters.resume_delivery, name="delivery_resume"),
    path("delivery/addresses/<int:pk>/trust/", letters.trust_address, name="address_trust"),
    path("delivery/programs/", endpoints.show_endpoints, name="endpoints"),
    path("delivery/programs/<int:pk>/secret/", endpoints.renew_secret, name="endpoint_secret"),
    path("delivery/programs/<int:pk>/stop/", endpoints.stop_endpoint, name="endpoint_stop"),
    path("delivery/programs/<int:pk>/start/", endpoints.start_endpoint, name="endpoint_start"),
]
