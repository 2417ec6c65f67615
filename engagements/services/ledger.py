"""Appends to the ledgers: state events and reads of records that may lead to PHI."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from engagements.kernel.policy import Actor
from engagements.models import AccessLog, StateEvent

AGENT_LENGTH = 200


def state_event_record(
    *,
    engagement_id: int,
    model: str,
    object_id: int,
    transition: str,
    source: str,
    target: str,
    actor: Actor,
    reason: str,
    at: datetime,
) -> StateEvent:
    return StateEvent.objects.create(
        engagement_id=engagement_id,
        model=model,
        object_id=object_id,
        transition=transition,
        source=source,
        target=target,
        actor=actor.user,
        side=actor.side,
        reason=reason,
        at=at,
    )


def access_log_record(
    *,
    actor: Actor,
    action: str,
    model: str,
    object_id: int | None = None,
    object_count: int = 1,
    fields: Iterable[str] = (),
    origin: Mapping[str, str] | None = None,
) -> AccessLog:
    """Logs a read of `model` (app.Model, kept in lower case). `origin` holds ip_address, user_agent
    and path of the request, if any.
    """
    where = origin or {}
    return AccessLog.objects.create(
        engagement=actor.engagement,
        user=actor.user,
        action=action,
        model=model.lower(),
        object_id=object_id,
        object_count=object_count,
        fields=list(fields),
        ip_address=where.get("ip_address") or None,
        user_agent=where.get("user_agent", "")[:AGENT_LENGTH],
        path=where.get("path", "")[:AGENT_LENGTH],
    )
