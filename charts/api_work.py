"""Endpoints of queues, the board, late charts and guards: what the pages show, as JSON."""

from typing import Any, ClassVar

from django.utils import timezone
from django_filters import FilterSet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from charts.api import OneChartAPI, read_note
from charts.api_coders import NamedCoder, coders_known
from charts.late import LateFilters
from charts.models import Chart, WorkQueue
from charts.selectors import board, board_people
from charts.selectors.evidence import chart_asked
from charts.selectors.guards import refusals_all
from charts.selectors.lateness import charts_late
from charts.selectors.naming import coder_naming_check
from charts.selectors.queues import queues_visible
from engagements.kernel.api import EngagementAPIView, EngagementListAPIView, filter_parameters
from engagements.kernel.views import request_origin
from engagements.services import access_log_record

SIDE = OpenApiParameter(
    "side", enum=list(board.SIDES), description="The practice may ask for either; vendor at first."
)


class MemberOut(serializers.Serializer[Any]):
    name = serializers.CharField(source="user.name")
    email = serializers.EmailField(source="user.email")
    mode = serializers.CharField()
    share = serializers.IntegerField()


class QueueOut(serializers.ModelSerializer[WorkQueue]):
    """`waiting`: live work in the queue, whoever has it."""

    waiting = serializers.IntegerField()
    members = MemberOut(many=True)

    class Meta:
        model = WorkQueue
        fields = ("id", "name", "side", "priority", "due_band_hours", "order", "waiting", "members")


class ForecastOut(serializers.Serializer[Any]):
    """`arrived` and `done` are of the past working days, `days` of them, today left out."""

    backlog = serializers.IntegerField()
    arrived = serializers.IntegerField()
    done = serializers.IntegerField()
    days = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=["clear", "no_data", "clears", "never"])
    clear_on = serializers.DateField(allow_null=True)


