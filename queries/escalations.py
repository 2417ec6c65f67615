"""Matters of queries that can be escalated."""

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
from queries.models import Query
from queries.selectors import queries_unreviewed, queries_waiting


def _standing(
    engagement: Engagement, query: Query, since: dt.datetime | None, words: str
) -> Iterator[Standing]:
    slug = {"engagement": engagement.slug, "query_id": query.pk}
    if since is not None:
        url = reverse("queries:query_detail", kwargs=slug)
        yield Standing(f"query:{query.pk}", since, f"Query {query.pk} {words}", url)


def unanswered(engagement: Engagement, now: dt.datetime) -> Iterator[Standing]:
    for query in queries_waiting(engagement):
        yield from _standing(engagement, query, query.sent_at, "waits for an answer")


def past_window(engagement: Engagement, now: dt.datetime) -> Iterator[Standing]:
    for query in queries_unreviewed(engagement):
        yield from _standing(engagement, query, query.due_at, "awaits a physician's review")


def register() -> None:
    escalation_triggers.register(
        EscalationTrigger(
            key="query_unanswered",
            label="Provider query unanswered",
            standing=unanswered,
            suggested=(
                SuggestedLevel(1, 24, ("cdi_coordinator",), urgent=False),
                SuggestedLevel(2, 48, ("practice_manager",)),
            ),
            explanation="Since it was sent.",
            order=10,
        )
    )
    escalation_triggers.register(
        EscalationTrigger(
            key="query_past_window",
            label="Query past its window and not reviewed",
            standing=past_window,
            suggested=(
                SuggestedLevel(1, 0, ("cdi_coordinator",)),
                SuggestedLevel(2, 72, ("practice_manager", "compliance_officer")),
            ),
            explanation="Since the window ended without an answer.",
            order=11,
        )
    )
