"""What people tell of a chart's clock: its documents, its class, when it was billed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from charts.clock_panel import clock_panel
from charts.enums import ChartState, DocumentSource
from charts.forms.clocks import BilledForm, ClassForm, DocumentForm
from charts.models import Chart, ChartDocument
from charts.policies import ChartDocumentPolicy, ChartPolicy
from charts.selectors.documents import class_changes_of, documents_of
from charts.services import chart_billed, chart_class_set, document_record, document_retract
from engagements.kernel.policy import Actor
from engagements.kernel.views import EngagementView

OPEN = (ChartState.WAITING, ChartState.READY, ChartState.IN_CODING, ChartState.QUERIED)


def clock_context(actor: Actor, chart: Chart) -> dict[str, Any]:
    """What the chart page says of the clock, and the forms of those who may say more."""
    zone = actor.engagement.time_zone
    panel = clock_panel(chart, actor.engagement, timezone.now())
    is_open = chart.state in OPEN
    return {
        "clock": panel,
        "documents": documents_of(chart),
        "class_changes": class_changes_of(chart),
        "document_form": DocumentForm(zone=zone, auto_id="document_%s"),
        "class_form": ClassForm.of(chart),
        "billed_form": BilledForm(zone=zone, auto_id="billed_%s"),
        "can_document": actor.can("chart.document") and chart.state != ChartState.CANCELLED,
        "can_classify": actor.can("chart.classify") and is_open,
        "can_bill": actor.can("chart.edit")
        and chart.state == ChartState.CODED
        and chart.billed_at is None,
    }


class ChartAct(EngagementView, abstract=True):
    """A write on one chart that goes back to its page."""

    def chart(self) -> Chart:
        chart: Chart = self.get_object_or_deny(ChartPolicy, self.kwargs["chart_id"])
        return chart

    def back(self, request: HttpRequest, chart_id: int, said: str) -> HttpResponseBase:
        messages.success(request, said)
        return redirect("charts:chart_detail", self.engagement.slug, chart_id)


class DocumentAdd(ChartAct):
    action = "chart.document"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.chart()
        form = DocumentForm(request.POST, zone=self.engagement.time_zone)
        document_record(
            actor=self.actor,
            chart=chart,
            document=form.document(timezone.now()),
            source=DocumentSource.PAGE,
        )
        chart.refresh_from_db()
        waits = chart.state == ChartState.WAITING
        said = "Recorded." if waits else "Recorded; the record is complete."
        return self.back(request, chart.pk, said)


class DocumentRetract(ChartAct):
    action = "chart.document"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        document: ChartDocument = self.get_object_or_deny(
            ChartDocumentPolicy, kwargs["chart_document_id"], related=("chart",)
        )
        document_retract(actor=self.actor, document=document, reason=request.POST.get("reason", ""))
        return self.back(request, document.chart_id, "Taken back.")


class ClassSet(ChartAct):
    action = "chart.classify"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.chart()
        form = ClassForm(request.POST)
        changes = chart_class_set(
            actor=self.actor,
            chart=chart,
            values=form.values(),
            reason=form.cleaned_data["reason"],
        )
        said = "The due time follows." if changes else "Nothing was to be changed."
        return self.back(request, chart.pk, said)


class Billed(ChartAct):
    action = "chart.edit"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.chart()
        form = BilledForm(request.POST, zone=self.engagement.time_zone)
        chart_billed(actor=self.actor, chart=chart, at=form.require_valid()["at"])
        return self.back(request, chart.pk, "Recorded when the claim was sent.")
