"""What shadow coding tells: each day's disagreements until they are settled, and the gate."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from charts.selectors.reconciling import pairs_open
from engagements.enums import Phase
from engagements.kernel.phases import GateResult, PhaseGate, phase_gates
from engagements.kernel.registry import AlertDraft, AlertSource, alert_sources
from engagements.models import Engagement
from engagements.roles import Role
from engagements.validators import zone

TOLD = tuple(
    role.value
    for role in (
        Role.PRACTICE_MANAGER,
        Role.CDI_COORDINATOR,
        Role.VENDOR_LEAD,
        Role.VENDOR_QA_LEAD,
    )
)
TOLD_DAYS = dt.timedelta(days=31)


def drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    """While both sides code: one alert per day that is over and not settled (R122)."""
    if engagement.phase != Phase.SHADOW:
        return
    today = now.astimezone(zone(engagement.time_zone)).date()
    page = reverse("charts:parallel", args=[engagement.slug])
    for day, pairs in sorted(pairs_open(engagement, today - TOLD_DAYS).items()):
        if day == today:
            continue
        differ = [pair for pair in pairs if not pair.agrees]
        waiting = sum(pair.is_open for pair in differ)
        yield AlertDraft(
            key=f"parallel:{day}",
            title=f"Shadow coding of {day}: {waiting} of {len(differ)} disagreements not settled",
            url=f"{page}?first={day}&last={day}",
            detail=f"{len(pairs)} charts were coded by both sides that day.",
            roles=TOLD,
        )


def settled(engagement: Engagement, now: dt.datetime) -> GateResult:
    """No open question of interpretation is taken into go-live."""
    days = pairs_open(engagement)
    waiting = sum(pair.is_open for pairs in days.values() for pair in pairs)
    words = (
        f"{waiting} disagreements of both sides are not settled."
        if waiting
        else "No disagreement of both sides is open."
    )
    return GateResult.of(not waiting, words, figure=str(waiting), link="charts:parallel")


def register() -> None:
    alert_sources.register(AlertSource("charts.parallel", drafts, order=44))
    phase_gates.register(
        PhaseGate(
            "shadow_settled",
            "Shadow coding: disagreements settled",
            (Phase.LIVE.value,),
            settled,
            why="What both sides read differently before go-live they go on reading differently.",
            order=55,
        )
    )
