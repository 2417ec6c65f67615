"""All charts of an engagement, read again from their logs: in steps that each commit."""

from collections.abc import Iterator
from dataclasses import dataclass

from charts.enums import ChartState
from charts.models import Chart
from charts.services.documents import charts_documents_settle
from charts.services.recompute import charts_clock_recompute, rulebook
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction

STEP = 10_000


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How far it is: of `total` charts `done` were read and `changed` were not as stored."""

    total: int
    done: int = 0
    changed: int = 0


def clocks_recompute_all(*, actor: Actor) -> Iterator[Recomputed]:
    """Yields after each step. Broken off and begun again, it goes over what is right already."""
    engagement_id = actor.engagement.pk
    with engagement_transaction(engagement_id):
        charts = Chart.objects.filter(engagement_id=engagement_id)
        state = Recomputed(total=charts.count())
    after = 0
    while True:
        with engagement_transaction(engagement_id):
            ids = list(
                Chart.objects.filter(engagement_id=engagement_id, pk__gt=after)
                .order_by("pk")
                .values_list("pk", flat=True)[:STEP]
            )
            if not ids:
                return
            changed = charts_clock_recompute(
                actor=actor, chart_ids=ids, rules=rulebook(actor.engagement)
            )
        after = ids[-1]
        state = Recomputed(state.total, state.done + len(ids), state.changed + changed)
        yield state


def clocks_follow(*, actor: Actor) -> int:
    """After a rule has changed: completeness of the charts that wait, then every stored result.

    Returns how many charts changed.
    """
    engagement_id = actor.engagement.pk
    with engagement_transaction(engagement_id):
        waiting = Chart.objects.filter(
            engagement_id=engagement_id, state=ChartState.WAITING, documents__isnull=False
        )
        ids = list(waiting.order_by("pk").values_list("pk", flat=True).distinct())
        charts_documents_settle(actor=actor, chart_ids=ids)
    return max((step.changed for step in clocks_recompute_all(actor=actor)), default=0)
