"""Samples and findings for other systems: the same rights, rows and services as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response

from engagements.enums import Side
from engagements.kernel.api import EngagementAPIView
from qa.enums import SampleType
from qa.models import Audit, Finding, Sample
from qa.policies import AuditPolicy, FindingPolicy, SamplePolicy, coder_is_blinded
from qa.selectors import (
    audits_of,
    coders_seen,
    finding_list,
    frame_rows,
    sample_check,
    sample_list,
)
from qa.services import DrawPlan, finding_decide, finding_respond, sample_draw


class SampleOut(serializers.ModelSerializer):  # type: ignore[type-arg]  # generic in its stubs only
    """A sample with all that is needed to draw it again; the frame is a resource of its own."""

    class Meta:
        model = Sample
        fields = (
            "id",
            "name",
            "sample_type",
            "drawn_for",
            "is_independent",
            "period_start",
            "period_end",
            "specialty",
            "frame_size",
            "frame_sha256",
            "seed",
            "generator",
            "size",
            "spares",
            "purpose",
            "drawn_at",
            "locked_at",
        )


class SampleIn(serializers.Serializer):  # type: ignore[type-arg]  # generic in its stubs only
    name = serializers.CharField(max_length=120)
    sample_type = serializers.ChoiceField(SampleType.choices, default=SampleType.RANDOM)
    drawn_for = serializers.ChoiceField([Side.VENDOR.value, Side.AUDITOR.value])
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    size = serializers.IntegerField(min_value=1, max_value=5000)
    spares = serializers.IntegerField(min_value=0, max_value=500, default=0)
    coder = serializers.IntegerField(required=False)
    specialty = serializers.CharField(max_length=60, default="", allow_blank=True)
    code = serializers.CharField(max_length=10, default="", allow_blank=True)
    purpose = serializers.CharField(max_length=200, default="", allow_blank=True)


class AuditOut(serializers.ModelSerializer):  # type: ignore[type-arg]  # generic in its stubs only
    chart = serializers.CharField(source="chart.encounter_ref")
    coder = serializers.SerializerMethodField()

    class Meta:
        model = Audit
        fields = (
            "id",
            "ordinal",
            "chart",
            "coder",
            "state",
            "mode",
            "specialty",
            "encounter_correct",
            "components_correct",
            "reviewer_codes",
            "coder_codes",
            "correct_codes",
            "findings_total",
            "payment_direction",
            "payment_effect",
            "completed_at",
        )

    def get_coder(self, audit: Audit) -> str:
        actor = self.context["actor"]
        return "" if coder_is_blinded(actor, audit) else audit.coder.name


class FindingOut(serializers.ModelSerializer):  # type: ignore[type-arg]  # generic in its stubs only
    chart = serializers.CharField(source="audit.chart.encounter_ref")
    category = serializers.CharField(source="category.key", default="")

    class Meta:
        model = Finding
        fields = (
            "id",
            "audit",
            "chart",
            "state",
            "kind",
            "component",
            "coder_code",
            "auditor_code",
            "detail",
            "category",
            "direction",
            "severity",
            "rationale",
            "rule_source",
            "response",
            "responded_at",
            "decision",
            "decided_at",
        )


class ResponseIn(serializers.Serializer):  # type: ignore[type-arg]  # generic in its stubs only
    agrees = serializers.BooleanField()
    response = serializers.CharField(default="", allow_blank=True)


class DecisionIn(serializers.Serializer):  # type: ignore[type-arg]  # generic in its stubs only
    upheld = serializers.BooleanField()
    decision = serializers.CharField()


class PagedView(EngagementAPIView, abstract=True):
    """A list in pages."""

    def paged(self, rows: Any, serializer: type[Any]) -> Response:
        pages = LimitOffsetPagination()
        page = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response(
            serializer(page, many=True, context={"actor": self.actor}).data
        )


class SamplesView(PagedView):
    """List samples; draw one."""

    action = "sample.view"
    write_action = "sample.draw"
    serializer_class = SampleOut

    @extend_schema(operation_id="samples_list")
    def get(self, request: Request) -> Response:
        return self.paged(sample_list(self.actor), SampleOut)

    def post(self, request: Request) -> Response:
        given = SampleIn(data=request.data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(given.validated_data)
        coder_id = values.pop("coder", None)
        coder = None
        if coder_id is not None:
            coder = coders_seen(self.engagement).filter(pk=coder_id).first()
            if coder is None:
                raise serializers.ValidationError({"coder": ["Nobody of this number codes here."]})
        sample = sample_draw(actor=self.actor, plan=DrawPlan(coder=coder, **values))
        return Response(SampleOut(sample).data, status=201)


class SampleView(EngagementAPIView):
    """One sample, its audits, and whether it can be drawn again."""

    action = "sample.view"
    serializer_class = SampleOut

    @extend_schema(operation_id="samples_read")
    def get(self, request: Request, sample_id: int) -> Response:
        sample = self.get_object_or_deny(SamplePolicy, sample_id)
        check = sample_check(sample)
        audits = AuditOut(audits_of(self.actor, sample), many=True, context={"actor": self.actor})
        return Response({**SampleOut(sample).data, "verified": check.holds, "audits": audits.data})


class SampleFrameView(EngagementAPIView):
    """The frozen frame: position, chart, coding and order of selection, weight."""

    action = "sample.view"
    serializer_class = SampleOut

    def get(self, request: Request, sample_id: int) -> Response:
        sample = self.get_object_or_deny(SamplePolicy, sample_id)
        names = ("position", "chart", "coding", "ordinal", "weight")
        return Response([dict(zip(names, row, strict=True)) for row in frame_rows(sample)])


class AuditView(EngagementAPIView):
    """One audit's result."""

    action = "audit.view"
    serializer_class = AuditOut

    def get(self, request: Request, audit_id: int) -> Response:
        audit = self.get_object_or_deny(AuditPolicy, audit_id, related=("chart", "coder", "sample"))
        return Response(AuditOut(audit, context={"actor": self.actor}).data)


class FindingsView(PagedView):
    """List findings."""

    action = "finding.view"
    serializer_class = FindingOut

    @extend_schema(operation_id="findings_list")
    def get(self, request: Request) -> Response:
        rows = finding_list(self.actor)
        if state := request.query_params.get("state"):
            rows = rows.filter(state=state)
        return self.paged(rows, FindingOut)


class FindingView(EngagementAPIView):
    """One finding."""

    action = "finding.view"
    serializer_class = FindingOut

    @extend_schema(operation_id="findings_read")
    def get(self, request: Request, finding_id: int) -> Response:
        return Response(FindingOut(self.get_object_or_deny(FindingPolicy, finding_id)).data)


class FindingResponseView(EngagementAPIView):
    """The coder's side agrees or disputes."""

    action = "finding.respond"
    serializer_class = ResponseIn

    def post(self, request: Request, finding_id: int) -> Response:
        finding = self.get_object_or_deny(FindingPolicy, finding_id)
        given = ResponseIn(data=request.data)
        given.is_valid(raise_exception=True)
        finding_respond(actor=self.actor, finding=finding, **given.validated_data)
        return Response(FindingOut(finding).data)


class FindingDecisionView(EngagementAPIView):
    """The auditor upholds or overturns."""

    action = "finding.decide"
    serializer_class = DecisionIn

    def post(self, request: Request, finding_id: int) -> Response:
        finding = self.get_object_or_deny(FindingPolicy, finding_id)
        given = DecisionIn(data=request.data)
        given.is_valid(raise_exception=True)
        finding_decide(actor=self.actor, finding=finding, **given.validated_data)
        return Response(FindingOut(finding).data)
