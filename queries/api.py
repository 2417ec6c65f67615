"""Endpoints of queries. Texts are only given to those who may read them, and reading is logged."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engagements.kernel.api import EngagementAPIView, EngagementListAPIView, filter_parameters
from engagements.kernel.errors import DomainError
from engagements.kernel.views import request_origin
from engagements.services import access_log_record
from queries import selectors, services
from queries.filters import QueryFilter
from queries.models import Query
from queries.policies import QueryPolicy


class QueryOut(serializers.ModelSerializer[Query]):
    encounter_ref = serializers.CharField(source="chart.encounter_ref", read_only=True)
    provider_name = serializers.CharField(source="provider.name", read_only=True)

    class Meta:
        model = Query
        fields = (
            "id",
            "chart",
            "encounter_ref",
            "provider",
            "provider_name",
            "kind",
            "category",
            "title",
            "state",
            "outcome",
            "sent_at",
            "due_at",
            "closed_at",
            "response_seconds",
            "needs_physician_review",
        )


class AnswerIn(serializers.Serializer[Any]):
    option = serializers.IntegerField()
    words = serializers.CharField(required=False, allow_blank=True, max_length=4000)


class QueryListAPI(EngagementListAPIView):
    action = "query.view"
    filterset_class = QueryFilter

    @extend_schema(
        operation_id="queries_list",
        parameters=filter_parameters(QueryFilter),
        responses=QueryOut(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = self.narrowed(request, selectors.queries_visible(actor=self.actor))
        return self.paged(request, rows, QueryOut)


class QueryDetailAPI(EngagementAPIView):
    action = "query.view"

    @extend_schema(responses=QueryOut, operation_id="queries_detail")
    def get(self, request: Request, query_id: int) -> Response:
        query = self.get_object_or_deny(QueryPolicy, query_id, related=("chart", "provider"))
        data: dict[str, Any] = dict(QueryOut(query).data)
        if self.actor.can("query.text"):
            content = selectors.query_content(query)
            data["indicators"] = [{"text": t, "source": s} for t, s in content.indicators]
            data["question"] = content.question
            data["options"] = [
                {"id": o.pk, "kind": o.kind, "text": o.text, "chosen": o.chosen}
                for o in content.options
            ]
            data["answer"] = content.answer
            access_log_record(
                actor=self.actor,
                action="query.text",
                model="queries.Query",
                object_id=query.pk,
                fields=["indicators", "question", "options", "answer"],
                origin=request_origin(request),
            )
        return Response(data)


class QueryAnswerAPI(EngagementAPIView):
    action = "query.answer"

    @extend_schema(request=AnswerIn, responses=QueryOut, operation_id="queries_answer")
    def post(self, request: Request, query_id: int) -> Response:
        query = self.get_object_or_deny(QueryPolicy, query_id, related=("chart", "provider"))
        given = AnswerIn(data=request.data)
        given.is_valid(raise_exception=True)
        option = query.options.filter(pk=given.validated_data["option"]).first()
        if option is None:
            raise DomainError("That answer belongs to another query.", field="option")
        services.query_answer(
            actor=self.actor,
            query=query,
            option=option,
            words=given.validated_data.get("words", ""),
        )
        return Response(QueryOut(query).data)
