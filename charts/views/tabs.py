"""The sub-pages of the worklist area as tabs, those the reader may open."""

from typing import Any

from django.urls import reverse

from engagements.kernel.policy import Actor

PAGES = (
    ("worklist", "Worklist", "charts:worklist", "worklist.view", "list-check"),
    ("board", "Board", "charts:board", "board.view", "chart-bar"),
    ("queues", "Queues and rules", "charts:queues", "queue.view", "route"),
    ("pending", "Pending", "charts:pending_list", "pending.view", "hourglass"),
)


def work_tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": reverse(name, args=[actor.engagement.slug]),
            "active": key == current,
            "icon": icon,
        }
        for key, label, name, action, icon in PAGES
        if actor.can(action)
    ]
