"""Where each address leads while it is measured: the product's own, and one that does the least."""

from django.urls import include, path

from benchmarks.served.bare import admit

urlpatterns = [
    path("bare/<int:pk>/", admit),
    path("", include("settings.urls")),
]

handler400 = "lifecycle.web.errors.bad_request"
handler403 = "lifecycle.web.errors.forbidden"
handler404 = "lifecycle.web.errors.not_found"
handler500 = "lifecycle.web.errors.server_error"
