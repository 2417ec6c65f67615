"""Filters of the worklist, the claims and the remittances."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import DateInput

from denials.carc import TAXONOMY
from denials.enums import Attribution, DenialClass, DenialState, GroupCode, RootCause
from denials.models import Claim, Denial, Remittance
from denials.selectors import claims_visible, denials_visible, worklist
from denials.selectors.causes import cause_near, cause_overdue, local_today
from engagements.enums import PARTY_CHOICES, EncounterClass
from engagements.enums.agreement import Handoff
from engagements.models import Payer, User

MINE = "todo"
EVERY = "all"
CAUSES = (
    ("overdue", "Overdue by the contract"),
    ("near", "Due within a week"),
    ("missing", "Not named yet"),
    ("named", "Named"),
)
SHOW = (
    (MINE, "Mine and unassigned, open"),
    ("open", "All open"),
    ("awaiting", "Waiting for the payer"),
    ("closed", "Closed"),
    (EVERY, "All"),
)
_STATES = {
    "open": DenialState.unresolved(),
    "awaiting": DenialState.awaiting(),
    "closed": DenialState.final(),
}


def _payers(request: Any) -> "QuerySet[Payer]":
    return Payer.objects.filter(engagement=request.engagement).order_by("name")


def _coders(request: Any) -> "QuerySet[User]":
    coders = claims_visible(request.actor).filter(coder__isnull=False).values("coder_id")
    return User.objects.filter(pk__in=coders.order_by()).order_by("name")


def _specialties(rows: "QuerySet[Any]", path: str) -> list[tuple[str, str]]:
    names = rows.exclude(**{path: ""}).order_by(path).values_list(path, flat=True).distinct()
    return [(name, name.replace("_", " ").capitalize()) for name in names]


def _day(label: str, field: str, lookup: str) -> filters.DateFilter:
    """One end of a span of days, inclusive."""
    widget = DateInput(attrs={"type": "date"})
    return filters.DateFilter(label=label, field_name=field, lookup_expr=lookup, widget=widget)


class DenialSearch(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """What everybody may look for who sees denials."""

    q = filters.CharFilter(label="Search", method="search")
    category = filters.ChoiceFilter(
        label="Category",
        field_name="suggested_category",
        choices=sorted(TAXONOMY.items(), key=lambda item: item[1]),
        empty_label="Any",
    )
    denied_min = _day("Denied from", "denied_on", "gte")
    denied_max = _day("Denied to", "denied_on", "lte")

    class Meta:
        model = Denial
        fields = ()

    def search(self, rows: "QuerySet[Denial]", _name: str, value: str) -> "QuerySet[Denial]":
        """An encounter reference, a payer's claim number, a reason or a procedure."""
        text = value.strip()
        return rows.filter(
            Q(claim__patient_control_number__icontains=text)
            | Q(claim__payer_control_number__icontains=text)
            | Q(carc__iexact=text)
            | Q(procedure__istartswith=text)
        )


class DenialFilterSet(DenialSearch):
    show = filters.ChoiceFilter(
        label="Show", choices=SHOW, method="by_show", empty_label=None, required=False
    )
    attributed = filters.ChoiceFilter(label="Class", choices=DenialClass.choices, empty_label="Any")
    carc = filters.CharFilter(label="CARC", field_name="carc", lookup_expr="iexact")
    group = filters.ChoiceFilter(label="Group", choices=GroupCode.choices, empty_label="Any")
    payer = filters.ModelChoiceFilter(
        label="Payer", field_name="claim__payer", queryset=_payers, empty_label="Any"
    )
    coder = filters.ModelChoiceFilter(label="Coder", queryset=_coders, empty_label="Any")
    specialty = filters.ChoiceFilter(
        label="Specialty", field_name="claim__specialty", empty_label="Any"
    )
    encounter_class = filters.ChoiceFilter(
        label="Encounter class",
        field_name="claim__encounter_class",
        choices=EncounterClass.choices,
        empty_label="Any",
    )
    cause = filters.ChoiceFilter(
        label="Root cause",
        choices=(*CAUSES, *RootCause.choices),
        method="by_cause",
        empty_label="Any",
    )
    attribution = filters.ChoiceFilter(
        label="Attribution", choices=Attribution.choices, empty_label="Any"
    )
    owner_side = filters.ChoiceFilter(
        label="Whose it is",
        choices=PARTY_CHOICES,
        empty_label="Any",
    )
    handoff = filters.ChoiceFilter(label="Handoff", choices=Handoff.choices, empty_label="Any")
    deadline_min = _day("Deadline from", "deadline_on", "gte")
    deadline_max = _day("Deadline to", "deadline_on", "lte")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = denials_visible(self.request.actor)
        self.filters["specialty"].extra["choices"] = _specialties(rows, "claim__specialty")

    def by_show(self, rows: "QuerySet[Denial]", _name: str, value: str) -> "QuerySet[Denial]":
        if value == MINE:
            return rows.filter(worklist(self.request.actor))
        return rows.filter(state__in=_STATES[value]) if value in _STATES else rows

    def by_cause(self, rows: "QuerySet[Denial]", _name: str, value: str) -> "QuerySet[Denial]":
        today = local_today(self.request.engagement.time_zone)
        found: dict[str, Q] = {
            "overdue": cause_overdue(today),
            "near": cause_near(today),
            "missing": Q(root_cause=""),
            "named": ~Q(root_cause=""),
        }
        return rows.filter(found.get(value, Q(root_cause=value)))


class ClaimFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = filters.CharFilter(label="Search", method="search")
    denied = filters.BooleanFilter(label="Denied", field_name="is_denied")
    coding = filters.BooleanFilter(label="Coding-attributed", field_name="is_coding_denial")
    reversal = filters.BooleanFilter(label="Reversal", field_name="is_reversal")
    matched = filters.BooleanFilter(
        label="Chart known", field_name="chart", lookup_expr="isnull", exclude=True
    )
    payer = filters.ModelChoiceFilter(label="Payer", queryset=_payers, empty_label="Any")
    coder = filters.ModelChoiceFilter(label="Coder", queryset=_coders, empty_label="Any")
    specialty = filters.ChoiceFilter(label="Specialty", empty_label="Any")
    remittance = filters.NumberFilter(label="Remittance", field_name="remittance_id")
    adjudicated_min = _day("Adjudicated from", "adjudicated_on", "gte")
    adjudicated_max = _day("Adjudicated to", "adjudicated_on", "lte")

    class Meta:
        model = Claim
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = claims_visible(self.request.actor)
        self.filters["specialty"].extra["choices"] = _specialties(rows, "specialty")

    def search(self, rows: "QuerySet[Claim]", _name: str, value: str) -> "QuerySet[Claim]":
        text = value.strip()
        return rows.filter(
            Q(patient_control_number__icontains=text) | Q(payer_control_number__icontains=text)
        )


class RemittanceFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = filters.CharFilter(label="Search", method="search")
    balanced = filters.BooleanFilter(label="Payment balanced", field_name="is_balanced")
    payer = filters.ModelChoiceFilter(label="Payer", queryset=_payers, empty_label="Any")
    paid_min = _day("Paid from", "payment_date", "gte")
    paid_max = _day("Paid to", "payment_date", "lte")

    class Meta:
        model = Remittance
        fields = ()

    def search(
        self, rows: "QuerySet[Remittance]", _name: str, value: str
    ) -> "QuerySet[Remittance]":
        text = value.strip()
        return rows.filter(Q(trace_number__icontains=text) | Q(file__name__icontains=text))
