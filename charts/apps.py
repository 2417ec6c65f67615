"""The charts app."""

from django.apps import AppConfig


class ChartsConfig(AppConfig):
    name = "charts"

    def ready(self) -> None:
        from charts import metrics

        metrics.register()
