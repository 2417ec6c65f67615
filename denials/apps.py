"""The denials app."""

from django.apps import AppConfig


class DenialsConfig(AppConfig):
    name = "denials"

    def ready(self) -> None:
        from denials import metrics

        metrics.register()
