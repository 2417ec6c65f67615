"""Whether coders were allowed their charts: a month of them, one of them, and the overrides."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from charts.forms.guards import OverrideForm
from charts.guard_lists import OverrideFilters, OverrideTable, ValidityFilters, ValidityTable
from charts.models import Chart, GuardOverride
from charts.policies import ChartPolicy
from charts.selectors.evidence import chart_validity, day_asked
from charts.selectors.guards import OVERRIDE_ACTION
from charts.selectors.naming import coder_naming_check
from charts.selectors.validity import charts_against_guards, validity_counts
from charts.selectors.workforce import overrides_visible
from charts.services.guards import guard_override
from engagements.enums.workforce import GuardRule
from engagements.kernel.ids import id_of
from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import request_origin
from engagements.models import User
from engagements.selectors import engagement_today
from engagements.selectors.workforce.people import coders
from engagements.services import access_log_record
from engagements.views.forms import EngagementFormPage
from engagements.views.workforce.base import WorkforcePage, workforce_tabs

RELATED = ("engagement", "coded_by", "payer")


def month_of(text: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of a month written 2026-03; the running one where it is not."""
    try:
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        first = today.replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return first, after - dt.timedelta(days=1)


class ValidityMonth(EngagementListView):
    """The charts of a month that a guard refuses as of the day each was coded."""

    action = "guard.view"
    export_action = "chart.export"
    table_class = ValidityTable
    filterset_class = ValidityFilters
    list_key = "validity"
    title = "As-of validity"
    noun = "chart"
    template_name = "charts/workforce/validity.html"
    hidden_at_first = ("payer", "payer_state")
    empty_text = "No chart against a guard"
    empty_hint = "Every chart coded in this month was the coder's to code on that day."
    empty_icon = "circle-check"

    def month(self) -> tuple[dt.date, dt.date]:
        return month_of(self.request.GET.get("month", ""), engagement_today(self.engagement))

    def get_queryset(self) -> "QuerySet[Chart]":
        first, last = self.month()
        asked = self.request.GET.get("rule", "")
        standing = self.request.GET.get("standing", "")
        return charts_against_guards(
            self.actor,
            first,
            last,
            rules=[asked] if asked in GuardRule.values else [],
            standing=standing if standing in {"refused", "overridden"} else "",
        ).order_by("-coded_at", "pk")

    def get_tabs(self) -> list[dict[str, Any]]:
        return workforce_tabs(self.actor, "validity")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first, last = self.month()
        counts = validity_counts(self.engagement, first, last)
        for row in counts["rules"]:
            row["label"] = GuardRule(row["rule"]).label
            row["url"] = "?" + urlencode({"month": f"{first:%Y-%m}", "rule": row["rule"]})
        return super().get_context_data(
            counts=counts,
            month=first,
            before=f"{first - dt.timedelta(days=1):%Y-%m}",
            after=f"{last + dt.timedelta(days=1):%Y-%m}",
            **kwargs,
        )


class ChartValidity(WorkforcePage):
    """One chart: on the day it was coded, for a coder today, or on any day that is asked for; each
    question with its evidence.
    """

    action = "guard.view"
    tab = "validity"
    template_name = "charts/workforce/chart.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chart = self.get_object_or_deny(
            ChartPolicy, kwargs["chart_id"], action="chart.view", related=RELATED
        )
        coder_naming_check(self.actor, chart)
        access_log_record(
            actor=self.actor,
            action="chart.view",
            model="charts.Chart",
            object_id=chart.pk,
            fields=("guards",),
            origin=request_origin(self.request),
        )
        people = coders(self.engagement)
        asked = id_of(self.request.GET.get("coder", ""))
        chosen: User | None = people.filter(pk=asked).first()
        rules = [rule for rule, action in OVERRIDE_ACTION.items() if self.actor.can(action)]
        on = day_asked(self.request.GET.get("day", ""))
        return super().get_context_data(
            chart=chart,
            validity=chart_validity(chart, chosen, on),
            on=on,
            people=people,
            chosen=chosen,
            can_override=bool(rules),
            **kwargs,
        )


class GuardOverrideAdd(EngagementFormPage):
    """Sets one guard aside for one coder and this chart."""

    action = "guard.view"
    template_name = "charts/workforce/override.html"
    form_class = OverrideForm
    success_message = "Set aside for this chart and coder. It is kept in the list of overrides."
    chart: Chart

    def setup_chart(self) -> Chart:
        chart: Chart = self.get_object_or_deny(
            ChartPolicy, self.kwargs["chart_id"], action="chart.view", related=RELATED
        )
        return chart

    def get_form_kwargs(self) -> dict[str, Any]:
        self.chart = self.setup_chart()
        rules = [str(rule) for rule, action in OVERRIDE_ACTION.items() if self.actor.can(action)]
        return {"actor": self.actor, "rules": rules}

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        return {"coder": asked.get("coder", ""), "rule": asked.get("rule", "")}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(chart=self.chart, **kwargs)

    def perform(self, form: OverrideForm) -> str:
        data = form.cleaned_data
        guard_override(actor=self.actor, chart=self.chart, **data)
        url = reverse("workforce:chart-validity", args=[self.engagement.slug, self.chart.pk])
        return f"{url}?{urlencode({'coder': data['coder'].pk})}"


class Overrides(EngagementListView):
    """Every guard that was set aside: by whom, when and why."""

    action = "guard.view"
    table_class = OverrideTable
    filterset_class = OverrideFilters
    list_key = "guard-overrides"
    title = "Overrides of guards"
    noun = "override"
    hidden_at_first = ("refusal", "side")
    empty_text = "No guard was ever set aside"
    empty_hint = "Where a guard refuses a chart to a coder, its page says who can set it aside."
    empty_icon = "gavel"

    def get_queryset(self) -> "QuerySet[GuardOverride]":
        return overrides_visible(self.actor)

    def get_tabs(self) -> list[dict[str, Any]]:
        return workforce_tabs(self.actor, "overrides")
