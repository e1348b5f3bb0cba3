"""The addresses of proposals and their dossiers."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
