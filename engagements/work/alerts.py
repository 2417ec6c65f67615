"""Alerts in the navigation and in My work; and what the engagement itself has to tell."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.urls import reverse

from engagements.kernel.policy import Actor
from engagements.kernel.registry import (
    AlertDraft,
    AlertSource,
    EscalationTrigger,
    NavItem,
    Standing,
    SuggestedLevel,
    WorkCard,
    WorkSource,
    alert_sources,
    escalation_triggers,
    my_work,
    nav,
)
from engagements.models import Alert, Engagement, EscalationEvent
from engagements.selectors import engagement_today
from engagements.selectors.alerts import alerts_waiting
from engagements.selectors.escalations import events_open, urgent_unacknowledged
from engagements.selectors.incidents import incidents_open
from engagements.selectors.workforce.guidance import unread_by_notice
from engagements.tables.alerts import trigger_label

ESCALATIONS = "engagements.escalations"
NAMED = 3


def cards(actor: Actor) -> list[WorkCard]:
    """What was told and not yet noted; it stays until then, whatever became of the mail."""
    if actor.is_system or not actor.can("alert.view"):
        return []
    waiting = list(alerts_waiting(actor).order_by("-urgent", "raised_at"))
    if not waiting:
        return []
    url = reverse("engagements:alerts", kwargs={"engagement": actor.engagement.slug})
    urgent = sum(alert.urgent for alert in waiting)
    title = "Alert for you" if len(waiting) == 1 else "Alerts for you"
    return [WorkCard(title, len(waiting), url, "bell", urgent, waiting[0].title)]


def escalation_drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    """One alert per level and run: what fell due together is told together."""
    events = sorted(events_open(engagement), key=lambda e: (e.rule_id, e.raised_at, e.pk))
    for (rule_id, raised_at), group in groupby(events, key=lambda e: (e.rule_id, e.raised_at)):
        yield _draft(engagement, rule_id, raised_at, list(group))


def _draft(
    engagement: Engagement, rule_id: int, raised_at: dt.datetime, events: list[EscalationEvent]
) -> AlertDraft:
    rule = events[0].rule
    label = trigger_label(rule.trigger)
    listed = reverse("engagements:escalations", kwargs={"engagement": engagement.slug})
    single = len(events) == 1
    names = ", ".join(event.title for event in events[:NAMED])
    more = f" and {len(events) - NAMED} more" if len(events) > NAMED else ""
    return AlertDraft(
        key=f"escalation:{rule_id}:{raised_at.timestamp():.6f}",
        title=f"Level {rule.level}: {label}" + ("" if single else f" ({len(events)})"),
        detail=names + more,
        url=events[0].url if single else f"{listed}?rule={rule_id}&settled=false",
        roles=tuple(rule.roles),
        user_id=rule.user_id,
        urgent=rule.urgent,
        due_at=min(event.due_at for event in events),
    )


def unacknowledged(engagement: Engagement, now: dt.datetime) -> Iterable[Standing]:
    """Urgent alerts nobody has noted; what escalations themselves told is left out."""
    return (
        Standing(
            subject=f"alert:{alert.pk}",
            since=alert.raised_at,
            title=f"Nobody has noted: {alert.title}",
            url=_alert_url(engagement, alert),
        )
        for alert in urgent_unacknowledged(engagement, ESCALATIONS)
    )


def notices_unread(engagement: Engagement, now: dt.datetime) -> Iterator[Standing]:
    """Rules from outside that some coder has not read."""
    for found in unread_by_notice(engagement, engagement_today(engagement)):
        notice = found.notice
        slug = {"engagement": engagement.slug, "notice_id": notice.pk}
        title = f"Unread by {len(found.missing)} of {found.coders}: {notice.title}"[:200]
        url = f"{reverse('engagements:notice', kwargs=slug)}?missing=1"
        yield Standing(f"notice:{notice.pk}", notice.published_at, title, url)


def incidents_due(engagement: Engagement, now: dt.datetime) -> Iterator[Standing]:
    """Incidents not yet reported to the other side."""
    for incident in incidents_open(engagement):
        if incident.reported_at is None:
            slug = {"engagement": engagement.slug, "incident_id": incident.pk}
            title = f"Incident {incident.number} is not reported"
            url = reverse("engagements:incident", kwargs=slug)
            yield Standing(f"incident:{incident.pk}", incident.discovered_at, title, url)


def _alert_url(engagement: Engagement, alert: Alert) -> str:
    return reverse(
        "engagements:alert", kwargs={"engagement": engagement.slug, "alert_id": alert.pk}
    )


TRIGGERS = (
    EscalationTrigger(
        key="notice_unread",
        label="Regulatory change not read",
        standing=notices_unread,
        suggested=(
            SuggestedLevel(1, 72, ("vendor_lead",), urgent=False),
            SuggestedLevel(2, 168, ("practice_manager", "compliance_officer"), urgent=False),
        ),
        explanation="Since it was published, while any coder has not read it.",
        order=50,
    ),
    EscalationTrigger(
        key="incident_unreported",
        label="Incident not reported",
        standing=incidents_due,
        suggested=(
            SuggestedLevel(1, 4, ("vendor_lead", "compliance_officer")),
            SuggestedLevel(2, 24, ("practice_manager", "compliance_officer")),
        ),
        explanation="Since its discovery.",
        order=60,
    ),
    EscalationTrigger(
        key="alert_unacknowledged",
        label="Urgent alert that nobody has noted",
        standing=unacknowledged,
        suggested=(
            SuggestedLevel(1, 24, ("practice_manager", "vendor_lead")),
            SuggestedLevel(2, 72, ("practice_manager", "compliance_officer")),
        ),
        explanation="Since it was raised.",
        order=900,
    ),
)


def register() -> None:
    nav.register(
        NavItem("engagements.alerts", "Alerts", "engagements:alerts", "bell", "alert.view", order=5)
    )
    nav.register(
        NavItem(
            "engagements.exit",
            "Exit",
            "engagements:exit",
            "logout",
            "exit.view",
            section="Transition",
            order=890,
        )
    )
    my_work.register(WorkSource("engagements.alerts", cards, order=5))
    alert_sources.register(AlertSource(ESCALATIONS, escalation_drafts, order=900))
    for trigger in TRIGGERS:
        escalation_triggers.register(trigger)
