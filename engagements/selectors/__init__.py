"""Reads of the engagement: actors, gates, terms, calendars."""

from engagements.selectors.actors import (
    actor_for,
    control_actor,
    engagement_by_slug,
    engagement_ids,
    engagements_of,
    guardian_permissions_of,
    system_actor,
)
from engagements.selectors.gates import baa_in_force, closed_gate_reason

__all__ = [
    "actor_for",
    "baa_in_force",
    "closed_gate_reason",
    "control_actor",
    "engagement_by_slug",
    "engagement_ids",
    "engagements_of",
    "guardian_permissions_of",
    "system_actor",
]
