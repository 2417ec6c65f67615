"""What the pages of invoices share."""

import datetime as dt
from typing import Any

from django.urls import reverse

from engagements.kernel.views import EngagementView
from engagements.selectors import engagement_today
from reporting.forms.invoices import month_parse
from reporting.selectors.plans import months_before

TABS = (
    ("invoices", "Invoices", "invoice.view"),
    ("draft", "Draft", "invoice.view"),
    ("levels", "Service levels", "invoice.view"),
    ("plans", "Action plans", "invoice.view"),
    ("errors", "Systemic errors", "systemicerror.view"),
)
MONTHS_OFFERED = 13


def money_tabs(view: EngagementView, active: str) -> list[dict[str, Any]]:
    """Those that the reader may open."""
    return [
        {"label": label, "url": page_url(view, key), "active": key == active}
        for key, label, action in TABS
        if view.actor.can(action)
    ]


def page_url(view: EngagementView, name: str, **kwargs: Any) -> str:
    return reverse(f"invoices:{name}", kwargs={"engagement": view.engagement.slug} | kwargs)


def months_offered(view: EngagementView) -> list[dt.date]:
    """This month and the twelve before."""
    today = engagement_today(view.engagement)
    return [months_before(today.replace(day=1), back) for back in range(MONTHS_OFFERED)]


def month_asked(view: EngagementView) -> dt.date:
    """`?month=2026-03`; else the month before this one."""
    asked = month_parse(view.request.GET.get("month", "") or view.request.POST.get("month", ""))
    return asked or months_before(engagement_today(view.engagement).replace(day=1), 1)
