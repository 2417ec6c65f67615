"""The engagement scope: which engagements' rows PostgreSQL shows to this transaction.

The scope is the transaction-local setting `concord.engagements`, read by the row-security policy
of every data-plane table. It dies with the transaction, so it is safe behind PgBouncer's
transaction pooling. Without a scope a data-plane query fails instead of returning nothing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from engagements.kernel.errors import ScopeMissing

SETTING = "concord.engagements"
logger = logging.getLogger("concord.scope")

_list_engagement_ids: Callable[[], list[int]] | None = None


def engagement_ids_provider(provider: Callable[[], list[int]]) -> None:
    """Registers how to list all engagements; the kernel itself knows no model."""
    global _list_engagement_ids  # noqa: PLW0603 -- one composition-root hook
    _list_engagement_ids = provider


def _set(value: str, using: str) -> str:
    """Sets the scope and gives what it was."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT current_setting(%s, true), set_config(%s, %s, true)", [SETTING, SETTING, value]
        )
        return cursor.fetchone()[0] or ""


def _is_aborted(using: str) -> bool:
    """Whether PostgreSQL refuses more commands until this transaction rolls back."""
    raw = connections[using].connection
    return raw is None or raw.info.transaction_status == TRANSACTION_STATUS_INERROR


@contextmanager
def engagement_scope(*engagement_ids: int, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Opens the scope for these engagements; must run inside a transaction.

    Nesting replaces the scope and gives the outer one back at the end.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise ScopeMissing("An engagement scope lives in a transaction: open one first.")
    previous = _set("{" + ",".join(str(int(i)) for i in engagement_ids) + "}", using)
    try:
        yield
    finally:
        # A broken transaction takes the setting with it when it rolls back.
        if not (connection.needs_rollback or _is_aborted(using)):
            _set(previous, using)


@contextmanager
def engagement_transaction(*engagement_ids: int, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction with the scope open: what a task or a command works in."""
    with transaction.atomic(using=using), engagement_scope(*engagement_ids, using=using):
        yield


@contextmanager
def all_engagements(*, reason: str, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Opens the scope for every engagement; the reason is logged."""
    if not reason.strip():
        raise ScopeMissing("Work across engagements needs a reason.")
    if _list_engagement_ids is None:
        raise ScopeMissing("No provider of engagement ids is registered.")
    ids = _list_engagement_ids()
    logger.warning("scope opened for all %d engagements: %s", len(ids), reason)
    with transaction.atomic(using=using), engagement_scope(*ids, using=using):
        yield
