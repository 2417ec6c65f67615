"""Matters of audits that can be escalated."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from engagements.kernel.registry import (
    EscalationTrigger,
    Standing,
    SuggestedLevel,
    escalation_triggers,
)
from engagements.models import Engagement
from qa.selectors import findings_disputed


def disputes(engagement: Engagement, now: dt.datetime) -> Iterator[Standing]:
    for finding in findings_disputed(engagement):
        if finding.responded_at is None:
            continue
        url = reverse(
            "qa:finding_detail", kwargs={"engagement": engagement.slug, "finding_id": finding.pk}
        )
        title = f"Finding {finding.pk} is disputed and not decided"
        yield Standing(f"finding:{finding.pk}", finding.responded_at, title, url)


def register() -> None:
    escalation_triggers.register(
        EscalationTrigger(
            key="dispute_undecided",
            label="Disputed finding not decided",
            standing=disputes,
            suggested=(
                SuggestedLevel(1, 72, ("vendor_qa_lead",), urgent=False),
                SuggestedLevel(2, 168, ("practice_manager", "vendor_qa_lead")),
            ),
            explanation="Since the coder disputed it.",
            order=40,
        )
    )
