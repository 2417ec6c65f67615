"""The queries app."""

from django.apps import AppConfig


class QueriesConfig(AppConfig):
    name = "queries"

    def ready(self) -> None:
        from queries import endings, escalations, metrics, panels, transition

        endings.register()
        metrics.register()
        escalations.register()
        panels.register()
        transition.register()
