"""Asking, from the chart."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from charts.policies import ChartPolicy
from engagements.kernel.ids import id_of
from engagements.kernel.views import EngagementTemplateView
from queries import selectors, services
from queries.enums import QueryKind
from queries.forms import AskForm


class QueryAsk(EngagementTemplateView):
    """The coder's structured query: only this changes a chart's state (R67)."""

    action = "query.ask"
    template_name = "queries/ask.html"

    def chart(self, chart_id: int) -> Any:
        return self.get_object_or_deny(
            ChartPolicy, chart_id, action="chart.view", related=("provider",)
        )

    def initial(self, chart: Any) -> dict[str, Any]:
        found: dict[str, Any] = {"provider": chart.provider_id}
        found["kind"] = QueryKind.MULTIPLE_CHOICE
        wanted = id_of(self.request.GET.get("template", ""))
        template = selectors.templates_active(self.engagement).filter(pk=wanted).first()
        if template is not None:
            found |= {
                "template": template.pk,
                "category": template.category,
                "kind": template.kind,
                "question": template.question,
                "choices": "\n".join(template.options),
            }
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chart = kwargs.pop("chart", None) or self.chart(kwargs["chart_id"])
        kwargs.setdefault("form", AskForm(engagement=self.engagement, initial=self.initial(chart)))
        return super().get_context_data(
            chart=chart,
            templates=selectors.templates_active(self.engagement),
            indicator_rows=("1", "2", "3"),
            **kwargs,
        )

    def post(self, request: HttpRequest, chart_id: int) -> HttpResponseBase:
        chart = self.chart(chart_id)
        form = AskForm(request.POST, engagement=self.engagement)
        if not form.is_valid():
            context = self.get_context_data(chart=chart, form=form)
            return self.render_to_response(context, status=422)
        query = services.query_ask(
            actor=self.actor,
            chart=chart,
            provider=form.cleaned_data["provider"],
            new=form.new_query(),
        )
        chart.refresh_from_db(fields=["paused_since"])
        clock = "goes on" if chart.paused_since is None else "rests until the answer"
        messages.success(request, f"Asked {query.provider}. The chart's clock {clock}.")
        return redirect("queries:query_detail", self.engagement.slug, query.pk)
