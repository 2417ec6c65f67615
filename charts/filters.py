"""What the lists of charts and of work can be narrowed by."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django_filters as filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from charts.enums import ChartState, LateDocument, PendingReason, WorkKind, WorkState
from charts.models import Chart, PendingSpell, WorkItem
from charts.selectors.board import AGES, aged, came, span_of, went
from charts.selectors.board_people import queried, reworked
from charts.selectors.lateness import (
    DUE_STANDS,
    UNCODED,
    filing_near,
    filing_passed,
    is_overdue,
    misses_cutoff,
)
from charts.selectors.naming import asks_for_coder, charts_named
from charts.selectors.pending import spells_for
from charts.selectors.standing_at import rows_of, standing_at
from charts.selectors.turns import work_times
from engagements.enums import Complexity, EncounterClass, Side, Urgency
from engagements.kernel.lists import FromDayFilter, ToDayFilter
from engagements.selectors import engagement_today

CLOCKS = (
    ("overdue", "Overdue"),
    ("at_risk", "At risk"),
    ("paused", "Paused"),
    ("not_started", "Clock not started"),
    ("on_time", "Returned on time"),
    ("late", "Returned late"),
)
CUTOFFS = (("missing", "Will miss or missed it"),)
SIDES = ((Side.VENDOR.value, "Vendor"), (Side.PRACTICE.value, "In-house"))
UNCODED_REASONS = (
    ("waiting", "Waiting for documentation"),
    ("ready", "Ready to code"),
    ("in_coding", "In coding"),
    ("queried", "Query open"),
    ("pending", "Pending"),
    ("unbilled", "Coded, not billed"),
)
HAPPENED = (("query", "A query held its clock"), ("rework", "Came back for rework"))
MOVED = (("came", "Came in, done or not"), ("went", "Done"))
NO_NAME = "(none)"
"""Typed or linked: the rows that have no queue, or no specialty."""
_DATE = forms.DateInput(attrs={"type": "date"})


def at_risk_of(filterset: filters.FilterSet) -> timedelta:
    """How far ahead of its due time work is at risk, by the terms of the reader's engagement."""
    engagement: Any = filterset.request.actor.engagement
    return work_times(engagement).at_risk


def named(filterset: filters.FilterSet, rows: Any, name: str, value: str) -> Any:
    """The rows of this very name; where the whole list has none, those in other letters."""
    if value == NO_NAME:
        return rows.filter(**{name: ""})
    is_exact = filterset.queryset.filter(**{name: value}).exists()
    return rows.filter(**{name if is_exact else f"{name}__iexact": value})


class NamedCoders(filters.FilterSet):
    """Asked by coder, a list leaves out the charts whose coder may not be named to the reader."""

    coder = filters.CharFilter(field_name="coded_by__name", lookup_expr="icontains", label="Coder")

    def filter_queryset(self, queryset: "QuerySet[Chart]") -> "QuerySet[Chart]":
        found: QuerySet[Chart] = super().filter_queryset(queryset)
        return (
            charts_named(self.request.actor, found) if asks_for_coder(self.request.GET) else found
        )


