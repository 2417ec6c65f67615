"""Alerts and My work of the caller."""

from typing import Any, ClassVar

from django_filters import FilterSet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engagements.filters.alerts import AlertFilterSet
from engagements.kernel.api import EngagementAPIView, EngagementListAPIView, filter_parameters
from engagements.models import Alert
from engagements.selectors.alerts import alerts_of
from engagements.selectors.my_work import work_cards


class AlertOut(serializers.ModelSerializer[Alert]):
    """`acknowledged_at` and `snoozed_until` are the caller's own."""

    acknowledged_at = serializers.DateTimeField(allow_null=True)
    snoozed_until = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Alert
        fields = (
            *("id", "key", "source", "title", "detail", "url", "urgent", "due_at", "raised_at"),
            *("raised_count", "settled_at", "acknowledged_at", "snoozed_until"),
        )


class WorkCardOut(serializers.Serializer[Any]):
    """`is_part`: counted by another card as well."""

    title = serializers.CharField()
    count = serializers.IntegerField()
    urgent = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)
    url = serializers.CharField(help_text="The page with the rows.")
    is_part = serializers.BooleanField()


class AlertListAPI(EngagementListAPIView):
    """The alerts that the caller is addressed by; without a state, those that wait for them."""

    action = "alert.view"
    filterset_class: ClassVar[type[FilterSet] | None] = AlertFilterSet

    @extend_schema(
        operation_id="alerts_list",
        parameters=filter_parameters(AlertFilterSet),
        responses=AlertOut(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = self.narrowed(request, alerts_of(self.actor), state="waiting")
        body = AlertOut(self.page(request, rows), many=True).data
        return self.paginator.get_paginated_response(body)


class WorkAPI(EngagementAPIView):
    """What waits for the caller: the cards of My work, urgent ones first."""

    action = "engagement.enter"

    @extend_schema(operation_id="work_list", responses=WorkCardOut(many=True))
    def get(self, request: Request) -> Response:
        return Response(WorkCardOut(work_cards(self.actor), many=True).data)
