"""The list of charts, and one chart with everything that happened to it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from charts.enums import ChartState, ClockEventKind, CodingState
from charts.filters import ChartFilters
from charts.forms import DocumentationForm, ReasonForm
from charts.models import Chart, ClockEvent, Coding
from charts.policies import ChartPolicy, CodingPolicy
from charts.selectors import (
    charts_visible,
    clock_events_of,
    codings_are_withheld,
    codings_of,
    own_item,
    state_events_of,
)
from charts.selectors.lateness import with_filing
from charts.selectors.naming import WITHHELD, coder_withheld
from charts.services import (
    chart_cancel,
    chart_mark_documentation_complete,
    coding_amend,
)
from charts.tables import ChartTable
from charts.views.clocks import clock_context
from engagements.kernel.lists import EngagementListView
from engagements.kernel.policy import Actor
from engagements.kernel.registry import ChartPanel, chart_panels
from engagements.kernel.views import (
    EngagementTemplateView,
    EngagementView,
    request_origin,
)
from engagements.models import StateEvent
from engagements.services import access_log_record

RELATED = ("provider", "payer", "coded_by", "terms")
SHOWN_FIELDS = (
    "encounter_ref",
    "ehr_url",
    "encounter_class",
    "specialty",
    "provider",
    "payer",
    "date_of_service",
    "billed_amount",
)
_CLOCK_LOOK = {
    ClockEventKind.DOCUMENTATION_COMPLETE: ("file-check", "ok"),
    ClockEventKind.PAUSE: ("player-pause", "warn"),
    ClockEventKind.RESUME: ("player-play", "info"),
    ClockEventKind.READY: ("circle-check", "ok"),
    ClockEventKind.REOPEN: ("rotate", "warn"),
    ClockEventKind.CANCEL: ("x", "mute"),
    ClockEventKind.RESTART: ("rotate", "warn"),
    ClockEventKind.BILLED: ("receipt", "info"),
}


@dataclass(frozen=True)
class Happening:
    """One line of the chart's history."""

    at: datetime
    title: str
    icon: str = "point"
    tone: str = "mute"
    actor: str = ""
    text: str = ""


class ChartList(EngagementListView):
    """All charts the reader may see."""

    action = "chart.view"
    export_action = "chart.export"
    table_class = ChartTable
    filterset_class = ChartFilters
    list_key = "charts"
    title = "Charts"
    noun = "chart"
    hidden_at_first = (
        "payer",
        "location",
        "complexity",
        "coded_by",
        "coded_at",
        "documentation_complete_at",
        "billed_amount",
        "cutoff_at",
        "file_by",
        "late_document",
    )
    empty_text = "No charts yet"
    empty_hint = "Charts arrive by import; a coder sees those that were assigned to them."
    empty_icon = "stack-2"

    def get_empty_link(self) -> tuple[str, str] | None:
        if not self.actor.can("chart.import"):
            return None
        kwargs = {"engagement": self.engagement.slug}
        return reverse("charts:import_upload", kwargs=kwargs), "Upload a worklist"

    def get_queryset(self) -> "QuerySet[Chart]":
        return with_filing(charts_visible(self.actor)).order_by("due_at", "pk")


class ChartDetail(EngagementTemplateView):
    """One chart: facts, clock, codings, history, and what other apps know of it."""

    action = "chart.view"
    template_name = "charts/chart_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chart = self.get_object_or_deny(ChartPolicy, kwargs["chart_id"], related=RELATED)
        access_log_record(
            actor=self.actor,
            action="chart.view",
            model="charts.Chart",
            object_id=chart.pk,
            fields=SHOWN_FIELDS,
            origin=request_origin(self.request),
        )
        codings = list(codings_of(self.actor, chart)) if self.actor.can("coding.view") else []
        history = timeline(clock_events_of(chart), state_events_of(chart), codings)
        is_unnamed = coder_withheld(self.actor, chart)
        return super().get_context_data(
            chart=chart,
            codings=codings,
            is_withheld=codings_are_withheld(self.actor, chart),
            amendable=amendable(self.actor, codings),
            item=own_item(self.actor, chart) if self.actor.can("coding.write") else None,
            timeline=[replace(each, actor="") for each in history] if is_unnamed else history,
            coder=WITHHELD if is_unnamed else chart.coded_by,
            panels=panels_of(self, chart),
            can_edit=self.actor.can("chart.edit"),
            can_see_reads=self.actor.can("accesslog.view"),
            is_waiting=chart.state == ChartState.WAITING,
            is_cancellable=chart.state not in {ChartState.CODED, ChartState.CANCELLED},
            documentation_form=DocumentationForm(zone=self.engagement.time_zone),
            cancel_form=ReasonForm(auto_id="cancel_%s"),
            amend_form=ReasonForm(auto_id="amend_%s"),
            **clock_context(self.actor, chart),
            **kwargs,
        )


