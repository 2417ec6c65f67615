"""Queries for tests, made by the real services."""

from typing import Any

from charts.models import Chart
from engagements.kernel.policy import Actor
from engagements.models import Provider
from queries.enums import QueryCategory, QueryKind
from queries.models import Query
from queries.services import NewQuery, query_ask


def new_query(**fields: Any) -> NewQuery:
    """A compliant multiple-choice query."""
    defaults: dict[str, Any] = {
        "kind": QueryKind.MULTIPLE_CHOICE,
        "category": QueryCategory.SPECIFICITY,
        "title": "Greater specificity of a documented condition",
        "question": "Can the documented heart failure be further specified?",
        "indicators": [("Heart failure, EF 30 %, on furosemide", "Progress note 2026-03-02")],
        "choices": ["Acute systolic heart failure", "Chronic systolic heart failure"],
    }
    return NewQuery(**(defaults | fields))


def sent_query(actor: Actor, chart: Chart, **fields: Any) -> Query:
    """Asked by the actor, to the engagement's provider."""
    at = fields.pop("at", None)
    provider = fields.pop("provider", None) or Provider.objects.get(engagement=actor.engagement)
    return query_ask(actor=actor, chart=chart, provider=provider, new=new_query(**fields), at=at)
