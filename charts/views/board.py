"""The lead's board: one page that says where to act, each count opening its rows."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from charts.filters import NO_NAME
from charts.selectors import board, board_people
from charts.views.tabs import work_tabs
from engagements.enums import Side
from engagements.kernel.views import EngagementTemplateView

LISTED = 25


class Board(EngagementTemplateView):
    """Backlog, capacity, risk and people of one side."""

    action = "board.view"
    template_name = "charts/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        side = self.side()
        span = board.span_of(self.engagement, timezone.now())
        found = board.backlog(self.actor, side, span)
        lines = found.lines
        held = board_people.in_hand(self.actor, side)
        risky = board_people.at_risk(self.actor, side, span)
        return super().get_context_data(
            side=side,
            tabs=work_tabs(self.actor, "board"),
            sides=self.side_tabs(side),
            span=span,
            queues=[(line, self.queue_url(side, line.queue)) for line in lines],
            whole=found.whole,
            ages=self.ages(lines),
            specialties=board_people.specialty_lines(self.actor, side, span),
            held=held[:LISTED],
            risky=risky[:LISTED],
            held_url=self.work_url(side=side, state="leased"),
            pending_url=self.work_url(side=side, state="pending"),
            risky_urls=(
                self.work_url(side=side, due="overdue"),
                self.work_url(side=side, due="at_risk"),
            ),
            totals=self.totals(lines),
            scores=board_people.scores(self.actor, side, span),
            score_days=board_people.SCORE_DAYS,
            no_name=NO_NAME,
            pace_since=span.since.date(),
            pace_until=span.date - timedelta(days=1),
            coded_since=span.date - timedelta(days=board_people.SCORE_DAYS),
            work_url=self.work_url(side=side),
            chart_url=reverse("charts:chart_list", args=[self.engagement.slug]),
            **kwargs,
        )

    def side(self) -> str:
        return board.side_asked(self.actor, self.request.GET.get("side", ""))

    def side_tabs(self, side: str) -> list[dict[str, Any]]:
        if self.actor.side != Side.PRACTICE:
            return []
        return [
            {"label": label, "url": f"{self.request.path}?side={key}", "active": key == side}
            for key, label in board.SIDES.items()
        ]

    def totals(self, lines: list[board.QueueLine]) -> dict[str, int]:
        names = ("live", "leased", "pending", "overdue", "at_risk")
        return {name: sum(line.counts[name] for line in lines) for name in names}

    def ages(self, lines: list[board.QueueLine]) -> list[tuple[str, str, int]]:
        """(key, words, charts) of the whole side."""
        return [
            (key, label, sum(line.counts[f"age_{key}"] for line in lines))
            for key, label, _, _ in board.AGES
        ]

    def work_url(self, **query: str) -> str:
        path = reverse("charts:worklist", args=[self.engagement.slug])
        return f"{path}?{urlencode(query)}"

    def queue_url(self, side: str, queue: str) -> str:
        return self.work_url(side=side, queue=queue or NO_NAME)