class ChartDocumentation(EngagementView):
    """The documentation is complete: the clock starts."""

    action = "chart.edit"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.get_object_or_deny(ChartPolicy, kwargs["chart_id"])
        form = DocumentationForm(request.POST, zone=self.engagement.time_zone)
        form.require_valid()
        chart = chart_mark_documentation_complete(
            actor=self.actor,
            chart=chart,
            at=form.cleaned_data["at"] or timezone.now(),
            reason=form.cleaned_data["reason"],
        )
        if chart.state == ChartState.WAITING:
            messages.warning(request, "Recorded. The work opens when the BAA is in force.")
        else:
            messages.success(request, "The clock has started and the chart is in the worklist.")
        return redirect("charts:chart_detail", self.engagement.slug, chart.pk)


class ChartCancel(EngagementView):
    """Takes a chart out of the work."""

    action = "chart.edit"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.get_object_or_deny(ChartPolicy, kwargs["chart_id"])
        chart_cancel(actor=self.actor, chart=chart, reason=request.POST.get("reason", ""))
        messages.success(request, "The chart is cancelled.")
        return redirect("charts:chart_detail", self.engagement.slug, chart.pk)


class CodingAmend(EngagementView):
    """Opens the next revision of an attested coding."""

    action = "coding.write"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        coding = self.get_object_or_deny(CodingPolicy, kwargs["coding_id"], related=("chart",))
        coding_amend(actor=self.actor, coding=coding, reason=request.POST.get("reason", ""))
        return redirect("charts:chart_code", self.engagement.slug, coding.chart_id)


def amendable(actor: Actor, codings: list[Coding]) -> Coding | None:
    """The coding the reader may change by a new revision: their own, latest and attested."""
    if not actor.can("coding.write"):
        return None
    newest: dict[str, Coding] = {}
    for coding in codings:
        newest.setdefault(coding.party, coding)
    return next(
        (
            coding
            for coding in newest.values()
            if coding.state == CodingState.ATTESTED and coding.coder_id == actor.user_id
        ),
        None,
    )


def panels_of(
    view: EngagementView, chart: Chart, *, coding_page: bool = False
) -> list[dict[str, Any]]:
    """What other apps show about the chart, to those who may see it.

    A panel's template finds its values by name and, together, as `panel`.
    """
    actor = view.actor
    shown = [
        panel
        for panel in chart_panels
        if actor.can(panel.action) and (panel.coding_page or not coding_page)
    ]
    return [
        {"key": panel.key, "title": panel.title, "html": _panel_html(view, chart, panel)}
        for panel in shown
    ]


def _panel_html(view: EngagementView, chart: Chart, panel: ChartPanel) -> SafeString:
    values = panel.context(view.actor, chart)
    shared = {"engagement": view.engagement, "actor": view.actor, "chart": chart}
    return render_to_string(panel.template, shared | values | {"panel": values}, view.request)


def _named(reference: str) -> str:
    """The reference of a query ("query:17") as a reader says it."""
    return reference.replace(":", " ").capitalize()


def timeline(
    clock: "QuerySet[ClockEvent]", states: "QuerySet[StateEvent]", codings: list[Coding]
) -> list[Happening]:
    """Clock events, moves and attestations, newest first."""
    labels = dict(ChartState.choices)
    happenings = [
        Happening(
            event.at,
            event.get_kind_display(),
            *_CLOCK_LOOK[ClockEventKind(event.kind)],
            actor=str(event.recorded_by or ""),
            text=" · ".join(part for part in (_named(event.reference), event.reason) if part),
        )
        for event in clock
    ]
    happenings += [
        Happening(
            event.at,
            f"{labels.get(event.source, event.source)} → {labels.get(event.target, event.target)}",
            "arrow-right",
            "info",
            actor=str(event.actor or "System"),
            text=event.reason,
        )
        for event in states
    ]
    happenings += [
        Happening(
            coding.attested_at,
            f"{coding} attested",
            "signature",
            "ok",
            actor=str(coding.coder),
            text=coding.reason,
        )
        for coding in codings
        if coding.attested_at is not None
    ]
    return sorted(happenings, key=lambda happening: happening.at, reverse=True)
