"""The sub-tabs of the transition: one link in the menu, the pages behind it."""

from typing import Any

from django.urls import reverse

from engagements.kernel.policy import Actor

TABS = (
    ("phases", "Phases", "engagements:phases", "route", "transition.view"),
    ("parallel", "Shadow coding", "charts:parallel", "copy", "parallel.view"),
    ("rollback", "Bounds and rollback", "engagements:bounds", "arrow-back-up", "transition.view"),
    ("trials", "Pilots and challenges", "trials:trials", "test-pipe", "transition.view"),
)


def transition_tabs(actor: Actor, active: str) -> list[dict[str, Any]]:
    """Those the reader may open."""
    return [
        {
            "label": label,
            "url": reverse(name, kwargs={"engagement": actor.engagement.slug}),
            "icon": icon,
            "active": key == active,
        }
        for key, label, name, icon, action in TABS
        if actor.can(action)
    ]
