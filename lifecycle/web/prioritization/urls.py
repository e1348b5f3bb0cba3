"""The addresses of the assessment."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
