"""What ends with a chart that is cancelled: its open queries, and reviews still owed of them."""

from engagements.kernel.registry import ChartEnding, chart_endings
from queries.services import queries_withdraw


def register() -> None:
    chart_endings.register(
        ChartEnding(
            "queries",
            lambda actor, chart, at, reason: queries_withdraw(
                actor=actor, chart=chart, at=at, reason=reason
            ),
        )
    )