class ChartFilters(NamedCoders):
    q = filters.CharFilter(method="search", label="Encounter reference")
    state = filters.MultipleChoiceFilter(
        choices=ChartState.choices, widget=forms.CheckboxSelectMultiple
    )
    clock = filters.ChoiceFilter(choices=CLOCKS, method="by_clock", label="Clock")
    encounter_class = filters.ChoiceFilter(choices=EncounterClass.choices, label="Class")
    specialty = filters.CharFilter(method="by_specialty")
    location = filters.CharFilter(lookup_expr="icontains")
    urgency = filters.ChoiceFilter(choices=Urgency.choices)
    complexity = filters.ChoiceFilter(choices=Complexity.choices)
    payer = filters.CharFilter(field_name="payer__name", lookup_expr="icontains", label="Payer")
    provider = filters.CharFilter(
        field_name="provider__name", lookup_expr="icontains", label="Provider"
    )
    coder_email = filters.CharFilter(
        field_name="coded_by__email", lookup_expr="iexact", label="Coder's e-mail"
    )
    coded_side = filters.ChoiceFilter(choices=SIDES, method="by_coded_side", label="Coded by")
    coded_from = FromDayFilter("coded_at", "Coded from")
    coded_to = ToDayFilter("coded_at", "Coded to")
    happened = filters.ChoiceFilter(choices=HAPPENED, method="by_happened", label="Happened")
    served_from = filters.DateFilter(
        field_name="date_of_service", lookup_expr="gte", label="Served from", widget=_DATE
    )
    served_to = filters.DateFilter(
        field_name="date_of_service", lookup_expr="lte", label="Served to", widget=_DATE
    )

    cutoff = filters.ChoiceFilter(choices=CUTOFFS, method="by_cutoff", label="Month-end cutoff")
    filing = filters.ChoiceFilter(
        choices=(("near", "Near or past"), ("passed", "Past")),
        method="by_filing",
        label="Filing limit",
    )
    uncoded_on = filters.DateFilter(
        method="by_uncoded", label="Not final coded at the end of", widget=_DATE
    )
    uncoded_reason = filters.ChoiceFilter(
        choices=UNCODED_REASONS, method="by_nothing", label="Then, because"
    )
    late_document = filters.ChoiceFilter(choices=LateDocument.choices, label="Late document")

    class Meta:
        model = Chart
        fields: tuple[str, ...] = ()

    def by_uncoded(self, rows: "QuerySet[Chart]", _name: str, value: date) -> "QuerySet[Chart]":
        engagement: Any = self.request.actor.engagement
        zone = ZoneInfo(engagement.time_zone)
        ended = datetime.combine(value + timedelta(days=1), time(0), tzinfo=zone)
        statement, values = standing_at(engagement.pk, ended)
        reason = self.form.cleaned_data.get("uncoded_reason") or None
        found = f"""SELECT id FROM ({statement}) found
            WHERE reason = %(reason)s OR (%(reason)s IS NULL AND reason <> 'unbilled')
        """  # noqa: S608 -- constants
        return rows.filter(pk__in=rows_of(found, values | {"reason": reason}))

    def by_nothing(self, rows: "QuerySet[Chart]", _name: str, _value: str) -> "QuerySet[Chart]":
        """Narrows `uncoded_on`; by itself it says nothing."""
        return rows

    def by_cutoff(self, rows: "QuerySet[Chart]", _name: str, _value: str) -> "QuerySet[Chart]":
        return rows.filter(misses_cutoff(timezone.now()))

    def by_filing(self, rows: "QuerySet[Chart]", _name: str, value: str) -> "QuerySet[Chart]":
        engagement: Any = self.request.actor.engagement
        today = engagement_today(engagement)
        return rows.filter(filing_near(today) if value == "near" else filing_passed(today))

    def search(self, rows: "QuerySet[Chart]", _name: str, value: str) -> "QuerySet[Chart]":
        return rows.filter(encounter_ref__istartswith=value.strip())

    def by_coded_side(self, rows: "QuerySet[Chart]", _name: str, value: str) -> "QuerySet[Chart]":
        engagement: Any = self.request.actor.engagement
        sides = {Side.VENDOR: engagement.vendor_id, Side.PRACTICE: engagement.practice_id}
        return rows.filter(coded_by__organization_id=sides[Side(value)])

    def by_happened(self, rows: "QuerySet[Chart]", _name: str, value: str) -> "QuerySet[Chart]":
        return rows.filter(queried() if value == "query" else reworked())

    def by_specialty(self, rows: "QuerySet[Chart]", name: str, value: str) -> "QuerySet[Chart]":
        found: QuerySet[Chart] = named(self, rows, name, value)
        return found

    def by_clock(self, rows: "QuerySet[Chart]", _name: str, value: str) -> "QuerySet[Chart]":
        now = timezone.now()
        running = Q(state__in=[ChartState.READY, ChartState.IN_CODING])
        clocks: dict[str, Q] = {
            "overdue": is_overdue(now),
            "at_risk": running & DUE_STANDS & Q(due_at__gte=now),
            "paused": Q(state=ChartState.QUERIED) | (UNCODED & Q(paused_since__isnull=False)),
            "not_started": Q(state=ChartState.WAITING),
            "on_time": Q(coded_at__lte=F("due_at")),
            "late": Q(coded_at__gt=F("due_at")),
        }
        found = rows.filter(clocks[value])
        return found.filter(due_at__lt=now + at_risk_of(self)) if value == "at_risk" else found


