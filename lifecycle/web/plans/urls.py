"""The addresses of plans, their set-up and their commitments."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
