"""Filters of samples, audits and findings."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import DateInput

from charts.selectors.naming import asks_for_coder
from engagements.enums import PARTY_CHOICES, Side
from engagements.enums.agreement import Handoff
from engagements.kernel.lists import FromDayFilter, ToDayFilter
from qa.enums import AuditState, Direction, DiscrepancyKind, FindingState, SampleType, Severity
from qa.models import Audit, Finding, FindingCategory, Sample
from qa.policies import NAME_WITHHELD
from qa.selectors import to_sign_off

SIDES = [(Side.VENDOR.value, "Vendor's QA"), (Side.AUDITOR.value, "Independent auditor")]


class SampleFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = filters.CharFilter(field_name="name", lookup_expr="icontains", label="Name")
    sample_type = filters.ChoiceFilter(choices=SampleType.choices, label="Type", empty_label="Any")
    drawn_for = filters.ChoiceFilter(choices=SIDES, label="Audited by", empty_label="Any")
    to_sign_off = filters.ChoiceFilter(
        choices=[("on", "Waiting for it")],
        method="by_sign_off",
        label="Sign-off",
        empty_label="Any",
    )
    since = filters.DateFilter(
        field_name="period_end", lookup_expr="gte", label="Period from", widget=DateInput()
    )
    until = filters.DateFilter(
        field_name="period_start", lookup_expr="lte", label="Period to", widget=DateInput()
    )

    class Meta:
        model = Sample
        fields = ["sample_type", "drawn_for"]

    def by_sign_off(self, rows: "QuerySet[Sample]", name: str, value: str) -> "QuerySet[Sample]":
        return to_sign_off(rows)


class AuditFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = filters.CharFilter(
        field_name="chart__encounter_ref", lookup_expr="icontains", label="Chart"
    )
    state = filters.ChoiceFilter(choices=AuditState.choices, label="State", empty_label="Any")
    mine = filters.ChoiceFilter(
        method="filter_mine", choices=[("on", "Mine to do")], label="Mine", empty_label="Any"
    )
    sample_type = filters.ChoiceFilter(
        choices=SampleType.choices, label="Sample type", empty_label="Any"
    )
    sample = filters.NumberFilter(field_name="sample_id", label="Sample number")
    specialty = filters.CharFilter(label="Specialty")
    correct = filters.ChoiceFilter(
        field_name="encounter_correct",
        choices=[("True", "All correct"), ("False", "Something wrong")],
        label="Result",
        empty_label="Any",
    )
    direction = filters.ChoiceFilter(
        field_name="payment_direction",
        choices=Direction.choices,
        label="Payment",
        empty_label="Any",
    )
    since = FromDayFilter("completed_at", "Completed from")
    until = ToDayFilter("completed_at", "Completed to")

    class Meta:
        model = Audit
        fields = ["state", "side", "sample_type"]

    def filter_queryset(self, queryset: "QuerySet[Audit]") -> "QuerySet[Audit]":
        """Asked by coder, those whose coder's name is withheld from the reader are left out."""
        found: QuerySet[Audit] = super().filter_queryset(queryset)
        is_told = self.request.actor.side == Side.AUDITOR and asks_for_coder(self.request.GET)
        return found.exclude(NAME_WITHHELD) if is_told else found

    def filter_mine(self, rows: "QuerySet[Audit]", name: str, value: str) -> "QuerySet[Audit]":
        user_id = self.request.user.pk
        unfinished = Q(state__in=[AuditState.OPEN, AuditState.IN_PROGRESS, AuditState.COMPARED])
        mine = Q(auditor_id=user_id) | Q(auditor__isnull=True, side=self.request.actor.side)
        return rows.filter(unfinished & mine).exclude(coder_id=user_id)


class FindingFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = filters.CharFilter(method="filter_search", label="Chart or code")
    state = filters.ChoiceFilter(choices=FindingState.choices, label="State", empty_label="Any")
    kind = filters.ChoiceFilter(choices=DiscrepancyKind.choices, label="Kind", empty_label="Any")
    category = filters.ModelChoiceFilter(
        queryset=FindingCategory.objects.all(), label="Category", empty_label="Any"
    )
    direction = filters.ChoiceFilter(
        choices=Direction.choices, label="Direction", empty_label="Any"
    )
    severity = filters.ChoiceFilter(choices=Severity.choices, label="Severity", empty_label="Any")
    owner_side = filters.ChoiceFilter(
        choices=PARTY_CHOICES,
        label="Whose it is",
        empty_label="Any",
    )
    handoff = filters.ChoiceFilter(choices=Handoff.choices, label="Handoff", empty_label="Any")
    side = filters.ChoiceFilter(
        field_name="audit__side", choices=SIDES, label="Audited by", empty_label="Any"
    )

    class Meta:
        model = Finding
        fields = ["state", "kind", "category", "direction", "severity"]

    def filter_search(
        self, rows: "QuerySet[Finding]", name: str, value: str
    ) -> "QuerySet[Finding]":
        return rows.filter(
            Q(audit__chart__encounter_ref__icontains=value)
            | Q(coder_code__istartswith=value)
            | Q(auditor_code__istartswith=value)
        )
