"""Put our admin site in the place of Django's. Loaded before any model, so it names the site."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Configure Django's admin with our site."""

    default_site = "workflow.administration.site.Administration"
