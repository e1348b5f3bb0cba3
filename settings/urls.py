"""Where each address leads."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("api/", include("lifecycle.api.urls")),
    path("", include("lifecycle.web.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "lifecycle.web.errors.bad_request"
handler403 = "lifecycle.web.errors.forbidden"
handler404 = "lifecycle.web.errors.not_found"
handler500 = "lifecycle.web.errors.server_error"
