"""Endpoints of reporting: the same numbers as the pages, from the same declarations."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from engagements.kernel.api import EngagementAPIView
from reporting.forms import DIMENSIONS, SPANS, PeriodMixin
from reporting.numbers import reading_data, standing_data
from reporting.selectors.dnfc import dnfc_days


def _shape(name: str, fields: dict[str, Any]) -> type[serializers.Serializer[Any]]:
    """A serializer by its fields: `from` is a name that a class body may not have."""
    return type(name, (serializers.Serializer,), fields)


def _figure(*, null: bool = True) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=24, decimal_places=6, allow_null=null)


def _words() -> dict[str, Any]:
    return {
        "key": serializers.CharField(),
        "label": serializers.CharField(),
        "family": serializers.CharField(),
        "value": _figure(),
        "text": serializers.CharField(),
        "unit": serializers.CharField(),
        "definition": serializers.CharField(),
        "source": serializers.CharField(),
        "rows": serializers.CharField(help_text="The list that shows exactly the rows counted."),
    }


def _days() -> dict[str, Any]:
    return {"from": serializers.DateField(), "to": serializers.DateField()}


BaselineOut = _shape(
    "NumberBaseline",
    {
        **_days(),
        "value": _figure(null=False),
        "text": serializers.CharField(),
        "n": serializers.IntegerField(allow_null=True),
        "specialty": serializers.CharField(help_text="Empty: over all specialties."),
        "method": serializers.CharField(),
        "difference": _figure(),
        "difference_text": serializers.CharField(),
    },
)
StandingOut = _shape("StandingNumber", _words())
NumberOut = _shape(
    "Number",
    {
        **_words(),
        **_days(),
        "time_zone": serializers.CharField(),
        "numerator": _figure(),
        "n": serializers.IntegerField(allow_null=True),
        "previous": _figure(),
        "target": _figure(),
        "baseline": BaselineOut(allow_null=True),
        "filters": serializers.DictField(child=serializers.CharField()),
        "method": serializers.CharField(),
    },
)
GroupOut = _shape(
    "NumberGroup", {"group": serializers.CharField(), "numbers": NumberOut(many=True)}
)
BreakdownOut = _shape(
    "NumberBreakdown", {"by": serializers.CharField(), "groups": GroupOut(many=True)}
)
NumbersOut = _shape(
    "Numbers",
    {
        **_days(),
        "time_zone": serializers.CharField(),
        "numbers": NumberOut(many=True),
        "standing": StandingOut(many=True),
        "breakdown": BreakdownOut(),
    },
)


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
        responses=NumbersOut,
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
        body = {
            "from": board.period.start,
            "to": board.period.end,
            "time_zone": board.period.zone,
            "numbers": [reading_data(one) for one in board.readings.values()],
            "standing": [standing_data(one) for one in board.standing.values()],
            "breakdown": {"by": form.breakdown, "groups": groups},
        }
        return Response(NumbersOut(body).data)


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
