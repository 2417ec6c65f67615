"""The queries app."""

from django.apps import AppConfig


class QueriesConfig(AppConfig):
    name = "queries"

    def ready(self) -> None:
        from queries import metrics, panels

        metrics.register()
        panels.register()
