"""What rework adds to the pages of others: its panel on the chart's page, and its alerts."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from charts.enums import ChartState
from charts.forms import ReasonForm
from charts.models import WorkItem
from charts.selectors.rework import rework_of, rework_overdue
from charts.states import LIVE
from engagements.kernel.policy import Actor
from engagements.kernel.registry import (
    AlertDraft,
    AlertSource,
    ChartPanel,
    alert_sources,
    chart_panels,
)
from engagements.roles import Role
from engagements.validators import zone


def rework_panel(actor: Actor, chart: Any) -> dict[str, Any]:
    """Every rework of the chart, and the form of those who may ask for one."""
    asked = list(rework_of(chart))
    live = any(item.state in LIVE for item in asked)
    may_ask, may_withdraw = actor.can("rework.ask"), actor.can("rework.withdraw")
    return {
        "asked": asked,
        "may_ask": may_ask and not live and chart.state == ChartState.CODED,
        "withdrawable": [item.pk for item in asked if may_withdraw and _is_ours(actor, item)],
        "ask_form": ReasonForm(auto_id="rework_%s"),
    }


def _is_ours(actor: Actor, item: WorkItem) -> bool:
    asked_by = item.asked_by
    return (
        item.state in LIVE
        and asked_by is not None
        and asked_by.organization_id == actor.organization_id
    )


def rework_alerts(engagement: Any, now: datetime) -> Iterator[AlertDraft]:
    """One alert while rework is overdue; a new one when more of it becomes so."""
    page = reverse("charts:worklist", args=[engagement.slug])
    count, first, last = rework_overdue(engagement, now)
    if first is not None and last is not None:
        local = zone(engagement.time_zone)
        days = [f"{moment.astimezone(local):%Y-%m-%d}" for moment in (first, last)]
        yield AlertDraft(
            key=f"rework:overdue:{days[1]}",
            title=f"Rework of {count} chart{'' if count == 1 else 's'} is overdue",
            detail=f"By the terms the oldest was due on {days[0]}, the latest on {days[1]}.",
            url=f"{page}?kind=rework&due=overdue",
            roles=(Role.VENDOR_LEAD, Role.PRACTICE_MANAGER),
        )


def register() -> None:
    alert_sources.register(AlertSource("charts.rework", rework_alerts, order=44))
    chart_panels.register(
        ChartPanel(
            key="rework",
            title="Rework",
            template="charts/_rework_panel.html",
            action="coding.view",
            context=rework_panel,
            order=14,
        )
    )
