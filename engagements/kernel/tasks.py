"""Celery tasks of an engagement: the scope is opened for them, and they start after commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pghistory
from celery import Task, current_app
from django.db import transaction

from engagements.kernel.scope import engagement_transaction


class EngagementTask(Task):  # type: ignore[type-arg]  # generic in its stubs only
    """A task whose keyword `engagement_id` names the engagement it works in.

    It runs in one transaction with the scope open. Set `own_transactions = True` for long work
    that commits in steps and opens `engagement_transaction` itself.
    """

    abstract = True
    own_transactions = False
    acks_late = True
    reject_on_worker_lost = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.own_transactions:
            with pghistory.context(task=self.name):
                return super().__call__(*args, **kwargs)
        with pghistory.context(task=self.name), engagement_transaction(kwargs["engagement_id"]):
            return super().__call__(*args, **kwargs)


_suspended: ContextVar[bool] = ContextVar("sending_suspended", default=False)


@contextmanager
def sending_suspended() -> Iterator[None]:
    """Within it tasks are dropped instead of sent: for history that happened long ago."""
    token = _suspended.set(True)
    try:
        yield
    finally:
        _suspended.reset(token)


def enqueue(task: Any, /, *, countdown: float | None = None, **primitives: Any) -> None:
    """Sends the task when the transaction commits; never before, and not at all if it fails."""
    if _suspended.get():
        return
    transaction.on_commit(lambda: task.apply_async(kwargs=primitives, countdown=countdown))


def enqueue_named(name: str, /, **primitives: Any) -> None:
    """As `enqueue`, by the task's name: for services, which stand below tasks."""
    if _suspended.get():
        return
    transaction.on_commit(lambda: current_app.send_task(name, kwargs=primitives))
