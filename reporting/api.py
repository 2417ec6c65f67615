"""Endpoints of reporting: the same numbers as the pages, from the same declarations."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from engagements.kernel.api import EngagementAPIView
from reporting.forms import DIMENSIONS, SPANS, PeriodMixin
from reporting.numbers import reading_data, standing_data
from reporting.selectors.dnfc import dnfc_days

NUMBER = {
    "key": serializers.CharField(),
    "label": serializers.CharField(),
    "family": serializers.CharField(),
    "value": serializers.DecimalField(max_digits=24, decimal_places=6, allow_null=True),
    "text": serializers.CharField(),
    "unit": serializers.CharField(),
    "definition": serializers.CharField(),
    "source": serializers.CharField(),
    "rows": serializers.CharField(help_text="The list that shows exactly the rows counted."),
}

BASELINE = {
    "value": serializers.DecimalField(max_digits=24, decimal_places=6),
    "text": serializers.CharField(),
    "n": serializers.IntegerField(),
    "specialty": serializers.CharField(help_text="Empty: over all specialties."),
    "from": serializers.DateField(),
    "to": serializers.DateField(),
    "method": serializers.CharField(),
    "difference": serializers.DecimalField(
        max_digits=24, decimal_places=6, allow_null=True, help_text="The number less its baseline."
    ),
    "difference_text": serializers.CharField(),
}


class NumbersAPI(PeriodMixin, EngagementAPIView):
    """Every number of a period, what stands now, and one breakdown."""

    action = "dashboard.view"

    @extend_schema(
        operation_id="reporting_numbers",
        parameters=[
            OpenApiParameter("span", enum=[key for key, _ in SPANS]),
            OpenApiParameter("start", description="First day of a custom span."),
            OpenApiParameter("end", description="Last day of a custom span."),
            OpenApiParameter("by", enum=list(DIMENSIONS)),
            *(OpenApiParameter(name, description="Filter") for name in DIMENSIONS),
        ],
        responses=inline_serializer(
            "Numbers",
            {
                "from": serializers.DateField(),
                "to": serializers.DateField(),
                "time_zone": serializers.CharField(),
                "numbers": inline_serializer(
                    "Number",
                    NUMBER
                    | {"baseline": inline_serializer("NumberBaseline", BASELINE, allow_null=True)},
                    many=True,
                ),
                "standing": inline_serializer("StandingNumber", NUMBER, many=True),
                "breakdown": serializers.DictField(),
            },
        ),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        form = self.period_form()
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        board = self.board(form)
        groups = [
            {"group": name, "numbers": [reading_data(cell) for cell in cells if cell is not None]}
            for name, cells in board.breakdown(form.breakdown).rows
        ]
        return Response(
            {
                "from": board.period.start,
                "to": board.period.end,
                "time_zone": board.period.zone,
                "numbers": [reading_data(one) for one in board.readings.values()],
                "standing": [standing_data(one) for one in board.standing.values()],
                "breakdown": {"by": form.breakdown, "groups": groups},
            }
        )


class DnfcCellOut(serializers.Serializer[Any]):
    reason = serializers.CharField()
    charts = serializers.IntegerField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    rows = serializers.CharField(source="url")


class DnfcDayOut(serializers.Serializer[Any]):
    """A counted day. `dnfb` adds charts that were coded and not billed, where that is known."""

    day = serializers.DateField()
    reconstructed = serializers.BooleanField()
    average_daily_revenue = serializers.DecimalField(max_digits=14, decimal_places=2)
    dnfc = serializers.DecimalField(max_digits=14, decimal_places=2)
    dnfc_days = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    dnfb = serializers.DecimalField(max_digits=14, decimal_places=2)
    dnfb_days = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    reasons = DnfcCellOut(source="cells", many=True)


class DnfcAPI(PeriodMixin, EngagementAPIView):
    """Uncoded value and days at the end of each local day of a period, by reason."""

    action = "dashboard.view"

    @extend_schema(
        operation_id="reporting_dnfc",
        parameters=[
            OpenApiParameter("span", enum=[key for key, _ in SPANS]),
            OpenApiParameter("start", description="First day of a custom span."),
            OpenApiParameter("end", description="Last day of a custom span."),
            OpenApiParameter("specialty", description="Filter"),
        ],
        responses=DnfcDayOut(many=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        form = self.period_form()
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        period, specialty = form.period, form.filters.get("specialty", "")
        days = dnfc_days(self.engagement, period.start, period.end, specialty=specialty)
        return Response(DnfcDayOut(days, many=True).data)
