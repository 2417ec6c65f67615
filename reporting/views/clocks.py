"""Pages of attainment and of uncoded value and days."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from engagements.kernel.metrics.naming import dimension_title
from engagements.kernel.views import EngagementTemplateView
from reporting.forms import CUSTOM, SPANS, PeriodForm, PeriodMixin
from reporting.selectors.attainment import BY, attainment
from reporting.selectors.dnfc import DEFINITION, dnfc_days
from reporting.selectors.drawings import dnfc_trends


class ClockReport(PeriodMixin, EngagementTemplateView, abstract=True):
    """A page over a period, with the period's picker."""

    action = "dashboard.view"
    page = ""

    def spans(self, form: PeriodForm) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "url": self.link(span=key),
                "active": key == form.chosen_span,
            }
            for key, label in SPANS
            if key != CUSTOM
        ]

    def link(self, **changes: str) -> str:
        kept = {
            key: value
            for key, value in self.request.GET.items()
            if not ("span" in changes and key in {"start", "end"})
        }
        page = reverse(self.page, kwargs={"engagement": self.engagement.slug})
        return f"{page}?{urlencode(kept | changes)}"


class AttainmentView(ClockReport):
    """Attainment, average, median, P90 and range by class, specialty and coder."""

    template_name = "reporting/attainment.html"
    page = "reporting:attainment"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.period_form()
        chosen = self.request.GET.get("by", "")
        by = chosen if chosen in BY else BY[0]
        tabs = [
            {"label": dimension_title(name), "url": self.link(by=name), "active": name == by}
            for name in BY
        ]
        return super().get_context_data(
            form=form,
            spans=self.spans(form),
            tabs=tabs,
            title=dimension_title(by),
            rows=attainment(self.board(form), by),
            period=form.period,
            **kwargs,
        )


class DnfcView(ClockReport):
    """What was not coded (or coded and not billed) at the end of each day, and why."""

    template_name = "reporting/dnfc.html"
    narrows = ("specialty",)
    page = "reporting:dnfc"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.period_form()
        period, specialty = form.period, form.filters.get("specialty", "")
        days = dnfc_days(self.engagement, period.start, period.end, specialty=specialty)
        return super().get_context_data(
            form=form,
            spans=self.spans(form),
            days=list(reversed(days)),
            trends=dnfc_trends(days),
            definition=DEFINITION,
            specialty=specialty,
            period=period,
            **kwargs,
        )
