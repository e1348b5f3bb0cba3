"""The addresses of the inbox and the board."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
