"""The queries app."""

from django.apps import AppConfig


class QueriesConfig(AppConfig):
    name = "queries"

    def ready(self) -> None:
        from queries import escalations, metrics, panels

        metrics.register()
        escalations.register()
        panels.register()
