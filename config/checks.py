"""Refuses to start an installation whose database role, secrets or schema would undo a promise.

The same findings appear in `manage.py check --database default`, where an administrator looks.
"""

from collections.abc import Sequence
from threading import Event
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Critical, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

ROLE_SQL = """
    SELECT r.rolname, r.rolsuper, r.rolbypassrls,
           (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm')
               AND pg_has_role(current_user, c.relowner, 'USAGE'))
      FROM pg_roles r WHERE r.rolname = current_user
"""
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})
ROLE_HINT = "Let DATABASE_URL name the application role; only migrations use the owner's."


def role_problems(alias: str = DEFAULT_DB_ALIAS) -> list[CheckMessage]:
    """Row security binds only a role that owns nothing and may not step around it."""
    with connections[alias].cursor() as cursor:
        cursor.execute(ROLE_SQL)
        name, is_super, bypasses, owned = cursor.fetchone()
    found = [
        (is_super, "E001", "is a superuser: row security is off for it."),
        (bypasses, "E002", "may bypass row security."),
        (owned, "E003", f"owns {owned} tables: it may switch their row security off."),
    ]
    return [
        Critical(f"The database role {name} {text}", hint=ROLE_HINT, id=f"concord.{number}")
        for is_bad, number, text in found
        if is_bad
    ]


def schema_problems(alias: str = DEFAULT_DB_ALIAS) -> list[CheckMessage]:
    """The code must not meet a schema older than itself."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return []
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in plan[:5])
    text = f"{len(plan)} migrations are not applied: {names}{' ...' if len(plan) > 5 else ''}."  # noqa: PLR2004 -- enough to recognize
    hint = "Run `manage.py migrate` with DATABASE_OWNER_URL set."
    return [Critical(text, hint=hint, id="concord.E004")]


_applied = Event()


def migrations_are_applied() -> bool:
    """Like schema_problems, but a yes is remembered: applied migrations stay applied."""
    if not _applied.is_set() and not schema_problems():
        _applied.set()
    return _applied.is_set()


@register(Tags.database)
def database_is_safe(
    *,
    app_configs: Sequence[AppConfig] | None = None,
    databases: Sequence[str] | None = None,
    **_kwargs: Any,
) -> list[CheckMessage]:
    if DEFAULT_DB_ALIAS not in (databases or []):
        return []
    return [*role_problems(), *schema_problems()]


def secret_problems() -> list[CheckMessage]:
    """The fixed keys of development protect nothing: they may only serve this machine."""
    public = sorted(set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS)
    if settings.PRODUCTION or not public:
        return []
    text = f"ALLOWED_HOSTS names {', '.join(public)}, but PRODUCTION is off: the keys are public."
    hint = "Set PRODUCTION=true, SECRET_KEY and FIELD_ENCRYPTION_KEYS."
    return [Critical(text, hint=hint, id="concord.E005")]


@register(Tags.security)
def secrets_are_safe(
    *,
    app_configs: Sequence[AppConfig] | None = None,
    **_kwargs: Any,
) -> list[CheckMessage]:
    return secret_problems()


def refuse_unsafe_start() -> None:
    """Called where a server process begins: web, worker and beat."""
    problems = [*secret_problems(), *role_problems(), *schema_problems()]
    connections.close_all()  # a server may fork after this
    if problems:
        lines = "\n".join(f"  {problem.id}: {problem.msg} {problem.hint}" for problem in problems)
        raise SystemExit(f"Concord does not start:\n{lines}")
