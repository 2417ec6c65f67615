"""The composition root as an app, so that its management commands are found.

It stands first among the apps: what they load stays for good, so the garbage collector rests
meanwhile (a sixth of every process's start) and need not look at it again, which also keeps the
memory that gunicorn's processes share.
"""

import gc
from typing import Any

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        gc.disable()

    def ready(self) -> None:
        gc.freeze()
        gc.enable()
        # Tasks sent from the web process need the Celery application with its broker.
        from config.celery import app

        app.set_default()
