"""Declared state machines.

Firing a transition is policy -> guard -> compare-and-swap -> event row, in one transaction. The
loser of a race gets `StaleState`; nothing is overwritten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor

Guard = Callable[[Any, Actor], str | None]
Recorder = Callable[..., None]

_recorder: Recorder | None = None
MACHINES: dict[str, "Machine"] = {}


def state_recorder(recorder: Recorder) -> None:
    """Registers who writes the event row; the kernel itself knows no model."""
    global _recorder  # noqa: PLW0603 -- one composition-root hook
    _recorder = recorder


@dataclass(frozen=True)
class Transition:
    """`source` states -> `target`. `guard` returns why not, in words, or None.

    `action` names the right it needs; None where only the system itself fires it.
    """

    name: str
    source: tuple[str, ...]
    target: str
    action: str | None = None
    guard: Guard | None = None


class Machine:
    """The transition table of one field of one model ("app.Model")."""

    def __init__(self, *, model: str, field: str, transitions: tuple[Transition, ...]) -> None:
        self.model = model
        self.field = field
        self.transitions = {t.name: t for t in transitions}
        if len(self.transitions) != len(transitions):
            raise ValueError(f"{model}: transition names must differ")
        MACHINES[model] = self

    def available(self, obj: Model) -> tuple[Transition, ...]:
        """The transitions that leave the object's state, guards not asked."""
        state = getattr(obj, self.field)
        return tuple(t for t in self.transitions.values() if state in t.source)

    def fire(
        self,
        obj: Any,
        name: str,
        *,
        actor: Actor,
        reason: str = "",
        at: datetime | None = None,
        **changes: Any,
    ) -> None:
        """Moves the object, writing `changes` in the same statement; raises `StaleState` if lost.

        The row check (`Policy.check`) is the calling service's; here the right itself is checked.
        """
        step = self.transitions[name]
        if step.action is not None:
            actor.require(step.action)
        if step.guard is not None and (refusal := step.guard(obj, actor)):
            raise DomainError(refusal)
        before = getattr(obj, self.field)
        model = apps.get_model(self.model)
        with transaction.atomic():
            moved = model._default_manager.filter(  # noqa: SLF001 -- the documented Meta API
                pk=obj.pk, **{self.field: before, f"{self.field}__in": step.source}
            ).update(**{self.field: step.target}, **changes)
            if moved != 1:
                raise StaleState(
                    f"This record is no longer in a state for {name!r}.",
                    remedy="Reload the page: somebody else has just changed it.",
                )
            self.record(obj, step, before=before, actor=actor, reason=reason, at=at)
        setattr(obj, self.field, step.target)
        for key, value in changes.items():
            setattr(obj, key, value)

    def record(
        self,
        obj: Any,
        step: Transition,
        *,
        before: str,
        actor: Actor,
        reason: str,
        at: datetime | None,
    ) -> None:
        if _recorder is None:
            raise RuntimeError("No recorder of state events is registered.")
        _recorder(
            engagement_id=obj.engagement_id,
            model=self.model,
            object_id=obj.pk,
            transition=step.name,
            source=before,
            target=step.target,
            actor=actor,
            reason=reason,
            at=at or timezone.now(),
        )
