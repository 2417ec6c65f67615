"""Migrates as the owner of the tables; the application role could not."""

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand

from config.dbroles import grant_to_application, owner_connection


class Command(MigrateCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        with owner_connection(options["database"]):
            grant_to_application(options["database"])
            super().handle(*args, **options)
