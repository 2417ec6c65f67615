"""What the lists of the workforce can be narrowed by."""

from datetime import timedelta
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from engagements.enums.workforce import NoticeKind
from engagements.models import Credential, Instruction, RegulatoryNotice
from engagements.selectors import engagement_today
from engagements.selectors.dates import in_force

STANDINGS = (
    ("counts", "Counts today"),
    ("unverified", "Not verified"),
    ("expiring", "Expires within 90 days"),
    ("expired", "Expired"),
    ("revoked", "Revoked"),
)
NOTICE = timedelta(days=90)


class CredentialFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = filters.CharFilter(field_name="user__name", lookup_expr="icontains", label="Coder")
    standing = filters.ChoiceFilter(choices=STANDINGS, method="by_standing", label="Standing")
    code = filters.CharFilter(field_name="kind__code", lookup_expr="iexact", label="Credential")

    class Meta:
        model = Credential
        fields: tuple[str, ...] = ()

    def by_standing(
        self, rows: "QuerySet[Credential]", _name: str, value: str
    ) -> "QuerySet[Credential]":
        day = engagement_today(self.request.engagement)
        live = in_force(day, "issued_on", "expires_on")
        live &= Q(revoked_on__isnull=True) | Q(revoked_on__gt=day)
        wanted: dict[str, Q] = {
            "counts": live & Q(verified_on__lte=day),
            "unverified": Q(verified_on__isnull=True),
            "expiring": live & Q(expires_on__lte=day + NOTICE),
            "expired": Q(expires_on__lt=day),
            "revoked": Q(revoked_on__lte=day),
        }
        return rows.filter(wanted[value])


class _CurrentFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """Rows in force today, those over, and those to come."""

    current = filters.ChoiceFilter(
        choices=(("now", "In force"), ("later", "To come"), ("over", "Over")),
        method="by_time",
        label="When",
    )

    def by_time(self, rows: Any, _name: str, value: str) -> Any:
        day = engagement_today(self.request.engagement)
        wanted = {
            "now": in_force(day),
            "later": Q(effective_from__gt=day),
            "over": Q(effective_to__lt=day),
        }
        return rows.filter(wanted[value])


class NoticeFilters(_CurrentFilters):
    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label="Title")
    kind = filters.ChoiceFilter(choices=NoticeKind.choices)
    payer_state = filters.CharFilter(lookup_expr="iexact", label="State")
    unread = filters.BooleanFilter(field_name="is_read", exclude=True, label="Unread by me")

    class Meta:
        model = RegulatoryNotice
        fields: tuple[str, ...] = ()


class InstructionFilters(_CurrentFilters):
    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label="Title")
    payer = filters.CharFilter(field_name="payer__name", lookup_expr="icontains", label="Payer")
    specialty = filters.CharFilter(lookup_expr="iexact")

    class Meta:
        model = Instruction
        fields: tuple[str, ...] = ()
