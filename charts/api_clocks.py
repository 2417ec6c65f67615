"""Endpoints of what makes a record complete: documents, class, billing."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from charts.api import ChartOut, OneChartAPI
from charts.api_coders import coders_known
from charts.enums import ClassField, DocumentSource
from charts.models import ChartDocument
from charts.selectors.documents import documents_of
from charts.services import (
    DocumentInput,
    chart_billed,
    chart_class_set,
    document_record,
)
from engagements.enums import Complexity, DocumentType, EncounterClass, Urgency
from engagements.kernel.errors import DomainError


class DocumentOut(serializers.ModelSerializer[ChartDocument]):
    is_retracted = serializers.BooleanField(default=False, read_only=True)

    class Meta:
        model = ChartDocument
        fields = (
            *("id", "document_type", "reference", "dated_at", "signed_at", "received_at"),
            *("source", "is_retracted"),
        )


class DocumentIn(serializers.Serializer[Any]):
    """One document as the EHR knows it; told again, it changes nothing."""

    document_type = serializers.ChoiceField(choices=DocumentType.choices)
    reference = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
    dated_at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    signed_at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    received_at = serializers.DateTimeField()


class ClassIn(serializers.Serializer[Any]):
    encounter_class = serializers.ChoiceField(choices=EncounterClass.choices, required=False)
    urgency = serializers.ChoiceField(choices=Urgency.choices, required=False)
    complexity = serializers.ChoiceField(choices=Complexity.choices, required=False)
    reason = serializers.CharField(max_length=200)


class BilledIn(serializers.Serializer[Any]):
    at = serializers.DateTimeField()


class ChartDocumentsAPI(OneChartAPI):
    """The documents of a chart."""

    action = "chart.view"

    @extend_schema(responses=DocumentOut(many=True), operation_id="chart_documents_list")
    def get(self, request: Request, chart_id: int) -> Response:
        chart = self.viewed(chart_id, DocumentOut.Meta.fields)
        return Response(DocumentOut(documents_of(chart), many=True).data)


class ChartDocumentAPI(OneChartAPI):
    """Tells of one document; the clock starts with the last that is required."""

    action = "chart.document"

    @extend_schema(
        request=DocumentIn, responses={201: DocumentOut}, operation_id="chart_documents_record"
    )
    def post(self, request: Request, chart_id: int) -> Response:
        given = DocumentIn(data=request.data)
        given.is_valid(raise_exception=True)
        told = document_record(
            actor=self.actor,
            chart=self.chart(chart_id),
            document=DocumentInput(**given.validated_data),
            source=DocumentSource.API,
        )
        return Response(DocumentOut(told).data, status=201)


class ChartClassAPI(OneChartAPI):
    """Sets class, urgency or complexity against the rule, with the reason."""

    action = "chart.classify"

    @extend_schema(request=ClassIn, responses=ChartOut, operation_id="charts_classify")
    def post(self, request: Request, chart_id: int) -> Response:
        given = ClassIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = {
            field: given.validated_data[field.value]
            for field in ClassField
            if field.value in given.validated_data
        }
        if not values:
            raise DomainError("Nothing to set.", remedy="Name a class, urgency or complexity.")
        chart = self.chart(chart_id)
        chart_class_set(
            actor=self.actor, chart=chart, values=values, reason=given.validated_data["reason"]
        )
        shown = ChartOut(self.chart(chart_id), context=coders_known(self.actor))
        return Response(shown.data)


class ChartBilledAPI(OneChartAPI):
    """When the claim of a coded chart was sent."""

    action = "chart.edit"

    @extend_schema(request=BilledIn, responses=ChartOut, operation_id="charts_billed")
    def post(self, request: Request, chart_id: int) -> Response:
        given = BilledIn(data=request.data)
        given.is_valid(raise_exception=True)
        chart_billed(actor=self.actor, chart=self.chart(chart_id), at=given.validated_data["at"])
        shown = ChartOut(self.chart(chart_id), context=coders_known(self.actor))
        return Response(shown.data)
