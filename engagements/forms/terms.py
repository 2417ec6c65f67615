"""A proposal of terms: the numbers of the contract, with every time's clock basis chosen."""

from decimal import Decimal
from typing import Any

from django import forms

from engagements.enums import (
    AccuracyMethod,
    ClockBasis,
    Complexity,
    EncounterClass,
    Urgency,
    VerdictTest,
)
from engagements.forms.fields import PercentField
from engagements.kernel.fields import LONGEST_TEXT
from engagements.models import Calendar
from engagements.services.terms import FloorRow, TermsDraft, TurnaroundRow

CHOOSE_BASIS = [("", "Choose…"), *ClockBasis.choices]
BASIS_ERROR = {
    "required": "Choose elapsed or business hours: terms that leave it open end in dispute."
}


class TermsForm(forms.Form):
    effective_from = forms.DateField(label="In force from", widget=forms.DateInput)
    effective_to = forms.DateField(
        label="Until", required=False, help_text="Last day, inclusive. Empty: until replaced."
    )
    accuracy_method = forms.ChoiceField(
        label="Contracted accuracy method",
        choices=AccuracyMethod.choices,
        help_text="All methods are computed; this one decides.",
    )
    verdict_test = forms.ChoiceField(
        label="A floor is met when",
        choices=[
            (VerdictTest.INTERVAL, "the exact interval lies above it (else inconclusive)"),
            (VerdictTest.POINT_ESTIMATE, "the measured share reaches it"),
        ],
    )
    confidence = PercentField(
        label="Confidence of intervals (%)", min_value=50, max_value=Decimal("99.9"), initial=90
    )
    turnaround_attainment_floor = PercentField(label="On time, at least (%)", initial=95)
    sample_size_per_coder = forms.IntegerField(
        label="Audited charts per coder and month", min_value=1, max_value=1000, initial=30
    )
    query_window_hours = forms.IntegerField(
        label="Query window (hours)", min_value=1, max_value=720, initial=48
    )
    query_window_basis = forms.ChoiceField(
        label="Query window counts", choices=CHOOSE_BASIS, error_messages=BASIS_ERROR
    )
    calendar = forms.ModelChoiceField(
        queryset=Calendar.objects.none(), required=False, help_text="For business hours."
    )
    note = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Note to the other side",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(self, *args: Any, calendars: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = calendars  # type: ignore[attr-defined]  # -- a model choice field

    def draft(
        self, floors: Any, turnaround: Any, provisions: dict[str, Any], pricing: dict[str, Any]
    ) -> TermsDraft:
        return TermsDraft(
            **self.cleaned_data,
            **pricing,
            provisions=provisions,
            floors=[FloorRow(**row) for row in filled(floors)],
            turnaround=[TurnaroundRow(**row) for row in filled(turnaround)],
        )


class FloorForm(forms.Form):
    specialty = forms.CharField(
        max_length=60, required=False, widget=forms.TextInput(attrs={"placeholder": "all others"})
    )
    # The choice an untouched row sends, so that it still counts as empty.
    method = forms.ChoiceField(choices=AccuracyMethod.choices, initial=AccuracyMethod.ENCOUNTER)
    floor = PercentField(label="Floor (%)")
    target = PercentField(label="Target (%)", required=False)


class TurnaroundForm(forms.Form):
    encounter_class = forms.ChoiceField(
        label="Class", choices=[("", "Any class"), *EncounterClass.choices], required=False
    )
    urgency = forms.ChoiceField(choices=Urgency.choices, initial=Urgency.ROUTINE)
    complexity = forms.ChoiceField(choices=[("", "Any"), *Complexity.choices], required=False)
    hours = forms.DecimalField(min_value=0, max_digits=6, decimal_places=2)
    basis = forms.ChoiceField(
        label="Clock counts", choices=CHOOSE_BASIS, error_messages=BASIS_ERROR
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}))


def filled(formset: Any) -> list[dict[str, Any]]:
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data]
    return [
        {key: value for key, value in row.items() if key != "DELETE"}
        for row in rows
        if not row.get("DELETE")
    ]


def formset_of(form: type[forms.Form], prefix: str, extra: int, *args: Any, **kwargs: Any) -> Any:
    kind = forms.formset_factory(form, extra=extra, can_delete=True, max_num=60)
    return kind(*args, prefix=prefix, **kwargs)


def floor_formset(*args: Any, **kwargs: Any) -> Any:
    return formset_of(FloorForm, "floors", 2, *args, **kwargs)


def turnaround_formset(*args: Any, **kwargs: Any) -> Any:
    return formset_of(TurnaroundForm, "turnaround", 2, *args, **kwargs)
