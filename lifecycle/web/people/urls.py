"""The addresses of people, invitations and the first set-up."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
