"""Denials, claims and remittances as JSON: the same rows, filters and rights as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from denials.filters import ClaimFilterSet, DenialFilterSet, RemittanceFilterSet
from denials.models import Adjustment, Claim, Denial, Remittance, ServiceLine
from denials.policies import ClaimPolicy, DenialPolicy, RemittancePolicy
from denials.selectors import claims_visible, denials_visible
from denials.services import denial_attribution_answer, denial_set_root_cause
from engagements.kernel.api import EngagementAPIView, EngagementListAPIView, filter_parameters
from engagements.kernel.views import request_origin
from engagements.services import access_log_record


class DenialOut(serializers.ModelSerializer[Denial]):
    claim_reference = serializers.CharField(source="claim.patient_control_number")
    label = serializers.CharField()
    attributed_class = serializers.CharField()

    class Meta:
        model = Denial
        fields = (
            *("id", "claim", "claim_reference", "chart", "coder", "group", "carc", "rarcs"),
            *("label", "procedure", "amount", "denied_on", "deadline_on", "root_cause_due_on"),
            *("suggested_class", "suggested_also", "suggested_category"),
            *("suggestion_confidence", "suggestion_reason", "root_cause", "attributed_class"),
            *("owner_side", "handoff", "attribution"),
            *("appeal_allowed", "state", "assignee", "closed_at"),
        )


class RootCauseIn(serializers.Serializer[Any]):
    root_cause = serializers.CharField()
    evidence = serializers.CharField()
    owner_side = serializers.CharField(required=False, allow_blank=True)
    handoff = serializers.CharField(required=False, allow_blank=True)


class AttributionIn(serializers.Serializer[Any]):
    agrees = serializers.BooleanField()
    text = serializers.CharField(required=False, allow_blank=True)


class AdjustmentOut(serializers.ModelSerializer[Adjustment]):
    class Meta:
        model = Adjustment
        fields = ("service_line", "group", "carc", "amount", "quantity", "rarcs")


class ServiceLineOut(serializers.ModelSerializer[ServiceLine]):
    class Meta:
        model = ServiceLine
        fields = ("id", "procedure", "modifiers", "units", "charge", "paid", "service_date")


class ClaimOut(serializers.ModelSerializer[Claim]):
    class Meta:
        model = Claim
        fields = (
            *("id", "remittance", "patient_control_number", "payer_control_number", "payer"),
            *("payer_name", "chart", "coder", "specialty", "encounter_class", "status"),
            *("is_denied", "is_coding_denial", "is_reversal", "is_first_submission"),
            *("reversed_by", "charge", "paid", "patient_responsibility", "denied_amount"),
            *("coding_denied_amount", "adjudicated_on", "service_from"),
        )


class ClaimDetailOut(ClaimOut):
    service_lines = ServiceLineOut(many=True)
    adjustments = AdjustmentOut(many=True)

    class Meta(ClaimOut.Meta):
        fields = (*ClaimOut.Meta.fields, "service_lines", "adjustments")


class RemittanceOut(serializers.ModelSerializer[Remittance]):
    file = serializers.CharField(source="file.name")
    difference = serializers.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        model = Remittance
        fields = (
            *("id", "file", "control_number", "trace_number", "payer", "payer_name"),
            *("payment_date", "payment_amount", "claims_paid", "provider_adjustments"),
            *("difference", "is_balanced", "verdict", "problems", "claim_count"),
            *("service_line_count", "denied_count", "zero_paid_count", "reversal_count"),
        )


class OneRecordAPI(EngagementAPIView, abstract=True):
    """One record, whose reading is logged as that of its page is."""

    def read(self, record: Denial | Claim, out: type[serializers.ModelSerializer[Any]]) -> Response:
        access_log_record(
            actor=self.actor,
            action=self.action,
            model=record._meta.label,  # noqa: SLF001 -- the documented Meta API
            object_id=record.pk,
            fields=out.Meta.fields,
            origin=request_origin(self.request),
        )
        return Response(out(record).data)


class DenialListAPI(EngagementListAPIView):
    """All denials; `?show=todo` is the worklist."""

    action = "denial.view"
    filterset_class = DenialFilterSet

    @extend_schema(
        operation_id="denials_list",
        parameters=filter_parameters(DenialFilterSet),
        responses=DenialOut(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = self.narrowed(request, denials_visible(self.actor))
        return self.paged(request, rows, DenialOut)


class DenialAPI(OneRecordAPI):
    action = "denial.view"

    @extend_schema(responses=DenialOut, operation_id="denials_read")
    def get(self, request: Request, denial_id: int) -> Response:
        denial = self.get_object_or_deny(DenialPolicy, denial_id, related=("claim",))
        return self.read(denial, DenialOut)


class DenialRootCauseAPI(EngagementAPIView):
    action = "denial.work"

    @extend_schema(request=RootCauseIn, responses=DenialOut, operation_id="denials_root_cause")
    def post(self, request: Request, denial_id: int) -> Response:
        denial = self.get_object_or_deny(DenialPolicy, denial_id, related=("claim",))
        given = RootCauseIn(data=request.data)
        given.is_valid(raise_exception=True)
        done = denial_set_root_cause(actor=self.actor, denial=denial, **given.validated_data)
        return Response(DenialOut(done).data)


class DenialAnswerAPI(EngagementAPIView):
    """The side that did not name the root cause agrees with it or disputes it."""

    action = "denial.answer"

    @extend_schema(request=AttributionIn, responses=DenialOut, operation_id="denials_answer")
    def post(self, request: Request, denial_id: int) -> Response:
        denial = self.get_object_or_deny(DenialPolicy, denial_id, related=("claim",))
        given = AttributionIn(data=request.data)
        given.is_valid(raise_exception=True)
        done = denial_attribution_answer(actor=self.actor, denial=denial, **given.validated_data)
        return Response(DenialOut(done).data)


class ClaimListAPI(EngagementListAPIView):
    action = "denial.view"
    filterset_class = ClaimFilterSet

    @extend_schema(
        operation_id="claims_list",
        parameters=filter_parameters(ClaimFilterSet),
        responses=ClaimOut(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = self.narrowed(request, claims_visible(self.actor))
        return self.paged(request, rows, ClaimOut)


class ClaimAPI(OneRecordAPI):
    """With every service line and every adjustment."""

    action = "denial.view"

    @extend_schema(responses=ClaimDetailOut, operation_id="claims_read")
    def get(self, request: Request, claim_id: int) -> Response:
        return self.read(self.get_object_or_deny(ClaimPolicy, claim_id), ClaimDetailOut)


class RemittanceListAPI(EngagementListAPIView):
    action = "remittance.view"
    filterset_class = RemittanceFilterSet

    @extend_schema(
        operation_id="remittances_list",
        parameters=filter_parameters(RemittanceFilterSet),
        responses=RemittanceOut(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = self.narrowed(
            request, RemittancePolicy.visible(self.actor, self.action).select_related("file")
        )
        return self.paged(request, rows, RemittanceOut)


class RemittanceAPI(EngagementAPIView):
    action = "remittance.view"

    @extend_schema(responses=RemittanceOut, operation_id="remittances_read")
    def get(self, request: Request, remittance_id: int) -> Response:
        found = self.get_object_or_deny(RemittancePolicy, remittance_id, related=("file",))
        return Response(RemittanceOut(found).data)