class AgeOut(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()
    charts = serializers.IntegerField()


class BacklogOut(serializers.Serializer[Any]):
    queue = serializers.CharField(allow_blank=True)
    live = serializers.IntegerField(source="counts.live")
    leased = serializers.IntegerField(source="counts.leased")
    pending = serializers.IntegerField(source="counts.pending")
    overdue = serializers.IntegerField(source="counts.overdue")
    at_risk = serializers.IntegerField(source="counts.at_risk")
    oldest = serializers.DateTimeField(source="counts.oldest")
    ages = serializers.SerializerMethodField()
    forecast = ForecastOut()

    @extend_schema_field(AgeOut(many=True))
    def get_ages(self, line: board.QueueLine) -> list[dict[str, Any]]:
        return [{"key": key, "label": label, "charts": n} for key, label, n in line.ages]


class CapacityOut(serializers.Serializer[Any]):
    specialty = serializers.CharField(allow_blank=True)
    here = serializers.ListField(child=serializers.CharField())
    away = serializers.ListField(child=serializers.CharField())
    is_rostered = serializers.BooleanField()
    waiting = serializers.IntegerField()
    in_work = serializers.IntegerField()
    done_today = serializers.IntegerField()
    done_before = serializers.IntegerField(help_text="In the past working days, without today.")
    days = serializers.IntegerField()


class BoardOut(serializers.Serializer[Any]):
    side = serializers.CharField()
    counted_at = serializers.DateTimeField()
    queues = BacklogOut(many=True)
    whole = ForecastOut()
    capacity = CapacityOut(many=True)


class LateOut(NamedCoder, serializers.ModelSerializer[Chart]):
    """Elapsed whole seconds: the three parts add up to `whole`."""

    payer = serializers.CharField(source="payer.name", default=None)
    late_by = serializers.IntegerField()
    practice_part = serializers.IntegerField(help_text="Until the documentation was complete.")
    query_part = serializers.IntegerField(help_text="On hold.")
    vendor_part = serializers.IntegerField()
    whole = serializers.IntegerField()

    class Meta:
        model = Chart
        fields = (
            *("id", "encounter_ref", "state", "encounter_class", "specialty", "location"),
            *("payer", "coded_by", "date_of_service", "due_at", "coded_at", "late_by"),
            *("practice_part", "query_part", "vendor_part", "whole", "turnaround_seconds"),
        )


class RefusalOut(serializers.Serializer[Any]):
    rule = serializers.CharField()
    label = serializers.CharField()
    words = serializers.CharField()
    overridden = serializers.BooleanField()
    overridden_by = serializers.CharField(source="who", help_text="Who can set it aside.")


class RefusalsOut(serializers.Serializer[Any]):
    chart = serializers.IntegerField()
    coder = serializers.CharField()
    coder_email = serializers.EmailField()
    day = serializers.DateField()
    refusals = RefusalOut(many=True)


class QueueListAPI(EngagementListAPIView):
    """The queues in use with their members and how much stands in each."""

    action = "queue.view"

    @extend_schema(operation_id="queues_list", responses=QueueOut(many=True))
    def get(self, request: Request) -> Response:
        body = QueueOut(self.page(request, queues_visible(self.actor)), many=True).data
        return self.paginator.get_paginated_response(body)


class BoardAPI(EngagementAPIView):
    """Backlog by queue with its forecast, and capacity by specialty, of one side."""

    action = "board.view"

    @extend_schema(operation_id="board_retrieve", parameters=[SIDE], responses=BoardOut)
    def get(self, request: Request) -> Response:
        side = board.side_asked(self.actor, request.GET.get("side", ""))
        span = board.span_of(self.engagement, timezone.now())
        found = board.backlog(self.actor, side, span)
        body = {
            "side": side,
            "counted_at": span.now,
            "queues": found.lines,
            "whole": found.whole,
            "capacity": board_people.specialty_lines(self.actor, side, span),
        }
        return Response(BoardOut(body).data)


class LateListAPI(EngagementListAPIView):
    """Charts coded late or overdue now, each with whose time it took; the read is logged."""

    action = "chart.view"
    filterset_class: ClassVar[type[FilterSet] | None] = LateFilters

    @extend_schema(
        operation_id="charts_late",
        parameters=filter_parameters(LateFilters),
        responses=LateOut(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = self.narrowed(request, charts_late(self.actor, timezone.now()))
        charts = self.page(request, rows)
        read_note(self, LateOut.Meta.fields, object_count=len(charts))
        shown = LateOut(charts, many=True, context=coders_known(self.actor))
        return self.paginator.get_paginated_response(shown.data)


class ChartRefusalsAPI(OneChartAPI):
    """Which guards refuse a chart to a coder on a day; without either, to who coded it, then."""

    action = "guard.view"

    @extend_schema(
        operation_id="charts_refusals",
        parameters=[
            OpenApiParameter("coder", description="E-mail of a coder of this engagement."),
            OpenApiParameter("day", type=str, description="Such as 2026-03-02; today at first."),
        ],
        responses=RefusalsOut,
    )
    def get(self, request: Request, chart_id: int) -> Response:
        chart = self.chart(chart_id)
        coder_naming_check(self.actor, chart)
        coder, day = chart_asked(
            chart, email=request.GET.get("coder", ""), day=request.GET.get("day", "")
        )
        found = refusals_all(engagement=self.engagement, chart_ids=[chart.pk], user=coder, day=day)
        access_log_record(
            actor=self.actor,
            action="chart.view",
            model="charts.Chart",
            object_id=chart.pk,
            fields=("guards",),
            origin=request_origin(request._request),  # noqa: SLF001 -- DRF's wrapped request
        )
        body = {
            "chart": chart.pk,
            "coder": coder.name,
            "coder_email": coder.email,
            "day": day,
            "refusals": found,
        }
        return Response(RefusalsOut(body).data)
