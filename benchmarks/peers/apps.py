"""Application configuration of the peers; installed by benchmarks.settings alone."""

from django.apps import AppConfig


class PeersConfig(AppConfig):
    """Configure the peers."""

    name = "benchmarks.peers"
    label = "peers"
    default_auto_field = "django.db.models.BigAutoField"
