"""What queries add to the chart page, to "My work" and to the navigation."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from engagements.kernel.policy import Actor
from engagements.kernel.registry import (
    ChartPanel,
    NavItem,
    WorkCard,
    WorkSource,
    chart_panels,
    my_work,
    nav,
)
from queries import selectors
from queries.enums import QueryState


def chart_context(actor: Actor, chart: Any) -> dict[str, Any]:
    return {
        "queries": selectors.queries_of_chart(actor=actor, chart_id=chart.pk),
        "can_ask": actor.can("query.ask"),
        "chart": chart,
    }


def cards(actor: Actor) -> list[WorkCard]:
    found = []
    slug = actor.engagement.slug
    if actor.can("query.answer"):
        found += _card(
            selectors.queries_to_answer(actor=actor),
            "Queries to answer",
            reverse("queries:query_inbox", args=[slug]),
        )
    if actor.can("query.manage"):
        board = reverse("queries:query_list", args=[slug])
        waiting = selectors.queries_visible(actor=actor).filter(state=QueryState.SENT)
        found += _card(waiting, "Queries waiting for providers", f"{board}?state=sent")
        review = selectors.queries_visible(actor=actor).filter(
            state=QueryState.UNRESOLVED, needs_physician_review=True
        )
        found += _card(review, "Unresolved queries to review", f"{board}?review=true")
    return found


def _card(rows: Any, title: str, url: str) -> list[WorkCard]:
    count = rows.count()
    if not count:
        return []
    urgent = rows.filter(due_at__lt=timezone.now(), state=QueryState.SENT).count()
    return [WorkCard(title, count, url, icon="message-2-question", urgent=urgent)]


def register() -> None:
    chart_panels.register(
        ChartPanel(
            key="queries",
            title="Provider queries",
            template="queries/_panel.html",
            action="query.view",
            context=chart_context,
            order=20,
            coding_page=True,
        )
    )
    my_work.register(WorkSource("queries", cards, order=20))
    nav.register(
        NavItem(
            "queries",
            "Queries",
            "queries:query_list",
            "message-2-question",
            "query.view",
            section="Work",
            order=30,
        )
    )
    nav.register(
        NavItem(
            "query_inbox",
            "Answer queries",
            "queries:query_inbox",
            "message-check",
            "query.answer",
            section="Work",
            order=29,
        )
    )
    nav.register(
        NavItem(
            "query_templates",
            "Query templates",
            "queries:template_list",
            "note",
            "querytemplate.manage",
            section="Work",
            order=80,
        )
    )
