"""The composition root as an app, so that its management commands are found."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # Tasks sent from the web process need the Celery application with its broker.
        from config.celery import app

        app.set_default()
