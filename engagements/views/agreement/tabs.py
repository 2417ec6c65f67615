"""The tabs that the pages of the agreement share."""

from typing import Any

from django.urls import reverse

from engagements.kernel.views import EngagementView

TABS = (
    ("responsibilities", "Responsibilities", "raci.view"),
    ("vault", "Documents", "document.view"),
    ("baselines", "Baselines", "baseline.view"),
    ("incidents", "Incidents", "incident.view"),
)


def agreement_tabs(view: EngagementView, active: str) -> list[dict[str, Any]]:
    """Those that the reader may open."""
    slug = {"engagement": view.engagement.slug}
    return [
        {"label": label, "url": reverse(f"engagements:{key}", kwargs=slug), "active": key == active}
        for key, label, action in TABS
        if view.actor.can(action)
    ]


def page_url(view: EngagementView, name: str, **kwargs: Any) -> str:
    return reverse(f"engagements:{name}", kwargs={"engagement": view.engagement.slug} | kwargs)
