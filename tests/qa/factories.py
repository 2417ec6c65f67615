"""Samples and audits for tests, made through the real services."""

import datetime as dt
from typing import Any

from django.utils import timezone

from charts.models import Chart
from engagements.kernel.policy import Actor
from engagements.models import Engagement, User
from qa.models import Audit, Sample
from qa.services import DrawPlan, sample_draw
from tests.factories.charts import coded_chart, coding

PERIOD = {
    "period_start": dt.date.today() - dt.timedelta(days=31),  # noqa: DTZ011 -- a wide frame
    "period_end": dt.date.today() + dt.timedelta(days=1),  # noqa: DTZ011 -- a wide frame
}


def coded_charts(engagement: Engagement, coder: User, count: int, **fields: Any) -> list[Chart]:
    return [coded_chart(engagement, coder, **fields) for _ in range(count)]


def chart_coded_as(engagement: Engagement, coder: User, lines: list[tuple[Any, ...]]) -> Chart:
    """A coded chart with these lines in place of the usual ones."""
    from charts.enums import ChartState
    from tests.factories.charts import chart

    made = chart(engagement, state=ChartState.CODED, coded_at=timezone.now(), coded_by=coder)
    coding(made, coder, lines)
    return made


def sample(actor: Actor, size: int, **fields: Any) -> Sample:
    plan = DrawPlan(**({"name": "Sample", "size": size, **PERIOD} | fields))
    return sample_draw(actor=actor, plan=plan, seed="fixed")


def one_audit(actor: Actor, **fields: Any) -> Audit:
    """The only audit of a sample of one."""
    return sample(actor, 1, **fields).audits.get()
