"""Pages of reporting."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from engagements.kernel.lists import csv_rows
from engagements.kernel.metrics import METRICS
from engagements.kernel.metrics.naming import dimension_title
from engagements.kernel.scope import engagement_scope
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.selectors.workforce.roster import TURNOVER_DEFINITION, turnover_reading
from reporting.forms import CUSTOM, DIMENSIONS, SPANS, PeriodForm, PeriodMixin
from reporting.numbers import csv_table
from reporting.selectors.drawings import ageing, drawings, trends
from reporting.selectors.health import Health
from reporting.selectors.portfolio import COLUMNS, engagements_compared, portfolio


class HealthMixin(PeriodMixin):
    """The health of the engagement over what the URL asks for."""

    def health(self, form: PeriodForm) -> Health:
        return Health(
            actor=self.actor,
            period=form.period,
            now=form.now,
            filters=form.filters,
            by=form.breakdown,
        )


class HealthPart(HealthMixin, EngagementTemplateView):
    """A part of the health page that is fetched by itself, and a page of its own without scripts.

    The page reads the rollups alone; what has to be counted on the facts, so that its cost
    follows the number of charts, comes in such a part.
    """

    action = "dashboard.view"
    part = ""
    title = ""
    frame = "card"

    def get_template_names(self) -> list[str]:
        fetched = getattr(self.request, "htmx", False)
        return [self._template() if fetched else "reporting/part.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("health", self.health(self.period_form()))
        return super().get_context_data(
            part=self._template(), title=self.title, frame=self.frame, **kwargs
        )

    def _template(self) -> str:
        return f"reporting/_{self.part}.html"


class TurnaroundView(HealthPart):
    """Average and range of turnaround by class, computed from the charts of the period."""

    part, title = "turnaround", "Turnaround"


class NowView(HealthPart):
    """What stands now: backlog and its age, open queries, open denials."""

    part, title, frame = "now", "As it stands now", ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        health = self.health(self.period_form())
        return super().get_context_data(health=health, ageing=ageing(health), **kwargs)


class NumbersView(HealthPart):
    """Every number of the period with its definition, method and source."""

    part, title = "numbers", "All numbers"


class HealthView(HealthMixin, EngagementTemplateView):
    """Engagement health on one page; every number opens its rows."""

    action = "dashboard.view"
    template_name = "reporting/health.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.period_form()
        health = self.health(form)
        asked = self.request.GET.urlencode()
        return super().get_context_data(
            form=form,
            health=health,
            turnover=turnover_reading(self.engagement, health.period.end),
            turnover_definition=TURNOVER_DEFINITION,
            drawings={name: drawn.spec() for name, drawn in drawings(health).items()},
            trends=trends(health),
            spans=self._links("span", [key for key, _ in SPANS if key != CUSTOM], form.chosen_span),
            tabs=self._tabs(form.breakdown),
            csv_url=f"{self._url('reporting:numbers_csv')}?{asked}",
            now_url=f"{self._url('reporting:now')}?{asked}",
            numbers_url=f"{self._url('reporting:numbers')}?{asked}",
            turnaround_url=f"{self._url('reporting:turnaround')}?{asked}"
            if "production" in health.board.families
            else "",
            **kwargs,
        )

    def _url(self, name: str) -> str:
        return reverse(name, kwargs={"engagement": self.engagement.slug})

    def _links(self, name: str, values: list[str], chosen: str) -> list[dict[str, Any]]:
        labels = dict(SPANS)
        kept = [
            (key, value)
            for key, value in self.request.GET.items()
            if key not in {name, "start", "end"}
        ]
        return [
            {
                "label": labels[value],
                "url": f"{self._url('reporting:health')}?{urlencode([*kept, (name, value)])}",
                "active": value == chosen,
            }
            for value in values
        ]

    def _tabs(self, chosen: str) -> list[dict[str, Any]]:
        kept = [(key, value) for key, value in self.request.GET.items() if key != "by"]
        page = self._url("reporting:health")
        return [
            {
                "label": dimension_title(name),
                "url": f"{page}?{urlencode([*kept, ('by', name)])}#breakdown",
                "active": name == chosen,
            }
            for name in DIMENSIONS
        ]


class NumbersCsvView(PeriodMixin, EngagementView):
    """Every number of the period as CSV, with method, n, period and definition."""

    action = "dashboard.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.period_form()
        board = self.board(form)
        body = "".join(csv_rows(csv_table(board, by=form.breakdown)))
        name = f"numbers-{board.period.start.isoformat()}-{board.period.end.isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


class PortfolioView(EngagementTemplateView):
    """The reader's engagements side by side, over the last 30 days, from the rollups alone."""

    action = "portfolio.view"
    template_name = "reporting/portfolio.html"
    days = 30

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        compared = engagements_compared(self.actor.user, now)
        with engagement_scope(*(engagement.pk for engagement, _ in compared)):
            rows = portfolio(compared, days=self.days, now=now)
        return super().get_context_data(
            rows=rows,
            kpis=[METRICS.kpis[key] for key in COLUMNS if key in METRICS.kpis],
            days=self.days,
            **kwargs,
        )
