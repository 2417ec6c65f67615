"""Who is asking, and which rows they may have.

One policy per model holds one `Q` per kind of grant. The same `Q` answers "which rows?"
(`visible`) and "this row?" (`allows`), so the two can never disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from django.db.models import Model, Q, QuerySet

from engagements.kernel.actions import action_get
from engagements.kernel.errors import GateClosed, NotAllowed

Grant = Literal["own", "any"]
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Actor:
    """A user in an engagement, with the rights of all their roles there, loaded once a request.

    `user` is None for the system itself (tasks). `closed_gate` says in words why the gated
    actions are refused for now; empty when they are open. `refusals` says of single actions why
    the engagement gives them to the other side.
    """

    user: Any
    engagement: Any
    side: str
    organization_id: int | None
    roles: frozenset[str]
    grants: Mapping[str, Grant]
    closed_gate: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user is not None else None

    @property
    def is_system(self) -> bool:
        return self.user is None

    def grant(self, action: str) -> Grant | None:
        """The grant for the action, or None; a closed gate or a refusal counts as none."""
        gated = action_get(action).gated
        if (gated and self.closed_gate) or action in self.refusals:
            return None
        return self.grants.get(action)

    def can(self, action: str) -> bool:
        return self.grant(action) is not None

    def require(self, action: str) -> None:
        """Raises `GateClosed` or `NotAllowed` unless the actor has the right on some row."""
        declared = action_get(action)
        if action not in self.grants:
            raise NotAllowed(f"Your roles here do not include: {declared.label}.", action=action)
        if declared.gated and self.closed_gate:
            raise GateClosed(self.closed_gate, action=action)
        if action in self.refusals:
            raise NotAllowed(self.refusals[action], action=action)


class Policy:
    """Base of all policies. Subclasses state the rows of each kind of grant."""

    model: ClassVar[type[Model]]

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        """Rows of a grant of "any": all in scope, unless the side or a blind forbids some."""
        return Q()

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        """Rows of a grant of "own". A model with no notion of own has none."""
        return NOTHING

    @classmethod
    def rows(cls, actor: Actor, action: str) -> Q:
        grant = actor.grant(action)
        if grant is None:
            return NOTHING
        if actor.is_system:
            return Q()
        if grant == "any":
            return cls.any_rows(actor, action)
        return cls.any_rows(actor, action) & cls.own_rows(actor, action)

    @classmethod
    def visible(cls, actor: Actor, action: str) -> "QuerySet[Any]":
        """The rows of the actor's engagement on which they may do the action."""
        return cls.model._default_manager.filter(  # noqa: SLF001 -- the documented Meta API
            cls.rows(actor, action), engagement_id=actor.engagement.pk
        )

    @classmethod
    def allows(cls, actor: Actor, action: str, obj: Model) -> bool:
        return cls.visible(actor, action).filter(pk=obj.pk).exists()

    @classmethod
    def check(cls, actor: Actor, action: str, obj: Model) -> None:
        """Raises unless the actor may do the action to this row."""
        actor.require(action)
        if not cls.allows(actor, action, obj):
            label = action_get(action).label
            raise NotAllowed(f"This record is not yours to act on: {label}.", action=action)
