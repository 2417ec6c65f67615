"""Rework of a coded chart: asked for, withdrawn."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from charts.models import WorkItem
from charts.policies import ReworkPolicy
from charts.services import rework_ask, rework_withdraw
from charts.views.clocks import ChartAct


class ReworkAsk(ChartAct):
    action = "rework.ask"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.chart()
        rework_ask(actor=self.actor, chart=chart, reason=request.POST.get("reason", ""))
        return self.back(request, chart.pk, "Rework is asked for; it waits in the worklist.")


class ReworkWithdraw(ChartAct):
    action = "rework.withdraw"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        item: WorkItem = self.get_object_or_deny(
            ReworkPolicy, kwargs["work_item_id"], related=("chart",)
        )
        rework_withdraw(actor=self.actor, item=item, reason=request.POST.get("reason", ""))
        return self.back(request, item.chart_id, "The rework is withdrawn.")
