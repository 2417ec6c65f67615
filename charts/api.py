"""Endpoints of charts and codings: the same policies, services and edits as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from charts.api_coders import NamedCoder, coders_known
from charts.edits import MAX_UNITS, EditResult, normalise_code
from charts.enums import CodeSystem, SuggestionSource
from charts.filters import ChartFilters
from charts.models import Chart, CodeLine, Coding, WorkItem
from charts.policies import ChartPolicy
from charts.selectors import charts_visible, codings_of, draft_of
from charts.services import (
    EditsRefused,
    LineInput,
    coding_attest,
    coding_save_draft,
    coding_start,
    workitem_next,
)
from engagements.kernel.api import EngagementAPIView, EngagementListAPIView, filter_parameters
from engagements.kernel.errors import DomainError
from engagements.kernel.views import request_origin
from engagements.services import access_log_record

RELATED = ("provider", "payer", "coded_by")
UNPROCESSABLE = 422


class ChartOut(NamedCoder, serializers.ModelSerializer[Chart]):
    provider = serializers.CharField(source="provider.name", allow_null=True, read_only=True)
    payer = serializers.CharField(source="payer.name", allow_null=True, read_only=True)

    class Meta:
        model = Chart
        fields = (
            "id",
            "encounter_ref",
            "ehr_url",
            "encounter_class",
            "specialty",
            "provider",
            "payer",
            "payer_state",
            "location",
            "date_of_service",
            "urgency",
            "complexity",
            "state",
            "received_at",
            "documentation_complete_at",
            "due_at",
            "coded_at",
            "coded_by",
            "turnaround_seconds",
            "paused_seconds",
            "documentation_lag_seconds",
            "clock_started_at",
            "documentation_working_seconds",
            "paused_elapsed_seconds",
            "vendor_elapsed_seconds",
            "cutoff_at",
            "billed_at",
            "late_document",
        )


class CodeLineOut(serializers.ModelSerializer[CodeLine]):
    class Meta:
        model = CodeLine
        fields = (
            "sequence",
            "system",
            "code",
            "modifiers",
            "units",
            "pointers",
            "evidence",
            "suggestion",
            "rationale",
        )


class CodingOut(serializers.ModelSerializer[Coding]):
    coder = serializers.CharField(source="coder.name", read_only=True)
    lines = CodeLineOut(many=True, read_only=True)

    class Meta:
        model = Coding
        fields = (
            "id",
            "party",
            "coder",
            "state",
            "revision",
            "reason",
            "documentation_reviewed",
            "rationale",
            "attested_at",
            "lines",
        )


class ChartDetailOut(ChartOut):
    codings = CodingOut(many=True, read_only=True)

    class Meta(ChartOut.Meta):
        fields = (*ChartOut.Meta.fields, "codings")


class NextOut(serializers.ModelSerializer[WorkItem]):
    chart = ChartOut(read_only=True)

    class Meta:
        model = WorkItem
        fields = ("id", "kind", "leased_until", "chart")


class LineIn(serializers.Serializer[Any]):
    """`pointers` count the diagnosis lines in the order given, from 1."""

    system = serializers.ChoiceField(choices=CodeSystem.choices)
    code = serializers.CharField(max_length=10)
    modifiers = serializers.ListField(
        child=serializers.RegexField(r"^[0-9A-Za-z]{2}$"), required=False, max_length=10
    )
    units = serializers.IntegerField(min_value=1, max_value=MAX_UNITS, required=False)
    pointers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=100), required=False, max_length=20
    )
    evidence = serializers.CharField(max_length=200, required=False, allow_blank=True)
    rationale = serializers.CharField(max_length=500, required=False, allow_blank=True)
    suggestion = serializers.ChoiceField(
        choices=SuggestionSource.choices, required=False, allow_blank=True
    )


class DraftIn(serializers.Serializer[Any]):
    lines = LineIn(many=True)
    documentation_reviewed = serializers.BooleanField(required=False, default=False)
    rationale = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


def read_note(view: EngagementAPIView, fields: tuple[str, ...], **what: int) -> None:
    """Notes that charts were read, with what of them: `object_id` of one or `object_count`."""
    access_log_record(
        actor=view.actor,
        action="chart.view",
        model="charts.Chart",
        fields=fields,
        origin=request_origin(view.request._request),  # noqa: SLF001 -- DRF's wrapped request
        **what,
    )


class ChartListAPI(EngagementListAPIView):
    """The charts the caller may see; the filters of the page's list apply."""

    action = "chart.view"
    filterset_class = ChartFilters

    @extend_schema(
        operation_id="charts_list",
        parameters=filter_parameters(ChartFilters),
        responses=ChartOut(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = self.narrowed(request, charts_visible(self.actor).order_by("due_at", "pk"))
        charts = self.page(request, rows)
        read_note(self, ChartOut.Meta.fields, object_count=len(charts))
        shown = ChartOut(charts, many=True, context=coders_known(self.actor))
        return self.paginator.get_paginated_response(shown.data)


class OneChartAPI(EngagementAPIView, abstract=True):
    """An endpoint on one chart."""

    def chart(self, chart_id: int) -> Chart:
        chart: Chart = self.get_object_or_deny(ChartPolicy, chart_id, related=RELATED)
        return chart

    def viewed(self, chart_id: int, fields: tuple[str, ...]) -> Chart:
        """The chart, with these fields of it noted as read."""
        chart = self.chart(chart_id)
        read_note(self, fields, object_id=chart.pk)
        return chart


class ChartAPI(OneChartAPI):
    """One chart with the codings the caller may see; the read is logged."""

    action = "chart.view"

    @extend_schema(responses=ChartDetailOut, operation_id="charts_retrieve")
    def get(self, request: Request, chart_id: int) -> Response:
        chart = self.viewed(chart_id, ChartDetailOut.Meta.fields)
        codings = codings_of(self.actor, chart) if self.actor.can("coding.view") else []
        shown = ChartOut(chart, context=coders_known(self.actor))
        body = shown.data | {"codings": CodingOut(codings, many=True).data}
        return Response(body)


class NextChartAPI(EngagementAPIView):
    """Leases the caller's next chart and starts its draft; 204 when there is none."""

    action = "worklist.next"

    @extend_schema(request=None, responses={200: NextOut, 204: None}, operation_id="charts_next")
    def post(self, request: Request) -> Response:
        item = workitem_next(actor=self.actor)
        if item is None:
            return Response(status=204)
        coding_start(actor=self.actor, chart=item.chart)
        return Response(NextOut(item, context=coders_known(self.actor)).data)


class CodingDraftAPI(OneChartAPI):
    """The caller's draft of a chart they hold: PUT replaces its lines."""

    action = "coding.write"

    @extend_schema(request=DraftIn, responses=CodingOut, operation_id="codings_draft")
    def put(self, request: Request, chart_id: int) -> Response:
        draft = coding_start(actor=self.actor, chart=self.chart(chart_id))
        given = DraftIn(data=request.data)
        given.is_valid(raise_exception=True)
        saved = coding_save_draft(
            actor=self.actor,
            coding=draft,
            lines=[line_input(line) for line in given.validated_data["lines"]],
            documentation_reviewed=given.validated_data["documentation_reviewed"],
            rationale=given.validated_data["rationale"],
        )
        return Response(CodingOut(saved).data)


class CodingAttestAPI(OneChartAPI):
    """Attests the caller's draft; 422 with every finding where edits block it."""

    action = "coding.write"

    @extend_schema(request=None, responses=CodingOut, operation_id="codings_attest")
    def post(self, request: Request, chart_id: int) -> Response:
        draft = draft_of(self.actor, self.chart(chart_id))
        if draft is None:
            raise DomainError(
                "There is no draft of this chart to attest.", remedy="Save the draft first."
            )
        try:
            signed = coding_attest(actor=self.actor, coding=draft)
        except EditsRefused as refused:
            body = {
                "detail": refused.message,
                "remedy": refused.remedy,
                "results": [finding(result) for result in refused.results],
            }
            return Response(body, status=UNPROCESSABLE)
        return Response(CodingOut(signed).data)


def line_input(given: dict[str, Any]) -> LineInput:
    return LineInput(
        system=given["system"],
        code=normalise_code(given["system"], given["code"]),
        modifiers=tuple(modifier.upper() for modifier in given.get("modifiers", ())),
        units=given.get("units", 1),
        pointers=tuple(given.get("pointers", ())),
        evidence=given.get("evidence", ""),
        rationale=given.get("rationale", ""),
        suggestion=given.get("suggestion", ""),
    )


def finding(result: EditResult) -> dict[str, Any]:
    line = result.line
    return {
        "rule": result.rule,
        "severity": result.severity.value,
        "message": result.message,
        "field": result.field,
        "system": line.system if line else None,
        "code": line.code if line else None,
        "number": line.number if line else None,
    }
