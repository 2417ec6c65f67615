"""The workforce for other systems: who codes, with what, from where, until when."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engagements.enums import Side
from engagements.kernel.api import EngagementListAPIView
from engagements.kernel.errors import DomainError
from engagements.selectors.workforce.rostered import people_rostered, rostered

SIDES = (Side.VENDOR.value, Side.PRACTICE.value)


class CredentialOut(serializers.Serializer[Any]):
    """`counts`: verified, issued, and neither expired nor revoked today."""

    code = serializers.CharField(source="credential.kind.code")
    number = serializers.CharField(source="credential.number")
    issued_on = serializers.DateField(source="credential.issued_on")
    expires_on = serializers.DateField(source="credential.expires_on", allow_null=True)
    verified_on = serializers.DateField(source="credential.verified_on", allow_null=True)
    revoked_on = serializers.DateField(source="credential.revoked_on", allow_null=True)
    state = serializers.CharField(source="standing.word")
    counts = serializers.BooleanField(source="standing.counts")


class SiteOut(serializers.Serializer[Any]):
    name = serializers.CharField(source="site.name")
    country = serializers.CharField(source="site.country")
    since = serializers.DateField(source="effective_from")


class CoverOut(serializers.Serializer[Any]):
    specialty = serializers.CharField()
    rank = serializers.CharField()


class TrainingOut(serializers.Serializer[Any]):
    title = serializers.CharField(source="campaign.title")
    code_set = serializers.CharField(source="campaign.code_set")
    due_on = serializers.DateField(source="campaign.due_on")
    affected_from = serializers.DateField(source="campaign.affected_from")
    state = serializers.CharField(source="cell.word")
    completed_on = serializers.DateField(
        source="cell.completion.completed_on", default=None, allow_null=True
    )


class CoderOut(serializers.Serializer[Any]):
    """Dates of the roster are null where none is kept for the coder."""

    id = serializers.IntegerField(source="user.pk")
    name = serializers.CharField(source="user.name")
    email = serializers.EmailField(source="user.email")
    organization = serializers.CharField(source="user.organization.name", default="")
    side = serializers.CharField()
    joined_on = serializers.DateField(source="entry.joined_on", default=None, allow_null=True)
    left_on = serializers.DateField(source="entry.left_on", default=None, allow_null=True)
    coding_since = serializers.DateField(source="entry.coding_since", default=None, allow_null=True)
    credentials = CredentialOut(source="held", many=True)
    sites = SiteOut(many=True)
    specialties = CoverOut(source="covers", many=True)
    training = TrainingOut(many=True)


class RosterAPI(EngagementListAPIView):
    """Everybody who codes, as of today: credentials, sites, specialties, training."""

    action = "workforce.view"

    @extend_schema(
        operation_id="workforce_roster",
        parameters=[OpenApiParameter("side", enum=list(SIDES))],
        responses=CoderOut(many=True),
    )
    def get(self, request: Request) -> Response:
        side = request.GET.get("side", "")
        if side and side not in SIDES:
            raise DomainError(
                "There is no such side.", field="side", remedy=f"Use {' or '.join(SIDES)}."
            )
        people = self.page(request, people_rostered(self.actor, side))
        body = CoderOut(rostered(self.actor, people), many=True).data
        return self.paginator.get_paginated_response(body)
