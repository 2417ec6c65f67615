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
                "numbers": inline_serializer("Number", NUMBER, many=True),
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
