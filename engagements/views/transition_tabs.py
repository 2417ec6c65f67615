"""The sub-tabs of the transition: one link in the menu, three pages behind it."""

from typing import Any

from django.urls import reverse

TABS = (
    ("phases", "Phases", "engagements:phases", "route"),
    ("rollback", "Bounds and rollback", "engagements:bounds", "arrow-back-up"),
    ("trials", "Pilots and challenges", "trials:trials", "test-pipe"),
)


def transition_tabs(slug: str, active: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": reverse(name, kwargs={"engagement": slug}),
            "icon": icon,
            "active": key == active,
        }
        for key, label, name, icon in TABS
    ]
