"""Samples and findings for other systems: the same rights, rows and services as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engagements.kernel.api import EngagementAPIView, EngagementListAPIView, filter_parameters
from engagements.kernel.views import request_origin
from qa.enums import SampleType
from qa.filters import SIDES, FindingFilterSet, SampleFilterSet
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
from qa.services import (
    DrawPlan,
    audit_read_record,
    finding_decide,
    finding_respond,
    sample_draw,
)


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
    drawn_for = serializers.ChoiceField(SIDES)
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
            "owner_side",
            "handoff",
            "rationale",
            "rule_source",
            "response",
            "responded_at",
            "decision",
            "decided_at",
        )


class SampleDetailOut(SampleOut):
    """`verified`: the draw was repeated from the frame and the seed, and gave the same."""

    verified = serializers.BooleanField()
    audits = AuditOut(many=True)

    class Meta(SampleOut.Meta):
        fields = (*SampleOut.Meta.fields, "verified", "audits")


class FrameUnitOut(serializers.Serializer):  # type: ignore[type-arg]  # generic in its stubs only
    """`ordinal`: the order of selection, null where the chart was not drawn."""

    position = serializers.IntegerField()
    chart = serializers.IntegerField()
    coding = serializers.IntegerField()
    ordinal = serializers.IntegerField(allow_null=True)
    weight = serializers.FloatField(allow_null=True)


FRAME = tuple(FrameUnitOut().fields)


class ResponseIn(serializers.Serializer):  # type: ignore[type-arg]  # generic in its stubs only
    agrees = serializers.BooleanField()
    response = serializers.CharField(default="", allow_blank=True)


class DecisionIn(serializers.Serializer):  # type: ignore[type-arg]  # generic in its stubs only
    upheld = serializers.BooleanField()
    decision = serializers.CharField()


class SamplesView(EngagementListAPIView):
    """List samples; draw one."""

    action = "sample.view"
    write_action = "sample.draw"
    filterset_class = SampleFilterSet

    @extend_schema(
        operation_id="samples_list",
        parameters=filter_parameters(SampleFilterSet),
        responses=SampleOut(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = self.narrowed(request, sample_list(self.actor))
        return self.paged(request, rows, SampleOut)

    @extend_schema(operation_id="samples_draw", request=SampleIn, responses={201: SampleOut})
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

    @extend_schema(operation_id="samples_read", responses=SampleDetailOut)
    def get(self, request: Request, sample_id: int) -> Response:
        sample = self.get_object_or_deny(SamplePolicy, sample_id)
        check = sample_check(sample)
        audits = AuditOut(audits_of(self.actor, sample), many=True, context={"actor": self.actor})
        return Response({**SampleOut(sample).data, "verified": check.holds, "audits": audits.data})


class SampleFrameView(EngagementAPIView):
    """The frozen frame: position, chart, coding and order of selection, weight."""

    action = "sample.view"

    @extend_schema(operation_id="samples_frame", responses=FrameUnitOut(many=True))
    def get(self, request: Request, sample_id: int) -> Response:
        sample = self.get_object_or_deny(SamplePolicy, sample_id)
        units = (dict(zip(FRAME, row, strict=True)) for row in frame_rows(sample))
        return Response(FrameUnitOut(units, many=True).data)


class AuditView(EngagementAPIView):
    """One audit's result."""

    action = "audit.view"
    serializer_class = AuditOut

    def get(self, request: Request, audit_id: int) -> Response:
        audit = self.get_object_or_deny(AuditPolicy, audit_id, related=("chart", "coder", "sample"))
        audit_read_record(
            actor=self.actor,
            audit=audit,
            action=self.action,
            origin=request_origin(request),
            fields=AuditOut.Meta.fields,
        )
        return Response(AuditOut(audit, context={"actor": self.actor}).data)


class FindingsView(EngagementListAPIView):
    """List findings."""

    action = "finding.view"
    filterset_class = FindingFilterSet

    @extend_schema(
        operation_id="findings_list",
        parameters=filter_parameters(FindingFilterSet),
        responses=FindingOut(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = self.narrowed(request, finding_list(self.actor))
        return self.paged(request, rows, FindingOut)


class FindingView(EngagementAPIView):
    """One finding."""

    action = "finding.view"
    serializer_class = FindingOut

    @extend_schema(operation_id="findings_read")
    def get(self, request: Request, finding_id: int) -> Response:
        finding = self.get_object_or_deny(FindingPolicy, finding_id, related=("audit__chart",))
        audit_read_record(
            actor=self.actor,
            audit=finding.audit,
            action=self.action,
            origin=request_origin(request),
            fields=FindingOut.Meta.fields,
        )
        return Response(FindingOut(finding).data)


class FindingResponseView(EngagementAPIView):
    """The coder's side agrees or disputes."""

    action = "finding.respond"

    @extend_schema(operation_id="findings_respond", request=ResponseIn, responses=FindingOut)
    def post(self, request: Request, finding_id: int) -> Response:
        finding = self.get_object_or_deny(FindingPolicy, finding_id)
        given = ResponseIn(data=request.data)
        given.is_valid(raise_exception=True)
        finding_respond(actor=self.actor, finding=finding, **given.validated_data)
        return Response(FindingOut(finding).data)


class FindingDecisionView(EngagementAPIView):
    """The auditor upholds or overturns."""

    action = "finding.decide"

    @extend_schema(operation_id="findings_decide", request=DecisionIn, responses=FindingOut)
    def post(self, request: Request, finding_id: int) -> Response:
        finding = self.get_object_or_deny(FindingPolicy, finding_id)
        given = DecisionIn(data=request.data)
        given.is_valid(raise_exception=True)
        finding_decide(actor=self.actor, finding=finding, **given.validated_data)
        return Response(FindingOut(finding).data)
