"""The queries app."""

from django.apps import AppConfig


class QueriesConfig(AppConfig):
    name = "queries"

    def ready(self) -> None:
        from queries import escalations, metrics, panels, transition

        metrics.register()
        escalations.register()
        panels.register()
        transition.register()
