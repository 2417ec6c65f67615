"""The two database roles: the owner migrates, the application only works.

The web and worker role owns no table and never bypasses row security.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

from config import env


@contextmanager
def owner_connection(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Within it, the connection signs in as the owner; afterwards as the application again."""
    if not settings.DATABASE_OWNER_URL:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL is not set. Migrations need the role that owns the tables."
        )
    owner = env.database_from_url(settings.DATABASE_OWNER_URL)
    connection = connections[using]
    kept = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER=owner["USER"], PASSWORD=owner["PASSWORD"])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


def grant_to_application(using: str = DEFAULT_DB_ALIAS) -> None:
    """What the owner creates from now on, the application role may use; call as the owner."""
    connection = connections[using]
    role = connection.ops.quote_name(settings.APP_DB_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        for privileges, kind in (
            ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
            ("USAGE, SELECT", "SEQUENCES"),
            ("EXECUTE", "FUNCTIONS"),
        ):
            cursor.execute(
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {privileges} ON {kind} TO {role}"
            )
