"""Parallel coding: how far both sides agree, day by day, and the settling of what differs."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from charts.forms.parallel import DaysForm, SettlementForm
from charts.models import Chart
from charts.policies import ChartPolicy
from charts.selectors.code_agreement import shared_codes, visit_levels
from charts.selectors.reconciling import (
    Pair,
    day_rows,
    pair_of,
    pairs_between,
    reasons,
    settlements_of,
    shares,
)
from charts.services.reconciling import ACTION as SETTLE
from charts.services.reconciling import disagreement_settle
from engagements.kernel.lists import csv_rows
from engagements.kernel.stats import DEFAULT_CONFIDENCE
from engagements.kernel.views import EngagementTemplateView, request_origin
from engagements.selectors import engagement_today
from engagements.selectors.provisions import terms_in_force
from engagements.services import access_log_record
from engagements.views.forms import EngagementFormPage
from engagements.views.transition_tabs import transition_tabs

SHOWN = dt.timedelta(days=13)
HEADINGS = (
    *("day", "encounter", "specialty", "vendor coder", "in-house coder", "difference", "component"),
    *("in-house", "vendor", "right", "reason", "what decided it", "settled by", "settled at"),
)


def csv_table(pairs: Iterable[Pair]) -> Iterator[Sequence[Any]]:
    """Every difference of every chart on which both sides do not agree."""
    yield HEADINGS
    for pair in pairs:
        done = pair.settlement
        for difference, said in pair.differences if not pair.agrees else ():
            yield (
                *(pair.day, pair.chart.encounter_ref, pair.chart.specialty),
                *(pair.vendor.coder.name, pair.in_house.coder.name),
                *(difference.kind.value, difference.component.value, said.first, said.second),
                *((done.right, done.reason, done.note) if done else ("", "", "")),
                *((done.settled_by, done.settled_at) if done else ("", "")),
            )


class ParallelReport(EngagementTemplateView):
    """The daily report: agreement by component, and each day's disagreements with their reason."""

    action = "parallel.view"
    template_name = "charts/parallel/report.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        today = engagement_today(self.engagement)
        asked = {"first": today - SHOWN, "last": today} | {
            name: request.GET[name] for name in ("first", "last") if name in request.GET
        }
        form = DaysForm(asked)
        if not form.is_valid():
            return self.render_to_response(self.context(form, []), status=400)
        pairs = pairs_between(self.actor, **form.cleaned_data)
        if request.GET.get("export") == "csv":
            return self.file(pairs)
        return self.render_to_response(self.context(form, pairs))

    def context(self, form: DaysForm, pairs: list[Pair]) -> dict[str, Any]:
        terms = terms_in_force(self.engagement)
        confidence = terms.confidence if terms else DEFAULT_CONFIDENCE
        days = day_rows(pairs)
        chosen = self.day(days)
        shown = [pair for pair in pairs if pair.day == chosen and not pair.agrees]
        span = form.cleaned_data if form.is_valid() else {}
        return self.get_context_data(
            tabs=transition_tabs(self.actor, "parallel"),
            form=form,
            span=urlencode(span),
            days=days,
            chosen=chosen,
            pairs=shown,
            shares=shares(pairs, confidence),
            codes=shared_codes(pairs),
            visits=visit_levels(pairs),
            confidence=confidence,
            floor=terms.parallel_agreement_floor if terms else None,
            reasons=reasons(pairs),
            open_charts=sum(row.open for row in days),
        )

    def day(self, days: Sequence[Any]) -> dt.date | None:
        """The day that is opened: the one asked for, else the newest with something to settle."""
        asked = self.request.GET.get("day", "")
        found = {row.day.isoformat(): row.day for row in days}
        if asked in found:
            return found[asked]
        waiting = [row.day for row in days if row.open]
        return waiting[0] if waiting else (days[0].day if days else None)

    def file(self, pairs: list[Pair]) -> HttpResponse:
        access_log_record(
            actor=self.actor,
            action=self.action,
            model="charts.ParallelSettlement",
            object_id=self.engagement.pk,
            fields=["export"],
            origin=request_origin(self.request),
        )
        body = "".join(csv_rows(csv_table(pairs), self.engagement.time_zone))
        name = f"{self.engagement.slug}-disagreements.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


class ParallelChart(EngagementFormPage):
    """Both answers of one chart beside each other, and what was decided."""

    action = "parallel.view"
    write_action = "parallel.settle"
    template_name = "charts/parallel/chart.html"
    form_class = SettlementForm
    success_message = "Settled. It stands in the report of its day."
    chart: Chart
    pair: Pair | None

    def load(self) -> None:
        self.chart = self.get_object_or_deny(
            ChartPolicy, self.kwargs["chart_id"], action="chart.view", related=("provider", "payer")
        )
        self.pair = pair_of(self.actor, self.chart)

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        access_log_record(
            actor=self.actor,
            action=self.action,
            model="charts.Chart",
            object_id=self.chart.pk,
            fields=["encounter_ref", "codings"],
            origin=request_origin(self.request),
        )
        pair = self.pair
        return super().page_context(
            chart=self.chart,
            pair=pair,
            said=list(settlements_of(self.chart)) if pair else [],
            may_settle=pair is not None
            and not pair.agrees
            and not pair.is_answer_of(self.actor)
            and self.actor.can(SETTLE),
            back=self.report_url(),
            **kwargs,
        )

    def report_url(self) -> str:
        url = reverse("charts:parallel", args=[self.engagement.slug])
        if self.pair is None:
            return url
        day = self.pair.day
        return f"{url}?{urlencode({'first': day - SHOWN, 'last': day, 'day': day})}"

    def perform(self, form: SettlementForm) -> str:
        disagreement_settle(actor=self.actor, chart=self.chart, **form.cleaned_data)
        return self.report_url()
