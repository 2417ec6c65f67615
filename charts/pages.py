"""What worklists add to the pages of others: links, the panel of pending spells, alerts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from charts.models import PendingSpell
from charts.selectors.pending import spells_visible
from engagements.kernel.policy import Actor
from engagements.kernel.registry import (
    AlertDraft,
    AlertSource,
    ChartPanel,
    NavItem,
    alert_sources,
    chart_panels,
    nav,
)


def pending_panel(actor: Actor, chart: Any) -> dict[str, Any]:
    """The spells that the reader may see, and their time altogether."""
    spells = list(spells_visible(actor).filter(chart=chart).order_by("opened_at", "pk"))
    now = timezone.now()
    spent = sum(((spell.closed_at or now) - spell.opened_at for spell in spells), timedelta(0))
    return {"spells": spells, "times": len(spells), "spent": spent}


def pending_alerts(engagement: Any, now: datetime) -> Iterable[AlertDraft]:
    """Each open spell tells its authority; the mail names the chart by its number alone."""
    rows = PendingSpell.objects.filter(engagement=engagement, closed_at__isnull=True)
    for spell in rows:
        yield AlertDraft(
            key=f"pending:{spell.pk}",
            title=f"Chart {spell.chart_id} is pending: {spell.get_reason_display()}",
            url=reverse("charts:pending", args=[engagement.slug, spell.pk]),
            side=spell.authority_side,
            roles=() if spell.authority_id else (spell.authority_role,),
            user_id=spell.authority_id,
            urgent=spell.stops_clock,
        )


def register() -> None:
    alert_sources.register(AlertSource("charts.pending", pending_alerts, order=40))
    chart_panels.register(
        ChartPanel(
            key="pending",
            title="Pending",
            template="charts/_pending_panel.html",
            action="pending.view",
            context=pending_panel,
            order=15,
        )
    )
    links = (
        ("board", "Board", "charts:board", "chart-bar", "board.view", 9, ("charts:queues",)),
        ("pending", "Pending", "charts:pending_list", "hourglass", "pending.view", 12, ()),
    )
    for key, label, url_name, icon, action, order, also in links:
        nav.register(
            NavItem(
                key=key,
                label=label,
                url_name=url_name,
                icon=icon,
                action=action,
                section="Charts",
                order=order,
                also=also,
            )
        )
