"""Migrates as the owner of the tables; the application role could not."""

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand

from config.dbroles import grant_to_application, owner_connection


class Command(MigrateCommand):
    def get_check_kwargs(self, options: dict[str, Any]) -> dict[str, Any]:
        """Without the database checks: they are for servers, and refuse a schema that lags."""
        return {**super().get_check_kwargs(options), "databases": None}

    def handle(self, *args: Any, **options: Any) -> None:
        with owner_connection(options["database"]):
            grant_to_application(options["database"])
            super().handle(*args, **options)
