"""Accuracy by every method side by side, held against the contract."""

import datetime as dt
from typing import Any

from django.utils import timezone

from engagements.kernel.metrics import Period
from engagements.kernel.views import EngagementTemplateView
from engagements.selectors import engagement_today
from qa.forms import PeriodForm
from qa.reports import AccuracyReport, accuracy_report


class AccuracyPage(EngagementTemplateView):
    """One period: all methods, the contracted one in bold, each with interval and verdict."""

    action = "accuracy.view"
    template_name = "qa/accuracy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = {"start", "end"} & set(self.request.GET)
        form = PeriodForm(self.request.GET if asked else None)
        period = self.period(form)
        form.initial = {"start": period.start, "end": period.end}
        report: AccuracyReport = accuracy_report(self.actor, period)
        return super().get_context_data(form=form, period=period, report=report, **kwargs)

    def period(self, form: PeriodForm) -> Period:
        today = engagement_today(self.engagement)
        start, end = (today - dt.timedelta(days=89)), today
        if form.is_bound and form.is_valid():
            start = form.cleaned_data["start"] or start
            end = form.cleaned_data["end"] or end
        return Period.custom(
            min(start, end), end, zone=self.engagement.time_zone, now=timezone.now()
        )
