"""What queries add to the phases: templates are there before anybody asks a provider (R74)."""

import datetime as dt

from engagements.enums import Phase
from engagements.kernel.phases import GateResult, PhaseGate, phase_gates
from engagements.models import Engagement
from engagements.selectors import engagement_today
from queries.models import QueryTemplate


def _templates(engagement: Engagement, now: dt.datetime) -> GateResult:
    active = QueryTemplate.objects.filter(engagement=engagement, is_active=True)
    count, late = active.count(), active.filter(review_on__lt=engagement_today(engagement)).count()
    words = f"{count} approved template{'s' if count != 1 else ''}"
    if late:
        words += f", {late} of them past their review"
    passed = count > late
    return GateResult.of(passed, f"{words}.", figure=str(count), link="queries:template_list")


def register() -> None:
    phase_gates.register(
        PhaseGate(
            "query_templates",
            "Query templates",
            (Phase.LIVE.value,),
            _templates,
            why="A provider is asked in wording that was checked beforehand.",
            order=75,
        )
    )