class WorkFilters(filters.FilterSet):
    q = filters.CharFilter(method="search", label="Encounter reference")
    state = filters.MultipleChoiceFilter(
        choices=[(s.value, s.label) for s in (WorkState.OPEN, WorkState.LEASED, WorkState.PENDING)],
        widget=forms.CheckboxSelectMultiple,
    )
    queue = filters.CharFilter(method="by_name")
    side = filters.ChoiceFilter(choices=SIDES)
    kind = filters.ChoiceFilter(choices=WorkKind.choices)
    specialty = filters.CharFilter(field_name="chart__specialty", method="by_name")
    location = filters.CharFilter(field_name="chart__location", lookup_expr="icontains")
    age = filters.ChoiceFilter(
        choices=[(key, label) for key, label, _, _ in AGES], method="by_age", label="Waiting"
    )
    moved = filters.ChoiceFilter(
        choices=MOVED, method="by_moved", label="In the board's past working days"
    )
    urgency = filters.ChoiceFilter(field_name="chart__urgency", choices=Urgency.choices)
    due = filters.ChoiceFilter(choices=CLOCKS[:2], method="by_due", label="Due")
    cutoff = filters.ChoiceFilter(choices=CUTOFFS, method="by_cutoff", label="Month-end cutoff")
    whose = filters.ChoiceFilter(
        choices=(("mine", "Mine"), ("nobody", "Nobody's")), method="by_assignee", label="Assigned"
    )
    assignee = filters.CharFilter(
        field_name="assignee__name", lookup_expr="icontains", label="Coder"
    )

    coder_email = filters.CharFilter(
        field_name="assignee__email", lookup_expr="iexact", label="Coder's e-mail"
    )

    class Meta:
        model = WorkItem
        fields: tuple[str, ...] = ()

    def search(self, rows: "QuerySet[WorkItem]", _name: str, value: str) -> "QuerySet[WorkItem]":
        return rows.filter(chart__encounter_ref__istartswith=value.strip())

    def by_name(self, rows: "QuerySet[WorkItem]", name: str, value: str) -> "QuerySet[WorkItem]":
        found: QuerySet[WorkItem] = named(self, rows, name, value)
        return found

    def by_moved(self, rows: "QuerySet[WorkItem]", _name: str, value: str) -> "QuerySet[WorkItem]":
        """The list holds what is done as well when this is asked."""
        engagement: Any = self.request.actor.engagement
        span = span_of(engagement, timezone.now())
        return rows.filter(came(span) if value == "came" else went(span))

    def by_age(self, rows: "QuerySet[WorkItem]", _name: str, value: str) -> "QuerySet[WorkItem]":
        first, last = next((first, last) for key, _, first, last in AGES if key == value)
        return rows.filter(aged(timezone.now(), first, last))

    def by_due(self, rows: "QuerySet[WorkItem]", _name: str, value: str) -> "QuerySet[WorkItem]":
        now = timezone.now()
        running = rows.exclude(state=WorkState.PENDING)
        if value == "overdue":
            return running.filter(due_at__lt=now)
        return running.filter(due_at__gte=now, due_at__lt=now + at_risk_of(self))

    def by_cutoff(
        self, rows: "QuerySet[WorkItem]", _name: str, _value: str
    ) -> "QuerySet[WorkItem]":
        return rows.filter(misses_cutoff(timezone.now(), "chart__"))

    def by_assignee(
        self, rows: "QuerySet[WorkItem]", _name: str, value: str
    ) -> "QuerySet[WorkItem]":
        if value == "nobody":
            return rows.filter(assignee__isnull=True)
        user: Any = getattr(self.request, "user", None)
        return rows.filter(assignee_id=user.pk)


class PendingFilters(filters.FilterSet):
    q = filters.CharFilter(method="search", label="Encounter reference")
    standing = filters.ChoiceFilter(
        choices=(("open", "Pending now"), ("closed", "Settled")), method="by_standing", label="Now"
    )
    reason = filters.ChoiceFilter(choices=PendingReason.choices)
    mine = filters.BooleanFilter(
        method="by_mine", label="For me to settle", widget=forms.CheckboxInput
    )

    class Meta:
        model = PendingSpell
        fields: tuple[str, ...] = ()

    def search(
        self, rows: "QuerySet[PendingSpell]", _name: str, value: str
    ) -> "QuerySet[PendingSpell]":
        return rows.filter(chart__encounter_ref__istartswith=value.strip())

    def by_standing(
        self, rows: "QuerySet[PendingSpell]", _name: str, value: str
    ) -> "QuerySet[PendingSpell]":
        return rows.filter(closed_at__isnull=value == "open")

    def by_mine(
        self, rows: "QuerySet[PendingSpell]", _name: str, value: object
    ) -> "QuerySet[PendingSpell]":
        if not value:
            return rows
        return rows.filter(pk__in=spells_for(self.request.actor).values("pk"))
