"""Bulk actions: declared as objects, with a reason where the record needs one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form

from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor

BULK_LIMIT = 1000


@dataclass(frozen=True)
class Skipped:
    """A record that was left as it was, and why."""

    record: str
    why: str


@dataclass
class BulkResult:
    done: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, record: Any, why: object) -> None:
        self.skipped.append(Skipped(record=str(record), why=str(why)))


@dataclass(frozen=True)
class BulkAction:
    """`run(actor=, records=, reason=, data=)` does it and reports what it skipped.

    `action` is the right it needs. `form` builds the questions it asks besides the reason.
    """

    key: str
    label: str
    action: str
    run: Callable[..., BulkResult]
    icon: str = "check"
    needs_reason: bool = False
    is_dangerous: bool = False
    form: Callable[..., Form] | None = None
    explanation: str = ""

    def offered_to(self, actor: Actor) -> bool:
        return actor.can(self.action)


def bulk_each(records: Iterable[Any], change: Callable[[Any], object]) -> BulkResult:
    """Changes each record by itself: one that is refused does not hold up the others."""
    result = BulkResult()
    for record in records:
        try:
            with transaction.atomic():
                change(record)
        except (DomainError, PermissionDenied) as refusal:
            result.skip(record, refusal)
        else:
            result.done += 1
    return result
